"""People as plain rows for a file."""

from collections.abc import Iterable, Iterator, Mapping

from grantapp.accounts.models import Person, Role
from grantapp.core.words import N_

PEOPLE_HEAD = (
    N_("Number"),
    N_("Name"),
    N_("Reading"),
    N_("Email address"),
    N_("Language"),
    N_("Role"),
    N_("Where the role holds"),
    N_("Since"),
    N_("Until"),
)


def people_rows(
    people: Iterable[Person], roles: Mapping[Role, str], places: Mapping[int, str]
) -> Iterator[tuple[object, ...]]:
    """Yield one line for each role of a person, one without role for who holds none."""
    for person in people:
        own = (person.id, person.name, person.reading, person.email, person.language)
        for grant in person.grants:
            until = grant.ended_at.date().isoformat() if grant.ended_at else ""
            place = places.get(grant.scope_id, str(grant.scope_id))
            yield (*own, roles[grant.role], place, grant.granted_at.date().isoformat(), until)
        if not person.grants:
            yield (*own, "", "", "", "")
