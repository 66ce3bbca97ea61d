"""Forms with which the office sets up funders, their grants, programs and themes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, ValidationError
from wtforms.validators import InputRequired

from grantapp.core.dates import ZONE_LABELS, ZONE_NAMES
from grantapp.core.errors import Problem
from grantapp.core.money import Money, parse_money
from grantapp.core.words import N_, Bilingual
from grantapp.programs.models import Funder, FunderGrant, GrantLine, Program, RuleSet, Theme
from grantapp.programs.rules import GrantPlan, ProgramPlan
from grantapp.web.fields import BaseForm, DayField, LongTextField, TextField, row_id
from grantapp.web.formats import text

EMPTY = N_("Fill in this field.")
CURRENCIES = ("USD", "JPY")
PROGRAM_TEXTS = ("title", "objective", "organizer", "note")


def _needed() -> list[Any]:
    return [InputRequired(_l(EMPTY))]


class TwoLanguages(BaseForm):
    """A form whose texts are written in English and in Japanese, in fields `x_en` and `x_ja`."""

    def both(self, name: str) -> Bilingual:
        """Return a text in both languages."""
        return Bilingual((self[f"{name}_en"].data or "").strip(), (self[f"{name}_ja"].data or "").strip())

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Put what concerns a text beside the language that is missing."""
        moved = [
            Problem(self._place(one.field), one.code, one.message, one.parameters, one.href)
            for one in problems
        ]
        super().add_problems(moved)

    def _place(self, name: str) -> str:
        if f"{name}_en" not in self._fields:
            return name
        return f"{name}_ja" if (self[f"{name}_en"].data or "").strip() else f"{name}_en"


def in_two(**texts: Bilingual) -> dict[str, str]:
    """Return texts as the fields of both languages are filled with."""
    return {f"{name}_{one}": getattr(text, one) for name, text in texts.items() for one in ("en", "ja")}


class FunderForm(TwoLanguages):
    """What a funder is called."""

    asked = ("name_en", "name_ja")
    name_en = TextField(_l("Name in English"))
    name_ja = TextField(_l("Name in Japanese"))


def funder_form(funder: Funder | None) -> FunderForm:
    """Return the form of a funder (none: a new one)."""
    return FunderForm(data=in_two(name=funder.name) if funder else None)


class AmountForm(TwoLanguages):
    """A title with an amount of money, read in the currency that is chosen beside it or given."""

    asked = ("title_en", "title_ja", "amount")
    title_en = TextField(_l("Title in English"))
    title_ja = TextField(_l("Title in Japanese"))
    amount = TextField(_l("Amount"), _needed())
    in_currency = CURRENCIES[0]

    @property
    def currency_code(self) -> str:
        """The currency of the amount: the given one, unless a form lets it be chosen."""
        return self.in_currency

    def validate_amount(self, field: TextField) -> None:
        """Refuse what is no amount."""
        found = parse_money(field.data or "", self.currency_code)
        if isinstance(found, Problem):
            raise ValidationError(gettext(found.message))

    def money(self) -> Money:
        """Return the amount, which was validated."""
        found = parse_money(self.amount.data or "", self.currency_code)
        return Money(0, self.currency_code) if isinstance(found, Problem) else found


class GrantForm(AmountForm):
    """Whose money, how much, from when until when, under which rules."""

    funder_id = SelectField(_l("Funder"), coerce=row_id, validate_choice=False)
    currency = SelectField(_l("Currency"), choices=[SelectChoice(code, code) for code in CURRENCIES])
    starts_on = DayField(_l("First day"), _needed())
    ends_on = DayField(_l("Last day"), _needed())
    rules_key = SelectField(_l("Rules"), validate_choice=False)

    @property
    def currency_code(self) -> str:
        """The currency that was chosen."""
        return str(self.currency.data or CURRENCIES[0])

    def plan(self) -> GrantPlan:
        """Return what was filled in."""
        return GrantPlan(self.both("title"), self.money(), self.starts_on.data, self.ends_on.data)


