"""A call, a pair of cities with two people each, and their application at any point of its life.

world = applications.world()                      # call, pair, people; the call is open at people.NOW
draft = applications.draft(world)                 # started by the lead's editor, nothing answered
ready = applications.ready(world)                 # every answer of both sides, a budget within the limits
endorsed = applications.endorsed(world)           # the partner's signatory agreed
sent = applications.submitted(world)              # received, with a number
"""

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from grantapp.accounts.models import Person, Role, Scope, ScopeKind
from grantapp.applications import actions, queries
from grantapp.applications.models import Application, Side
from grantapp.applications.rules import LineValues
from grantapp.calls.models import Call, CallStatus, CostCategory, CostRule, Criterion
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.partnerships.models import Organization, Partnership, PartnershipKind, PartnershipMember
from grantapp.places.models import Place, PlaceKind
from grantapp.questionnaires.actions import publish_version
from grantapp.questionnaires.models import Question
from grantapp.questionnaires.rules import Change
from grantapp.unit_of_work import writing
from tests.factories import people, programs
from tests.factories.forms import SYSTEM, question, section
from tests.factories.people import NOW
from tests.kept import kept

_numbers = itertools.count(1)
THEME_CHOICES = [{"code": code, "en": title.en, "ja": title.ja} for code, title in programs.THEMES.items()]
FORM = [
    section("lead_city", question("office", "short_text", answered_by="lead")),
    section("partner_city", question("contact", "short_text", answered_by="partner")),
    section(
        "project",
        question("title", "short_text", settings={"longest": 120}),
        question("theme", "choice", settings={"choices": THEME_CHOICES}),
        question("summary", settings={"words": 200, "characters": 400}),
        question("why", answered_by="each", settings={"words": 200, "characters": 400}),
    ),
    section("budget", kind="budget"),
    section(
        "papers", question("letter", "files", required=False, settings={"at_most": 2}),
        question("accurate", "declaration", answered_by="each"),
    ),
]  # fmt: skip
ANSWERS: dict[Side, dict[str, Any]] = {
    Side.LEAD: {
        "office": "City Manager's Office", "title": "Garden design exchange", "theme": "sustainability",
        "summary": "Gardeners of both cities learn from each other.", "why": "Fifty years of friendship.",
        "accurate": "yes",
    },
    Side.PARTNER: {"contact": "国際交流課", "why": "長年の交流があります。", "accurate": "yes"},
}  # fmt: skip


@dataclass
class World:
    """A call, a pair, and who works for whom."""

    call: Call
    partnership: Partnership
    offices: dict[Side, Organization]
    editors: dict[Side, Person] = field(default_factory=dict)
    signatories: dict[Side, Person] = field(default_factory=dict)

    def editor(self, side: Side = Side.LEAD, at: datetime = NOW) -> Actor:
        """Return the editor of a side as an actor."""
        return people.actor(self.editors[side], at)

    def signatory(self, side: Side = Side.PARTNER, at: datetime = NOW) -> Actor:
        """Return the signatory of a side as an actor."""
        return people.actor(self.signatories[side], at)

    def staff(self, role: Role = Role.PROGRAM_OFFICER, at: datetime = NOW) -> Actor:
        """Return somebody of the program's office."""
        return people.acting(role, self.call.program.scope_id, at)


@kept
def call(**values: Any) -> Call:
    """Return a published call that is open at NOW, with a form, costs and one criterion."""
    program, number = programs.program(), next(_numbers)
    version = publish_version(
        SYSTEM, f"application-{number}", Bilingual("Application", "申請書"), values.pop("form", FORM)
    )
    usual: dict[str, Any] = {
        "program_id": program.id,
        "questionnaire_version_id": version.id,
        "report_version_id": version.id,
        "series": f"LA{number + 25}",
        "status": CallStatus.PUBLISHED,
        "published_at": NOW - timedelta(days=20),
        "title": Bilingual(f"Exchange grants {number}", f"交流助成{number}"),
        "summary": Bilingual("Grants", "助成"),
        "eligibility": Bilingual("Pairs", "提携都市"),
        "eligibility_lead": Bilingual(),
        "eligibility_partner": Bilingual(),
        "invented": Bilingual(),
        "opens_at": NOW - timedelta(days=10),
        "closes_at": NOW + timedelta(days=30),
        "zone": "America/New_York",
        "reviews_due_at": NOW + timedelta(days=60),
        "decision_on": date(2027, 2, 1),
        "exchange_from_on": date(2027, 3, 1),
        "exchange_until_on": date(2027, 12, 31),
        "currency": "USD",
        "ceiling_amount": 1_800_000,
        "budget_amount": 12_000_000,
        "match_percent": 20,
        "indirect_percent": 10,
        "created_at": NOW - timedelta(days=30),
    }
    with writing():
        new = Call(**usual | values)
        new.costs = [_cost(place, *entry) for place, entry in enumerate(COSTS, start=1)]
        new.criteria = [_criterion(1)]
        db.session.add(new)
    return new


COSTS = [
    ("AIR", "International airfare", "国際航空賃", CostRule.ALLOWED, False),
    ("VEN", "Venue", "会場使用料", CostRule.ALLOWED, False),
    ("IND", "Indirect costs", "間接経費", CostRule.ALLOWED, True),
    ("GIFT", "Gifts", "贈答品", CostRule.NEVER, False),
]


