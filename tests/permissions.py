"""Who may knock at which door: every endpoint, as every role, on one's own record and on another's.

`WRITE_PERMISSIONS=1 python3 dev.py test tests/integration/test_permissions.py` writes docs/permissions.csv from the doors
themselves; a person reads the difference before it is committed, and the same test holds the file against the doors.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from grantapp.accounts import actions as account_actions
from grantapp.accounts.models import Factor, Person, Role
from grantapp.accounts.queries import actor_of, find_grant, find_person_with_grants
from grantapp.accounts.queries.sessions import list_passkeys
from grantapp.applications import actions as applications_actions
from grantapp.applications.models import Side
from grantapp.awards.models import Award
from grantapp.calls.actions import ask_question
from grantapp.core import clock
from grantapp.core.errors import Refusal
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.exchanges.actions import add_delegate, record_exchange
from grantapp.exchanges.models import DelegateRole, Direction
from grantapp.exchanges.rules import Journey, Traveler
from grantapp.files.actions import attach, keep_bytes
from grantapp.ledger.queries import find_account
from grantapp.notifications.models import Letter
from grantapp.outcomes.actions import load_indicators, record_value
from grantapp.outcomes.models import Attribution, Method
from grantapp.outcomes.rules import Figure
from grantapp.partnerships.actions import (
    Done,
    Period,
    Signed,
    log_activity,
    record_agreement,
    record_membership,
    start_import,
)
from grantapp.partnerships.models import ActivityKind, Organization
from grantapp.places.actions import add_population, state_claim
from grantapp.reports.actions import start_report
from grantapp.reports.queries import list_of_award as requirements_of
from grantapp.reviews.models import Review
from grantapp.unit_of_work import writing
from tests.factories import awards, people
from tests.factories.applications import World
from tests.factories.forms import SYSTEM
from tests.factories.people import NOW

FILE = Path(__file__).resolve().parent.parent / "docs" / "permissions.csv"
HEAD = ("endpoint", "method", "role", "own", "other")
ANSWERS = {204: "yes", 403: "refused", 404: "not found", 302: "sign in"}
OPEN_FILES = {"static", "bootstrap.static"}


@dataclass
class Yard:
    """One pair's world with a record behind every kind of address, and its people by role."""

    values: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)


def build_yard() -> Yard:
    """Return an active award with all that hangs on it, and one person for each role of it."""
    place = awards.place()
    award = awards.active(place)
    yard = Yard()
    world, scope_id = place.world, place.world.call.program.scope_id
    for side in Side:
        yard.people[f"{side} editor"] = world.editors[side]
        yard.people[f"{side} signatory"] = world.signatories[side]
    for role in (Role.PROGRAM_OFFICER, Role.FINANCE_OFFICER, Role.DIRECTOR, Role.FUNDER_OBSERVER):
        yard.people[role.value.replace("_", " ")] = people.grant(people.person(), role, scope_id)
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        yard.people[role.value] = people.staff(role)
    yard.people["reviewer"] = people.grant(people.person(), Role.REVIEWER, scope_id)
    yard.people["recused reviewer"] = people.grant(people.person(), Role.REVIEWER, scope_id)
    yard.people["recused officer"] = people.grant(people.person(), Role.PROGRAM_OFFICER, scope_id)
    _open_and_close_doors(place, yard)
    yard.values = _values(place, award, yard)
    return yard


def _open_and_close_doors(place: awards.AwardPlace, yard: Yard) -> None:
    officer, application_id = place.officer(), place.application.id
    applications_actions.open_reading(officer, application_id, yard.people["reviewer"].id)
    for name in ("recused reviewer", "recused officer"):
        applications_actions.recuse(officer, application_id, yard.people[name].id)
    with writing():
        for name in ("reviewer", "recused reviewer"):
            db.session.add(
                Review(application_id=application_id, reviewer_id=yard.people[name].id, assigned_at=NOW)
            )


