"""A role that somebody asks for: by a second person for staff, by the people of the office for a city."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models.people import Person, Role, Scope
from grantapp.database import Base, UtcDateTime, enum_column, once_while


class RequestStatus(enum.StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RoleRequest(Base):
    """A role asked for one person (or one address without an account yet) in one scope, and the answer to it."""

    __tablename__ = "role_request"
    __subject__ = "role_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(2), default="en")
    role: Mapped[Role] = enum_column(Role)
    scope_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), index=True)
    status: Mapped[RequestStatus] = enum_column(RequestStatus, default=RequestStatus.ASKED)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    asker: Mapped[Person | None] = relationship(foreign_keys=[asked_by])
    scope: Mapped[Scope] = relationship()

    __table_args__ = (
        CheckConstraint("status = 'asked' OR decided_at IS NOT NULL", name="decided"),
        Index(None, "status", "role"),
        once_while("uq_role_request_asked", "status = 'asked'", "email", "role", "scope_id"),
    )

    @property
    def is_own(self) -> bool:
        """Whether somebody asks for himself ("I work for this city")."""
        return self.person_id is not None and self.person_id == self.asked_by

    @property
    def called(self) -> str:
        """Return the name of whom it is for, else the address."""
        return (self.person.name if self.person else self.name) or self.email
