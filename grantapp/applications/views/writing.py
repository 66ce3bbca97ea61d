"""Writing: a section with autosave, a clash where both texts are shown, the budget line by line."""

from typing import Any

from flask import abort, g, get_template_attribute, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grantapp.applications import actions, documents, forms, policy, queries, rules
from grantapp.applications.models import Application, ApplicationStatus, BudgetLine
from grantapp.applications.views.frame import (
    after,
    bp,
    contents,
    find_section,
    frame,
    hub_address,
    others_here,
    saved_text,
    section_address,
)
from grantapp.core.errors import Changed, Invalid, NotAllowedNow
from grantapp.files.actions import keep_upload
from grantapp.questionnaires.forms import REMOVE_FILE, SectionForm, section_form, shown_values
from grantapp.questionnaires.models import Section, SectionKind
from grantapp.questionnaires.rules import FIELD_PREFIX, field_name
from grantapp.web.access import authorized, takes_files

Page = str | Response | tuple[str, int]
NEW = "new"


def _form(application: Application, section: Section) -> SectionForm:
    return section_form(section, application.sheet, policy.side_of(g.actor, application) or "")


@bp.route("/applications/<int:application_id>/sections/<section_key>", methods=["GET", "POST"])
@takes_files
@authorized(policy.EDIT, queries.load_application)
def section(application: Application, section_key: str) -> Page:
    """Write in one section; what was refused is shown again as it was typed."""
    part = find_section(application, section_key)
    if part is None:
        abort(404)
    if request.method == "GET" and application.status != ApplicationStatus.DRAFT:
        return redirect(url_for("applications.read", application_id=application.id, _anchor=section_key))
    if request.method == "GET" and part.kind == SectionKind.BUDGET:
        return redirect(section_address(application, part))
    form = _form(application, part)
    try:
        if form.validate_on_submit() and form.carry_out(lambda: _save(application, part, form)):
            return redirect(_onward(application, part))
    except Changed as clash:
        return _show_clash(application.id, part, form, clash)
    return _show_section(application.id, section_key, form)


def _save(application: Application, part: Section, form: SectionForm) -> None:
    """Save the text first, then each file, so that a refused file takes no text with it."""
    actions.save_section(g.actor, application.id, part.key, form.changes())
    for entry, sent in form.uploads():
        upload = keep_upload(sent, field=field_name(entry.question))
        actions.attach_answer_file(g.actor, application.id, part.key, entry.question.id, upload)
    gone = request.form.get(REMOVE_FILE, "")
    for entry in form.entries:
        if gone.isdecimal() and entry.field is None:
            actions.remove_answer_file(g.actor, application.id, part.key, entry.question.id, int(gone))


def _onward(application: Application, part: Section) -> str:
    if REMOVE_FILE in request.form:
        return section_address(application, part)
    return hub_address(application) if request.form.get("then") == "list" else after(application, part)


def _show_section(application_id: int, section_key: str, form: SectionForm) -> Page:
    application = queries.get_application(application_id)
    part = find_section(application, section_key)
    page = render_template(
        "applications/section.html",
        **frame(application),
        **_around(application, section_key, form),
        form=form,
        section=part,
        saved=saved_text(application, section_key),
        present=others_here(application, section_key),
    )
    return (page, 422) if form.is_submitted() else page


def _around(application: Application, section_key: str, form: SectionForm) -> dict[str, Any]:
    """Return what stands around the fields: attached files, and what the other city wrote."""
    shown = contents(application)
    side = policy.side_of(g.actor, application)
    theirs = documents.answers_of_others(shown["content"], section_key, side)
    return {**shown, "theirs": theirs, "attached": _attached(application, form)}


def _attached(application: Application, form: SectionForm) -> dict[int, list[dict[str, Any]]]:
    files = {one.id: one for one in queries.files_of(application)}
    return {
        entry.question.id: [
            {"id": number, "name": files[number].name, "href": url_for("files.download", file_id=number)}
            for number in (entry.answer.value if entry.answer else None) or [] if number in files
        ]
        for entry in form.entries if entry.field is None
    }  # fmt: skip


def _keep_the_rest(application_id: int, part: Section, form: SectionForm, clash: Changed) -> Changed:
    """Keep what nobody else touched; a clash that comes up meanwhile joins the first."""
    settled = {key: one for key, one in form.changes().items() if f"{FIELD_PREFIX}{key}" not in clash.yours}
    try:
        actions.save_section(g.actor, application_id, part.key, settled)
    except Changed as more:
        both = Changed(clash.yours | more.yours, clash.theirs | more.theirs, more.by, more.at, more.by_id)
        return _keep_the_rest(application_id, part, form, both)
    return clash


def _show_clash(application_id: int, part: Section, form: SectionForm, clash: Changed) -> Page:
    """Show both texts where two wrote; the rest is kept first, or shown again with what is wrong in it."""
    try:
        clash = _keep_the_rest(application_id, part, form, clash)
    except Invalid as refusal:
        form.add_problems(refusal.problems)
        return _show_section(application_id, part.key, form)
    application = queries.get_application(application_id)
    fresh = find_section(application, part.key)
    answers = {(one.question_id, one.side): one.version for one in application.sheet.answers}
    pairs = list(zip(shown_values(clash.yours, form), shown_values(clash.theirs, form), strict=True))
    page = render_template(
        "applications/clash.html",
        **frame(application),
        section=fresh,
        clash=clash,
        pairs=pairs,
        versions=answers,
    )
    return page, 409


