"""The grounds on which attacks are tried: every address of the product with a real record behind it, and every form.

grounds = attacker.build_grounds(app, sign_in)
for spot in grounds.spots("GET"): ...        # one address, by a role that may enter (docs/permissions.csv says which)
for trap in attacker.forms_of(grounds): ...  # each POST form that a page shows, with the names of its text fields
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from xml.etree.ElementTree import Element

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import JSON, Enum, String, event, select, update

from grantapp.accounts.models import Person
from grantapp.applications.models import Side
from grantapp.database import db
from grantapp.disbursements import actions as payments
from grantapp.reviews import actions as reviews_actions
from grantapp.reviews.models import ConflictAnswer, Review
from grantapp.unit_of_work import writing
from tests import permissions
from tests.factories import applications, awards, calls
from tests.factories.people import actor
from tests.permissions import Yard
from tests.visitor import Form, _read_form

FULL = os.environ.get("GRANTAPP_ATTACKS") == "all"  # every door as everybody: a quarter of an hour by itself
TEXT_TYPES = {"", "text", "search", "email", "url", "tel", "password", "hidden"}
MOST_EAGER = (
    "lead editor", "lead signatory", "partner signatory", "program officer", "reviewer", "finance officer", "director",
    "administrator", "auditor", "funder observer", "partner editor", "recused reviewer", "recused officer", "public",
)  # fmt: skip
FORGED_TEXT = "first"
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@dataclass(frozen=True)
class Spot:
    """An address, who goes there, and how."""

    endpoint: str
    path: str
    method: str
    role: str


@dataclass(frozen=True)
class Trap:
    """A form that a page shows, as it stands, and which of its fields take free text."""

    role: str
    page: str
    form: Form
    texts: frozenset[str]

    def data(self, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Return what a browser would send, some fields changed."""
        sent: dict[str, list[Any]] = defaultdict(list)
        for name, value in self.form.values:
            if name not in changes:
                sent[name].append(value)
        for _words, name, value in self.form.buttons[:1]:
            if name:
                sent[name].append(value)
        for name, value in changes.items():
            sent[name] = list(value) if isinstance(value, list) else [value]
        return dict(sent)


@dataclass
class Grounds:
    """A world with a record behind each kind of address, in several states, and a browser for each role."""

    app: Flask
    people: dict[str, int]
    worlds: list[dict[str, Any]]
    sign_in: Callable[..., Any]
    _browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def anew(self) -> "Grounds":
        """Return the same grounds with everybody newly signed in."""
        fresh = Grounds(self.app, self.people, self.worlds, self.sign_in)
        for role in (*self.people, "public"):
            fresh.browser(role)
        return fresh

    def person(self, role: str) -> Person:
        """Return who holds a role."""
        return db.session.get_one(Person, self.people[role])

    def browser(self, role: str) -> FlaskClient:
        """Return the browser in which a role is signed in."""
        if role not in self._browsers:
            fresh = self.app.test_client()
            if role != "public":
                self.sign_in(fresh, self.person(role))
            self._browsers[role] = fresh
        return self._browsers[role]

    def spots(self, method: str, roles: int = 1) -> Iterator[Spot]:
        """Yield each address once per state of its record, by the first roles that may enter (all at full size)."""
        may = _who_may()
        for rule, one in permissions.doors(self.app):
            if one != method or rule.arguments - set(self.worlds[0]):
                continue  # the permission matrix says which record is missing
            entering = [role for role in MOST_EAGER if role in may.get((rule.endpoint, method), MOST_EAGER)]
            for path in self._paths(rule, method):
                for role in entering if FULL else entering[:roles]:
                    yield Spot(rule.endpoint, path, method, role)

    def _paths(self, rule: Any, method: str) -> list[str]:
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("localhost")
            built = [
                adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}, method)
                for values in (self.worlds if rule.arguments else self.worlds[:1])
            ]
        return list(dict.fromkeys(built))


def build_grounds(app: Flask, sign_in: Callable[..., Any]) -> Grounds:
    """Return the yard of the permission matrix, and beside its award a draft, a ready one, a review and a new call."""
    yard = permissions.build_yard()
    first = awards.load(yard.values["award_id"])
    program_id = first.application.call.program_id
    call = applications.call(program_id=program_id)
    with_people = applications.World(
        call, first.application.partnership,
        {one.side: one.organization for one in first.application.sides},
        {side: yard.people[f"{side} editor"] for side in Side},
        {side: yard.people[f"{side} signatory"] for side in Side},
    )  # fmt: skip
    ready = applications.ready(with_people)
    plain = applications.world(applications.call(program_id=program_id))
    draft_call = calls.draft(first.application.call.program, f"LA{900 + program_id}")
    _begin_review(yard)
    payment_id = yard.values["disbursement_id"]
    payments.request_disbursement(actor(yard.people["lead editor"]), payment_id)
    states = [
        {},
        {"application_id": ready.id, "call_id": call.id, "series": call.series},
        {"call_id": draft_call.id, "series": plain.call.series},
    ]
    ids = {role: person.id for role, person in yard.people.items()}
    return Grounds(app, ids, [yard.values | state for state in states], sign_in)


