"""Who may: the actor as a frozen value, and permissions as one registry of pure rules."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from grantapp.core import clock
from grantapp.core.errors import NotPermitted

PRODUCT = "product"


@dataclass(frozen=True)
class Grant:
    """A role inside a scope (`product`, `program` or `organization`)."""

    role: str
    scope_id: int
    scope_kind: str


@dataclass(frozen=True)
class Actor:
    """Whoever asks: person, language, zone, roles and the instant of the request.

    `on_behalf_of` is the scope of the organization for which an officer acts until `behalf_until`;
    `confirmed_at` is the instant on the wall when the person last proved who he is.
    """

    person_id: int | None
    name: str = ""
    language: str = "en"
    zone: str = "UTC"
    grants: frozenset[Grant] = frozenset()
    at: datetime = field(default_factory=clock.now)
    signed_in_by: str = ""
    on_behalf_of: int | None = None
    behalf_until: datetime | None = None
    confirmed_at: datetime | None = None
    job: str = ""

    @classmethod
    def anonymous(cls, language: str = "en", zone: str = "UTC") -> "Actor":
        """Return somebody of the public."""
        return cls(None, language=language, zone=zone)

    @classmethod
    def system(cls, job: str) -> "Actor":
        """Return the product itself, acting in a named background job or command."""
        return cls(None, name=job, signed_in_by="system", job=job)

    @property
    def is_signed_in(self) -> bool:
        """Whether a person stands behind the request."""
        return self.person_id is not None

    @property
    def is_system(self) -> bool:
        """Whether the product itself acts."""
        return bool(self.job)

    @property
    def in_own_name(self) -> bool:
        """Whether nobody else is acted for: what is signed is signed in one's own name only."""
        return self.on_behalf_of is None

    def holds(self, roles: Iterable[str], *scope_ids: int | None) -> bool:
        """Whether one of the roles is held in one of the scopes (a product-wide role covers every scope)."""
        wanted, scopes = set(roles), set(scope_ids)
        return any(
            grant.role in wanted and (grant.scope_kind == PRODUCT or grant.scope_id in scopes)
            for grant in self.grants
        )

    def holds_anywhere(self, roles: Iterable[str]) -> bool:
        """Whether one of the roles is held in any scope."""
        wanted = set(roles)
        return any(grant.role in wanted for grant in self.grants)

    def scopes_of(self, roles: Iterable[str]) -> frozenset[int]:
        """Return the ids of the scopes in which one of the roles is held."""
        wanted = set(roles)
        return frozenset(grant.scope_id for grant in self.grants if grant.role in wanted)

    def everywhere(self, roles: Iterable[str]) -> bool:
        """Whether one of the roles is held product-wide."""
        wanted = set(roles)
        return any(grant.role in wanted and grant.scope_kind == PRODUCT for grant in self.grants)

    def moved_to(self, at: datetime) -> "Actor":
        """Return the same actor at another instant."""
        return replace(self, at=at)


@dataclass(frozen=True)
class Permission:
    """A named right: `resource:action`, the sentence that explains it, and a pure rule."""

    name: str
    sentence: str
    rule: Callable[[Actor, Any], bool]

    def allows(self, actor: Actor, subject: Any = None) -> bool:
        """Whether the actor may do this to the subject."""
        return bool(self.rule(actor, subject))

    def require(self, actor: Actor, subject: Any = None) -> None:
        """Refuse when the actor may not do this to the subject."""
        if not self.allows(actor, subject):
            raise NotPermitted(self.name)

    @property
    def resource(self) -> str:
        """The kind of record that the permission is about."""
        return self.name.partition(":")[0]


permissions: dict[str, Permission] = {}


def permission(name: str, sentence: str, rule: Callable[[Actor, Any], bool]) -> Permission:
    """Register a permission under its name and return it."""
    if name in permissions:
        raise ValueError(f"permission {name} exists already")
    permissions[name] = Permission(name, sentence, rule)
    return permissions[name]


def anyone(_actor: Actor, _subject: Any = None) -> bool:
    """Allow everybody."""
    return True


def signed_in(actor: Actor, _subject: Any = None) -> bool:
    """Allow every signed-in person."""
    return actor.is_signed_in
