"""The steps of one grant's life as people take them on the pages, without JavaScript."""

import json
import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from grantapp.accounts.models import RoleRequest
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.notifications.delivery import write
from grantapp.notifications.models import Letter
from grantapp.questionnaires.models import Question, Section
from tests.factories import people
from tests.visitor import Page, Visitor

PASSWORD = "a bridge of two cities"
ROOT = Path(__file__).resolve().parents[2]
ORDINARY = ROOT / "grantapp" / "demo" / "data" / "ordinary_answers.json"
PROJECT: dict[str, dict[str, Any]] = {
    "lead": {
        "title": "Learning and keeping a Japanese garden", "theme": "sustainability", "focus": "Garden craft",
        "summary": "Eight gardeners learn in Kitakyushu and repair the garden at home.",
        "objectives": "1. Eight people trained. 2. One garden repaired.", "number": "8", "first_on": "2027-03-01",
        "last_on": "2027-03-10", "why": "We have met as ports; a garden needs hands.", "signed_on": "1959-06",
        "after": "The parks district pays a line of $4,000 a year.",
    },
    "partner": {"why": "庭は、毎年手を入れなければ失われます。髙﨑さんが教えます。", "after": "市の予算で庭師を派遣します。"},
}  # fmt: skip


def newcomer_s_link(name: str, address: str) -> str:
    """Return the path of the link in the newest letter of a kind to an address."""
    statement = (
        select(Letter).where(Letter.name == name, Letter.address == address).order_by(Letter.id.desc())
    )
    letter = db.session.scalars(statement).first()
    assert letter is not None, f"no letter {name} to {address}"
    found = re.search(r"https?://\S+", write(letter).text)
    assert found is not None
    return urlsplit(found.group().rstrip("。.,")).path


def letters_to(address: str) -> dict[str, str]:
    """Return the letters to an address: name and language."""
    return {
        one.name: one.language for one in db.session.scalars(select(Letter).where(Letter.address == address))
    }


def sign_in(app: Flask, email: str, language: str = "en") -> Visitor:
    """Return a browser after the sign-in page."""
    visitor = Visitor(app.test_client(), language)
    form = visitor.get("/sign-in").form_with(field_name="password")
    page = visitor.submit(form, {"email": email, "password": PASSWORD})
    if code := people.next_code(email):
        visitor.submit(page.form_with(field_name="code"), {"code": code})
    return visitor


def confirm_representative(officer: Visitor, email: str) -> None:
    """Let the office confirm who was proposed to sign for a city that has nobody yet."""
    proposal = db.session.scalars(select(RoleRequest).where(RoleRequest.email == email)).one()
    page = officer.get("/roles/requests")
    page = officer.get(page.link(proposal.called))
    officer.submit(page.form_with(action="/grant"))


def publish_call(officer: Visitor, program_id: int, today: date) -> str:
    """Prepare a call on the officer's pages, publish it, and return its series."""
    page = officer.get(f"/office/programs/{program_id}/calls/new")
    days = {
        "opens_on": -10, "closes_on": 20, "reviews_due_on": 40, "decision_on": 50, "exchange_from_on": 60,
        "exchange_until_on": 200, "rate_on": -10,
    }  # fmt: skip
    values: dict[str, Any] = {
        name: (today + timedelta(days=offset)).isoformat() for name, offset in days.items()
    }
    values |= {
        "title_en": "Exchange grants", "title_ja": "交流助成", "ceiling": "18000", "budget": "60000", "rate_text": "150.25",
        "rate_source": "Bank of Japan",
    }  # fmt: skip
    page = officer.submit(page.form_with(field_name="title_en"), values)
    page = officer.submit(officer.get(page.link("Publish")).form_with(action="publish"))
    found = re.search(r"\bLA\d\d\b|\b[A-Z]{2,4}\d\d\b", page.words)
    assert found is not None, page.words[:500]
    return found.group()


def answers_of(side: str) -> dict[str, Any]:
    """Return the answers of a side by question key."""
    found: dict[str, dict[str, Any]] = json.loads(ORDINARY.read_text())
    holes = {"lead": "Tacoma", "partner": "Kitakyushu", "lead_ja": "タコマ市", "partner_ja": "北九州市"}
    plain = found["shared"] | found[side]
    filled = {key: text.format(**holes) if isinstance(text, str) else text for key, text in plain.items()}
    return filled | PROJECT[side] | {"agreement": "agreement.pdf", "commitment": "参加確約書.pdf"}


def fill_section(
    visitor: Visitor, address: str, section: Section, side: str, given: dict[str, Any] | None = None
) -> Page:
    """Answer the questions of one section that belong to a side, files included."""
    page = visitor.get(address)
    answers = given or answers_of(side)
    values: dict[str, Any] = {}
    own_field = _first_field(page, section)
    if own_field is None:
        return page  # the section belongs to the other city
    form = page.form_with(field_name=own_field)
    for question in section.questions:
        name = f"file-{question.id}" if question.type == "files" else f"q-{question.id}"
        if name in form.names and question.key in answers:
            values[name] = _typed(question, answers[question.key])
    return visitor.submit(form, values)


def _first_field(page: Page, section: Section) -> str | None:
    names = {name for form in page.forms() for name in form.names}
    kinds = [f"{kind}-{question.id}" for question in section.questions for kind in ("q", "file")]
    return next((name for name in kinds if name in names), None)


def _typed(question: Question, answer: Any) -> Any:
    if question.type == "files":
        return [(_pdf(), answer)]
    return answer


def _pdf() -> Any:
    return BytesIO(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")


TACOMA, KITAKYUSHU = Bilingual("Tacoma", "タコマ"), Bilingual("Kitakyushu", "北九州")


def section_path(application_id: int, section: Section) -> str:
    """Return where a section is written."""
    if section.kind == "budget":
        return f"/applications/{application_id}/budget"
    return f"/applications/{application_id}/sections/{section.key}"


def fill_budget(visitor: Visitor, application_id: int) -> None:
    """Add three lines: from the grant, in kind from the partner, in cash from the lead."""
    address = f"/applications/{application_id}/budget?line=new"
    for cost, amounts in (
        ("International airfare", {"grant_amount": "10000"}),
        ("Venue and equipment rental", {"partner_in_kind": "2,000.00"}),
        ("Materials, printing, publication", {"lead_cash": "１５００"}),
    ):
        form = visitor.get(address).form_with(field_name="grant_amount")
        category = form.choices["category_id"][cost]
        visitor.submit(form, {"category_id": category, "description": "Three offers"} | amounts)


def press(
    visitor: Visitor, address: str, action: str, values: dict[str, Any] | None = None, button: str = ""
) -> Page:
    """Open a page and send the form whose action ends so."""
    return visitor.submit(visitor.get(address).form_with(action=action), values, button)
