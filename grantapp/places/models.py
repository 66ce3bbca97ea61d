"""Cities, counties, states, prefectures and ports: the gazetteer."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models import Person
from grantapp.core.dates import PartialDate
from grantapp.core.words import Bilingual
from grantapp.database import Base, Named, PartialDateText, UtcDateTime, bilingual, enum_column


class PlaceKind(enum.StrEnum):
    """What kind of jurisdiction a place is."""

    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    WARD = "ward"
    COUNTY = "county"
    STATE = "state"
    DISTRICT = "district"
    TERRITORY = "territory"
    PREFECTURE = "prefecture"
    PORT = "port"


class Succession(enum.StrEnum):
    """How a former municipality became part of its successor."""

    MERGED = "merged"
    ABSORBED = "absorbed"
    RENAMED = "renamed"


class Place(Named, Base):
    """A jurisdiction; `region` is its state or prefecture, `successor` the one that followed it.

    States and prefectures have no region; their `code` is the one of ISO 3166-2. `local_code` is the code of
    Japanese local governments. Degrees are WGS 84. The population is the preferred one of `PopulationFigure`.
    What people edited (`edited_at`) stays when the shipped gazetteer is loaded again.
    """

    __tablename__ = "place"
    __subject__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    country: Mapped[str] = mapped_column(String(2), index=True)
    kind: Mapped[PlaceKind] = enum_column(PlaceKind)
    code: Mapped[str] = mapped_column(String(10), default="")
    name: Mapped[Bilingual] = bilingual("name")
    reading: Mapped[str] = mapped_column(Text, default="")
    region_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    succeeded_on: Mapped[date | None]
    succession: Mapped[Succession | None] = enum_column(Succession, nullable=True)
    succession_note: Mapped[Bilingual] = bilingual("succession_note")
    local_code: Mapped[str] = mapped_column(String(6), default="")
    zone: Mapped[str] = mapped_column(String(64))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    population: Mapped[int | None]
    population_year: Mapped[int | None]
    population_source: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    region: Mapped["Place | None"] = relationship(foreign_keys=[region_id], remote_side=[id])
    successor: Mapped["Place | None"] = relationship(foreign_keys=[successor_id], remote_side=[id])
    edited_by: Mapped[Person | None] = relationship(foreign_keys=[edited_by_id])

    def sorted_by(self) -> tuple[str, str]:
        """Return the English name, and the reading or what stands for it."""
        return self.name.in_("en"), self.reading or self.name.in_("ja")


class PopulationFigure(Base):
    """How many people a place had, after a source, in the year of that source; one figure is preferred."""

    __tablename__ = "population_figure"
    __subject__ = "population_figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    value: Mapped[int]
    year: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    is_preferred: Mapped[bool] = mapped_column(default=False)
    place: Mapped[Place] = relationship()

    __table_args__ = (
        UniqueConstraint("place_id", "year", "source"),
        CheckConstraint("value >= 0", name="value"),
    )


class Claim(Base):
    """What a source says of one field of a record of any kind; where sources disagree, one is preferred and why."""

    __tablename__ = "claim"
    __subject__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    stated_on: Mapped[PartialDate] = mapped_column(PartialDateText, default=PartialDate)
    is_preferred: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[Bilingual] = bilingual("reason")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index(None, "subject_kind", "subject_id", "field"),)
