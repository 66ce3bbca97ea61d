"""A report is written by two cities, sent as shown, confirmed as sent, and only then accepted."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from grantapp.accounts.models import Role
from grantapp.applications.models import Side
from grantapp.awards import actions as awards_actions
from grantapp.awards.models import Award
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.disbursements import queries as payments
from grantapp.disbursements.actions import request_disbursement
from grantapp.notifications import delivery
from grantapp.notifications.models import Letter
from grantapp.questionnaires.rules import Change
from grantapp.reports import actions, queries, rules
from grantapp.reports.models import RequirementKind
from tests.factories import awards, letters, people, reports
from tests.factories.awards import AwardPlace
from tests.factories.people import NOW


@pytest.fixture
def place(app: Flask) -> AwardPlace:
    """Return a sent application with the office around it."""
    return awards.place()


@pytest.fixture
def award(place: AwardPlace) -> Award:
    """Return an active award of $10,000.00."""
    return awards.active(place)


def names(*wanted: str) -> list[str]:
    """Return the names of the letters that were queued, in order."""
    found = db.session.scalars(select(Letter.name).where(Letter.name.in_(wanted)).order_by(Letter.id))
    return list(found)


def test_award_when_it_starts_then_two_things_are_due_at_the_lead_city_s_midnight(award: Award) -> None:
    due = {
        one.kind.value: (rules.due_on(one), one.zone, one.status.value)
        for one in queries.list_of_award(award.id)
    }
    zone = "America/Los_Angeles"
    assert due == {
        "final_report": (date(2028, 1, 30), zone, "open"), "follow_up": (date(2028, 12, 31), zone, "open"),
    }  # fmt: skip


def test_report_when_both_cities_stand_behind_it_then_accepted_and_the_last_payment_fits(
    place: AwardPlace, award: Award
) -> None:
    requirement = reports.accepted(place, award)
    report = reports.report_of(requirement)
    assert requirement.status == "accepted"
    assert report.snapshot is not None
    assert report.snapshot.sha256 == report.confirmed_sha256 == report.content_sha256
    last = payments.list_of_award(award.id)[-1]
    assert (
        last.amount == 100_000
    )  # 9,000 spent: with the advance of 8,000, paid or still to be, 1,000 is left
    request_disbursement(place.world.editor(Side.LEAD), last.id)


def test_accept_when_the_partner_has_not_confirmed_then_refused(place: AwardPlace, award: Award) -> None:
    requirement = reports.sent(place, award)
    with pytest.raises(Invalid) as refusal:
        actions.accept_report(place.officer(), requirement.id)
    assert [one.code for one in refusal.value.problems] == ["not_confirmed"]
    assert reports.load(requirement).status == "submitted"


def test_confirm_when_the_content_changes_afterwards_then_void(place: AwardPlace, award: Award) -> None:
    requirement = reports.confirm(place, reports.written(place, award))
    assert reports.report_of(requirement).confirmed_at is not None
    reports.answer(place, requirement, Side.LEAD, summary="Gardeners met twice.")
    report = reports.report_of(requirement)
    assert (report.confirmed_at, report.confirmed_sha256) == (None, "")
    reports.send(place, requirement)
    with pytest.raises(Invalid):
        actions.accept_report(place.officer(), requirement.id)


def test_confirm_when_the_spending_changes_afterwards_then_void(place: AwardPlace, award: Award) -> None:
    requirement = reports.confirm(place, reports.written(place, award))
    actions.save_spending(
        place.world.editor(Side.LEAD), requirement.id, Money(100, "USD"), reports.SPENT.amount
    )
    assert reports.report_of(requirement).confirmed_at is None


def test_confirm_when_another_content_was_shown_then_both_are_told(place: AwardPlace, award: Award) -> None:
    requirement = reports.written(place, award)
    shown = queries.present_sha256(requirement)
    reports.answer(place, requirement, Side.LEAD, summary="Changed in between.")
    with pytest.raises(Changed):
        actions.confirm_report(place.world.signatory(), requirement.id, shown)
    with pytest.raises(Changed):
        actions.send_report(place.world.editor(Side.LEAD), requirement.id, shown)


def test_confirm_when_an_answer_is_missing_or_it_is_the_lead_then_refused(
    place: AwardPlace, award: Award
) -> None:
    requirement = reports.started(place, reports.due(award))
    shown = queries.present_sha256(requirement)
    with pytest.raises(Invalid):
        actions.confirm_report(place.world.signatory(), requirement.id, shown)
    with pytest.raises(NotPermitted):
        actions.confirm_report(place.world.editor(Side.LEAD), requirement.id, shown)


def test_send_when_something_is_missing_then_each_gap_is_named(place: AwardPlace, award: Award) -> None:
    requirement = reports.started(place, reports.due(award))
    with pytest.raises(Invalid) as refusal:
        reports.send(place, requirement)
    assert "spent_missing" in [one.code for one in refusal.value.problems]
    with pytest.raises(NotPermitted):
        actions.send_report(
            place.world.editor(Side.PARTNER), requirement.id, queries.present_sha256(requirement)
        )


def test_send_when_done_twice_then_once(place: AwardPlace, award: Award) -> None:
    requirement = reports.sent(place, award)
    with pytest.raises(NotAllowedNow):
        reports.send(place, requirement)
    with pytest.raises(NotAllowedNow):
        reports.answer(place, requirement, Side.LEAD, summary="Too late.")


def test_return_when_commented_then_there_is_time_and_the_second_round_is_accepted(
    place: AwardPlace, award: Award
) -> None:
    late = NOW + timedelta(days=600)
    requirement = reports.confirmed(place, award, late)
    officer = place.officer().moved_to(late)
    with pytest.raises(Invalid):
        actions.request_changes(officer, requirement.id, {"": " "})
    actions.request_changes(officer, requirement.id, {"project.summary": "How many gardeners?"})
    returned = reports.load(requirement)
    assert (returned.status, returned.is_overdue(late)) == ("changes_requested", False)
    assert [(one.question_key, one.text) for one in reports.report_of(returned).comments] == [
        ("project.summary", "How many gardeners?")
    ]
    reports.answer(place, requirement, Side.LEAD, late, summary="Eight gardeners learned from each other.")
    reports.confirm(place, reports.send(place, requirement, late), late)
    actions.accept_report(officer, requirement.id)
    assert reports.load(requirement).status == "accepted"


def test_save_when_two_editors_are_at_it_then_both_texts_come_back(place: AwardPlace, award: Award) -> None:
    requirement = reports.started(place, reports.due(award))
    summary = reports.question(requirement, "summary")
    save = actions.save_section
    save(place.world.editor(Side.LEAD), requirement.id, "project", {summary.id: Change("ours", 0)})
    with pytest.raises(Changed):
        save(place.world.editor(Side.PARTNER), requirement.id, "project", {summary.id: Change("theirs", 0)})
    reports.written(place, award)
    with pytest.raises(Changed):
        actions.save_spending(place.world.editor(Side.LEAD), requirement.id, Money(5, "USD"), None)


def test_spending_when_above_the_award_or_missing_then_refused(place: AwardPlace, award: Award) -> None:
    requirement = reports.started(place, reports.due(award))
    for spent in (None, Money(award.awarded_amount + 1, "USD")):
        with pytest.raises(Invalid):
            actions.save_spending(place.world.editor(Side.LEAD), requirement.id, spent)


def stranger(_place: AwardPlace) -> Actor:
    """Return the editor of a city that has nothing to do with the award."""
    return awards.place().world.editor(Side.LEAD)


def reviewer(place: AwardPlace) -> Actor:
    """Return a reviewer of the program."""
    return place.world.staff(Role.REVIEWER)


@pytest.mark.parametrize("who", [stranger, reviewer, AwardPlace.finance])
def test_report_when_of_another_city_then_every_verb_is_refused(
    place: AwardPlace, award: Award, who: Callable[[AwardPlace], Actor]
) -> None:
    requirement, actor = reports.sent(place, award), who(place)
    for refused in (
        lambda: actions.start_report(actor, requirement.id),
        lambda: actions.save_section(actor, requirement.id, "project", {}),
        lambda: actions.save_spending(actor, requirement.id, Money(1, "USD")),
        lambda: actions.send_report(actor, requirement.id, ""),
        lambda: actions.confirm_report(actor, requirement.id, ""),
        lambda: actions.accept_report(actor, requirement.id),
        lambda: actions.request_changes(actor, requirement.id, {"": "no"}),
        lambda: actions.waive_requirement(actor, requirement.id, "no"),
        lambda: actions.extend_requirement(actor, requirement.id, date(2030, 1, 1), "no"),
    ):
        with pytest.raises(NotPermitted):
            refused()


def test_follow_up_when_answered_then_the_standard_form_and_no_money(place: AwardPlace, award: Award) -> None:
    requirement = reports.written(place, award, kind=RequirementKind.FOLLOW_UP)
    assert [one.key for one in reports.report_of(requirement).sheet.version.sections] == ["lasting", "next"]
    with pytest.raises(NotPermitted):
        actions.save_spending(place.world.editor(Side.LEAD), requirement.id, Money(1, "USD"))
    reports.confirm(place, reports.send(place, requirement))
    actions.accept_report(place.officer(), requirement.id)
    assert reports.load(requirement).status == "accepted"


def test_more_time_when_given_then_no_longer_late_and_both_cities_read_why(
    place: AwardPlace, award: Award
) -> None:
    requirement = reports.due(award)
    actions.extend_requirement(place.officer(), requirement.id, date(2029, 1, 31), "A flood")
    assert rules.due_on(reports.load(requirement)) == date(2029, 1, 31)
    actions.waive_requirement(place.officer(), requirement.id, "The exchange was cancelled")
    assert reports.load(requirement).status == "waived"
    assert names("report_extended", "report_waived") == ["report_extended"] * 4 + ["report_waived"] * 4
    with pytest.raises(NotAllowedNow):
        actions.extend_requirement(place.officer(), requirement.id, date(2030, 1, 31), "again")


def test_reminders_when_the_job_runs_every_day_then_each_step_goes_out_once(
    place: AwardPlace, award: Award
) -> None:
    requirement, system = reports.due(award), Actor.system("test")
    for left in (31, 30, 29, 7, 7, 1, 0, -1, -2, -7, -20):
        actions.remind_of_report(
            system.moved_to(requirement.due_until - timedelta(days=left, hours=1)), requirement.id
        )
    assert len(names("report_due")) == 3 * 4
    assert len(names("report_overdue")) == 2 * 5  # the officer too


def test_letters_when_a_report_lives_then_each_can_be_read(place: AwardPlace, award: Award) -> None:
    people.grant(people.person("Officer"), Role.PROGRAM_OFFICER, award.application.call.program.scope_id)
    requirement = reports.written(place, award)
    actions.ask_confirmation(place.world.editor(Side.LEAD), requirement.id)
    actions.request_changes(place.officer(), reports.send(place, requirement).id, {"": "More, please."})
    reports.answer(place, requirement, Side.LEAD, summary="More.")
    reports.confirm(place, reports.send(place, requirement))
    actions.accept_report(place.officer(), requirement.id)
    follow_up = reports.due(award, RequirementKind.FOLLOW_UP)
    for left in (7, -1):
        at = follow_up.due_until - timedelta(days=left, hours=1)
        actions.remind_of_report(Actor.system("test").moved_to(at), follow_up.id)
    actions.extend_requirement(place.officer(), follow_up.id, date(2029, 1, 31), "A flood")
    actions.waive_requirement(place.officer(), follow_up.id, "Told at a conference")
    found = db.session.scalars(select(Letter).where(Letter.name.startswith("report_")))
    written = {letter.name for letter in found if delivery.write(letter).subject}
    assert {
        "report_confirmation_asked", "report_sent", "report_returned", "report_confirmed", "report_accepted",
        "report_due", "report_overdue", "report_extended", "report_waived",
    } <= written  # fmt: skip


def test_tasks_when_a_report_moves_then_whose_turn_it_is(place: AwardPlace, award: Award) -> None:
    near = reports.due(award).due_until - timedelta(days=20)

    def tasks(actor: Actor) -> list[tuple[str, bool]]:
        return [(one.sentence, one.theirs) for one in queries.tasks_for(actor.moved_to(near))]

    lead, partner = place.world.editor(Side.LEAD), place.world.editor(Side.PARTNER)
    assert queries.tasks_for(lead) == []
    assert tasks(lead) == [("Start the final report", False), ("Start the final report", True)]
    requirement = reports.written(place, award)
    assert tasks(lead) == [("Send the final report", False), ("Confirm the final report", True)]
    reports.send(place, requirement)
    assert tasks(partner) == [("Confirm the final report", False)]
    assert tasks(place.officer()) == [("Confirm the final report", True)]
    reports.confirm(place, requirement)
    assert tasks(place.officer()) == [("Read a final report", False)]
    assert tasks(lead) == []


def test_overdue_letter_when_no_money_is_left_to_pay_then_it_does_not_threaten(place, award):
    final = reports.due(award)
    late = Actor.system("reports.reminders").moved_to(final.due_until + timedelta(days=1))
    actions.remind_of_report(late, final.id)
    assert "The next payment waits" in _overdue_letter()
    awards_actions.change_standing(place.officer(), award.id, "terminate", "Over")
    later = late.moved_to(final.due_until + timedelta(days=7))
    actions.remind_of_report(later, final.id)
    assert "The next payment waits" not in _overdue_letter()


def _overdue_letter():
    told = [text for one, text in letters.delivered() if (one.name, one.language) == ("report_overdue", "en")]
    return told[-1].text
