"""Where it plays: the real program with its real pairs, an invented one of today, and their calls."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from grantapp.calls.actions import Parts, create_call, publish_call
from grantapp.calls.documents import standard_texts
from grantapp.calls.models import Call
from grantapp.calls.rules import CallPlan
from grantapp.core import clock
from grantapp.core.dates import deadline_instant
from grantapp.core.money import Money
from grantapp.core.words import Bilingual
from grantapp.demo.cast import SYSTEM, Cast
from grantapp.programs import actions as programs
from grantapp.programs.models import Program
from grantapp.programs.rules import ProgramPlan

OFFICE_ZONE = "America/New_York"
FACTS = Path(__file__).parent.parent / "programs" / "data" / "leading_asia.json"
INVENTED = Bilingual(
    "Demonstration: the program, its twelve funded exchanges and the pairs are real. Amounts, criteria, scores, people, "
    "answers, letters, outcomes and all other applicants are invented.",
    "デモ用の表示です。プログラム、助成を受けた12件の交流、提携都市は実在します。金額、審査項目、評点、人物、回答、"
    "通知、成果、そのほかの申請者は架空のものです。",
)
INVENTED_WHOLLY = Bilingual(
    "Demonstration: this call and everything in it is invented; only the pairs of cities are real.",
    "デモ用の表示です。この公募とその内容は、すべて架空のものです。実在するのは提携都市のみです。",
)


@dataclass(frozen=True)
class Season:
    """The dates and money of one call; days are local dates of the office's zone."""

    series: str
    title: Bilingual
    opens_on: date
    closes_on: date
    reviews_due_on: date
    decision_on: date
    exchange_from_on: date
    exchange_until_on: date
    budget: int
    invented: Bilingual
    rate: tuple[str, date]
    summary: Bilingual | None = None


def local(on: date, hour: int = 9, zone: str = OFFICE_ZONE) -> datetime:
    """Return the UTC instant of an hour on a local day."""
    return datetime.combine(on, time(hour), ZoneInfo(zone)).astimezone(UTC)


def both(text: dict[str, Any]) -> Bilingual:
    """Return a text of the facts."""
    return Bilingual(text["en"], text["ja"])


def real_program() -> Program:
    """Create Leading Asia as it was: facts published, the amount of its grant invented."""
    facts = json.loads(FACTS.read_text())["program"]
    starts_on, ends_on = date(facts["begins"], 7, 1), date(facts["begins"] + facts["years"], 6, 30)
    with clock.travel(local(starts_on)):
        actor = SYSTEM.moved_to(clock.now())
        funder = programs.create_funder(actor, "cgp", both(facts["funder"]))
        rules = programs.use_preset(actor, "cgp")
        title = Bilingual(
            "Grant for Leading Asia (amount invented)", "リーディング・アジアへの助成（金額は架空）"
        )
        grant = programs.create_funder_grant(
            actor, "cgp-leading-asia", funder.id, rules.id, title=title, amount=Money(30_000_000, "USD"),
            starts_on=starts_on, ends_on=ends_on,
        )  # fmt: skip
        plan = ProgramPlan(
            both(facts["title"]), both(facts["objective"]), both(facts["organizer"]), starts_on, ends_on,
            note=INVENTED, source="https://2020ac.sistercities.org/leading-asia-program/",
        )  # fmt: skip
        return _with_themes(programs.create_program(actor, facts["code"], grant.id, plan), facts["themes"])


def present_program(today: date) -> Program:
    """Create the invented program of today, whose calls can be tried."""
    facts = json.loads(FACTS.read_text())["program"]
    starts_on = date(today.year - 1, 7, 1)
    with clock.travel(local(starts_on)):
        actor = SYSTEM.moved_to(clock.now())
        name = Bilingual("A foundation for exchange (invented)", "交流財団（架空）")
        funder = programs.create_funder(actor, "demonstration-foundation", name)
        rules = programs.use_preset(actor, "private_gift")
        grant = programs.create_funder_grant(
            actor, "demonstration-grant", funder.id, rules.id,
            title=Bilingual("Three-year gift (invented)", "3年間の寄付（架空）"), amount=Money(40_000_000, "USD"),
            starts_on=starts_on, ends_on=date(today.year + 3, 6, 30),
        )  # fmt: skip
        plan = ProgramPlan(
            Bilingual("Leading Asia, continued (demonstration)", "リーディング・アジア続編（デモ）"), both(facts["objective"]),
            Bilingual("Program office (invented)", "事務局（架空）"), starts_on, date(today.year + 3, 6, 30),
            note=INVENTED_WHOLLY,
        )  # fmt: skip
        return _with_themes(
            programs.create_program(actor, "leading-asia-continued", grant.id, plan), facts["themes"]
        )


