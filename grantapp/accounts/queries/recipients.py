"""Who gets the letters to a role or a scope: people, and the mailboxes of their offices."""

from collections.abc import Iterable, Sequence

from grantapp.accounts.models import PRODUCT_SCOPE_ID, Person, Role, ScopeKind
from grantapp.accounts.queries.people import get_scope, list_people_with_role
from grantapp.accounts.rules.people import normal_address
from grantapp.core.policy import Actor
from grantapp.core.ports import Question
from grantapp.core.words import N_
from grantapp.notifications.rules import Recipient

MAILBOXES: Question[Sequence[Recipient]] = Question(
    "scope.mailboxes", N_("Which mailboxes of offices get the letters to a scope too?")
)


def list_recipients(roles: Iterable[Role], scope_id: int | None = None) -> list[Recipient]:
    """Return who gets a letter that goes to some roles; product-wide holders belong to every program."""
    people = {person.id: person for person in list_people_with_role(roles, scope_id)}
    scope = get_scope(scope_id) if scope_id is not None else None
    if scope is not None and scope.kind == ScopeKind.PROGRAM:
        people |= {person.id: person for person in list_people_with_role(roles, PRODUCT_SCOPE_ID)}
    recipients = [recipient_of(person) for person in people.values()]
    if scope is not None and scope.kind == ScopeKind.ORGANIZATION:
        recipients += mailboxes_besides(scope.id, recipients)
    return recipients


def mailboxes_besides(scope_id: int, recipients: Iterable[Recipient]) -> list[Recipient]:
    """Return the mailboxes that get the letters to a scope too, but those that somebody reads as his own."""
    known = {normal_address(one.address) for one in recipients}
    found = MAILBOXES.ask(Actor.system("letters"), scope_id)
    return [one for one in found if normal_address(one.address) not in known]


def recipient_of(person: Person) -> Recipient:
    """Return a person as somebody who gets letters."""
    return Recipient(person.email, person.name, person.language, person.zone, person.id)