def _values(place: awards.AwardPlace, award: Award, yard: Yard) -> dict[str, Any]:
    world = place.world
    editor = world.editor(Side.LEAD)
    journey = Journey(Direction.OUTBOUND, award.period_starts_on, award.period_starts_on, "Kitakyushu")
    exchange = record_exchange(editor, award.id, journey)
    delegate = add_delegate(editor, exchange.id, Traveler(DelegateRole.CITY_STAFF, "City"))
    requirement = requirements_of(award.id)[0]
    start_report(editor, requirement.id)
    stored = attach(SYSTEM, keep_bytes("a.pdf", b"%PDF-1.4", "application/pdf"), subject=place.application)
    account = find_account("award_payable", "award", award.id, award.currency)
    review = db.session.query(Review).filter_by(reviewer_id=yard.people["reviewer"].id).one()
    office = world.offices[Side.LEAD]
    call = world.call
    return {
        "application_id": place.application.id, "award_id": award.id, "exchange_id": exchange.id,
        "delegate_id": delegate.id, "requirement_id": requirement.id, "file_id": stored.id,
        "snapshot_id": award.application.snapshot_id, "account_id": account.id if account else 0,
        "review_id": review.id, "disbursement_id": awards.payments(award)[0].id, "call_id": call.id,
        "series": call.series, "version_id": call.questionnaire_version_id, "program_id": call.program_id,
        "partnership_id": world.partnership.id, "member_id": world.partnership.members[0].id,
        "organization_id": office.id, "membership_id": _membership(office), "key": office.place.key,
        **_places_and_partners(world), **_of_a_person(world.editors[Side.LEAD]),
        "record_kind": "partnership", "record_id": world.partnership.id,
        "person_id": world.editors[Side.LEAD].id,
        "grant_id": world.editors[Side.LEAD].grants[0].id, "token": "none", **_asked_about_people(world),
        "letter_id": _newest_letter(world), "section_key": "project", "language": "en",
        "number": award.number, "value_id": _outcome(editor, award), "wanted": "partner", "subject_id": award.id,
        "question_id": ask_question(editor, call.id, "May a school apply?").id,
        "funder_grant_id": call.program.funder_grant_id, "funder_id": call.program.funder_grant.funder_id,
        "kind": "award",
    }  # fmt: skip


def _asked_about_people(world: World) -> dict[str, Any]:
    """Return a request to join, a hand-over with its link, a copy of data and a request to delete, of the lead."""
    office, editor, signatory = (
        group[Side.LEAD] for group in (world.offices, world.editors, world.signatories)
    )
    request = account_actions.ask_to_join(
        people.actor(people.person()), office.scope_id, Role.APPLICANT_EDITOR, "I work here."
    )
    successor = account_actions.Successor(f"next{office.id}@city.example", "Next", "en")
    grant = find_grant(signatory.id, Role.APPLICANT_SIGNATORY, office.scope_id)
    assert grant is not None
    handover = account_actions.hand_over(people.actor(signatory), grant.id, successor, date(2027, 4, 1))
    return {
        "scope_id": office.scope_id, "request_id": request.id, "handover_id": handover.id,
        "token_id": handover.token_id, "copy_id": account_actions.ask_for_copy(people.actor(editor)).id,
        "deletion_id": account_actions.ask_deletion(people.actor(editor)).id, "act": "deactivate",
    }  # fmt: skip


def _places_and_partners(world: World) -> dict[str, Any]:
    """Return a figure and a source's claim about the lead's city and the pair, and an import of partnerships."""
    place, pair = world.offices[Side.LEAD].place, world.partnership
    figure = add_population(
        SYSTEM, place.id, value="120000", year="2020", source="The city itself", preferred=False
    )
    claim = state_claim(SYSTEM, pair, field="established", value="1961", source="The city itself")
    charter = record_agreement(SYSTEM, pair.id, Signed(Bilingual("Charter", "盟約"), "1959"))
    done = Done(ActivityKind.MEETING, "2020", Bilingual("Talks", "協議"), "Minutes")
    return {
        "figure_id": figure.id,
        "claim_id": claim.id,
        "agreement_id": charter.id,
        "entry_id": log_activity(SYSTEM, pair.id, done).id,
        "run_id": start_import(SYSTEM, "a.csv", [], rehearse=True, now=True).id,
    }


