"""Lasting partnerships of two or more places with their history across programs."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from grantapp.accounts.models import Person
from grantapp.core.dates import PartialDate
from grantapp.core.words import Bilingual
from grantapp.database import SORT_KEY, Base, PartialDateText, UtcDateTime, bilingual, enum_column
from grantapp.partnerships.models.organizations import Organization
from grantapp.places.models import Place


class PartnershipKind(enum.StrEnum):
    """The rank and level of a partnership."""

    SISTER_CITY = "sister_city"
    FRIENDSHIP_CITY = "friendship_city"
    SISTER_STATE = "sister_state"
    SISTER_COUNTY = "sister_county"
    SISTER_PORT = "sister_port"
    TRILATERAL = "trilateral"
    OTHER = "other"


class SideStatus(enum.StrEnum):
    """What one side says of the partnership; the sides may disagree."""

    ACTIVE = "active"
    DORMANT = "dormant"
    SUSPENDED = "suspended"
    ENDED = "ended"


class ActivityKind(enum.StrEnum):
    """What stands in a partnership's history: written by later features, or by hand (visit, ceremony, meeting)."""

    APPLICATION = "application"
    AWARD = "award"
    EXCHANGE = "exchange"
    OUTCOME = "outcome"
    CONVENING = "convening"
    AGREEMENT = "agreement"
    VISIT = "visit"
    CEREMONY = "ceremony"
    MEETING = "meeting"


class DateQuality(enum.StrEnum):
    """How well the date of the agreement is known."""

    STATED = "stated"
    DERIVED = "derived"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"


class Partnership(Base):
    """A lasting tie between places; `key` names it in imports, the sort keys order it in each language."""

    __tablename__ = "partnership"
    __subject__ = "partnership"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[PartnershipKind] = enum_column(PartnershipKind)
    name: Mapped[Bilingual] = bilingual("name")
    sort_key: Mapped[str] = mapped_column(SORT_KEY, default="", index=True)
    reading_key: Mapped[str] = mapped_column(SORT_KEY, default="", index=True)
    established: Mapped[PartialDate] = mapped_column(PartialDateText, default=PartialDate)
    date_quality: Mapped[DateQuality] = enum_column(DateQuality, default=DateQuality.UNKNOWN)
    note: Mapped[Bilingual] = bilingual("note")
    source: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    edited_by: Mapped[Person | None] = relationship()
    members: Mapped[list["PartnershipMember"]] = relationship(
        back_populates="partnership", order_by="PartnershipMember.position"
    )
    activities: Mapped[list["PartnershipActivity"]] = relationship(
        back_populates="partnership", order_by="PartnershipActivity.on.desc(), PartnershipActivity.id.desc()"
    )


class PartnershipMember(Base):
    """A place on a side (1 is drawn left, 2 right, more are stacked) with that side's own status and its evidence.

    `signed_as` is the former municipality that signed before it merged into `place`.
    """

    __tablename__ = "partnership_member"
    __subject__ = "partnership_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    signed_as_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    side: Mapped[int]
    position: Mapped[int]
    status: Mapped[SideStatus] = enum_column(SideStatus, default=SideStatus.ACTIVE)
    status_on: Mapped[PartialDate] = mapped_column(PartialDateText, default=PartialDate)
    evidence: Mapped[str] = mapped_column(Text, default="")
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    edited_by: Mapped[Person | None] = relationship()
    partnership: Mapped[Partnership] = relationship(back_populates="members")
    organizations: Mapped[list[Organization]] = relationship(
        primaryjoin=lambda: PartnershipMember.place_id == foreign(Organization.place_id), viewonly=True
    )
    place: Mapped[Place] = relationship(foreign_keys=[place_id])
    signed_as: Mapped[Place | None] = relationship(foreign_keys=[signed_as_id])

    __table_args__ = (
        UniqueConstraint("partnership_id", "place_id"),
        CheckConstraint("side >= 1", name="side"),
    )


class PartnershipActivity(Base):
    """One line of a partnership's history, written by the feature where it happened (see record_activity).

    `dated` says how well the day `on` is known; empty means to the day. One that was removed counts nowhere.
    """

    __tablename__ = "partnership_activity"
    __subject__ = "partnership_activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    kind: Mapped[ActivityKind] = enum_column(ActivityKind)
    on: Mapped[date]
    dated: Mapped[PartialDate] = mapped_column(PartialDateText, default=PartialDate)
    direction: Mapped[str] = mapped_column(String(20), default="")
    summary: Mapped[Bilingual] = bilingual("summary")
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    is_public: Mapped[bool] = mapped_column(default=True)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    partnership: Mapped[Partnership] = relationship(back_populates="activities")

    __table_args__ = (
        Index(None, "subject_kind", "subject_id"),
        UniqueConstraint("kind", "subject_kind", "subject_id"),
    )
