"""What cities do: start, write section by section, say what was spent, ask, confirm, send."""

from typing import Any

from flask import (
    abort,
    flash,
    g,
    get_template_attribute,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from grantapp.core.errors import Changed, NotAllowedNow
from grantapp.core.money import Money
from grantapp.files.actions import keep_upload
from grantapp.questionnaires.forms import REMOVE_FILE, SectionForm, section_form, shown_values
from grantapp.questionnaires.models import Section
from grantapp.questionnaires.rules import answers_of
from grantapp.reports import actions, forms, policy, queries
from grantapp.reports.actions.writing import NOT_WRITABLE, WRITABLE
from grantapp.reports.models import Report, Requirement
from grantapp.reports.views.blueprint import bp
from grantapp.reports.views.pages import comments_of, others_here, read, shown
from grantapp.web.access import authorized
from grantapp.web.fields import ConfirmForm
from grantapp.web.formats import saved_at

Answer = str | tuple[str, int] | Response
SECTION = "/reports/<int:requirement_id>/sections/<section_key>"


def _to_report(requirement: Requirement) -> Response:
    return redirect(url_for("reports.report", requirement_id=requirement.id))


@bp.post("/reports/<int:requirement_id>/start")
@authorized(policy.WRITE, queries.get_requirement)
def start(requirement: Requirement) -> Response:
    """Open the report for both cities."""
    if ConfirmForm().validate_on_submit():
        actions.start_report(g.actor, requirement.id)
        flash(_("The report is open for both cities. Each writes its own statement."))
    return _to_report(requirement)


def _open(requirement: Requirement, key: str) -> tuple[Report, Section]:
    if requirement.report is None or requirement.status not in WRITABLE:
        raise NotAllowedNow(NOT_WRITABLE, code="report.not_writable")
    for section in requirement.report.sheet.version.sections:
        if section.key == key:
            return requirement.report, section
    return abort(404)


@bp.get(SECTION)
@authorized(policy.WRITE, queries.get_requirement)
def section(requirement: Requirement, section_key: str) -> str:
    """Show a section as a form for the actor's city."""
    report, section = _open(requirement, section_key)
    return _page(requirement, section, _form(requirement, report, section))


def _form(requirement: Requirement, report: Report, section: Section) -> SectionForm:
    return section_form(section, report.sheet, policy.side_of(g.actor, requirement) or "")


def _page(requirement: Requirement, section: Section, form: SectionForm) -> str:
    stored = {one.id: one for one in queries.files_of(requirement)}
    files = {
        entry.question.id: [
            {"id": one, "name": stored[one].name, "href": url_for("files.download", file_id=one)}
            for one in (entry.answer.value if entry.answer else None) or [] if one in stored
        ]
        for entry in form.entries if entry.field is None
    }  # fmt: skip
    written = [entry.answer.updated_at for entry in form.entries if entry.answer]
    notes = {one.question_key: one for one in comments_of(requirement)}
    return render_template(
        "reports/section.html",
        section=section,
        form=form,
        files=files,
        notes=notes,
        saved=saved_at(max(written, default=None), _zones(requirement)),
        present=others_here(requirement, section.key),
        **shown(requirement),
    )


@bp.post(SECTION)
@authorized(policy.WRITE, queries.get_requirement)
def save(requirement: Requirement, section_key: str) -> Answer:
    """Keep what was typed, attached and removed; on a clash show both texts."""
    report, section = _open(requirement, section_key)
    form = _form(requirement, report, section)
    try:
        if form.validate_on_submit() and form.carry_out(lambda: _save(requirement, section_key, form)):
            flash(_("Saved."))
            return redirect(_after(requirement, section))
    except Changed as clash:
        return _clash(requirement, section, form, clash), 409
    return _page(requirement, section, form), 422


def _save(requirement: Requirement, key: str, form: SectionForm) -> None:
    actions.save_section(g.actor, requirement.id, key, forms.changes_of(form))
    for entry, upload in form.uploads():
        kept = keep_upload(upload, field=f"q-{entry.question.id}")
        actions.attach_answer_file(g.actor, requirement.id, key, entry.question.id, kept)
    removed = request.form.get(REMOVE_FILE, "")
    for entry in form.entries:
        if removed.isdecimal() and entry.answer and int(removed) in (entry.answer.value or ()):
            actions.remove_answer_file(g.actor, requirement.id, key, entry.question.id, int(removed))


def _after(requirement: Requirement, section: Section) -> str:
    keys = [one.key for one in section.version.sections]
    following = keys[keys.index(section.key) + 1 :]
    if request.form.get(REMOVE_FILE) or any(one.filename for one in request.files.values()):
        return url_for("reports.section", requirement_id=requirement.id, section_key=section.key)
    if request.form.get("then") == "list" or not following:
        return url_for("reports.report", requirement_id=requirement.id)
    return url_for("reports.section", requirement_id=requirement.id, section_key=following[0])


def _clash(requirement: Requirement, section: Section, form: SectionForm, clash: Changed) -> str:
    fresh = queries.get_requirement(requirement.id)
    versions = (
        {one.question_id: one.version for one in answers_of(fresh.report.sheet).values()}
        if fresh and fresh.report
        else {}
    )
    theirs = {entry.question.id: words for entry, words in shown_values(clash.theirs, form)}
    clashing = [(entry, words, theirs[entry.question.id]) for entry, words in shown_values(clash.yours, form)]
    names = {entry.field.name for entry, _yours, _theirs in clashing if entry.field}
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name.startswith(("q-", "version-")) and name.split("-choice")[0].split("-yours")[0] not in names
    ]
    ours = {
        entry.question.id: request.form.getlist(entry.field.name)
        for entry, _yours, _theirs in clashing
        if entry.field
    }
    return render_template(
        "reports/clash.html", section=section, clashing=clashing, kept=kept, versions=versions, ours=ours,
        clash=clash, **shown(requirement),
    )  # fmt: skip


