"""What hangs on one record, and what names other records, needs as many statements when it is long."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from grantapp.accounts import actions as accounts
from grantapp.accounts.models import Role, RoleGrant
from grantapp.applications.models import Side
from grantapp.audit.models import AccessEntry, AccessSubject
from grantapp.awards.actions import change_standing
from grantapp.calls import actions as calls
from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.partnerships import actions as partnerships
from grantapp.partnerships.models import ActivityKind
from grantapp.unit_of_work import action
from tests.factories import awards, people
from tests.factories.partnerships import system
from tests.integration.statements.test_lists import FEW, MANY, differing, measure


@action
def opened(actor: Actor, person_id: int) -> None:
    """Note that somebody opened the page of a person."""
    db.session.add(
        AccessEntry(
            at=actor.at, request_id="r", method="GET", endpoint="accounts.person", status=200, ms=1, statements=1,
            actor_id=actor.person_id, subjects=[AccessSubject(kind="person", subject_id=person_id)],
        )
    )  # fmt: skip


@pytest.fixture
def place(app):
    return awards.place()


@pytest.fixture
def browsers(app, sign_in, place):
    world = place.world
    who = {"editor": world.editors[Side.LEAD], "signatory": world.signatories[Side.LEAD]}
    who |= {
        role.value: people.staff(role) for role in (Role.ADMINISTRATOR, Role.PROGRAM_OFFICER, Role.AUDITOR)
    }
    return {name: sign_in(app.test_client(), person) for name, person in who.items()}


def test_names_of_other_records_when_many_then_each_kind_is_asked_once(app, browsers, place):
    def grow(many):
        for _number in range(many):
            award = awards.active()
            for kind, subject in ((ActivityKind.AWARD, award), (ActivityKind.APPLICATION, award.application)):
                partnerships.record_activity(
                    system(), place.world.partnership.id, kind, on=date(2026, 9, 1), subject=subject,
                    summary=Bilingual("Done", "完了"),
                )  # fmt: skip

    grow(FEW)
    paths = ("/ledger", f"/partnerships/{place.world.partnership.id}")
    before = measure(browsers, paths)
    grow(MANY - FEW)
    assert differing(before, measure(browsers, paths)) == {}
    assert len(before) > 6


def test_what_hangs_on_an_office_or_a_call_when_much_then_as_many_statements(app, browsers, place):
    world, admin, years = place.world, people.acting(Role.ADMINISTRATOR), iter(range(1990, 2100))
    office = world.offices[Side.LEAD]

    def grow(many):
        for _number in range(many):
            dana = people.grant(people.person(), Role.APPLICANT_EDITOR, office.scope_id)
            grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == dana.id)).one()
            erin = accounts.Successor(people.person().email, "", "en")
            day, me = (
                clock.now().date() + timedelta(days=9),
                people.actor(world.signatories[Side.LEAD], clock.now()),
            )
            accounts.hand_over(me, grant.id, erin, day)
            accounts.propose_role(admin, people.person().id, Role.AUDITOR, 1, "Needed")
            year = next(years)
            partnerships.record_membership(
                system(), office.id, partnerships.Period("1", date(year, 1, 1), date(year, 12, 31))
            )
            partnerships.start_import(system(), "a.csv", [], rehearse=True, now=True)
            calls.ask_question(world.editor(), world.call.id, "May a school apply?")
            opened(people.actor(dana), dana.id)

    grow(FEW)
    paths = (
        "/office", "/roles/requests", f"/organizations/{office.id}", "/partnerships/imports", "/audit/access",
        f"/office/calls/{world.call.id}/questions", f"/calls/{world.call.series}/questions", "/people",
    )  # fmt: skip
    before = measure(browsers, paths)
    grow(MANY - FEW)
    assert differing(before, measure(browsers, paths)) == {}
    assert len(before) > 12


def test_histories_and_the_hub_when_long_then_as_many_statements(app, browsers, place):
    award, application = awards.active(place), place.application
    officer = place.officer()

    def grow(many):
        for number in range(many):
            change_standing(officer, award.id, "suspend", f"Reason {number}")
            change_standing(officer, award.id, "resume", f"Reason {number}")

    grow(FEW)
    paths = (
        f"/awards/{award.id}/history", f"/applications/{application.id}/history", f"/applications/{application.id}",
        f"/awards/{award.id}",
    )  # fmt: skip
    before = measure(browsers, paths)
    grow(MANY - FEW)
    assert differing(before, measure(browsers, paths)) == {}
    assert len(before) > 6
