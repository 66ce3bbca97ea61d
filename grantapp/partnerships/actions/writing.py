"""What the verbs of partnerships share."""

from collections.abc import Mapping
from typing import Any

from grantapp.core.errors import NotPermitted
from grantapp.core.policy import Permission
from grantapp.unit_of_work import Actor


def set_values(target: Any, values: Mapping[str, Any]) -> list[str]:
    """Set what differs; return the names of what changed."""
    changed = [name for name, value in values.items() if getattr(target, name) != value]
    for name in changed:
        setattr(target, name, values[name])
    return changed


def require(permission: Permission, actor: Actor, subject: Any = None) -> None:
    """Refuse when the permission does not allow the actor what the subject is for."""
    if not permission.allows(actor, subject):
        raise NotPermitted(permission.name)
