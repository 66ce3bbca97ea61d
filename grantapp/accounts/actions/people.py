"""People come in and change what is said about them."""

from typing import Any

from grantapp.accounts import policy, queries
from grantapp.accounts.models import Person
from grantapp.accounts.rules import people as rules
from grantapp.core.errors import Invalid, NotPermitted
from grantapp.core.words import LANGUAGES
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.unit_of_work import Actor, action, record


@action
def create_person(
    actor: Actor,
    /,
    *,
    email: str,
    name: str,
    language: str = "en",
    zone: str = "America/New_York",
    password_hash: str = "",
    **values: Any,
) -> Person:
    """Add a person without an invitation; `values` are further columns such as reading and title."""
    if not policy.CREATE_PERSON.allows(actor):
        raise NotPermitted(policy.CREATE_PERSON.name)
    problems = [*rules.address_problems(email), *rules.person_problems(name, language, zone)]
    if problems:
        raise Invalid(problems)
    person = Person(
        email=rules.normal_address(email),
        name=name,
        language=language,
        zone=zone,
        password_hash=password_hash,
        created_at=actor.at,
        **values,
    )
    db.session.add(person)
    db.session.flush()
    record(Happened("person.created", person, actor, actor.at))
    return person


@action
def edit_profile(actor: Actor, *, name: str, reading: str, title: str, language: str, zone: str) -> Person:
    """Change one's own name, reading, title, language and time zone."""
    person = _own(actor)
    problems = list(rules.person_problems(name, language, zone))
    if problems:
        raise Invalid(problems)
    person.name, person.reading, person.title = name.strip(), reading.strip(), title.strip()
    person.language, person.zone = language, zone
    record(Happened("person.edited", person, actor, actor.at))
    return person


@action
def keep_language(actor: Actor, language: str) -> None:
    """Remember the language that a person has switched to."""
    person = _own(actor)
    if language in LANGUAGES and person.language != language:
        person.language = language
        record(Happened("person.language_chosen", person, actor, actor.at, facts={"language": language}))


def _own(actor: Actor) -> Person:
    person = queries.get_person(actor.person_id, lock=True) if actor.person_id else None
    if person is None or not policy.EDIT_PERSON.allows(actor, person):
        raise NotPermitted(policy.EDIT_PERSON.name)
    return person
