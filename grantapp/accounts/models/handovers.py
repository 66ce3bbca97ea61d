"""Roles belong to the side: who follows whom from which day, and the question of each year."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models.people import AccessToken, RoleGrant
from grantapp.database import Base, UtcDateTime


class Handover(Base):
    """A role that goes to a successor on a day: by a link to a new colleague, or at once to an account.

    `ends_at` is the beginning of that day where the predecessor works; the predecessor keeps the role
    until then, and longer while nobody has taken it up.
    """

    __tablename__ = "handover"
    __subject__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("role_grant.id"), index=True)
    on: Mapped[date]
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    token_id: Mapped[int | None] = mapped_column(ForeignKey("access_token.id"), unique=True)
    successor_grant_id: Mapped[int | None] = mapped_column(ForeignKey("role_grant.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    grant: Mapped[RoleGrant] = relationship(foreign_keys=[grant_id])
    successor_grant: Mapped[RoleGrant | None] = relationship(foreign_keys=[successor_grant_id])
    token: Mapped[AccessToken | None] = relationship()

    __table_args__ = (
        CheckConstraint("token_id IS NOT NULL OR successor_grant_id IS NOT NULL", name="successor"),
    )


class RoleCheck(Base):
    """The question of each year before 1 April: are the people of this office still right?"""

    __tablename__ = "role_check"
    __subject__ = "role_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    scope_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), index=True)
    year: Mapped[int]
    due_until: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
