"""What a call needs: a window, money that holds together, weights of 100, anchors, both languages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import available_timezones

from grantapp.calls.models import Call, CostRule, Criterion
from grantapp.core.dates import local_day, shown_deadline
from grantapp.core.errors import Problem
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.core.words import N_, Bilingual

WHOLE = 100
LEAST_THEMES = 2
LEAD_COUNTRIES = ("", "US", "JP")
LONGEST_QUESTION = 2000
ANCHORS = ("1", "2", "3", "4", "5")
TEXTS = ("title", "summary", "eligibility", "eligibility_lead", "eligibility_partner")

NO_ZONE = N_("This time zone is not known.")
CLOSES_FIRST = N_("The call closes before it opens.")
REVIEWS_FIRST = N_("Reviews are due before the call closes.")
DECISION_FIRST = N_("The decision comes before the reviews are due.")
EXCHANGE_FIRST = N_("The exchanges begin before the decision, or end before they begin.")
NO_CEILING = N_("Enter a largest request above zero.")
FUND_TOO_SMALL = N_("The fund of the call is smaller than its largest request.")
GRANT_TOO_SMALL = N_("The fund of the call is larger than the funder's grant.")
OTHER_CURRENCY = N_("The call has another currency than the funder's grant.")
NO_PERCENT = N_("A percentage is a whole number from 0 to 100.")
NO_DAYS = N_("A number of days is a whole number from 1 to 730.")
NO_RATE = N_("Enter the rate as a figure above zero, with its date and source.")
NO_SERIES = N_("The mark of the numbers has 2 to 12 capital letters and digits and begins with a letter.")
BOTH_LANGUAGES = N_("Write this in English and in Japanese.")
WEIGHTS = N_("The weights add up to %(sum)s%%. They must add up to 100%%.")
NO_ANCHORS = N_("Criterion %(number)s lacks a description of a score from 1 to 5 in one language.")
CRITERION_LANGUAGE = N_("Criterion %(number)s is not written in both languages.")
NO_COSTS = N_("No kind of cost is paid. Name at least one.")
COST_LANGUAGE = N_("The cost %(code)s is not written in both languages.")
FEW_THEMES = N_(
    "Cities choose between the themes of the program. Add at least two on the page of the program first."
)
NO_COUNTRY = N_("Choose the country of the lead city, or either.")
QUESTION_MISSING = N_("Write your question.")
QUESTION_TOO_LONG = N_("Shorten the question to 2,000 characters.")
NO_THEMES = N_("The program has no themes yet.")
CLOSED_ALREADY = N_("The call would be closed at once. Choose a later day.")


@dataclass(frozen=True)
class CallPlan:
    """What a call says: texts, window (`closes_at` is the first instant too late), money, rate, days."""

    title: Bilingual
    summary: Bilingual
    eligibility: Bilingual
    eligibility_lead: Bilingual
    eligibility_partner: Bilingual
    opens_at: datetime
    closes_at: datetime
    zone: str
    reviews_due_at: datetime
    decision_on: date
    exchange_from_on: date
    exchange_until_on: date
    ceiling: Money
    budget: Money
    match_percent: int = 0
    indirect_percent: int = 0
    rate_text: str = ""
    rate_currency: str = ""
    rate_on: date | None = None
    rate_source: str = ""
    accept_days: int = 14
    report_days: int = 30
    advance_percent: int = 80
    lead_country: str = ""
    invented: Bilingual = Bilingual()


@dataclass(frozen=True)
class Check:
    """One line of the checklist before publication: what must hold, and what still stands against it."""

    name: str
    sentence: str
    problems: tuple[Problem, ...]


def problems_of_plan(plan: CallPlan, grant: Money) -> list[Problem]:
    """Return what stands against keeping a plan as a draft, for a grant of the funder."""
    return [*_dates(plan), *_money(plan, grant), *_figures(plan), *_rate(plan)]


def _dates(plan: CallPlan) -> Iterator[Problem]:
    if plan.zone not in available_timezones():
        yield Problem("zone", "no_zone", NO_ZONE)
    elif plan.decision_on < local_day(shown_deadline(plan.reviews_due_at), plan.zone):
        yield Problem("decision_on", "decision_first", DECISION_FIRST)
    if plan.closes_at <= plan.opens_at:
        yield Problem("closes_on", "closes_first", CLOSES_FIRST)
    if plan.reviews_due_at < plan.closes_at:
        yield Problem("reviews_due_on", "reviews_first", REVIEWS_FIRST)
    if not plan.decision_on <= plan.exchange_from_on <= plan.exchange_until_on:
        yield Problem("exchange_from_on", "exchange_first", EXCHANGE_FIRST)


def _money(plan: CallPlan, grant: Money) -> Iterator[Problem]:
    if {plan.ceiling.currency, plan.budget.currency} != {grant.currency}:
        yield Problem("currency", "other_currency", OTHER_CURRENCY)
        return
    if plan.ceiling.amount <= 0:
        yield Problem("ceiling", "no_ceiling", NO_CEILING)
    if plan.budget < plan.ceiling:
        yield Problem("budget", "fund_too_small", FUND_TOO_SMALL)
    if grant < plan.budget:
        yield Problem("budget", "grant_too_small", GRANT_TOO_SMALL)


def _figures(plan: CallPlan) -> Iterator[Problem]:
    for name in ("match_percent", "indirect_percent", "advance_percent"):
        if not 0 <= getattr(plan, name) <= WHOLE:
            yield Problem(name, "no_percent", NO_PERCENT)
    if plan.lead_country not in LEAD_COUNTRIES:
        yield Problem("lead_country", "no_country", NO_COUNTRY)
    for name in ("accept_days", "report_days"):
        if not 1 <= getattr(plan, name) <= 730:
            yield Problem(name, "no_days", NO_DAYS)


def _rate(plan: CallPlan) -> Iterator[Problem]:
    if not plan.rate_text:
        return
    try:
        rate = Decimal(plan.rate_text)
    except InvalidOperation:
        rate = Decimal(0)
    if (
        not rate.is_finite()
        or rate <= 0
        or not plan.rate_currency
        or plan.rate_on is None
        or not plan.rate_source
    ):
        yield Problem("rate_text", "no_rate", NO_RATE)


def problems_of_series(series: str) -> Iterator[Problem]:
    """Yield what stands against the mark that begins the numbers of a call ("LA12")."""
    good = series.isascii() and series.isalnum() and series.upper() == series and series[:1].isalpha()
    if not good or not 2 <= len(series) <= 12:
        yield Problem("series", "no_series", NO_SERIES)


def wanted_series(title: str, year: int, taken: Iterable[str]) -> str:
    """Return a free mark: the first letters of the program's name and the year, "LA12", then "LA12B"."""
    words = title.partition(":")[0].split()
    letters = "".join(word[0] for word in words if word[0].isascii() and word[0].isupper())[:4] or "C"
    known, mark = set(taken), f"{letters}{year % 100:02d}"
    more = (f"{mark}{letter}" for letter in "BCDEFGHJKLMNPQRSTUVWXYZ")
    return next(one for one in (mark, *more) if one not in known)


