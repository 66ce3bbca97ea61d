"""Cities, counties, states, prefectures and ports: the gazetteer."""

import enum
from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.core.words import Bilingual
from grantapp.database import Base, bilingual, enum_column


class PlaceKind(enum.StrEnum):
    """What kind of jurisdiction a place is."""

    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    WARD = "ward"
    COUNTY = "county"
    STATE = "state"
    DISTRICT = "district"
    PREFECTURE = "prefecture"
    PORT = "port"


class Place(Base):
    """A jurisdiction; `region` is its state or prefecture, `successor` the one it merged into.

    States and prefectures have no region; their `code` is the one of ISO 3166-2. Degrees are WGS 84.
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
    zone: Mapped[str] = mapped_column(String(64))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    population: Mapped[int | None]
    population_year: Mapped[int | None]
    source: Mapped[str] = mapped_column(Text, default="")
    region: Mapped["Place | None"] = relationship(foreign_keys=[region_id], remote_side=[id])
    successor: Mapped["Place | None"] = relationship(foreign_keys=[successor_id], remote_side=[id])