@bp.post("/applications/<int:application_id>/sections/<section_key>/settle")
@authorized(policy.EDIT, queries.load_application)
def settle(application: Application, section_key: str) -> Page:
    """Save what was chosen between two texts."""
    part = find_section(application, section_key)
    if part is None:
        abort(404)
    form = _form(application, part)
    if form.validate_on_submit():
        changes = forms.settled_changes(form)
        try:
            if form.carry_out(lambda: actions.save_section(g.actor, application.id, section_key, changes)):
                return redirect(section_address(application, part))
        except Changed as clash:
            return _show_clash(application.id, part, form, clash)
    return _show_section(application.id, section_key, form)


@bp.post("/applications/<int:application_id>/sections/<section_key>/autosave")
@authorized(policy.EDIT, queries.load_application)
def autosave(application: Application, section_key: str) -> Any:
    """Save while somebody types; the browser keeps the text itself when this is refused."""
    part = find_section(application, section_key)
    if part is None:
        abort(404)
    form = _form(application, part)
    try:
        if not form.validate_on_submit() or not form.carry_out(
            lambda: actions.save_section(g.actor, application.id, section_key, form.changes())
        ):
            return jsonify(errors=form.errors_by_field()), 422
    except Changed:
        return jsonify(clash_url=section_address(application, part)), 409
    application = queries.get_application(application.id)
    asked = {entry.question.id for entry in form.entries}
    versions = {
        f"version-{one.question_id}": one.version
        for one in application.sheet.answers
        if one.question_id in asked
    }
    return jsonify(saved_at_text=saved_text(application, section_key), versions=versions, clash_url=None)


@bp.post("/applications/<int:application_id>/sections/<section_key>/presence")
@authorized(policy.EDIT, queries.load_application)
def presence(application: Application, section_key: str) -> Response:
    """Note that somebody is at work here, or leaves, and say who else is."""
    if find_section(application, section_key) is None:
        abort(404)
    actions.be_present(g.actor, application.id, section_key, here="gone" not in request.form)
    others = others_here(queries.get_application(application.id), section_key)
    words = get_template_attribute("components/presence.html", "presence_words")
    return jsonify(words=words(others).strip())


@bp.route("/applications/<int:application_id>/budget", methods=["GET", "POST"])
@authorized(policy.EDIT, queries.load_application)
def budget(application: Application) -> Page:
    """Show the budget, one line of it open as a form; what was refused stays as it was typed."""
    wanted = request.args.get("line", "")
    line = next((one for one in application.budget_lines if str(one.id) == wanted), None)
    if application.status != ApplicationStatus.DRAFT:
        return _show_budget(application.id)
    if line is None and wanted != NEW:
        return _show_removed(application.id) if request.method == "POST" else _show_budget(application.id)
    return _write_line(application, line, wanted)


def _write_line(application: Application, line: BudgetLine | None, wanted: str) -> Page:
    form = forms.line_form(application, line)
    if request.method == "POST" and request.form.get("then") == "remove" and line is not None:
        actions.remove_budget_line(g.actor, application.id, line.id)
        return redirect(url_for("applications.budget", application_id=application.id))
    try:
        if form.validate_on_submit() and form.carry_out(lambda: _save_line(application, line, form)):
            return redirect(_after_line(application))
    except Changed as clash:
        return _show_budget(application.id, wanted, form, clash)
    except NotAllowedNow as refusal:
        if refusal.code != actions.LINE_REMOVED:
            raise
        return _show_removed(application.id)
    return _show_budget(application.id, wanted, form)


def _show_removed(application_id: int) -> Page:
    """Show what was typed into a line that somebody removed as a new line, so that nothing is lost."""
    if request.form.get("then") == "remove":
        return redirect(url_for("applications.budget", application_id=application_id))
    form = forms.line_form(queries.get_application(application_id), None)
    return _show_budget(application_id, NEW, form, removed=True)


def _save_line(application: Application, line: BudgetLine | None, form: forms.LineForm) -> None:
    actions.save_budget_line(
        g.actor, application.id, line.id if line else None, form.values(), form.version.data or 0
    )


def _after_line(application: Application) -> str:
    then = request.form.get("then")
    part = documents.budget_section(application)
    if then == "list" or part is None:
        return hub_address(application)
    return after(application, part) if then == "continue" else section_address(application, part)


def _show_budget(
    application_id: int, wanted: str | None = None, form: forms.LineForm | None = None,
    clash: Changed | None = None, *, removed: bool = False,
) -> Page:  # fmt: skip
    application = queries.get_application(application_id)
    part = documents.budget_section(application)
    if part is None:
        abort(404)
    questions = _form(application, part)
    if form is not None and clash is not None:
        newest = {str(one.id): one.version for one in application.budget_lines}
        form.version.data = newest.get(wanted or "", 0)
    page = render_template(
        "applications/budget.html",
        **frame(application),
        **_around(application, part.key, questions),
        form=form,
        questions=questions,
        wanted=wanted,
        clash=clash,
        removed=removed,
        section=part,
        onward=after(application, part),
        saved=saved_text(application, part.key),
        present=others_here(application, part.key),
        sums=rules.totals_of,
    )
    return (page, 409 if clash or removed else 422) if form is not None and form.is_submitted() else page