def checklist(call: Call, at: datetime) -> list[Check]:
    """Return what a call needs before it may be published, each line with what is missing."""
    return [
        Check("texts", N_("Texts in English and Japanese"), tuple(_texts(call))),
        Check("window", N_("The window is still to come or open"), tuple(_window(call, at))),
        Check("themes", N_("Themes to choose from"), tuple(_themes(call))),
        Check("weights", N_("Weights of the criteria add up to 100%%"), tuple(_weights(call))),
        Check("anchors", N_("Every score is described in both languages"), tuple(_anchors(call))),
        Check("costs", N_("What the grant pays for"), tuple(_costs(call))),
    ]


def not_ready(call: Call, actor: Actor) -> Iterator[Problem]:
    """Yield everything that stands against the publication of a call."""
    for line in checklist(call, actor.at):
        yield from line.problems


def _texts(call: Call) -> Iterator[Problem]:
    for name in TEXTS:
        text: Bilingual = getattr(call, name)
        if not text.en.strip() or not text.ja.strip():
            yield Problem(name, "both_languages", BOTH_LANGUAGES)


def _window(call: Call, at: datetime) -> Iterator[Problem]:
    if call.closes_at <= at:
        yield Problem("closes_on", "closed_already", CLOSED_ALREADY)


def _themes(call: Call) -> Iterator[Problem]:
    if not call.program.themes:
        yield Problem("themes", "no_themes", NO_THEMES)


def _weights(call: Call) -> Iterator[Problem]:
    total = sum(criterion.weight for criterion in call.criteria)
    if total != WHOLE:
        yield Problem("criteria", "weights", WEIGHTS, {"sum": total})


def _anchors(call: Call) -> Iterator[Problem]:
    for criterion in call.criteria:
        if not (criterion.title.en and criterion.title.ja):
            yield Problem(
                "criteria", "criterion_language", CRITERION_LANGUAGE, {"number": criterion.position}
            )
        if not _is_anchored(criterion):
            yield Problem("criteria", "no_anchors", NO_ANCHORS, {"number": criterion.position})


def _is_anchored(criterion: Criterion) -> bool:
    found = [criterion.anchors.get(score, {}) for score in ANCHORS]
    return all(anchor.get("en") and anchor.get("ja") for anchor in found)


def _costs(call: Call) -> Iterator[Problem]:
    if not any(cost.rule != CostRule.NEVER for cost in call.costs):
        yield Problem("costs", "no_costs", NO_COSTS)
    for cost in call.costs:
        if not (cost.title.en and cost.title.ja):
            yield Problem("costs", "cost_language", COST_LANGUAGE, {"code": cost.code})


def may_lead(call: Call, country: str) -> bool:
    """Whether a city of a country may lead an application in a call."""
    return call.lead_country in ("", country)


def problems_of_question(text: str) -> Iterator[Problem]:
    """Yield what is wrong with a question about a call."""
    if not text.strip():
        yield Problem("text", "question_missing", QUESTION_MISSING)
    elif len(text) > LONGEST_QUESTION:
        yield Problem("text", "question_too_long", QUESTION_TOO_LONG)


def problems_of_answer(question: Bilingual, answer: Bilingual) -> Iterator[Problem]:
    """Yield what an answer lacks: everybody reads question and answer in his own language."""
    for name, said in (("question", question), ("answer", answer)):
        for language in ("en", "ja"):
            if not getattr(said, language).strip():
                yield Problem(f"{name}_{language}", "both_languages", BOTH_LANGUAGES)
