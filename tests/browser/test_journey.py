"""One grant lives through with six people at six browsers: clicks and typing, no error, no request to another host."""

import pytest
from flask import Flask

from grantapp.accounts.actions import create_person, grant_role
from grantapp.accounts.models import Role
from grantapp.accounts.rules.passwords import hash_password
from grantapp.accounts.rules.privacy import PRIVACY_VERSION
from grantapp.core import clock
from grantapp.outcomes.actions import load_indicators
from tests.browser.steps import accounting, applying, deciding, granting
from tests.browser.steps.story import DANA, Come, Story
from tests.factories import applications, people, programs
from tests.factories.forms import SYSTEM
from tests.journeys import walk

OFFICE = {
    "officer": Role.PROGRAM_OFFICER, "director": Role.DIRECTOR, "finance": Role.FINANCE_OFFICER, "reviewer": Role.REVIEWER,
}  # fmt: skip


@pytest.fixture
def story(app: Flask, come: Come) -> Story:
    """Set the scene: an office, two cities that are partners, a published call."""
    people.product_scope()
    load_indicators(SYSTEM)
    for name, role in OFFICE.items():
        hired = create_person(
            SYSTEM,
            email=f"{name}@office.example",
            name=name.title(),
            password_hash=hash_password(walk.PASSWORD),
            privacy_version=PRIVACY_VERSION,
        )
        grant_role(SYSTEM, hired.id, role, 1)
        people.give_app(hired)
    lead = applications.office(walk.TACOMA, "US", "America/Los_Angeles")
    partner = applications.office(walk.KITAKYUSHU, "JP", "Asia/Tokyo")
    applications.partnership(lead, partner)
    dana = create_person(
        SYSTEM, email=DANA, name="Dana Whitfield", zone="America/Los_Angeles", password_hash=hash_password(walk.PASSWORD),
        privacy_version=PRIVACY_VERSION,
    )  # fmt: skip
    grant_role(SYSTEM, dana.id, Role.APPLICANT_SIGNATORY, lead.scope_id)
    new = Story(app, come)
    app.config["WTF_CSRF_ENABLED"] = False  # the officer's own pages are walked without a browser
    officer = walk.sign_in(app, "officer@office.example")
    new.series = walk.publish_call(officer, programs.program().id, clock.now().date())
    app.config["WTF_CSRF_ENABLED"] = True
    return new


@pytest.mark.long
def test_grant_when_six_people_do_their_part_then_its_outcome_is_public(story: Story) -> None:
    applying.find_the_call(story)
    applying.start(story)
    applying.invite(story)
    applying.confirm_who_signs(story)
    applying.write_together(story)
    applying.meet_in_one_section(story)
    applying.endorse_and_submit(story)
    deciding.assign(story)
    deciding.review(story)
    deciding.decide(story)
    granting.accept(story)
    granting.pay(story, position=1)
    accounting.travel(story)
    accounting.report(story)
    granting.pay(story, position=2)
    accounting.record_outcome(story)
    accounting.close(story)
    accounting.find_it_in_public(story)
