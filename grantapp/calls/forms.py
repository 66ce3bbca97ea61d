"""The form of a call: local times with a zone, money in the currency of the grant, texts in two languages."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField, TimeField
from wtforms.validators import InputRequired, Optional

from grantapp.calls.actions import Answer
from grantapp.calls.documents import standard_texts
from grantapp.calls.models import Call, CallQuestion, Criterion, QuestionStatus
from grantapp.calls.rules import CallPlan
from grantapp.core.dates import ZONE_LABELS, ZONE_NAMES, deadline_instant, shown_deadline
from grantapp.core.words import N_, Bilingual
from grantapp.programs.models import Program
from grantapp.programs.rules import read_terms
from grantapp.web.fields import BaseForm, DayField, LongTextField, MoneyField, TextField
from grantapp.web.formats import text

EMPTY = N_("Fill in this field.")
TEXTS = ("title", "summary", "eligibility", "eligibility_lead", "eligibility_partner", "invented")
FIGURES = ("match_percent", "indirect_percent", "accept_days", "report_days", "advance_percent")
DAYS = ("decision_on", "exchange_from_on", "exchange_until_on")
END_OF_DAY = time(23, 59)
COUNTRY_WORDS = {"": N_("Either country"), "US": N_("United States"), "JP": N_("Japan")}


def _needed() -> list[Any]:
    return [InputRequired(_l(EMPTY))]


class CallForm(BaseForm):
    """Everything that an officer writes into a call."""

    series = TextField(
        _l("Mark of the numbers"), description=_l("For example LA27. Leave it empty and one is found.")
    )
    title_en = TextField(_l("Title in English"), _needed())
    title_ja = TextField(_l("Title in Japanese"), _needed())
    summary_en = LongTextField(_l("What it is for, in English"))
    summary_ja = LongTextField(_l("What it is for, in Japanese"))
    eligibility_en = LongTextField(_l("Who can apply, in English"))
    eligibility_ja = LongTextField(_l("Who can apply, in Japanese"))
    eligibility_lead_en = LongTextField(
        _l("Conditions of the lead city, in English"), description=_l("One on each line.")
    )
    eligibility_lead_ja = LongTextField(
        _l("Conditions of the lead city, in Japanese"), description=_l("One on each line.")
    )
    eligibility_partner_en = LongTextField(
        _l("Conditions of the partner city, in English"), description=_l("One on each line.")
    )
    eligibility_partner_ja = LongTextField(
        _l("Conditions of the partner city, in Japanese"), description=_l("One on each line.")
    )
    invented_en = LongTextField(_l("What in this call is invented, in English"))
    invented_ja = LongTextField(_l("What in this call is invented, in Japanese"))
    lead_country = SelectField(_l("The lead city lies in"), validate_choice=False)
    zone = SelectField(_l("Time zone of the call"), _needed())
    opens_on = DayField(_l("Opens on"), _needed())
    opens_time: TimeField = TimeField(_l("Opens at"), _needed(), default=time(9, 0))
    closes_on = DayField(_l("Closes on"), _needed())
    closes_time: TimeField = TimeField(_l("Closes at"), _needed(), default=END_OF_DAY)
    reviews_due_on = DayField(_l("Reviews are due on"), _needed())
    decision_on = DayField(_l("Decision on"), _needed())
    exchange_from_on = DayField(_l("First exchange on"), _needed())
    exchange_until_on = DayField(_l("Last exchange until"), _needed())
    match_percent: IntegerField = IntegerField(_l("Share of both cities, at least (percent)"), _needed())
    indirect_percent: IntegerField = IntegerField(_l("Indirect costs, at most (percent)"), _needed())
    advance_percent: IntegerField = IntegerField(_l("Paid in advance (percent)"), _needed())
    accept_days: IntegerField = IntegerField(_l("Days to reply to an award"), _needed())
    report_days: IntegerField = IntegerField(_l("Days to report after the exchange"), _needed())
    rate_text = TextField(_l("Rate"), description=_l("Yen for one dollar, for example 157.25."))
    rate_currency = TextField(_l("Currency of the partner"), default="JPY")
    rate_on = DayField(_l("Date of the rate"), [Optional()])
    rate_source = TextField(_l("Source of the rate"))

    def plan(self) -> CallPlan:
        """Return what was filled in as the plan of a call."""
        zone = str(self.zone.data)
        opens = datetime.combine(self.opens_on.data, self.opens_time.data, ZoneInfo(zone)).astimezone(UTC)
        values: dict[str, Any] = {name: self._text(name) for name in TEXTS} | self._rate()
        values |= {name: self[name].data for name in (*FIGURES, *DAYS, "ceiling", "budget")}
        values |= {"lead_country": self.lead_country.data or ""}
        return CallPlan(
            **values,
            zone=zone,
            opens_at=opens,
            closes_at=deadline_instant(self.closes_on.data, self.closes_time.data, zone),
            reviews_due_at=deadline_instant(self.reviews_due_on.data, END_OF_DAY, zone),
        )

    def _text(self, name: str) -> Bilingual:
        return Bilingual(self[f"{name}_en"].data or "", self[f"{name}_ja"].data or "")

    def _rate(self) -> dict[str, Any]:
        if not (self.rate_text.data or "").strip():
            return {}
        return {
            "rate_text": self.rate_text.data.strip(),
            "rate_currency": (self.rate_currency.data or "").strip(),
            "rate_on": self.rate_on.data,
            "rate_source": self.rate_source.data or "",
        }


def call_form(currency: str, **values: Any) -> CallForm:
    """Return the form of a call whose money is in a currency, filled with values."""
    fields = {
        "ceiling": MoneyField(_l("Largest request"), _needed(), currency=currency),
        "budget": MoneyField(_l("Fund of the call"), _needed(), currency=currency),
    }
    form: CallForm = type("CallForm", (CallForm,), fields)(data=values)
    form.zone.choices = [
        SelectChoice(zone, f"{gettext(ZONE_NAMES[label])} · {zone}") for zone, label in ZONE_LABELS.items()
    ]
    form.lead_country.choices = [SelectChoice(code, gettext(word)) for code, word in COUNTRY_WORDS.items()]
    return form


def first_values(program: Program) -> dict[str, Any]:
    """Return what the form of a new call is filled with: standard texts, the terms of the grant."""
    terms = read_terms(program.funder_grant.rule_set.terms)
    return _in_two(standard_texts()) | {
        "lead_country": "US",
        "zone": program.zone, **{name: getattr(terms, name) for name in FIGURES}, "opens_time": time(9, 0),
        "closes_time": END_OF_DAY, "rate_currency": "JPY",
    }  # fmt: skip


def values_of(call: Call) -> dict[str, Any]:
    """Return what the form of a draft is filled with."""
    zone = ZoneInfo(call.zone)
    opens, closes = call.opens_at.astimezone(zone), shown_deadline(call.closes_at).astimezone(zone)
    names = (
        "zone",
        "lead_country",
        "rate_text",
        "rate_currency",
        "rate_on",
        "rate_source",
        "ceiling",
        "budget",
        *FIGURES,
        *DAYS,
    )
    return _in_two({name: getattr(call, name) for name in TEXTS}) | {
        **{name: getattr(call, name) for name in names}, "opens_on": opens.date(), "opens_time": opens.time(),
        "closes_on": closes.date(), "closes_time": closes.time(),
        "reviews_due_on": _day_of(call.reviews_due_at, zone),
    }  # fmt: skip


def _day_of(deadline: datetime, zone: ZoneInfo) -> date:
    return shown_deadline(deadline).astimezone(zone).date()


def _in_two(texts: dict[str, Bilingual]) -> dict[str, Any]:
    english = {f"{name}_en": text.en for name, text in texts.items()}
    return english | {f"{name}_ja": text.ja for name, text in texts.items()}


class WeightsForm(BaseForm):
    """One whole percentage for each criterion, in a field `weight-<id>`."""

    def weights(self) -> dict[int, int]:
        """Return the weights by criterion id."""
        marked = ((name, field.data) for name, field in self._fields.items() if name.startswith("weight-"))
        return {int(name.partition("-")[2]): value for name, value in marked}


def weights_form(criteria: Iterable[Criterion]) -> WeightsForm:
    """Return the form of a draft's criteria, filled with their weights."""
    fields = {
        f"weight-{one.id}": IntegerField(text(one.title), _needed(), default=one.weight) for one in criteria
    }
    form: WeightsForm = type("WeightsForm", (WeightsForm,), fields)()
    return form


