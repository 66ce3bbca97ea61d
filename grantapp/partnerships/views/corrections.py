"""Correcting agreements and activities of a partnership, and marking them as removed."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext

from grantapp.audit.queries import words_before
from grantapp.core.errors import Changed
from grantapp.core.words import Bilingual
from grantapp.files.queries import list_files
from grantapp.partnerships import actions, forms, policy, queries, rules
from grantapp.partnerships.models import LogEntry, PartnershipAgreement
from grantapp.partnerships.views.blueprint import bp, choices_of, journeys, renewable, sent_file
from grantapp.web.access import authorized, takes_files
from grantapp.web.editing import EditForm, clash_page, in_words
from grantapp.web.fields import ConfirmForm

Entry = PartnershipAgreement | LogEntry
Texts = dict[str, str]


@bp.route("/partnerships/agreements/<int:agreement_id>/edit", methods=["GET", "POST"])
@authorized(policy.CORRECT_HISTORY, queries.load_agreement)
def edit_agreement(agreement: PartnershipAgreement) -> Any:
    """Correct an agreement."""
    form = forms.AgreementEditForm.over(rules.agreement_texts(agreement), agreement.version)
    form.language.choices = choices_of(rules.AGREEMENT_LANGUAGES)
    form.renews.choices = renewable(agreement.partnership_id, agreement.id)
    saved = _save(form, actions.edit_agreement, rules.agreement_texts, queries.get_agreement, agreement)
    return saved or _show("partnerships/edit_agreement.html", agreement, form, agreement.title)


@bp.route("/partnerships/activities/<int:entry_id>/edit", methods=["GET", "POST"])
@authorized(policy.CORRECT_HISTORY, queries.load_log_entry)
def edit_activity(entry: LogEntry) -> Any:
    """Correct what was written into the history by hand."""
    form = forms.ActivityEditForm.over(_activity_texts(entry), entry.version)
    form.kind.choices = choices_of({kind: rules.ACTIVITY_WORDS[kind] for kind in rules.HAND_KINDS})
    form.direction.choices, form.audience.choices = journeys(), choices_of(rules.AUDIENCES)
    saved = _save(form, actions.edit_activity, _activity_texts, queries.get_log_entry, entry)
    return saved or _show(
        "partnerships/edit_activity.html", entry, form, queries.get_activity_of(entry).summary
    )


def _activity_texts(entry: LogEntry) -> Texts:
    return rules.activity_texts(queries.get_activity_of(entry), entry.evidence)


def _save(
    form: Any,
    edit: Callable[..., Any],
    texts_of: Callable[[Any], Texts],
    get: Callable[[int], Any],
    entry: Entry,
) -> Any:
    """Carry a correction out and lead back, or show both texts; None when the form is shown (again)."""
    identity = entry.id
    back = url_for(".partnership", partnership_id=entry.partnership_id, _anchor="history")
    texts = {name: text for name, text in form.texts.items() if name != "reason"}
    kept = {"reason": form.reason.data or "", "version": form.version.data, "shown": form.shown_texts}
    try:
        if form.validate_on_submit() and form.carry_out(lambda: edit(g.actor, identity, texts, **kept)):
            flash(gettext("The correction is saved; the earlier words stay in the history."))
            return redirect(back)
    except Changed as clash:
        now = get(identity)
        return clash_page(form, clash, version=now.version, current=texts_of(now), back=back)
    return None


def _show(template: str, entry: Entry, form: EditForm, name: Bilingual) -> Any:
    page = render_template(
        template, form=form, entry=entry, name=name, kept=list_files(entry), earlier=_earlier(entry, form),
        kind=entry.__subject__, file_form=forms.EvidenceFileForm(formdata=None),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _earlier(entry: Entry, form: EditForm) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Return each correction with the labels and words of the fields that it replaced."""
    return [
        (line, [(form[name].label.text, in_words(form[name], before)) for name in before if name in form])
        for line, before in words_before(entry)
    ]


@bp.route("/partnerships/agreements/<int:agreement_id>/remove", methods=["GET", "POST"])
@authorized(policy.CORRECT_HISTORY, queries.load_agreement)
def remove_agreement(agreement: PartnershipAgreement) -> Any:
    """Ask for a reason, then mark an agreement as removed."""
    return _remove(agreement, actions.remove_agreement, agreement.title)


@bp.route("/partnerships/activities/<int:entry_id>/remove", methods=["GET", "POST"])
@authorized(policy.CORRECT_HISTORY, queries.load_log_entry)
def remove_activity(entry: LogEntry) -> Any:
    """Ask for a reason, then mark what was written by hand as removed."""
    return _remove(entry, actions.remove_activity, queries.get_activity_of(entry).summary)


def _remove(entry: Entry, remove: Callable[..., Any], name: Bilingual) -> Any:
    form = forms.RemovalForm()
    back = url_for(".partnership", partnership_id=entry.partnership_id, _anchor="history")
    if form.validate_on_submit() and form.carry_out(
        lambda: remove(g.actor, entry.id, form.reason.data or "")
    ):
        flash(gettext("It is removed; who may write here still finds it below the history."))
        return redirect(back)
    page = render_template("partnerships/remove_evidence.html", form=form, entry=entry, name=name, back=back)
    return page, 422 if form.is_submitted() else 200


@bp.post("/partnerships/agreements/<int:agreement_id>/files")
@authorized(policy.CORRECT_HISTORY, queries.load_agreement)
@takes_files
def attach_to_agreement(agreement: PartnershipAgreement) -> Any:
    """Hang a further file on an agreement."""
    return _attach(agreement, url_for(".edit_agreement", agreement_id=agreement.id))


@bp.post("/partnerships/activities/<int:entry_id>/files")
@authorized(policy.CORRECT_HISTORY, queries.load_log_entry)
@takes_files
def attach_to_activity(entry: LogEntry) -> Any:
    """Hang a further file on an activity."""
    return _attach(entry, url_for(".edit_activity", entry_id=entry.id))


def _attach(entry: Entry, back: str) -> Any:
    form = forms.EvidenceFileForm()

    def write() -> None:
        upload = sent_file(form)
        if upload is not None:
            actions.attach_evidence(g.actor, entry, upload)

    if form.validate_on_submit() and form.carry_out(write):
        flash(gettext("The file is saved."))
    else:
        for problem in form.file.errors:
            flash(problem, "error")
    return redirect(back)


@bp.post("/partnerships/agreements/<int:agreement_id>/files/<int:file_id>/remove")
@authorized(policy.CORRECT_HISTORY, queries.load_agreement)
def detach_from_agreement(agreement: PartnershipAgreement, file_id: int) -> Any:
    """Take a file off an agreement."""
    return _detach(agreement, file_id, url_for(".edit_agreement", agreement_id=agreement.id))


@bp.post("/partnerships/activities/<int:entry_id>/files/<int:file_id>/remove")
@authorized(policy.CORRECT_HISTORY, queries.load_log_entry)
def detach_from_activity(entry: LogEntry, file_id: int) -> Any:
    """Take a file off an activity."""
    return _detach(entry, file_id, url_for(".edit_activity", entry_id=entry.id))


def _detach(entry: Entry, file_id: int, back: str) -> Any:
    if ConfirmForm().validate_on_submit():
        actions.detach_evidence(g.actor, entry, file_id)
        flash(gettext("The file is removed."))
    return redirect(back)
