"""Funders, their grants, and programs with themes."""

import itertools
from datetime import date
from typing import Any

from grantapp.core.money import Money
from grantapp.core.words import Bilingual
from grantapp.programs import actions, queries
from grantapp.programs.models import FunderGrant, Program
from grantapp.programs.rules import ProgramPlan
from tests.factories.forms import SYSTEM
from tests.kept import kept

THEMES = {
    "business": Bilingual("Business development", "ビジネス振興"),
    "sustainability": Bilingual("Sustainability", "持続可能性"),
}
_numbers = itertools.count(1)


@kept
def funder_grant(amount: Money | None = None, preset: str = "cgp") -> FunderGrant:
    """Return a new grant of a new funder over 2026 to 2029."""
    number = next(_numbers)
    funder = actions.create_funder(SYSTEM, f"funder-{number}", Bilingual("A foundation", "ある財団"))
    rule_set = actions.use_preset(SYSTEM, preset)
    return actions.create_funder_grant(
        SYSTEM, f"grant-{number}", funder.id, rule_set.id, title=Bilingual("Grant 2026", "2026年助成"),
        amount=amount or Money(30_000_000, "USD"), starts_on=date(2026, 1, 1), ends_on=date(2029, 12, 31),
    )  # fmt: skip


def plan(**values: Any) -> ProgramPlan:
    """Return the plan of a program."""
    usual: dict[str, Any] = {
        "title": Bilingual("Leading Cities", "先導する都市"),
        "objective": Bilingual("More exchange", "交流の拡大"),
        "organizer": Bilingual("A network", "ある団体"),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2028, 12, 31),
    }
    return ProgramPlan(**usual | values)


@kept
def program(**values: Any) -> Program:
    """Return a new program with two themes."""
    new = actions.create_program(SYSTEM, f"program-{next(_numbers)}", funder_grant().id, plan(**values))
    for code, title in THEMES.items():
        actions.add_theme(SYSTEM, new.id, code, title)
    return queries.get_program(new.id)