class AskForm(BaseForm):
    """A question about a call."""

    asked = ("text",)
    text = LongTextField(_l("Your question"))


class AnswerForm(BaseForm):
    """A question as everybody reads it, and its answer, both in both languages."""

    asked = ("question_en", "question_ja", "answer_en", "answer_ja")
    question_en = LongTextField(_l("Question in English"))
    question_ja = LongTextField(_l("Question in Japanese"))
    answer_en = LongTextField(_l("Answer in English"))
    answer_ja = LongTextField(_l("Answer in Japanese"))
    is_public = BooleanField(_l("Show question and answer on the page of the call, without a name"))
    reason = LongTextField(_l("Reason of the correction"))

    def said(self) -> Answer:
        """Return what was written."""
        question = Bilingual(self.question_en.data or "", self.question_ja.data or "")
        answer = Bilingual(self.answer_en.data or "", self.answer_ja.data or "")
        return Answer(
            question, answer, bool(self.is_public.data), (self.reason.data or "") if "reason" in self else ""
        )


def answer_form(question: CallQuestion) -> AnswerForm:
    """Return the form of an answer: the question as it was typed, or what was answered before."""
    typed = Bilingual(**{question.language: question.text})
    answered = question.status == QuestionStatus.ANSWERED
    shown = question.question if answered else typed
    form = AnswerForm(
        data=_in_two({"question": shown, "answer": question.answer}) | {"is_public": question.is_public}
    )
    if not answered:
        del form.reason
    return form
