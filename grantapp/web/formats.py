"""How dates, times, money and names are written in the reader's language (glossary: style 11 to 17)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from flask_babel import get_locale, gettext

from grantapp.core import clock, dates, eras
from grantapp.core.dates import Deadline, PartialDate
from grantapp.core.money import Money, minor_digits
from grantapp.core.words import N_, Bilingual, isolated

CURRENCY_NAMES = {"USD": "米ドル", "JPY": "円", "EUR": "ユーロ"}  # in Japanese
CURRENCY_MARKS = {"USD": "$", "JPY": "¥", "EUR": "€", "GBP": "£"}
DAY = {"en": "EEE d MMM y", "ja": "y年M月d日（E）"}
DAY_WITHOUT_YEAR = {"en": "EEE d MMM", "ja": "M月d日（E）"}
LONG_DAY = {"en": "EEEE d MMMM y", "ja": "y年M月d日（E）"}
MONTH = {"en": "MMMM y", "ja": "y年M月"}
YEAR = {"en": "y", "ja": "y年"}
UNKNOWN_DATE = N_("date unknown")


def language() -> str:
    """Return the language that is being written: "en" or "ja"."""
    locale = get_locale()
    return "ja" if locale is not None and locale.language == "ja" else "en"


def text(value: Bilingual | str | None, wanted: str | None = None) -> str:
    """Return a bilingual text in the reader's language."""
    return value.in_(wanted or language()) if isinstance(value, Bilingual) else (value or "")


def lang_of(value: Bilingual) -> str:
    """Return the language in which `text` gives a value, for the `lang` attribute."""
    return value.language_of(language())


def _local(value: datetime | date, zone: str | None) -> date:
    return value.astimezone(ZoneInfo(zone or "UTC")).date() if isinstance(value, datetime) else value


@lru_cache(maxsize=8192)
def _written(value: date, pattern: str, locale: str) -> str:
    """Return a date after a pattern; lists write the same days again and again."""
    return format_date(value, pattern, locale=locale)


def day(
    value: datetime | date | None, zone: str | None = None, year: bool = True, wanted: str | None = None
) -> str:
    """Return "Fri 14 Mar 2025" or 「2025年3月14日（金）」; an instant needs its zone."""
    if value is None:
        return ""
    spoken = wanted or language()
    return _written(_local(value, zone), (DAY if year else DAY_WITHOUT_YEAR)[spoken], spoken)


def day_with_era(value: datetime | date | None, zone: str | None = None) -> str:
    """Return a day as letters and agreements write it: 「2026年（令和8年）3月14日（土）」 in Japanese."""
    if value is None or language() != "ja":
        return day(value, zone)
    on = _local(value, zone)
    return format_date(on, f"y年'{_in_brackets(eras.japanese_year(on))}'M月d日（E）", locale="ja")


def _in_brackets(words: str) -> str:
    return f"（{words}）" if words else ""


def date_in(on: date, wanted: str) -> str:
    """Return a day for a document in a language: "14 March 2026" or 「2026年（令和8年）3月14日」."""
    if wanted == "ja":
        return f"{on.year}年{_in_brackets(eras.japanese_year(on))}{on.month}月{on.day}日"
    return format_date(on, "d MMMM y", locale="en")


def fiscal_year(value: datetime | date, zone: str | None = None) -> str:
    """Return the Japanese fiscal year of a day with its months, for those who count otherwise."""
    on = _local(value, zone)
    year = eras.fiscal_year(on)
    if language() == "ja":
        return f"{year}年度（{eras.japanese_fiscal_year(on)}、{year}年4月〜{year + 1}年3月）"
    return f"April {year} to March {year + 1}"


def date_long(value: datetime | date, zone: str | None = None) -> str:
    """Return "Friday 14 March 2025" or 「2025年3月14日（金）」."""
    return _written(_local(value, zone), LONG_DAY[language()], language())


def clock_time(value: datetime, zone: str) -> str:
    """Return "23:59" in a zone."""
    return value.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def zone_label(zone: str, at: datetime | None = None) -> str:
    """Return "ET", "JST" …, equal in both languages."""
    return dates.zone_label(zone, at or clock.now())


def zone_name(zone: str, at: datetime | None = None) -> str:
    """Return the zone as prose: "ET" in English, 「米国東部時間」 in Japanese."""
    label = zone_label(zone, at)
    known = dates.ZONE_NAMES.get(label)
    return gettext(known) if known and language() == "ja" else label


def moment(value: datetime | None, zone: str, year: bool = True) -> str:
    """Return "Fri 14 Mar 2025, 23:59 ET" or 「2025年3月14日（金）23:59（米国東部時間）」."""
    if value is None:
        return ""
    if language() == "ja":
        return f"{day(value, zone, year)}{clock_time(value, zone)}（{zone_name(zone, value)}）"
    return f"{day(value, zone, year)}, {clock_time(value, zone)} {zone_label(zone, value)}"


