"""Background work of accounts: links to new passwords, copies of one's own data, the yearly question, sweeping up."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template
from flask_babel import force_locale

from grantapp.accounts import actions, documents, queries
from grantapp.accounts.models import Person
from grantapp.accounts.queries import sessions
from grantapp.accounts.rules import handovers
from grantapp.accounts.rules.factors import FACTOR_KINDS
from grantapp.accounts.rules.people import ROLE_WORDS
from grantapp.audit.documents import said
from grantapp.audit.queries import as_lines, facts_about
from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.files import storage
from grantapp.files.actions import keep_bytes
from grantapp.jobs.registry import job, periodic
from grantapp.notifications.queries import letters_to


@job("accounts.send_reset")
def send_reset(ids: dict[str, Any]) -> None:
    """Send the link to a new password, when the address has an account."""
    actions.send_reset(Actor.system("accounts.send_reset"), ids["token_id"])


@job("accounts.send_sign_up")
def send_sign_up(ids: dict[str, Any]) -> None:
    """Send the link to a new account, or say that there is one already."""
    actions.send_sign_up(Actor.system("accounts.send_sign_up"), ids["token_id"])


@periodic("accounts.sweep", hours=24)
def sweep() -> None:
    """Delete links that nobody used, tries that are forgotten, and copies of data whose week is over."""
    system = Actor.system("accounts.sweep")
    actions.sweep(system)
    for copy_id, key in [(one.id, one.storage_key) for one in queries.list_ended_copies(system.at)]:
        storage.delete(key)
        actions.forget_copy(system, copy_id)


@periodic("accounts.ask_offices", hours=24)
def ask_offices() -> None:
    """Ask every office in March, by its own calendar, whether its people are still right."""
    system = Actor.system("accounts.ask_offices")
    offices = queries.get_offices(system, queries.staffed_scopes())
    for scope_id, zone in [(one.scope_id, one.zone) for one in offices.values()]:
        year = handovers.year_asked(clock.now().astimezone(ZoneInfo(zone)).date())
        if year is not None:
            due_until = handovers.begin_of(date(year, *handovers.ROTATION), zone)
            actions.ask_office(system, scope_id, year, due_until)


@job("accounts.make_copy")
def make_copy(ids: dict[str, Any]) -> None:
    """Make the copy of a person's data; a second run finds it ready and does nothing."""
    system = Actor.system("accounts.make_copy")
    copy = queries.get_copy(ids["copy_id"])
    person = queries.get_person(copy.person_id) if copy else None
    if copy is None or person is None or copy.ready_at is not None:
        return
    upload = keep_bytes("my-data.zip", _content(person), "application/zip")
    if not actions.keep_copy(system, ids["copy_id"], upload):
        storage.delete(upload.storage_key)


def _content(person: Person) -> bytes:
    with force_locale(person.language):
        data = _gather(person)
        page = render_template(
            "accounts/data_copy.html", data=data, words=ROLE_WORDS, person=person, made_at=clock.now(),
            places=queries.scope_names(Actor.system("accounts.make_copy")), kinds=FACTOR_KINDS,
        )  # fmt: skip
    return documents.packed(data, page)


def _factors(person_id: int) -> list[Mapping[str, str]]:
    codes, keys = sessions.list_recovery_codes(person_id), sessions.list_passkeys(person_id)
    return list(documents.factor_lines(sessions.get_authenticator(person_id), codes, keys))


def _gather(person: Person) -> documents.OwnData:
    system = Actor.system("accounts.make_copy")
    myself = Actor(person.id, person.name, person.language, person.zone)
    lines = as_lines(myself, facts_about(person.id))
    names = queries.scope_names(system)
    letters = [
        (
            documents.instant(one.created_at), one.name, one.address, one.language, one.state.value,
            documents.instant(one.sent_at),
        )
        for one in letters_to(person.id)
    ]  # fmt: skip
    return documents.OwnData(
        person, queries.grants_of(person), queries.list_requests_about(person.id, person.email),
        queries.list_deletions_of(person.id), sessions.list_sessions(person.id), _factors(person.id),
        {number: {"en": name.en, "ja": name.ja} for number, name in names.items()}, letters,
        [(line.at.isoformat(), line.entry.verb, said(line), line.reason) for line in lines],
    )  # fmt: skip