def _cost(position: int, code: str, en: str, ja: str, rule: CostRule, is_indirect: bool) -> CostCategory:
    return CostCategory(
        position=position,
        code=code,
        title=Bilingual(en, ja),
        rule=rule,
        explanation=Bilingual(),
        is_indirect=is_indirect,
    )


def _criterion(position: int) -> Criterion:
    return Criterion(
        position=position,
        title=Bilingual("Quality", "質"),
        description=Bilingual("How good", "内容"),
        weight=100,
        anchors={str(score): {"en": f"score {score}", "ja": f"{score}点"} for score in range(1, 6)},
    )


def office(name: Bilingual, country: str, zone: str) -> Organization:
    """Return the office of a new city."""
    number = next(_numbers)
    with writing():
        place = Place(
            key=f"{country.lower()}-city-{number}", country=country, kind=PlaceKind.CITY, name=name, zone=zone
        )  # fmt: skip
        new = Organization(
            scope=Scope(kind=ScopeKind.ORGANIZATION),
            place=place,
            name=Bilingual(f"City of {name.en}", f"{name.ja}市"),
            office=Bilingual("International Division", "国際交流課"),
            mailbox="",
        )
        db.session.add(new)
    return new


def partnership(lead: Organization, partner: Organization) -> Partnership:
    """Return the partnership of two offices' cities."""
    places = (lead.place, partner.place)
    with writing():
        new = Partnership(
            key="+".join(sorted(place.key for place in places)), kind=PartnershipKind.SISTER_CITY,
            name=Bilingual(*(" – ".join(place.name.in_(lang) for place in places) for lang in ("en", "ja"))),
            note=Bilingual(), created_at=NOW,
        )  # fmt: skip
        new.members = [
            PartnershipMember(place_id=place.id, side=number, position=number)
            for number, place in enumerate(places, start=1)
        ]
        db.session.add(new)
    return new


@kept
def world(of_call: Call | None = None, **values: Any) -> World:
    """Return a call (or the given one), a new pair, and an editor and a signatory on each side."""
    people.product_scope()
    lead = office(Bilingual("Tacoma", "タコマ"), "US", "America/Los_Angeles")
    partner = office(Bilingual("Kitakyushu", "北九州"), "JP", "Asia/Tokyo")
    new = World(
        of_call or call(**values), partnership(lead, partner), {Side.LEAD: lead, Side.PARTNER: partner}
    )
    for side, language, names in (
        (Side.LEAD, "en", ("Dana Whitfield", "Marcus Oyelaran")),
        (Side.PARTNER, "ja", ("松永 由紀", "井上 拓也")),
    ):
        zone, scope_id = new.offices[side].place.zone, new.offices[side].scope_id
        editor, signatory = (people.person(name, language, zone) for name in names)
        new.editors[side] = people.grant(editor, Role.APPLICANT_EDITOR, scope_id)
        new.signatories[side] = people.grant(signatory, Role.APPLICANT_SIGNATORY, scope_id)
    return new


@kept
def draft(of: World, at: datetime = NOW) -> Application:
    """Return an empty draft that the lead's editor began."""
    return actions.start_application(
        of.editor(at=at), of.call.id, of.partnership.id, of.offices[Side.LEAD].id
    )


def find_question(application: Application, key: str) -> Question:
    """Return a question of the application's form by its key."""
    return next(
        one for part in application.sheet.version.sections for one in part.questions if one.key == key
    )


@kept
def answer(
    of: World, application: Application, side: Side, answers: dict[str, Any], at: datetime = NOW
) -> Application:
    """Save answers by question key for a side, section by section, over whatever stands there."""
    for part in application.sheet.version.sections:
        versions = {(one.question_id, one.side): one.version for one in application.sheet.answers}
        changes = {
            one.id: Change(
                answers[one.key], versions.get((one.id, "" if one.answered_by == "shared" else side), 0)
            )
            for one in part.questions
            if one.key in answers
        }
        if changes:
            application = actions.save_section(of.editor(side, at), application.id, part.key, changes)
    return queries.get_application(application.id)


@kept
def add_line(
    of: World, application: Application, code: str = "AIR", at: datetime = NOW, **values: Any
) -> Application:
    """Add a budget line; amounts in minor units."""
    category = next(one for one in application.call.costs if one.code == code)
    actions.save_budget_line(of.editor(at=at), application.id, None, LineValues(category.id, **values))
    return queries.get_application(application.id)


@kept
def ready(of: World, application: Application | None = None, at: datetime = NOW) -> Application:
    """Return a draft in which every required answer is given and the budget keeps its limits."""
    application = application or draft(of, at)
    for side, answers in ANSWERS.items():
        application = answer(of, application, side, answers, at)
    add_line(
        of, application, "AIR", at, description="6 returns", grant_amount=1_000_000, partner_in_kind=200_000
    )
    return add_line(of, application, "VEN", at, description="Hall", lead_cash=300_000)


@kept
def endorsed(of: World, application: Application | None = None, at: datetime = NOW) -> Application:
    """Return a ready draft to which the partner's signatory agreed."""
    application = application or ready(of, at=at)
    actions.endorse(of.signatory(at=at), application.id, application.content_sha256)
    return queries.get_application(application.id)


@kept
def submitted(of: World, application: Application | None = None, at: datetime = NOW) -> Application:
    """Return a received application."""
    application = application or endorsed(of, at=at)
    actions.submit_application(of.signatory(Side.LEAD, at), application.id)
    return queries.get_application(application.id)