def grant_form(
    grant: FunderGrant | None,
    funders: Iterable[Funder],
    presets: dict[str, Bilingual],
    own: Iterable[RuleSet],
) -> GrantForm:
    """Return the form of a grant (none: a new one) with the funders and the rules to choose from."""
    form = GrantForm(data=_stored_grant(grant) if grant else None)
    form.funder_id.choices = [SelectChoice(one.id, text(one.name)) for one in funders]
    known = presets | {one.key: one.title for one in own}
    form.rules_key.choices = [SelectChoice(key, text(title)) for key, title in known.items()]
    if grant is not None:
        del form.funder_id
    return form


def _stored_grant(grant: FunderGrant) -> dict[str, Any]:
    return in_two(title=grant.title) | {
        "amount": str(grant.money.major), "currency": grant.currency, "starts_on": grant.starts_on,
        "ends_on": grant.ends_on, "rules_key": grant.rule_set.key,
    }  # fmt: skip


class LineForm(AmountForm):
    """One line of a grant's budget, in the grant's currency."""


def line_form(grant: FunderGrant, line: GrantLine | None) -> LineForm:
    """Return the form of a line (none: a new one) in the grant's currency."""
    stored = in_two(title=line.title) | {"amount": str(line.money.major)} if line else None
    form = LineForm(data=stored)
    form.in_currency = grant.currency
    return form


class ProgramForm(TwoLanguages):
    """What a program is for, who runs it, when, and where its clocks stand."""

    asked = ("title_en", "title_ja", "objective_en", "objective_ja", "organizer_en", "organizer_ja")
    funder_grant_id = SelectField(_l("Grant that pays"), coerce=row_id, validate_choice=False)
    title_en = TextField(_l("Title in English"))
    title_ja = TextField(_l("Title in Japanese"))
    objective_en = LongTextField(_l("Objective in English"))
    objective_ja = LongTextField(_l("Objective in Japanese"))
    organizer_en = TextField(_l("Program office in English"))
    organizer_ja = TextField(_l("Program office in Japanese"))
    note_en = LongTextField(_l("Note in English"))
    note_ja = LongTextField(_l("Note in Japanese"))
    source = TextField(_l("Source of the note"))
    starts_on = DayField(_l("First day"), _needed())
    ends_on = DayField(_l("Last day"), _needed())
    zone = SelectField(_l("Time zone of the office"))

    def plan(self) -> ProgramPlan:
        """Return what was filled in."""
        texts = {name: self.both(name) for name in PROGRAM_TEXTS}
        starts: date = self.starts_on.data
        return ProgramPlan(
            **texts, starts_on=starts, ends_on=self.ends_on.data, zone=str(self.zone.data),
            source=(self.source.data or "").strip(),
        )  # fmt: skip


def program_form(program: Program | None, grants: Iterable[FunderGrant]) -> ProgramForm:
    """Return the form of a program (none: a new one) with the grants to choose from."""
    form = ProgramForm(data=_stored_program(program) if program else None)
    form.funder_grant_id.choices = [SelectChoice(one.id, text(one.title)) for one in grants]
    form.zone.choices = [
        SelectChoice(zone, f"{gettext(ZONE_NAMES[label])} · {zone}") for zone, label in ZONE_LABELS.items()
    ]
    if program is not None:
        del form.funder_grant_id
    return form


def _stored_program(program: Program) -> dict[str, Any]:
    texts = {name: getattr(program, name) for name in PROGRAM_TEXTS}
    rest = ("starts_on", "ends_on", "zone", "source")
    return in_two(**texts) | {name: getattr(program, name) for name in rest}


class ThemeForm(TwoLanguages):
    """What a theme is called, and what belongs to it."""

    asked = ("title_en", "title_ja")
    title_en = TextField(_l("Title in English"))
    title_ja = TextField(_l("Title in Japanese"))
    description_en = LongTextField(_l("What belongs to it, in English"))
    description_ja = LongTextField(_l("What belongs to it, in Japanese"))


def theme_form(theme: Theme | None) -> ThemeForm:
    """Return the form of a theme (none: a new one)."""
    return ThemeForm(data=in_two(title=theme.title, description=theme.description) if theme else None)
