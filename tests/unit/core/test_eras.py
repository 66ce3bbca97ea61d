"""Dates are read in western and Japanese years, to the day on which an era ends; nothing else is guessed."""

from datetime import date

import pytest

from grantapp.core import eras
from grantapp.core.dates import PartialDate
from grantapp.core.errors import Problem


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026", "2026"), ("令和8年", "2026"), ("R8", "2026"), ("r8", "2026"), ("２０２６年", "2026"), ("令和元年", "2019"),
        ("平成31年4月", "2019-04"), ("昭和34年6月1日", "1959-06-01"), ("S34.6.1", "1959-06-01"), ("2026-03", "2026-03"),
        ("2026/3/4", "2026-03-04"), ("２０２６年３月４日", "2026-03-04"), ("2026年3月4日(水)", "2026-03-04"),
        ("4 Mar 2026", "2026-03-04"), ("Wed 4 March 2026", "2026-03-04"), ("March 4, 2026", "2026-03-04"),
        ("March 2026", "2026-03"), ("20260304", "2026-03-04"), ("令和８年３月１日", "2026-03-01"),
        ("Ｒ８．３．１", "2026-03-01"), ("令和 8 年 3 月 1 日（日）", "2026-03-01"), ("㋿8年3月1日", "2026-03-01"),
        ("昭和64年1月7日", "1989-01-07"), ("平成元年1月8日", "1989-01-08"), ("昭和64年", "1989"), ("昭和64年1月", "1989-01"),
        ("平成31年4月30日", "2019-04-30"), ("令和元年5月1日", "2019-05-01"), ("大正15年12月25日", "1926-12-25"),
        ("昭和元年12月25日", "1926-12-25"), ("明治45年7月30日", "1912-07-30"), ("明治6年1月1日", "1873-01-01"),
        ("明治元年", "1868"),
    ],
)  # fmt: skip
def test_date_when_written_in_a_known_way_then_read(typed, expected):
    assert str(eras.read_partial_date(typed)) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "03/04/2026",
        "next spring",
        "2026-13",
        "Smarch 4, 2026",
        "8",
        "",
        "年度",
        "令和",
        "令和8年度",
        "0000",
        "R8.3.1.2",
    ],
)
def test_date_when_doubtful_then_not_guessed(typed):
    assert eras.read_partial_date(typed) is None


@pytest.mark.parametrize(
    ("typed", "code", "instead"),
    [
        ("昭和64年1月8日", "date_era", "平成元年1月8日"), ("昭和64年2月", "date_era", "平成元年2月"),
        ("昭和65年", "date_era", "平成2年"), ("平成31年5月1日", "date_era", "令和元年5月1日"),
        ("平成32年", "date_era", "令和2年"), ("令和元年4月30日", "date_era", "平成31年4月30日"),
        ("平成元年1月7日", "date_era", "昭和64年1月7日"), ("令和0年", "date_era", "平成30年"),
        ("昭和元年12月24日", "date_era", "大正15年12月24日"), ("大正16年", "date_era", "昭和2年"),
        ("令和8年2月30日", "date_impossible", None), ("2026-02-30", "date_impossible", None),
        ("S64.13.1", "date_impossible", None), ("明治5年12月31日", "date_lunar", None),
    ],
)  # fmt: skip
def test_date_when_there_was_no_such_day_then_said_what_to_write_instead(typed, code, instead):
    found = eras.parse_date(typed, "on")
    assert isinstance(found, Problem)
    assert (found.field, found.code, found.parameters.get("instead")) == ("on", code, instead)


def test_day_when_only_its_month_is_known_then_refused():
    assert eras.read_date("令和8年3月") is None
    assert eras.read_date("令和8年3月14日") == date(2026, 3, 14)
    assert eras.parse_day("令和8年3月", "on").code == "date_half"


@pytest.mark.parametrize(
    ("on", "shown", "year"),
    [
        (date(1989, 1, 7), "昭和64年1月7日", "昭和63年度"), (date(1989, 1, 8), "平成元年1月8日", "昭和63年度"),
        (date(1989, 4, 1), "平成元年4月1日", "平成元年度"), (date(2019, 4, 30), "平成31年4月30日", "令和元年度"),
        (date(2019, 5, 1), "令和元年5月1日", "令和元年度"), (date(2019, 3, 31), "平成31年3月31日", "平成30年度"),
        (date(2026, 3, 31), "令和8年3月31日", "令和7年度"), (date(2026, 4, 1), "令和8年4月1日", "令和8年度"),
    ],
)  # fmt: skip
def test_japanese_date_when_eras_and_years_change_then_each_day_has_its_own(on, shown, year):
    assert eras.japanese_date(on) == shown
    assert eras.read_date(shown) == on
    assert eras.japanese_fiscal_year(on) == year


def test_japanese_date_when_before_the_solar_calendar_then_none():
    assert eras.japanese_date(date(1872, 12, 31)) == ""
    assert eras.japanese_date(PartialDate(1959, 6)) == "昭和34年6月"
    assert eras.japanese_date(PartialDate()) == ""
