"""One application from the first word to the decision, told through the product's own actions."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from grantapp.applications import actions as applications
from grantapp.applications.models import Application, Side
from grantapp.applications.queries import get_application
from grantapp.applications.rules import LineValues
from grantapp.calls.models import Call
from grantapp.core import clock
from grantapp.core.money import Money
from grantapp.demo.cast import REVIEWERS, Cast
from grantapp.documents.typesetting import make_pdf
from grantapp.files.actions import keep_bytes
from grantapp.partnerships.models import Organization, Partnership
from grantapp.questionnaires.models import AnsweredBy, Question, QuestionType, Section
from grantapp.questionnaires.rules import Change
from grantapp.reviews import actions as reviews
from grantapp.reviews.documents import make_ranking
from grantapp.reviews.models import ConflictAnswer, Outcome, Review
from grantapp.reviews.queries import find_decision, list_candidates
from grantapp.reviews.rules import Mark

PROJECTS = Path(__file__).parent / "data" / "projects.json"
ORDINARY = Path(__file__).parent / "data" / "ordinary_answers.json"
DECIDED = {"lost": Outcome.DECLINE, "waitlist": Outcome.WAITLIST}
DRAFT_SECTIONS = {"draft_new": 1, "draft_shared": 5, "draft_ready": 9}


@dataclass
class Telling:
    """A project as data, with the rows that it became."""

    project: Mapping[str, Any]
    call: Call
    partnership: Partnership
    lead: Organization
    partner: Organization
    started_at: datetime
    application_id: int = 0
    reviews: list[int] = field(default_factory=list)

    @property
    def funded(self) -> bool:
        """Whether the office funds it."""
        return self.project["stage"] not in {"lost", "waitlist", "review"} | set(DRAFT_SECTIONS)

    def application(self) -> Application:
        """Return the application as it stands."""
        application = get_application(self.application_id)
        if application is None:
            raise LookupError(self.project["title"])
        return application


def projects() -> list[dict[str, Any]]:
    """Return the invented projects, in the order of their calls."""
    found: list[dict[str, Any]] = json.loads(PROJECTS.read_text())
    return found


def ordinary_answers() -> dict[str, dict[str, Any]]:
    """Return the answers that every invented application gives alike, by side and question."""
    found: dict[str, dict[str, Any]] = json.loads(ORDINARY.read_text())
    return found


def answers_for(telling: Telling, side: Side) -> dict[str, Any]:
    """Return what a side answers, by question key: the ordinary answers with the project's own over them."""
    project, call = telling.project, telling.call
    lead, partner = telling.lead.place.name, telling.partner.place.name
    first_on = call.exchange_from_on + timedelta(days=150)
    holes = {"lead": lead.en, "partner": partner.en, "lead_ja": lead.ja, "partner_ja": partner.ja,
             "goods": project["goods"] or "materials", "people": project["people"]}  # fmt: skip
    own: dict[str, Any] = {
        key: text.format(**holes) if isinstance(text, str) else text
        for part in ("shared", side.value) for key, text in ordinary_answers()[part].items()
    }  # fmt: skip
    own |= {name: project[name] for name in ("title", "theme", "focus", "summary", "objectives")}
    own |= {"why": project[f"why_{side.value}"], "after": project[f"after_{side.value}"]}
    own |= {"number": str(project["people"]), "first_on": first_on.isoformat()}
    own["last_on"] = (first_on + timedelta(days=project["days"] - 1)).isoformat()
    own["signed_on"] = str(telling.partnership.established) or "1985"
    return own


def write(cast: Cast, telling: Telling) -> None:
    """Let both cities write their application, as far as the project's stage goes."""
    at = telling.started_at
    with clock.travel(at):
        draft = applications.start_application(
            cast.editor(telling.lead, at), telling.call.id, telling.partnership.id, telling.lead.id
        )
    telling.application_id = draft.id
    sections = draft.sheet.version.sections
    written = DRAFT_SECTIONS.get(telling.project["stage"], len(sections))
    for number, section in enumerate(sections[:written]):
        for side, office in ((Side.LEAD, telling.lead), (Side.PARTNER, telling.partner)):
            moment = at + timedelta(days=1 + number, hours=2 if side == Side.LEAD else 14)
            _write_section(cast, telling, section, side, office, min(moment, _latest(telling)))
    if written >= len(sections):
        _write_budget(cast, telling, min(at + timedelta(days=10), _latest(telling)))


def _latest(telling: Telling) -> datetime:
    return min(telling.call.closes_at - timedelta(days=3), clock.wall() - timedelta(hours=1))


def _write_section(
    cast: Cast, telling: Telling, section: Section, side: Side, office: Organization, at: datetime
) -> None:  # fmt: skip
    answers, changes = answers_for(telling, side), {}
    for question in section.questions:
        if not _is_theirs(question, side) or answers.get(question.key) in (None, ""):
            continue
        if question.type == QuestionType.FILES:
            _attach(cast, telling, section, question, office, at)
        else:
            changes[question.id] = Change(answers[question.key], 0)
    if changes:
        with clock.travel(at):
            applications.save_section(cast.editor(office, at), telling.application_id, section.key, changes)


def _is_theirs(question: Question, side: Side) -> bool:
    writer = Side.LEAD if question.answered_by == AnsweredBy.SHARED else question.answered_by
    return question.answered_by == AnsweredBy.EACH or writer == side


