"""Deadlines admit their whole minute; zone labels are ours; dates may be partial."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from grantapp.core.dates import PartialDate, deadline_instant, local_day, shown_deadline, zone_label


def test_deadline_when_shown_as_2359_then_midnight_is_the_first_late_instant() -> None:
    until = deadline_instant(date(2025, 3, 14), time(23, 59), "America/New_York")
    assert until == datetime(2025, 3, 15, 4, 0, tzinfo=UTC)
    assert shown_deadline(until) == until - timedelta(minutes=1)


def test_deadline_when_clocks_change_that_night_then_local_time_counts() -> None:
    winter = deadline_instant(date(2025, 11, 1), time(23, 59), "America/New_York")
    after = deadline_instant(date(2025, 11, 2), time(23, 59), "America/New_York")
    assert after - winter == timedelta(hours=25)


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("America/New_York", "ET"), ("America/Indiana/Indianapolis", "ET"), ("Asia/Tokyo", "JST"),
        ("Pacific/Honolulu", "HT"), ("Europe/Paris", "Paris UTC+01:00"),
    ],
)  # fmt: skip
def test_zone_label_when_known_or_not_then_never_an_abbreviation_of_the_season(zone: str, label: str) -> None:
    assert zone_label(zone, datetime(2025, 1, 1, tzinfo=UTC)) == label


@pytest.mark.parametrize("text", ["", "1959", "1959-06", "1959-06-01"])
def test_partial_date_when_read_and_written_then_the_same(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize("text", ["59", "1959-13", "1959-02-30", "1959-6", "x"])
def test_partial_date_when_impossible_then_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"partial|month|day"):
        PartialDate.parse(text)


def test_partial_date_when_sorted_then_unknown_parts_come_first() -> None:
    dates = [PartialDate(1959, 6), PartialDate(1959), PartialDate(1959, 6, 1), PartialDate()]
    assert sorted(dates) == [PartialDate(), PartialDate(1959), PartialDate(1959, 6), PartialDate(1959, 6, 1)]


@pytest.mark.parametrize(
    ("zone", "day"), [("America/New_York", date(2026, 12, 31)), ("Asia/Tokyo", date(2027, 1, 1))]
)
def test_local_day_when_the_ocean_lies_between_then_each_has_its_own(zone, day):
    assert local_day(datetime(2027, 1, 1, 2, 0, tzinfo=UTC), zone) == day