@bp.post(f"{SECTION}/autosave")
@authorized(policy.WRITE, queries.get_requirement)
def autosave(requirement: Requirement, section_key: str) -> Any:
    """Keep what is being typed, and tell the browser the new versions."""
    report, section = _open(requirement, section_key)
    form = _form(requirement, report, section)
    try:
        if not form.validate_on_submit() or not form.carry_out(
            lambda: actions.save_section(g.actor, requirement.id, section_key, form.changes())
        ):
            return jsonify(errors=form.errors_by_field()), 422
    except Changed as refusal:
        return jsonify(error=type(refusal).__name__.lower()), 409
    fresh = queries.get_requirement(requirement.id)
    answers = answers_of(fresh.report.sheet).values() if fresh and fresh.report else ()
    own = {entry.question.id: entry.side for entry in form.entries}
    versions = {
        f"version-{one.question_id}": one.version for one in answers if own.get(one.question_id) == one.side
    }
    return jsonify(saved_at_text=saved_at(g.actor.at, _zones(requirement)), versions=versions, clash_url=None)


def _zones(requirement: Requirement) -> list[str]:
    """Return the zones of both cities, the reader's own first."""
    side = policy.side_of(g.actor, requirement)
    halves = sorted(requirement.award.application.sides, key=lambda half: half.side != side)
    return [half.organization.place.zone for half in halves]


@bp.post(f"{SECTION}/presence")
@authorized(policy.WRITE, queries.get_requirement)
def presence(requirement: Requirement, section_key: str) -> Response:
    """Note that somebody is at work here, or leaves, and say who else is."""
    _open(requirement, section_key)
    actions.be_present(g.actor, requirement.id, section_key, here="gone" not in request.form)
    words = get_template_attribute("components/presence.html", "presence_words")
    return jsonify(words=words(others_here(queries.get_requirement(requirement.id), section_key)).strip())


@bp.get("/reports/<int:requirement_id>/spending")
@authorized(policy.WRITE, queries.get_requirement)
def spending(requirement: Requirement) -> str:
    """Ask what was spent of the grant."""
    kept = requirement.report.spent_amount if requirement.report else None
    form = _spending_form(requirement, None)
    form.spent.data = Money(kept, requirement.award.currency) if kept is not None else None
    form.shown.data = "" if kept is None else str(kept)
    return render_template("reports/spending.html", form=form, **shown(requirement))


def _spending_form(requirement: Requirement, data: Any) -> forms.SpendingForm:
    form = forms.SpendingForm(formdata=None)
    form.spent.currency = requirement.award.currency  # before anything is read: yen have no cents
    if data is not None:
        form.process(formdata=data)
    return form


@bp.post("/reports/<int:requirement_id>/spending")
@authorized(policy.WRITE, queries.get_requirement)
def save_spending(requirement: Requirement) -> Answer:
    """Keep what was spent."""
    form = _spending_form(requirement, request.form)
    if form.validate() and form.carry_out(
        lambda: actions.save_spending(g.actor, requirement.id, form.spent.data, form.shown_amount)
    ):
        flash(_("Saved."))
        return _to_report(requirement)
    return render_template("reports/spending.html", form=form, **shown(requirement)), 422


@bp.post("/reports/<int:requirement_id>/ask")
@authorized(policy.SEND, queries.get_requirement)
def ask(requirement: Requirement) -> Response:
    """Ask the partner city to confirm."""
    if ConfirmForm().validate_on_submit():
        actions.ask_confirmation(g.actor, requirement.id)
        flash(_("The partner city has a letter that asks it to confirm the report."))
    return _to_report(requirement)


@bp.get("/reports/<int:requirement_id>/confirm")
@authorized(policy.CONFIRM, queries.get_requirement)
def confirm_page(requirement: Requirement) -> str:
    """Show the whole report to the partner city, with the button that confirms it."""
    return render_template(
        "reports/confirm.html", form=forms.ContentForm(), **shown(requirement), **read(requirement)
    )


@bp.post("/reports/<int:requirement_id>/confirm")
@authorized(policy.CONFIRM, queries.get_requirement)
def confirm(requirement: Requirement) -> Answer:
    """Confirm the report for the partner city."""
    form = forms.ContentForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.confirm_report(g.actor, requirement.id, form.shown_sha256.data or "")
    ):
        flash(_("The report is confirmed for your city. The lead city has a letter about it."))
        return _to_report(requirement)
    return render_template("reports/confirm.html", form=form, **shown(requirement), **read(requirement)), 422


@bp.get("/reports/<int:requirement_id>/send")
@authorized(policy.SEND, queries.get_requirement)
def send_page(requirement: Requirement) -> str:
    """Ask the lead city once more before the report goes to the program office."""
    return render_template(
        "reports/send.html", form=forms.ContentForm(), **shown(requirement), **read(requirement)
    )


@bp.post("/reports/<int:requirement_id>/send")
@authorized(policy.SEND, queries.get_requirement)
def send(requirement: Requirement) -> Answer:
    """Send the report."""
    form = forms.ContentForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.send_report(g.actor, requirement.id, form.shown_sha256.data or "")
    ):
        flash(_("The report is with the program office. Both cities have a receipt by letter."))
        return _to_report(requirement)
    return render_template("reports/send.html", form=form, **shown(requirement), **read(requirement)), 422
