"""Programs are public; money and rules are set up by officers."""

from typing import Any

from grantapp.accounts.policy import OBSERVERS, OFFICERS
from grantapp.core.policy import Actor, anyone, permission
from grantapp.core.words import N_
from grantapp.programs.models import FunderGrant, Program


def _sees_money(actor: Actor, about: Any = None) -> bool:
    """Whoever works for a program sees its money and the grant behind it, not those of other programs."""
    if actor.is_system or not isinstance(about, Program | FunderGrant):
        return actor.is_system or actor.holds_anywhere(OBSERVERS)
    programs = [about] if isinstance(about, Program) else about.programs
    return actor.holds(OBSERVERS, *(one.scope_id for one in programs))


def _sets_up(actor: Actor, _subject: Any = None) -> bool:
    return actor.is_system or actor.everywhere(OFFICERS)


def _edits(actor: Actor, program: Any = None) -> bool:
    return _sets_up(actor) or (program is not None and actor.holds(OFFICERS, program.scope_id))


VIEW = permission("program:view", N_("See a program"), anyone)
VIEW_GRANT = permission("funder_grant:view", N_("See a funder's grant and its rules"), _sees_money)
CREATE = permission("program:create", N_("Set up funders, their grants and programs"), _sets_up)
EDIT = permission("program:edit", N_("Change a program and its themes"), _edits)