def _with_themes(program: Program, themes: list[dict[str, Any]]) -> Program:
    actor = SYSTEM.moved_to(clock.now())
    for theme in themes:
        programs.add_theme(
            actor,
            program.id,
            theme["code"],
            both(theme),
            both(theme.get("description", {"en": "", "ja": ""})),
        )
    return program


def seasons(today: date) -> list[Season]:
    """Return the two calls of the real program and the two of today."""
    year = today.year % 100
    days = timedelta(days=1)
    return [
        Season("LA11", Bilingual("Leading Asia exchange funding 2011", "リーディング・アジア交流助成 2011"),
               date(2010, 11, 1), date(2010, 12, 17), date(2011, 1, 28), date(2011, 2, 14), date(2011, 3, 1),
               date(2011, 12, 31), 8_500_000, INVENTED, ("83.30", date(2010, 11, 1))),
        Season("LA12", Bilingual("Leading Asia exchange funding 2012", "リーディング・アジア交流助成 2012"),
               date(2011, 10, 17), date(2011, 12, 16), date(2012, 2, 3), date(2012, 4, 2), date(2012, 5, 1),
               date(2012, 12, 31), 11_200_000, INVENTED, ("77.65", date(2011, 11, 1))),
        Season(f"FV{year}", Bilingual(f"Follow-up visits {today.year}", f"フォローアップ交流 {today.year}"),
               today - 60 * days, today - 12 * days, today + 10 * days, today + 30 * days, today + 60 * days,
               today + 400 * days, 6_000_000, INVENTED_WHOLLY, ("150.00", today - 60 * days),
               Bilingual("For pairs that have met before and want to finish what they began. Both cities write one "
                         "application and answer for it together.",
                         "これまでの交流で始めたことを、やり遂げたい両市のための助成です。両市が1つの申請書を共同で作成し、"
                         "ともに責任を持ちます。")),
        Season(f"LA{year}", Bilingual(f"Exchange grants {today.year}", f"交流助成 {today.year}"),
               today - 20 * days, today + 18 * days, today + 45 * days, today + 75 * days, today + 100 * days,
               today + 460 * days, 11_200_000, INVENTED_WHOLLY, ("150.00", today - 20 * days)),
    ]  # fmt: skip


def open_call(cast: Cast, program: Program, season: Season) -> Call:
    """Create and publish a call from the standard form, rubric, costs and texts."""
    at = local(season.opens_on - timedelta(days=14))
    with clock.travel(at):
        actor = cast.actor("officer", at)
        call = create_call(
            actor, program.id, _plan(season), season.series, Parts(key_dates=_key_dates(season))
        )
        return publish_call(actor, call.id)


def _plan(season: Season) -> CallPlan:
    texts = standard_texts()
    rate, rate_on = season.rate
    return CallPlan(
        title=season.title, summary=season.summary or texts["summary"], eligibility=texts["eligibility"],
        eligibility_lead=texts["eligibility_lead"], eligibility_partner=texts["eligibility_partner"],
        opens_at=local(season.opens_on), closes_at=deadline_instant(season.closes_on, time(23, 59), OFFICE_ZONE),
        zone=OFFICE_ZONE, reviews_due_at=deadline_instant(season.reviews_due_on, time(23, 59), OFFICE_ZONE),
        decision_on=season.decision_on, exchange_from_on=season.exchange_from_on,
        exchange_until_on=season.exchange_until_on, ceiling=Money(1_800_000, "USD"), budget=Money(season.budget, "USD"),
        match_percent=20, indirect_percent=10, rate_text=rate, rate_currency="JPY", rate_on=rate_on,
        rate_source="invented rate of the demonstration", lead_country="US", invented=season.invented,
    )  # fmt: skip


def _key_dates(season: Season) -> list[tuple[Bilingual, datetime]]:
    middle = season.opens_on + (season.closes_on - season.opens_on) / 2
    return [
        (Bilingual("Webinar for both cities", "両市向けのウェビナー"), local(middle, 17)),
        (Bilingual("Last day for questions", "質問の締切"), local(season.closes_on - timedelta(days=7), 17)),
    ]
