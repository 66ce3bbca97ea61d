"""Periods have one key each; pauses grow and end."""

from datetime import UTC, datetime, timedelta

import pytest

from grantapp.jobs import registry, rules
from grantapp.jobs.registry import Round


@pytest.mark.parametrize(
    ("hours", "at", "began"),
    [
        (24, datetime(2026, 11, 2, 23, 59, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)),
        (24, datetime(2026, 11, 3, 0, 0, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)),
        (1, datetime(2026, 11, 2, 10, 30, tzinfo=UTC), datetime(2026, 11, 2, 10, tzinfo=UTC)),
        (168, datetime(1970, 1, 9, tzinfo=UTC), datetime(1970, 1, 8, tzinfo=UTC)),
    ],
)
def test_period_when_asked_then_it_began_at_a_fixed_instant(hours, at, began):
    assert Round("x", hours).period_of(at) == began


def test_key_when_two_ask_in_one_period_then_it_is_the_same():
    morning, evening = datetime(2026, 11, 2, 1, tzinfo=UTC), datetime(2026, 11, 2, 22, tzinfo=UTC)
    assert Round("x", 24).key_of(morning) == Round("x", 24).key_of(evening)
    assert Round("x", 24).key_of(morning) != Round("x", 24).key_of(morning + timedelta(days=1))


def test_pause_when_attempts_grow_then_it_grows_up_to_its_limit():
    pauses = [rules.pause_after(attempt) for attempt in range(1, 12)]
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=16)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=6)


def test_error_when_long_then_shortened():
    assert len(rules.error_text(ValueError("x" * 9000))) == rules.LONGEST_ERROR


def test_handler_when_nobody_has_one_then_refused():
    with pytest.raises(LookupError):
        registry.handler_of("nobody.does_this")


def test_handler_when_registered_twice_then_refused():
    registry.job("test.twice")(lambda ids: None)
    try:
        with pytest.raises(ValueError, match="already"):
            registry.job("test.twice")(lambda ids: None)
    finally:
        registry.handlers.pop("test.twice")
