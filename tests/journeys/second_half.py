"""From the review to the public outcome, each step on the page of the person whose turn it is."""

from flask import Flask
from sqlalchemy import select

from grantapp.applications.models import Application, Side
from grantapp.awards.models import Award
from grantapp.core import clock
from grantapp.database import db
from grantapp.disbursements.models import Disbursement
from grantapp.disbursements.queries import list_of_award as payments_of
from grantapp.outcomes.models import Indicator
from grantapp.reports.models import Requirement, RequirementKind
from grantapp.reviews.models import Review
from tests.journeys import walk
from tests.visitor import Visitor

REPORT = {
    "against_objectives": "Eight people were trained.", "travelled": "8", "reached": "140",
    "changed": "We prune in winter now.", "goes_on": "Letters every season.", "practice": "One question for each pair.",
    "events": "Two evenings.", "statement": "Both cities met and go on.", "accurate": "yes",
}  # fmt: skip


def review(app: Flask, office: dict[str, Visitor], application_id: int) -> None:
    """Assign by hand; the conflict question comes before any text; score everything and submit."""
    page = office["officer"].get(f"/reviews/applications/{application_id}/assign")
    reviewer_id = next(value for value in page.form_with(action="/assign").offered["reviewers"])
    office["officer"].submit(page.form_with(action="/assign"), {"reviewers": [reviewer_id]})
    row = db.session.scalars(select(Review)).one()
    reviewer = office["reviewer"]
    reviewer.get(f"/applications/{application_id}/read", expect=404)
    page = reviewer.get(f"/reviews/{row.id}")
    assert "Eight gardeners" not in page.words
    walk.press(reviewer, f"/reviews/{row.id}/conflict", "/conflict", {"answer": "none"})
    page = reviewer.get(f"/reviews/{row.id}/score")
    form = page.form_with(action="/score")
    marks = {name: "4" for name in form.names if name.startswith("score-")}
    last = max(marks)
    reviewer.submit(
        form, marks | {last: "n/a"} if "n/a" in form.offered.get(last, []) else marks, "Submit review"
    )
    assert db.session.get_one(Review, row.id, populate_existing=True).status == "submitted"


def decide(office: dict[str, Visitor], application_id: int) -> None:
    """Recommend and freeze as the officer; approve and release as the director."""
    call_id = db.session.get_one(Application, application_id).call_id
    line = {"outcome": "fund", "amount": "9000", "reason": "Best of the round"}
    walk.press(office["officer"], f"/decisions/applications/{application_id}", str(application_id), line)
    walk.press(office["officer"], f"/decisions/{call_id}/freeze", "/freeze")
    for act in ("approve", "release"):
        walk.press(office["director"], f"/decisions/{call_id}/{act}", f"/{act}")
    assert walk.letters_to("matsunaga@kitakyushu.example")["decision_award"] == "ja"


def sign(lead: Visitor, partner: Visitor) -> Award:
    """Accept the agreement for both cities; the award starts."""
    award = db.session.scalars(select(Award)).one()
    for visitor, name in ((lead, "Dana Whitfield"), (partner, "松永 由紀")):
        walk.press(visitor, f"/awards/{award.id}/agreement", "/agreement", {"typed_name": name})
    award = db.session.get_one(Award, award.id, populate_existing=True)
    assert award.status == "active"
    return award


def pay(office: dict[str, Visitor], lead: Visitor, payment: Disbursement) -> None:
    """Request, approve, release and record a payment: four acts of three people."""
    address = f"/payments/{payment.id}"
    walk.press(lead, address, "/request")
    walk.press(office["officer"], address, "/approve")
    office["officer"].get(address)
    walk.press(office["finance"], address, "/release")
    paid = {"paid_on": clock.today("UTC").isoformat(), "paid_amount": f"{payment.money.major}"}
    walk.press(office["finance"], address, "/paid", paid)
    assert db.session.get_one(Disbursement, payment.id, populate_existing=True).status == "paid"


def travel(lead: Visitor, award: Award) -> None:
    """Record the journey and a delegate."""
    day = award.period_starts_on.isoformat()
    journey = {"starts_on": day, "ends_on": day, "destination": "Kitakyushu"}
    page = walk.press(lead, f"/awards/{award.id}/exchange/new", "/new", journey)
    lead.submit(page.form_with(action="/delegates"), {"organization": "Metro Parks"})


def report(office: dict[str, Visitor], lead: Visitor, partner: Visitor, award: Award) -> None:
    """Write the final report together, send, confirm, have it returned once, send again, have it accepted."""
    wanted = select(Requirement).where(
        Requirement.award_id == award.id, Requirement.kind == RequirementKind.FINAL_REPORT
    )
    requirement = db.session.scalars(wanted).one()
    address = f"/reports/{requirement.id}"
    walk.press(lead, address, "/start")
    requirement = db.session.get_one(Requirement, requirement.id, populate_existing=True)
    for section in requirement.report.sheet.version.sections:  # type: ignore[union-attr]
        for visitor, side in ((lead, Side.LEAD), (partner, Side.PARTNER)):
            walk.fill_section(visitor, f"{address}/sections/{section.key}", section, side, REPORT)
    walk.press(lead, f"{address}/spending", "/spending", {"spent": "8800"})
    walk.press(lead, f"{address}/send", "/send")
    walk.press(partner, f"{address}/confirm", "/confirm")
    comment = {"comment-results.against_objectives": "How many volunteers?"}
    walk.press(office["officer"], f"{address}/review", "/return", comment)
    section = requirement.report.sheet.version.sections[0]  # type: ignore[union-attr]
    page = lead.get(f"{address}/sections/{section.key}")
    assert "How many volunteers?" in page.words
    mended = REPORT | {"against_objectives": "Eight people and 24 volunteers were trained."}
    walk.fill_section(lead, f"{address}/sections/{section.key}", section, Side.LEAD, mended)
    walk.press(lead, f"{address}/send", "/send")
    walk.press(partner, f"{address}/confirm", "/confirm")
    walk.press(office["officer"], f"{address}/review", "/accept")


def conclude(office: dict[str, Visitor], lead: Visitor, award: Award, public: Visitor) -> None:
    """Record what came of it, pay the rest, close, and read it all as the public."""
    indicator = db.session.scalars(select(Indicator).where(Indicator.code == "practices")).one()
    values = {
        "indicator": indicator.code, "year": str(award.period_starts_on.year), "value": "2", "method": "counted",
        "attribution": "caused", "description_en": "Two practices were taken over.", "evidence": "https://tacoma.example/garden",
    }  # fmt: skip
    form = lead.get(f"/awards/{award.id}/outcomes/new").form_with(field_name="value")
    lead.submit(form, {name: value for name, value in values.items() if name in form.names})
    pay(office, lead, payments_of(award.id)[-1])
    follow_up = next(
        one for one in db.session.scalars(select(Requirement)) if one.kind == RequirementKind.FOLLOW_UP
    )
    assert follow_up.status in ("open", "waived")
    walk.press(office["officer"], f"/awards/{award.id}/closeout", "/closeout")
    page = public.get(f"/awards-and-outcomes/{award.number}")
    assert "Two practices were taken over." in page.words
    partnership = public.get(f"/partnerships/{award.application.partnership_id}")
    assert award.number in partnership.words
    assert f"/awards-and-outcomes/{award.number}" in [address for _words, address in partnership.links()]
