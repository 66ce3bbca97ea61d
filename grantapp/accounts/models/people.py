"""People, the roles they hold inside a scope, links that let them in, and the throttle of sign-in."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Identity, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.database import Base, Named, UtcDateTime, enum_column, once_while

if TYPE_CHECKING:
    from grantapp.accounts.models.deputations import Deputation


class ScopeKind(enum.StrEnum):
    """What a role is limited to."""

    PRODUCT = "product"
    PROGRAM = "program"
    ORGANIZATION = "organization"


class Role(enum.StrEnum):
    """What a person does here."""

    APPLICANT_EDITOR = "applicant_editor"
    APPLICANT_SIGNATORY = "applicant_signatory"
    REVIEWER = "reviewer"
    PROGRAM_OFFICER = "program_officer"
    FINANCE_OFFICER = "finance_officer"
    DIRECTOR = "director"
    FUNDER_OBSERVER = "funder_observer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class TokenPurpose(enum.StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    RESET = "reset"
    SIGN_UP = "sign_up"


PRODUCT_SCOPE_ID = 1


class Scope(Base):
    """A place where roles hold: the product (id 1), a program or an organization points here."""

    __tablename__ = "scope"

    id: Mapped[int] = mapped_column(Identity(start=PRODUCT_SCOPE_ID + 1), primary_key=True)
    kind: Mapped[ScopeKind] = enum_column(ScopeKind)


class Person(Named, Base):
    """Somebody who can sign in; `privacy_version` is the notice on personal data that he has read last."""

    __tablename__ = "person"
    __subject__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(Text)
    reading: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(2), default="en")
    zone: Mapped[str] = mapped_column(String(64), default="America/New_York")
    password_hash: Mapped[str] = mapped_column(Text, default="")
    privacy_version: Mapped[str] = mapped_column(String(20), default="")
    privacy_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    anonymized_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="person", foreign_keys="RoleGrant.person_id"
    )
    deputations: Mapped[list["Deputation"]] = relationship(back_populates="person")

    def sorted_by(self) -> tuple[str, str]:
        """Return the name, and the reading or what stands for it."""
        return self.name, self.reading or self.name


class RoleGrant(Base):
    """A role held by a person inside a scope, from when it is given until it ends (perhaps on a day to come).

    Then it is history. Nobody holds the same role twice without an end in sight.
    """

    __tablename__ = "role_grant"
    __subject__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = enum_column(Role)
    scope_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), index=True)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])
    scope: Mapped[Scope] = relationship()

    __table_args__ = (
        UniqueConstraint("person_id", "role", "scope_id", "granted_at"),
        once_while("uq_role_grant_held", "ended_at IS NULL", "person_id", "role", "scope_id"),
    )

    def runs(self, at: datetime) -> bool:
        """Whether the role is held at an instant."""
        return self.ended_at is None or self.ended_at > at


class AccessToken(Base):
    """A link that lets somebody in once: the row holds a hash, the link is derived at delivery.

    An invitation rests on `grant`, the role by which its sender may invite, and ends with it; none for the product's own.
    """

    __tablename__ = "access_token"
    __subject__ = "access_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[TokenPurpose] = enum_column(TokenPurpose)
    email: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(2), default="en")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role | None] = enum_column(Role, nullable=True)
    scope_id: Mapped[int | None] = mapped_column(ForeignKey("scope.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("role_grant.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    grant: Mapped[RoleGrant | None] = relationship()

    __table_args__ = (Index(None, "email", "purpose"),)


class SignInThrottle(Base):
    """Failed sign-ins of one account (hashed address): the delay grows, nobody is locked out."""

    __tablename__ = "sign_in_throttle"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
