"""What the home page of each role collects."""

from collections.abc import Mapping

from sqlalchemy import select

from grantapp.accounts.queries import SCOPE_NAMES
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.partnerships.models import Organization
from grantapp.programs.models import Program


@SCOPE_NAMES.answer
def names_of_scopes(_actor: Actor, scope_ids: frozenset[int] | None) -> Mapping[int, Bilingual]:
    """Return the names of organizations and programs by their scopes; all of them when none are named."""
    names: dict[int, Bilingual] = {}
    for scope_id, name in (Organization.scope_id, Organization.name), (Program.scope_id, Program.title):
        statement = select(scope_id, name)
        if scope_ids is not None:
            statement = statement.where(scope_id.in_(scope_ids))
        names |= {row[0]: row[1] for row in db.session.execute(statement)}
    return names
