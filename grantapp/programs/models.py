"""Whose money, under which rules, for what: funders, funder grants, rule sets, programs and themes."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models import Scope
from grantapp.core.money import Money
from grantapp.core.words import Bilingual
from grantapp.database import Base, bilingual, minor_units, whole_units


class Funder(Base):
    """An organization whose money it is."""

    __tablename__ = "funder"
    __subject__ = "funder"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[Bilingual] = bilingual("name")


class RuleSet(Base):
    """The rules of one source of money; `terms` holds days and percents as data (rules.read_terms)."""

    __tablename__ = "rule_set"
    __subject__ = "rule_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[Bilingual] = bilingual("title")
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class FunderGrant(Base):
    """One grant of a funder to the program: amount in minor units, period, rules."""

    __tablename__ = "funder_grant"
    __subject__ = "funder_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    funder_id: Mapped[int] = mapped_column(ForeignKey("funder.id"))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    title: Mapped[Bilingual] = bilingual("title")
    amount: Mapped[int] = minor_units()
    currency: Mapped[str] = mapped_column(String(3))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    funder: Mapped[Funder] = relationship()
    rule_set: Mapped[RuleSet] = relationship()
    lines: Mapped[list["GrantLine"]] = relationship(back_populates="grant", order_by="GrantLine.id")
    programs: Mapped[list["Program"]] = relationship(back_populates="funder_grant", order_by="Program.id")

    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"), CheckConstraint("ends_on >= starts_on", name="period"),
        *whole_units("amount"),
    )  # fmt: skip

    @property
    def money(self) -> Money:
        """The amount of the grant."""
        return Money(self.amount, self.currency)


class GrantLine(Base):
    """One line of a grant's budget: what so much of it is meant for, in the grant's currency."""

    __tablename__ = "funder_grant_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("funder_grant.id"), index=True)
    title: Mapped[Bilingual] = bilingual("title")
    amount: Mapped[int] = minor_units()
    grant: Mapped[FunderGrant] = relationship(back_populates="lines")

    __table_args__ = (CheckConstraint("amount > 0", name="amount"), *whole_units("amount"))

    @property
    def money(self) -> Money:
        """The amount of the line."""
        return Money(self.amount, self.grant.currency)


class Program(Base):
    """What the money is for; staff roles hang on `scope`."""

    __tablename__ = "program"
    __subject__ = "program"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    scope_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), unique=True)
    funder_grant_id: Mapped[int] = mapped_column(ForeignKey("funder_grant.id"))
    title: Mapped[Bilingual] = bilingual("title")
    objective: Mapped[Bilingual] = bilingual("objective")
    organizer: Mapped[Bilingual] = bilingual("organizer")
    note: Mapped[Bilingual] = bilingual("note")
    source: Mapped[str] = mapped_column(Text, default="")
    zone: Mapped[str] = mapped_column(String(64), default="America/New_York")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    scope: Mapped[Scope] = relationship()
    funder_grant: Mapped[FunderGrant] = relationship(back_populates="programs")
    themes: Mapped[list["Theme"]] = relationship(back_populates="program", order_by="Theme.position")


class Theme(Base):
    """One of the closed list of themes of a program."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[Bilingual] = bilingual("title")
    description: Mapped[Bilingual] = bilingual("description")
    program: Mapped[Program] = relationship(back_populates="themes")

    __table_args__ = (UniqueConstraint("program_id", "code"),)
