"""Organizations: bodies that apply, host or receive money for a place; their addresses, numbers and memberships."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models import Person, Scope
from grantapp.core.words import Bilingual
from grantapp.database import Base, Named, UtcDateTime, bilingual, enum_column
from grantapp.places.models import Place


class OrganizationKind(enum.StrEnum):
    """What an organization is."""

    LOCAL_GOVERNMENT = "local_government"
    COMMITTEE = "committee"
    NONPROFIT = "nonprofit"
    FISCAL_SPONSOR = "fiscal_sponsor"
    PORT_AUTHORITY = "port_authority"
    SCHOOL = "school"
    OTHER = "other"


class LegalStatus(enum.StrEnum):
    """What an organization is before the law of its country."""

    UNKNOWN = "unknown"
    GOVERNMENT = "government"
    CHARITY_US = "charity_us"
    NONPROFIT_US = "nonprofit_us"
    PUBLIC_INTEREST_JP = "public_interest_jp"
    GENERAL_JP = "general_jp"
    NPO_JP = "npo_jp"
    SCHOOL_CORPORATION = "school_corporation"
    UNINCORPORATED = "unincorporated"
    COMPANY = "company"
    OTHER = "other"


class Scheme(enum.StrEnum):
    """A register that numbers organizations."""

    EIN = "ein"
    UEI = "uei"
    LOCAL_CODE = "local_code"
    CORPORATE_NUMBER = "corporate_number"


class PopulationClass(enum.StrEnum):
    """How large a place is, as the dues of the network are graded."""

    UNKNOWN = "unknown"
    UNDER_10_000 = "under_10_000"
    UNDER_25_000 = "under_25_000"
    UNDER_50_000 = "under_50_000"
    UNDER_100_000 = "under_100_000"
    UNDER_500_000 = "under_500_000"
    FROM_500_000 = "from_500_000"


class Organization(Named, Base):
    """A body that applies, hosts or receives money for a place; its roles hang on `scope`.

    What is invented for the demonstration (address, numbers, memberships) is marked by `is_demonstration`.
    A duplicate stays as a row that names the one it was merged into; lists leave it out.
    """

    __tablename__ = "organization"
    __subject__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    kind: Mapped[OrganizationKind] = enum_column(OrganizationKind, default=OrganizationKind.LOCAL_GOVERNMENT)
    legal_status: Mapped[LegalStatus] = enum_column(LegalStatus, default=LegalStatus.UNKNOWN)
    name: Mapped[Bilingual] = bilingual("name")
    reading: Mapped[str] = mapped_column(Text, default="")
    office: Mapped[Bilingual] = bilingual("office")
    mailbox: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    website: Mapped[str] = mapped_column(Text, default="")
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    merged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merge_reason: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[Scope] = relationship()
    place: Mapped[Place] = relationship()
    edited_by: Mapped[Person | None] = relationship()
    address: Mapped["Address | None"] = relationship(
        back_populates="organization", cascade="all, delete-orphan"
    )
    identifiers: Mapped[list["Identifier"]] = relationship(
        back_populates="organization", order_by="Identifier.scheme", cascade="all, delete-orphan"
    )
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="organization", order_by="Membership.begins_on.desc(), Membership.id.desc()"
    )

    def sorted_by(self) -> tuple[str, str]:
        """Return the English name, and the reading or what stands for it."""
        return self.name.in_("en"), self.reading or self.name.in_("ja")


class Address(Base):
    """Where an organization gets its paper mail, in the parts of its country's form.

    `street` is number and street in the United States, 町丁目・番地 in Japan; both scripts where both are known.
    """

    __tablename__ = "address"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), unique=True)
    country: Mapped[str] = mapped_column(String(2))
    postal_code: Mapped[str] = mapped_column(String(12), default="")
    region_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    municipality: Mapped[Bilingual] = bilingual("municipality")
    street: Mapped[Bilingual] = bilingual("street")
    building: Mapped[Bilingual] = bilingual("building")
    organization: Mapped[Organization] = relationship(back_populates="address")
    region: Mapped[Place | None] = relationship()


class Identifier(Base):
    """A number of an organization in a public register; no two organizations share one."""

    __tablename__ = "organization_identifier"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    scheme: Mapped[Scheme] = enum_column(Scheme)
    value: Mapped[str] = mapped_column(String(40))
    organization: Mapped[Organization] = relationship(back_populates="identifiers")

    __table_args__ = (
        UniqueConstraint("organization_id", "scheme"),
        UniqueConstraint("scheme", "value"),
    )


class Membership(Base):
    """A period in which an organization belongs to the network in good standing; both days are included."""

    __tablename__ = "membership"
    __subject__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    number: Mapped[str] = mapped_column(String(40), default="")
    population_class: Mapped[PopulationClass] = enum_column(PopulationClass, default=PopulationClass.UNKNOWN)
    begins_on: Mapped[date | None]
    ends_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    organization: Mapped[Organization] = relationship(back_populates="memberships")

    @property
    def scope_id(self) -> int:
        """The scope in which roles let somebody see it: that of the organization."""
        return self.organization.scope_id

    __table_args__ = (CheckConstraint("begins_on IS NULL OR begins_on <= ends_on", name="period"),)