def both_clocks(value: datetime | None, zone: str, other: str) -> str:
    """Return an instant in both cities' zones on one line, the year said once where both are in the same."""
    if value is None:
        return ""
    if zone_label(zone, value) == zone_label(other, value):
        return moment(value, zone)
    mark = "／" if language() == "ja" else " · "
    years = {dates.local_day(value, one).year for one in (zone, other)}
    return mark.join([moment(value, zone), moment(value, other, year=len(years) > 1)])


def until(value: datetime, zone: str, other: str | None = None) -> str:
    """Return a deadline (its first late instant) as people read it: the minute before, in one or both zones."""
    shown = dates.shown_deadline(value)
    return both_clocks(shown, zone, other) if other else moment(shown, zone)


def listed(values: Iterable[str]) -> str:
    """Return "A, B and C" or 「A、B、C」."""
    given = [str(value) for value in values]
    if language() == "ja":
        return "、".join(given)
    return format_list(given, locale="en_GB") if given else ""


def saved_at(value: datetime | None, zones: Sequence[str]) -> str:
    """Return "Saved 14:02 PT · 07:02 JST", the reader's own zone first, and the date when it is not today."""
    if value is None:
        return ""
    here = dict.fromkeys(zones)
    today = all(_local(value, zone) == _local(clock.now(), zone) for zone in here)
    return str(gettext("Saved %(time)s", time=" · ".join(_saved_moment(value, zone, today) for zone in here)))


def _saved_moment(value: datetime, zone: str, today: bool) -> str:
    if language() == "ja":
        return f"{'' if today else day(value, zone)}{clock_time(value, zone)}（{zone_name(zone, value)}）"
    when = clock_time(value, zone) if today else f"{day(value, zone)}, {clock_time(value, zone)}"
    return f"{when} {zone_label(zone, value)}"


def money(value: Money | None) -> str:
    """Return "$18,000.00" or "¥2,830,500" (tables and facts, both languages)."""
    if value is None:
        return ""
    mark = CURRENCY_MARKS.get(value.currency, f"{value.currency} ")
    sign = "−" if value.amount < 0 else ""
    return f"{sign}{mark}{abs(value.major):,.{minor_digits(value.currency)}f}"


def as_money(minor: int, currency: str) -> Money:
    """Return minor units with their currency."""
    return Money(minor, currency)


def currency_name(code: str) -> str:
    """Return a currency inside a sentence: "USD" in English, 「米ドル」 in Japanese."""
    return CURRENCY_NAMES.get(code, code) if language() == "ja" else code


def money_prose(value: Money) -> str:
    """Return money inside a sentence: "$18,000.00" or 「18,000.00米ドル」."""
    if language() == "en":
        return money(value)
    figure = f"{value.major:,.{minor_digits(value.currency)}f}"
    return f"{figure}{CURRENCY_NAMES[value.currency]}" if value.currency in CURRENCY_NAMES else money(value)


def partial_date(value: PartialDate | None) -> str:
    """Return a date as far as it is known."""
    if not value:
        return str(gettext(UNKNOWN_DATE))
    pattern = DAY if value.day else (MONTH if value.month else YEAR)
    known = date(value.year, value.month or 1, value.day or 1)
    return _written(known, pattern[language()], language())


@lru_cache(maxsize=4096)
def number(value: Decimal | int) -> str:
    """Return a figure with a comma every three digits."""
    return format_decimal(value, format="#,##0.######", locale="en")


def word(message: str) -> str:
    """Return a marked message without parameters in the reader's language."""
    return _looked_up(message, language())


@lru_cache(maxsize=8192)
def _looked_up(message: str, _language: str) -> str:
    return str(gettext(message))


def say(message: str, parameters: Mapping[str, Any] | None = None) -> str:
    """Return a marked message in the reader's language, its parameters written as that language writes them."""
    said = word(message)
    return said % {name: _said(value) for name, value in parameters.items()} if parameters else said


def _said(value: Any) -> Any:
    if isinstance(value, Money):
        return money_prose(value)
    if isinstance(value, Deadline):
        return until(value.until, value.zone, value.other)
    if isinstance(value, PartialDate):
        return partial_date(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return day(value)
    if isinstance(value, Bilingual | str):
        return isolated(text(value))
    return value


def days_until(value: datetime | date, at: datetime | None = None) -> int:
    """Return whole days until an instant or a date; negative when past."""
    now = at or clock.now()
    if isinstance(value, datetime):
        return (value - now).days
    return (value - now.date()).days


FILTERS = {
    "text": text, "lang_of": lang_of, "day": day, "day_with_era": day_with_era, "date_long": date_long,
    "fiscal_year": fiscal_year, "clock": clock_time, "zone_label": zone_label,
    "zone_name": zone_name, "moment": moment, "both_clocks": both_clocks, "until": until,
    "shown_deadline": dates.shown_deadline, "money": money, "as_money": as_money,
    "money_prose": money_prose, "partial_date": partial_date, "number": number,
    "listed": listed, "saved_at": saved_at, "currency_name": currency_name, "days_until": days_until, "say": say,
}  # fmt: skip
