"""Calls made through the product's own actions."""

from datetime import UTC, date, datetime
from typing import Any

from grantapp.calls import actions, documents
from grantapp.calls.models import Call
from grantapp.calls.rules import CallPlan
from grantapp.core.money import Money
from grantapp.core.words import Bilingual
from grantapp.programs.models import Program
from tests.factories import programs
from tests.factories.forms import SYSTEM
from tests.kept import kept


def plan(**values: Any) -> CallPlan:
    """Return the plan of a call that is open at people.NOW and closes on 16 December 2026, 23:59 ET."""
    usual: dict[str, Any] = {
        "title": Bilingual("Exchange funding 2027", "交流助成2027"),
        **documents.standard_texts(),
        "opens_at": datetime(2026, 10, 19, 13, 0, tzinfo=UTC),
        "closes_at": datetime(2026, 12, 17, 5, 0, tzinfo=UTC),
        "zone": "America/New_York",
        "reviews_due_at": datetime(2027, 2, 1, 5, 0, tzinfo=UTC),
        "decision_on": date(2027, 4, 2),
        "exchange_from_on": date(2027, 5, 1),
        "exchange_until_on": date(2027, 12, 31),
        "ceiling": Money(1_800_000, "USD"),
        "budget": Money(11_200_000, "USD"),
        "match_percent": 20,
        "indirect_percent": 10,
        "rate_text": "157.25",
        "rate_currency": "JPY",
        "rate_on": date(2026, 10, 1),
        "rate_source": "Federal Reserve H.10",
    }
    return CallPlan(**usual | values)


@kept
def draft(program: Program | None = None, series: str = "", **values: Any) -> Call:
    """Return a call that is being prepared."""
    return actions.create_call(SYSTEM, (program or programs.program()).id, plan(**values), series)


@kept
def published(program: Program | None = None, series: str = "", **values: Any) -> Call:
    """Return a published call."""
    return actions.publish_call(SYSTEM, draft(program, series, **values).id)
