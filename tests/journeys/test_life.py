"""One grant lives through, over HTTP and without JavaScript: from the open call to the public outcome."""

import pytest
from flask import Flask
from sqlalchemy import select

from grantapp.accounts.actions import create_person, grant_role
from grantapp.accounts.models import Role
from grantapp.accounts.rules.passwords import hash_password
from grantapp.accounts.rules.privacy import PRIVACY_VERSION
from grantapp.applications.models import Application, Side
from grantapp.audit import chain
from grantapp.core import clock
from grantapp.database import db
from grantapp.disbursements.queries import list_of_award as payments_of
from grantapp.ledger import cli as ledger
from grantapp.outcomes.actions import load_indicators
from tests.factories import applications, people, programs
from tests.factories.forms import SYSTEM
from tests.journeys import second_half, walk
from tests.visitor import Visitor

OFFICE = {
    "officer": Role.PROGRAM_OFFICER, "director": Role.DIRECTOR, "finance": Role.FINANCE_OFFICER, "reviewer": Role.REVIEWER,
}  # fmt: skip


def employ(app: Flask) -> dict[str, Visitor]:
    """Create the office and a reviewer, each with a password, and sign them in."""
    found = {}
    for name, role in OFFICE.items():
        person = create_person(
            SYSTEM,
            email=f"{name}@office.example",
            name=name.title(),
            password_hash=hash_password(walk.PASSWORD),
            privacy_version=PRIVACY_VERSION,
        )
        grant_role(SYSTEM, person.id, role, 1)
        people.give_app(person)
        found[name] = walk.sign_in(app, person.email)
    return found


def settle_lead(app: Flask, office_id: int) -> Visitor:
    """Create the signatory of the lead city with a password and sign in."""
    person = create_person(
        SYSTEM, email="dana@tacoma.example", name="Dana Whitfield", zone="America/Los_Angeles",
        password_hash=hash_password(walk.PASSWORD), privacy_version=PRIVACY_VERSION,
    )  # fmt: skip
    grant_role(SYSTEM, person.id, Role.APPLICANT_SIGNATORY, office_id)
    return walk.sign_in(app, person.email)


@pytest.mark.long
def test_life_when_everybody_does_his_part_then_the_outcome_is_public(app: Flask) -> None:
    people.product_scope()
    load_indicators(SYSTEM)
    office = employ(app)
    lead_office, partner_office = (
        applications.office(name, country, zone)
        for name, country, zone in (
            (walk.TACOMA, "US", "America/Los_Angeles"),
            (walk.KITAKYUSHU, "JP", "Asia/Tokyo"),
        )
    )
    applications.partnership(lead_office, partner_office)
    lead = settle_lead(app, lead_office.scope_id)
    series = walk.publish_call(office["officer"], programs.program().id, clock.now().date())
    application_id = start(app, lead, series)
    partner = join_partner(app, lead, application_id)
    walk.confirm_representative(office["officer"], "matsunaga@kitakyushu.example")
    write_together(lead, partner, application_id)
    send(lead, partner, application_id)
    second_half.review(app, office, application_id)
    second_half.decide(office, application_id)
    award = second_half.sign(lead, partner)
    second_half.pay(office, lead, payments_of(award.id)[0])
    second_half.travel(lead, award)
    second_half.report(office, lead, partner, award)
    second_half.conclude(office, lead, award, Visitor(app.test_client()))
    assert list(chain.verify()) == []
    assert ledger.faults() == []


def start(app: Flask, lead: Visitor, series: str) -> int:
    """Read the public call in both languages and start the application."""
    public = Visitor(app.test_client(), "ja")
    assert "様" not in public.get(f"/calls/{series}").title
    page = lead.get(f"/calls/{series}")
    assert "ET" in page.words
    assert "JST" in page.words
    page = lead.get(page.link("Start an application"))
    page = lead.submit(page.form_with(action="/apply"))
    return db.session.scalars(select(Application.id)).one()


def join_partner(app: Flask, lead: Visitor, application_id: int) -> Visitor:
    """Invite the partner, who follows the link of the letter, chooses a password and signs in."""
    page = lead.get(f"/applications/{application_id}/people/partner")
    values = {
        "name": "松永 由紀",
        "email": "matsunaga@kitakyushu.example",
        "language": "ja",
        "role": "applicant_signatory",
    }
    lead.submit(page.form_with(field_name="email"), values)
    guest = Visitor(app.test_client(), "ja")
    link = walk.newcomer_s_link("application_invitation", "matsunaga@kitakyushu.example")
    guest.get(link)
    page = guest.get(link)  # looking at the link does not burn it
    form = page.form_with(field_name="password")
    typed = {"name": "松永 由紀", "password": walk.PASSWORD} | (
        {"again": walk.PASSWORD} if "again" in form.names else {}
    )
    guest.submit(form, typed)
    return guest


def write_together(lead: Visitor, partner: Visitor, application_id: int) -> None:
    """Fill in every section from both sides and the budget."""
    application = db.session.get_one(Application, application_id)
    for section in application.sheet.version.sections:
        if section.kind == "budget":
            walk.fill_budget(lead, application_id)
        for visitor, side in ((lead, Side.LEAD), (partner, Side.PARTNER)):
            walk.fill_section(visitor, walk.section_path(application_id, section), section, side)


def send(lead: Visitor, partner: Visitor, application_id: int) -> None:
    """Endorse as the partner, submit as the lead, and read the receipt."""
    page = partner.get(f"/applications/{application_id}/endorse")
    partner.submit(page.form_with(action="/endorse"))
    page = lead.get(f"/applications/{application_id}/submit")
    page = lead.submit(page.form_with(action="/submit"))
    application = db.session.get_one(Application, application_id)
    assert application.number
    assert application.number in page.words
    assert walk.letters_to("dana@tacoma.example")["application_received"] == "en"
    assert walk.letters_to("matsunaga@kitakyushu.example")["application_received"] == "ja"
