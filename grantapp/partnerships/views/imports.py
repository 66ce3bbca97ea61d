"""Importing a file: tried first, then taken by a job whose page one comes back to, and undone as a whole."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.core.errors import Invalid
from grantapp.core.paging import page_size
from grantapp.core.words import N_
from grantapp.jobs.queries import find_job
from grantapp.partnerships import actions, documents, forms, policy, queries, rules
from grantapp.partnerships.models import ImportRun
from grantapp.partnerships.views.blueprint import bp
from grantapp.web.access import authorized, takes_files
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.exports import csv_response, xlsx_response
from grantapp.web.fields import ConfirmForm
from grantapp.web.formats import say

add_navigation(
    NavigationItem("staff", 32, N_("Imports"), "partnerships.imports", policy.IMPORT.allows, group=3)
)


@bp.route("/partnerships/imports", methods=["GET", "POST"])
@authorized(policy.IMPORT)
@takes_files
def imports() -> Any:
    """Show the imports, and take a file for another one."""
    form = forms.ImportForm()
    if form.validate_on_submit() and form.carry_out(lambda: _keep(form)):
        return redirect(url_for(".import_columns" if form.asks else ".import_run", run_id=form.run_id))
    page = queries.list_runs(cursor=request.args.get("cursor", ""), size=page_size(request.args.get("size")))
    return render_template(
        "partnerships/imports.html", form=form, page=page, words=rules.OUTCOME_WORDS,
        counts=queries.count_outcomes([run.id for run in page.rows]), columns=documents.EXPORT_HEAD,
    ), 422 if form.is_submitted() else 200  # fmt: skip


def _keep(form: forms.ImportForm) -> None:
    """Keep the file; one with our own headers is begun at once, of another one it is asked what they mean."""
    sent = form.file.data
    sheet = documents.read_sheet(sent.read(documents.LARGEST_FILE + 1))
    run = actions.keep_sheet(g.actor, sent.filename or "", sheet, rehearse=form.mode.data != "import")
    form.run_id, form.asks = run.id, not rules.is_ours(sheet.header)
    if not form.asks:
        actions.choose_columns(g.actor, run.id, rules.guess_columns(sheet.header))


@bp.route("/partnerships/imports/<int:run_id>/columns", methods=["GET", "POST"])
@authorized(policy.IMPORT, queries.load_run)
def import_columns(run: ImportRun) -> Any:
    """Say what the columns of the file mean; of a trial that is over, try once more with others."""
    header = run.header or list(run.columns or ())
    guessed = run.columns or rules.guess_columns(header, queries.newest_columns(header))
    form = forms.ColumnsForm(data={"columns": [guessed.get(name, "") for name in header]})
    words = [(code, gettext(word)) for code, word in rules.COLUMN_WORDS.items()]
    for field in form.columns:
        field.choices = [(rules.LEFT_OUT, gettext("Leave out")), *words]
    if form.validate_on_submit() and (taken := _choose(run, form, header)):
        return redirect(url_for(".import_run", run_id=taken.id))
    return render_template(
        "partnerships/import_columns.html", form=form, run=run,
        headers=list(zip(header, form.columns, _samples(run, header), strict=False)),
    ), 422 if form.is_submitted() else 200  # fmt: skip


def _samples(run: ImportRun, header: list[str]) -> list[str]:
    """Return what the first rows hold in each column."""
    rows = [row.cells or {} for row in queries.sample_rows(run.id)]
    return [" · ".join(row[name] for row in rows if row.get(name)) for name in header]


def _choose(run: ImportRun, form: forms.ColumnsForm, header: list[str]) -> ImportRun | None:
    columns = dict(zip(header, [field.data or "" for field in form.columns], strict=False))
    try:
        return actions.choose_columns(g.actor, run.id, columns)
    except Invalid as refusal:
        for problem in refusal.problems:
            (column,) = problem.parameters.values()
            form.form_errors.append(say(problem.message, {"column": gettext(rules.COLUMN_WORDS[column])}))
    return None


@bp.get("/partnerships/imports/<int:run_id>")
@authorized(policy.IMPORT, queries.load_run)
def import_run(run: ImportRun) -> Any:
    """Show how far an import is and what became of its rows."""
    if run.columns is None:
        return redirect(url_for(".import_columns", run_id=run.id))
    return _show(run)


def _show(run: ImportRun, obstacles: tuple[str, ...] = ()) -> str:
    outcome = request.args.get("outcome", "")
    page = queries.list_rows(
        run.id, outcome if outcome in rules.OUTCOME_WORDS else "", cursor=request.args.get("cursor", ""),
        size=page_size(request.args.get("size")),
    )  # fmt: skip
    counts = queries.count_outcomes([run.id]).get(run.id, {})
    return render_template(
        "partnerships/import_run.html", run=run, page=page, outcome=outcome, counts=counts,
        work=find_job(rules.import_key(run.id)), words=rules.OUTCOME_WORDS, say=say, obstacles=obstacles,
        columns=rules.COLUMN_WORDS, renamed=rules.renamed,
    )  # fmt: skip


@bp.get("/partnerships/imports/<int:run_id>/refused.csv")
@authorized(policy.IMPORT, queries.load_run)
def import_refusals(run: ImportRun) -> Response:
    """Send the refused rows with their reasons; mended, the file can be imported again."""
    return csv_response(f"refused-{run.id}", *_refusals(run))


@bp.get("/partnerships/imports/<int:run_id>/refused.xlsx")
@authorized(policy.IMPORT, queries.load_run)
def import_refusals_xlsx(run: ImportRun) -> Response:
    """Send the same as a sheet."""
    return xlsx_response(f"refused-{run.id}", *_refusals(run))


def _refusals(run: ImportRun) -> tuple[list[str], list[list[object]]]:
    rows = queries.rows_of(run.id, rules.REFUSED)
    head = run.header or list(dict.fromkeys(name for row in rows for name in row.cells or {}))
    head = [name for name in head if name not in rules.FROM_REFUSALS]
    return [*rules.FROM_REFUSALS, *head], list(documents.refused_rows(rows, head, say))


@bp.post("/partnerships/imports/<int:run_id>/repeat")
@authorized(policy.IMPORT, queries.load_run)
def repeat_import(run: ImportRun) -> Response:
    """Take the rows of a trial in earnest."""
    taken = actions.repeat_import(g.actor, run.id)
    return redirect(url_for(".import_run", run_id=taken.id))


@bp.route("/partnerships/imports/<int:run_id>/undo", methods=["GET", "POST"])
@authorized(policy.IMPORT, queries.load_run)
def undo_import(run: ImportRun) -> Any:
    """Take back what an import made and changed, or say what stands in the way."""
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            actions.undo_import(g.actor, run.id)
        except Invalid as refusal:
            names = tuple(say(problem.message, problem.parameters) for problem in refusal.problems)
            return _show(queries.load_run(run.id) or run, names), 409
        flash(gettext("The import is undone."))
        return redirect(url_for(".import_run", run_id=run.id))
    counts = queries.count_outcomes([run.id]).get(run.id, {})
    return render_template("partnerships/undo_import.html", run=run, counts=counts)
