"""Organizations: bodies that apply, host or receive money for a place."""

import enum
from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models import Scope
from grantapp.core.words import Bilingual
from grantapp.database import Base, bilingual, enum_column
from grantapp.places.models import Place


class OrganizationKind(enum.StrEnum):
    """What an organization is."""

    LOCAL_GOVERNMENT = "local_government"
    COMMITTEE = "committee"
    NONPROFIT = "nonprofit"
    PORT_AUTHORITY = "port_authority"
    OTHER = "other"


class Organization(Base):
    """A body that applies, hosts or receives money for a place; its roles hang on `scope`."""

    __tablename__ = "organization"
    __subject__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    kind: Mapped[OrganizationKind] = enum_column(OrganizationKind, default=OrganizationKind.LOCAL_GOVERNMENT)
    name: Mapped[Bilingual] = bilingual("name")
    reading: Mapped[str] = mapped_column(Text, default="")
    office: Mapped[Bilingual] = bilingual("office")
    mailbox: Mapped[str] = mapped_column(String(320), default="")
    membership_number: Mapped[str] = mapped_column(String(40), default="")
    good_standing_until: Mapped[date | None]
    scope: Mapped[Scope] = relationship()
    place: Mapped[Place] = relationship()