def _begin_review(yard: Yard) -> None:
    review = db.session.get_one(Review, yard.values["review_id"])
    reviews_actions.answer_conflict(actor(yard.people["reviewer"]), review.id, ConflictAnswer.NONE)


def _who_may() -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for endpoint, method, role, own, _other in permissions.reviewed_rows():
        if own == "yes":
            found[endpoint, method].add(role)
    return found


def forms_of(grounds: Grounds, roles: int = 1) -> list[Trap]:
    """Return every POST form of every page, each once by its action and fields."""
    found: dict[tuple[str, frozenset[str]], Trap] = {}
    for spot in grounds.spots("GET", roles):
        if spot.endpoint == "kit.show":
            continue  # its forms lead nowhere
        response = grounds.browser(spot.role).get(spot.path)
        if response.mimetype != "text/html" or not hasattr(response, "page"):
            continue
        for element in response.page.root.iter("form"):
            form = _read_form(element, spot.path)
            if form.method == "post":
                found.setdefault(
                    (form.action, frozenset(form.names)), Trap(spot.role, spot.path, form, _texts(element))
                )
    return list(found.values())


def _texts(form: Element) -> frozenset[str]:
    fields = [one for one in form.iter("input") if one.get("type", "") in TEXT_TYPES - {"hidden"}]
    return frozenset(one.get("name", "") for one in [*fields, *form.iter("textarea")]) - {"", "csrf_token"}


def send(grounds: Grounds, trap: Trap, changes: Mapping[str, Any], **values: Any) -> Any:
    """Send a form with changes; return the answer."""
    if trap.form.multipart:
        values.setdefault("content_type", "multipart/form-data")
    return grounds.browser(trap.role).post(trap.form.action, data=trap.data(changes), **values)


class Writes:
    """Watches the database: which statements write while it is open."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __enter__(self) -> "Writes":
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            self.seen.append(statement.split("(", maxsplit=1)[0][:120])


def count_rows() -> dict[str, int]:
    """Return how many rows each table has."""
    tables = db.metadata.tables or {}
    from grantapp.database import Base

    return {
        table.name: db.session.scalar(db.select(db.func.count()).select_from(table)) or 0
        for table in {**tables, **Base.metadata.tables}.values()
    }


FREE = {
    "comment_to_cities", "comment_to_panel", "decided_reason", "description", "destination", "evidence", "name", "note",
    "organization", "population_source", "rate_source", "reading", "reason", "recipient_name", "reference", "source",
    "succession_note", "text", "title", "typed_name", "value_text",
}  # fmt: skip
LANGUAGE_ENDINGS = ("_en", "_ja")
SHORTEST_FREE = 200
UNTOUCHED = {
    "ledger_account",
    "ledger_entry",
    "ledger_transaction",
    "domain_event",
    "event_personal",
    "claim",
    "access_token",
}


def flood(*texts: str) -> int:
    """Put texts in turn into every column that people write in, forms and answers included; return how many columns."""
    from grantapp.database import Base

    turn, flooded = cycle(texts), 0
    with writing():
        for table in Base.metadata.sorted_tables:
            if table.name in UNTOUCHED:
                continue
            for column in table.columns:
                if _is_free(column):
                    db.session.execute(update(table).values({column.name: next(turn)}))
                    flooded += 1
                elif isinstance(column.type, JSON):
                    _flood_json(table, column, next(turn))
    return flooded


def _is_free(column: Any) -> bool:
    plain = isinstance(column.type, String) and not isinstance(column.type, Enum) and not column.unique
    wide = plain and (column.type.length or SHORTEST_FREE) >= SHORTEST_FREE  # shorter ones hold codes
    return wide and (column.name in FREE or column.name.endswith(LANGUAGE_ENDINGS))


def _flood_json(table: Any, column: Any, text: str) -> None:
    for row in db.session.execute(select(table.c.id, column)).all():
        if row[1] is not None and (table.name, column.name) != ("job", "ids"):
            fresh = _flooded(row[1], text, whole=(table.name, column.name) == ("answer", "value"))
            if fresh != row[1]:
                db.session.execute(update(table).where(table.c.id == row[0]).values({column.name: fresh}))


def _flooded(value: Any, text: str, *, whole: bool = False) -> Any:
    if isinstance(value, dict):
        return {key: text if key in ("en", "ja") else _flooded(part, text) for key, part in value.items()}
    if isinstance(value, list):
        return [_flooded(part, text) for part in value]
    return text if whole and isinstance(value, str) and len(value) > 3 else value