def _attach(
    cast: Cast, telling: Telling, section: Section, question: Question, office: Organization, at: datetime
) -> None:  # fmt: skip
    language = "ja" if office.place.country == "JP" else "en"
    data = {
        "kind": question.key, "city": office.place.name.in_(language), "project": telling.project["title"],
        "lead": telling.lead.name.in_(language), "partner": telling.partner.name.in_(language),
        "date": at.date().isoformat(),
    }  # fmt: skip
    pdf = make_pdf("demonstration_letter", data, language, at.replace(microsecond=0))
    upload = keep_bytes(f"{question.key}-{office.place.key}.pdf", pdf, "application/pdf")
    with clock.travel(at):
        applications.attach_answer_file(
            cast.editor(office, at), telling.application_id, section.key, question.id, upload
        )


def _write_budget(cast: Cast, telling: Telling, at: datetime) -> None:
    ask = int(telling.project["ask"]) * 100
    airfare, lodging, interpreter = ask * 42 // 100, ask * 21 // 100, ask * 8 // 100
    indirect = ask * 9 // 100
    rest = ask - airfare - lodging - interpreter - indirect
    people, days = telling.project["people"], telling.project["days"]
    lines = [
        ("AIR", f"{people} economy returns", {"grant_amount": airfare}),
        ("DOM", f"City bus for {days} days, lent by {telling.partner.place.name.en}", {"partner_in_kind": ask * 14 // 100}),
        ("LOD", f"{days - 1} nights, {people} people", {"grant_amount": lodging, "partner_cash": ask * 12 // 100}),
        ("INT", f"{days - 4} days, two interpreters", {"grant_amount": interpreter, "partner_in_kind": ask * 6 // 100}),
        ("MAT", (telling.project["goods"] or "materials").capitalize(),
         {"grant_amount": rest, "lead_cash": ask * 9 // 100 + people * 9500}),
        ("IND", "Within the limit of 10% of direct costs", {"grant_amount": indirect}),
    ]  # fmt: skip
    categories = {cost.code: cost.id for cost in telling.call.costs}
    with clock.travel(at):
        for code, description, amounts in lines:
            values = LineValues(categories[code], description, **amounts)
            applications.save_budget_line(cast.editor(telling.lead, at), telling.application_id, None, values)


def submit(cast: Cast, telling: Telling) -> None:
    """Let the partner endorse and the lead submit, in the last days of the window."""
    endorsed_at = telling.call.closes_at - timedelta(days=2, minutes=7 * telling.application_id)
    with clock.travel(endorsed_at):
        content = telling.application().content_sha256
        applications.endorse(cast.signatory(telling.partner, endorsed_at), telling.application_id, content)
    sent_at = telling.call.closes_at - timedelta(hours=9, minutes=11 * telling.application_id)
    with clock.travel(sent_at):
        applications.submit_application(cast.signatory(telling.lead, sent_at), telling.application_id)


def assign(cast: Cast, telling: Telling, place: int) -> None:
    """Let the officer assign three reviewers, in turn."""
    at = min(telling.call.closes_at + timedelta(days=6), clock.wall() - timedelta(days=4))
    chosen = [REVIEWERS[(place + step) % len(REVIEWERS)] for step in range(3)]
    with clock.travel(at):
        for part in chosen:
            review = reviews.assign_reviewer(
                cast.actor("officer", at), telling.application_id, cast.people[part].id
            )
            telling.reviews.append(review.id)


def score(cast: Cast, telling: Telling, part: str, review: Review, at: datetime) -> None:
    """Let one reviewer answer the conflict question, score every criterion and submit."""
    with clock.travel(at):
        reviewer = cast.actor(part, at)
        reviews.answer_conflict(reviewer, review.id, ConflictAnswer.NONE)
        reviews.submit_review(reviewer, review.id, marks_for(telling, REVIEWERS.index(part)), review.version)


def marks_for(telling: Telling, severity: int) -> dict[int, Mark]:
    """Return invented marks: the project's points, moved by how strict a reviewer is."""
    shift = (0, -1, 0, 1, 0)[severity]
    marks = {}
    for place, criterion in enumerate(telling.call.criteria):
        moved = telling.project["points"][place] + (shift if (place + severity) % 3 == 0 else 0)
        comment = "Say who pays for the second year." if place == 2 and moved <= 4 else ""
        marks[criterion.id] = Mark(points=max(1, min(5, moved)), comment_to_cities=comment)
    return marks


def decide(cast: Cast, call: Call, tellings: Iterable[Telling], decision_on: date) -> None:
    """Let the officer recommend and freeze, the director approve and release in one act."""
    at = datetime.combine(decision_on, datetime.min.time(), tzinfo=clock.wall().tzinfo) + timedelta(hours=15)
    officer, director = cast.actor("officer", at), cast.actor("director", at)
    with clock.travel(at):
        for telling in tellings:
            outcome = DECIDED.get(telling.project["stage"], Outcome.FUND)
            amount = Money(telling.project["awarded"] * 100 if outcome == Outcome.FUND else 0, call.currency)
            reason = {"fund": "Within the fund by rank", "waitlist": "First after the funding line"}.get(
                outcome.value, "Below the funding line; the second year is not yet paid for"
            )
            line = next(
                (one for one in getattr(find_decision(call.id), "recommendations", [])
                 if one.application_id == telling.application_id), None,
            )  # fmt: skip
            reviews.recommend(
                officer, telling.application_id, outcome, amount, reason, line.version if line else 0
            )
        reviews.freeze_decision(officer, call.id, _shown(call))
        reviews.approve_decision(director, call.id, _shown(call))
        reviews.release_decision(director, call.id, _shown(call))


def _shown(call: Call) -> str:
    decision = find_decision(call.id)
    return make_ranking(decision.call if decision else call, list_candidates(call.id)).fingerprint