def _of_a_person(person: Person) -> dict[str, Any]:
    """Return a session and a passkey of a person."""
    key = account_actions.KeyMade(f"key of {person.id}", "public half", 0, "Phone")
    session = account_actions.begin_session(SYSTEM, person.id, Factor.NONE, "")
    account_actions.add_passkey(people.actor(person), key)
    return {"session_id": session.id, "passkey_id": list_passkeys(person.id)[0].id}


def _outcome(editor: Actor, award: Award) -> int:
    load_indicators(SYSTEM)
    told = Bilingual("Guests", "訪問者")
    figure = Figure(
        "visitors",
        2027,
        Decimal(120),
        Method.COUNTED,
        Attribution.CONTRIBUTED,
        told,
        "Register",
        is_public=True,
    )
    return record_value(editor, award.id, figure).id


def _newest_letter(world: World) -> int:
    to_lead = db.session.query(Letter.id).filter_by(person_id=world.editors[Side.LEAD].id)
    return int(to_lead.order_by(Letter.id.desc()).limit(1).scalar())


def _membership(office: Organization) -> int:
    ends_on = date(2030, 12, 31)
    return record_membership(SYSTEM, office.id, Period("1", None, ends_on)).id


def doors(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Yield every endpoint of the product with each method that it answers."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.endpoint, one.rule)):
        if rule.endpoint not in OPEN_FILES:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def path_of(app: Flask, rule: Rule, method: str, yard: Yard) -> str:
    """Return the address of a door for the records of a yard."""
    missing = rule.arguments - set(yard.values)
    if missing:
        raise KeyError(f"{rule.endpoint} needs {missing}: say in tests/permissions.py which record it means")
    values = {name: yard.values[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values, method)


def answer(app: Flask, actor: Actor, path: str, method: str) -> str:
    """Return what somebody meets at a door: yes, refused, not found or sign in; no page is drawn for it."""
    with app.test_request_context(path, method=method):
        g.actor = actor
        try:
            status = app.make_response(app.dispatch_request()).status_code
        except HTTPException as refusal:
            status = refusal.code or 0
        except Refusal as error:  # a loader's; the product answers it
            status = app.make_response(app.handle_user_exception(error)).status_code
    return ANSWERS.get(status, str(status))


def only_the_door(_view: Any, _positional: Any, _values: Any) -> Response:
    """Answer instead of a view, so that nothing is read or written behind the door."""
    return Response(status=204)


def actor_for(person: Person | None) -> Actor:
    """Return who stands at the doors, with a fresh proof; the public when it is nobody."""
    if person is None:
        return Actor.anonymous()
    known = find_person_with_grants(person.id)
    assert known is not None
    return replace(actor_of(known, clock.now(), Factor.TOTP.value), confirmed_at=clock.wall())


def rows_of(app: Flask, actors: Mapping[str, Actor], own: Yard, other: Yard) -> Iterator[tuple[str, ...]]:
    """Yield one row for each door and role: what the role meets on its own record and on another's."""
    for rule, method in doors(app):
        paths = [path_of(app, rule, method, yard) for yard in (own, other)]
        met = {path: answers(app, actors, path, method) for path in set(paths)}
        for role in actors:
            elsewhere = met[paths[1]][role] if rule.arguments else ""
            yield (rule.endpoint, method, role, met[paths[0]][role], elsewhere)


def answers(app: Flask, actors: Mapping[str, Actor], path: str, method: str) -> dict[str, str]:
    """Return what each role meets at a door; one database session loads the record once for all of them."""
    with app.app_context():
        return {role: answer(app, actor, path, method) for role, actor in actors.items()}


def as_csv(rows: list[tuple[str, ...]]) -> str:
    """Return the matrix as text, sorted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([HEAD, *sorted(rows)])
    return text.getvalue()


def reviewed_rows() -> list[tuple[str, ...]]:
    """Return what the reviewed file says."""
    with FILE.open(newline="") as lines:
        return [tuple(row) for row in csv.reader(lines)][1:]
