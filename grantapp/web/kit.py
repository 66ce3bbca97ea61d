"""The kit of parts: what the living page of all components shows, in development only; all of it is invented."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import request
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField

from grantapp.core import clock
from grantapp.core.money import Money
from grantapp.core.paging import COUNT_LIMIT, Page
from grantapp.core.words import LANGUAGES
from grantapp.web.fields import BaseForm, LongTextField, MoneyField, TextField, VersionField
from grantapp.web.formats import language

THEMES = ("light", "dark")
LEAD_ZONE, PARTNER_ZONE = "America/Los_Angeles", "Asia/Tokyo"


class SampleForm(BaseForm):
    """One field of each kind."""

    asked = ("title",)
    version = VersionField()
    title = TextField()
    summary = LongTextField()
    amount = MoneyField()
    theme = SelectField()
    visit = RadioField()
    languages = SelectMultipleField()
    consent = BooleanField()


def chosen_language() -> str:
    """Return the language that the address asks for, else the reader's."""
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else language()


def chosen_theme() -> str:
    """Return the theme that the address asks for; empty follows the system."""
    asked = request.args.get("theme", "")
    return asked if asked in THEMES else ""


def say_in(wanted: str) -> Callable[[str, str], str]:
    """Return how a sample is said in a language; samples stand beside each other, not in the catalogs."""
    return lambda en, ja: ja if wanted == "ja" else en


def samples(wanted: str) -> dict[str, Any]:
    """Return everything that the page shows."""
    both, now = say_in(wanted), clock.now().replace(hour=6, minute=59, second=0, microsecond=0)
    return {
        "b": both, "wanted": wanted, "sides": _sides(both), "form": _form(both, {}), "wrong": _wrong(both),
        "instant": now, "past": now - timedelta(days=40), "zones": [LEAD_ZONE, PARTNER_ZONE],
        "usd": Money(1_800_000, "USD"), "small": Money(140_000, "USD"), "none": Money(0, "USD"), "yen": Money(2_830_500, "JPY"),
        "page": Page(rows=list(range(3)), size=25, total=3, next_cursor="b"),
        "middle": Page(rows=list(range(26)), size=50, total=COUNT_LIMIT + 1, next_cursor="b", previous_cursor="a"),
        "entries": _entries(both, now),
    }  # fmt: skip


def _sides(both: Callable[[str, str], str]) -> dict[str, dict[str, Any]]:
    lead = {"name": both("Tacoma", "タコマ市"), "role": both("Lead city", "代表都市"), "done": 4, "total": 7}
    partner = {
        "name": both("Kitakyushu", "北九州市"), "role": both("Partner city", "相手都市"), "own": both("北九州市", ""),
        "own_lang": "ja", "yours": True, "done": 5, "total": 7,
    }  # fmt: skip
    third = {"name": both("Fife", "ファイフ市"), "role": both("Further city", "その他の都市")}
    return {"lead": lead, "partner": partner, "third": third}


def _form(both: Callable[[str, str], str], given: dict[str, Any], prefix: str = "right-") -> SampleForm:
    """Return the form with its labels and choices in the reader's language."""
    form = SampleForm(prefix=prefix, formdata=None, data={"version": 3, **given})
    labels = {
        "title": both("Project title", "事業名"),
        "summary": both("What will you do?", "何をしますか"),
        "amount": both("From the grant", "助成金から"),
        "theme": both("Theme", "テーマ"),
        "visit": both("Who travels?", "誰が訪問しますか"),
        "languages": both("Languages of the visit", "訪問中に使う言語"),
        "consent": both("Everyone shown has agreed.", "写っている全員の同意を得ています。"),
    }
    for name, label in labels.items():
        form[name].label.text = label
    form.theme.choices = [("a", both("Local economy", "地域経済")), ("b", both("Young people", "青少年"))]
    form.visit.choices = [("lead", both("Tacoma", "タコマ市")), ("both", both("Both cities", "両市"))]
    form.languages.choices = [("en", both("English", "英語")), ("ja", both("Japanese", "日本語"))]
    return form


def _wrong(both: Callable[[str, str], str]) -> SampleForm:
    """Return the same form with one thing to mend at each field."""
    form = _form(both, {}, prefix="wrong-")
    sentences = {
        "title": both("Give the project a title.", "事業名を入力してください。"),
        "amount": both(
            "Write an amount in figures, such as 1,400.00.",
            "金額は 1,400.00 のように数字で入力してください。",
        ),
        "visit": both("Choose who travels.", "誰が訪問するかを選んでください。"),
        "consent": both("Confirm that everyone agreed.", "全員の同意を得たことを確認してください。"),
    }
    for name, sentence in sentences.items():
        form[name].errors = [sentence]
    form.form_errors.append(both("The two dates exclude each other.", "二つの日付が矛盾しています。"))
    return form


def _entries(both: Callable[[str, str], str], now: Any) -> list[SimpleNamespace]:
    """Return lines of a history as pages of any kind give them."""
    return [
        SimpleNamespace(
            at=now, sentence=both("Evan Stone sent the application.", "ストーンさんが申請書を提出しました。"),
            who="Tacoma", reason="", href="",
        ),
        SimpleNamespace(
            at=now - timedelta(days=3), sentence=both("The partner city agreed.", "相手都市が同意しました。"), who="",
            reason=both("The dates were corrected.", "日程を訂正したため。"), href="",
        ),
        SimpleNamespace(
            at=now - timedelta(days=9), marked=both("%(who)s began the %(record)s.", "%(who)sが%(record)sの作成を始めました。"),
            parameters={}, name=SimpleNamespace(word="", text=both("Ana Novak", "ノヴァクさん")),
            record_word=both("application", "申請書"), href="/_kit#steps",
        ),
    ]  # fmt: skip
