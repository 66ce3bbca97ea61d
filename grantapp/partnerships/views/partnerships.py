"""The public directory and the page of a partnership."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext

from grantapp.core.errors import Changed
from grantapp.core.ports import load_all, subjects
from grantapp.files.queries import list_files
from grantapp.partnerships import actions, forms, policy, queries, rules
from grantapp.partnerships.models import Partnership, PartnershipActivity, PartnershipMember
from grantapp.partnerships.views.blueprint import WORDS, bp, choices_of, sent_file
from grantapp.places.queries import claims_of
from grantapp.places.rules import disagreements
from grantapp.web.access import authorized, public, takes_files
from grantapp.web.cache import cached
from grantapp.web.components import link
from grantapp.web.editing import clash_page


@bp.get("/partnerships/<int:partnership_id>")
@public
@cached
def partnership(partnership_id: int) -> str:
    """Show a partnership with its sides and its history across programs."""
    found = queries.load_partnership(partnership_id) or abort(404)
    offices = queries.organizations_of_places(member.place_id for member in found.members)
    activities = queries.list_activities(g.actor, found)
    return render_template(
        "partnerships/partnership.html", partnership=found, offices=offices, words=WORDS,
        entries=list(zip(activities, _addresses_of(activities), strict=True)),
        index=_index_of(found), journeys=queries.last_journeys(found.id),
        kinds=queries.list_kinds(found.id), agreements=queries.list_agreements(found.id), files=list_files,
        removed=queries.list_removed(found.id) if policy.ADD_HISTORY.allows(g.actor, found) else (),
        corrects=queries.entries_to_correct(g.actor, found),
        disagreements=disagreements(claims_of(found.__subject__, [found.id])),
    )  # fmt: skip


def _index_of(found: Partnership) -> rules.Index:
    today = g.actor.at.date()
    since = rules.two_years_before(today)
    return rules.index_of(queries.count_activities(g.actor, found, since, today), today)


def _addresses_of(activities: Sequence[PartnershipActivity]) -> Iterator[str | None]:
    """Yield for each line where a reader may read about it."""
    theirs = {
        one.id: (one.subject_kind, one.subject_id) for one in activities if one.kind not in rules.OWN_KINDS
    }
    records = load_all(theirs.values())
    for activity in activities:
        record = records.get(theirs.get(activity.id, ("", 0)))
        yield _address_of(activity, record) if record is not None else None


def _address_of(activity: PartnershipActivity, record: Any) -> str | None:
    """Return the address of the record of a line, else of its public page."""
    entry = subjects[activity.subject_kind]
    if entry.view.allows(g.actor, record):
        return link(entry.endpoint, **entry.values(record))
    if entry.public is not None and activity.is_public:
        endpoint, values = entry.public(record)
        return link(endpoint, **values)
    return None


@bp.route("/partnerships/sides/<int:member_id>/status", methods=["GET", "POST"])
@authorized(policy.CHANGE_STATUS, queries.load_member)
@takes_files
def change_status(member: PartnershipMember) -> Any:
    """Write down what one side says of a partnership."""
    form = forms.SideStatusForm.over(rules.side_texts(member), member.version)
    form.status.choices = choices_of(rules.STATUS_WORDS)
    back = url_for(".partnership", partnership_id=member.partnership_id)
    try:
        if form.validate_on_submit() and form.carry_out(lambda: _save_status(member, form)):
            flash(gettext("The status of this side is saved."))
            return redirect(back)
    except Changed as clash:
        now = queries.get_member(member.id)
        return clash_page(form, clash, version=now.version, current=rules.side_texts(now), back=back)
    return render_template(
        "partnerships/change_status.html", form=form, member=member, words=WORDS
    ), 422 if form.is_submitted() else 200


def _save_status(member: PartnershipMember, form: forms.SideStatusForm) -> None:
    sent = sent_file(form)
    actions.change_side_status(
        g.actor, member.id, form.texts, version=form.version.data, shown=form.shown_texts, upload=sent
    )
