"""The pages of reports: each role's way through, a clash, wrong people, the list and its export."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from grantapp.accounts.models import Person, Role
from grantapp.applications.models import Side
from grantapp.awards.models import Award
from grantapp.core import clock
from grantapp.database import db
from grantapp.jobs.registry import handlers
from grantapp.notifications.models import Letter
from grantapp.reports import policy, queries
from grantapp.reports.models import Requirement, RequirementKind
from tests.factories import awards, people, reports
from tests.factories.awards import AwardPlace

Enter = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture
def place(app: Flask) -> AwardPlace:
    """Return a sent application with the office around it."""
    return awards.place()


@pytest.fixture
def award(place: AwardPlace) -> Award:
    """Return an active award."""
    return awards.active(place)


@pytest.fixture
def enter(client: FlaskClient, sign_in: Enter) -> Callable[[Person], FlaskClient]:
    """Return the browser, signed in as a person."""
    return lambda person: sign_in(client, person)


def officer_of(award: Award) -> Person:
    """Return a program officer of the award's program."""
    return people.grant(
        people.person("Officer"), Role.PROGRAM_OFFICER, award.application.call.program.scope_id
    )


def text(answer: Any) -> str:
    """Return the text of a page."""
    return unescape(answer.get_data(as_text=True))


def test_pages_when_both_cities_and_the_office_walk_through_then_accepted(
    place: AwardPlace, award: Award, enter: Callable[[Person], FlaskClient]
) -> None:
    requirement, world = reports.due(award), place.world
    own, lead = f"/reports/{requirement.id}", enter(world.editors[Side.LEAD])
    assert "Start the report" in text(lead.get(own))
    assert lead.post(f"{own}/start").status_code == 302
    page = text(lead.get(f"{own}/sections/project"))
    assert "Summary" in page
    reports.answer(place, requirement, Side.LEAD, **reports.ANSWERS[Side.LEAD])
    reports.answer(place, requirement, Side.PARTNER, **reports.ANSWERS[Side.PARTNER])
    assert lead.post(f"{own}/spending", data={"spent": "abc", "shown": ""}).status_code == 422
    assert lead.post(f"{own}/spending", data={"spent": "9,000.00", "shown": ""}).status_code == 302
    assert reports.report_of(requirement).spent_amount == 900_000
    assert lead.post(f"{own}/ask").status_code == 302
    assert "$9,000.00" in text(lead.get(f"{own}/send"))
    sha256 = queries.present_sha256(reports.load(requirement))
    assert lead.post(f"{own}/send", data={"shown_sha256": sha256}).status_code == 302
    partner = enter(world.editors[Side.PARTNER])
    assert sha256 in text(partner.get(f"{own}/confirm"))
    assert partner.post(f"{own}/confirm", data={"shown_sha256": sha256}).status_code == 302
    office = enter(officer_of(award))
    assert office.post(f"{own}/return", data={"comment-project.summary": "How many?"}).status_code == 302
    lead = enter(world.editors[Side.LEAD])
    assert "How many?" in text(lead.get(own))
    assert "How many?" in text(lead.get(f"{own}/sections/project"))
    reports.answer(place, requirement, Side.LEAD, summary="Eight gardeners.")
    reports.confirm(place, reports.send(place, requirement))
    office = enter(officer_of(award))
    assert "Accept the report" in text(office.get(f"{own}/review"))
    assert office.post(f"{own}/accept").status_code == 302
    assert reports.load(requirement).status == "accepted"
    assert "Report accepted" in text(office.get(f"/awards/{award.id}/reports"))


def test_accept_when_the_partner_has_not_confirmed_then_the_page_says_so(
    place: AwardPlace, award: Award, enter: Callable[[Person], FlaskClient]
) -> None:
    requirement = reports.sent(place, award)
    answer = enter(officer_of(award)).post(f"/reports/{requirement.id}/accept")
    assert answer.status_code == 422
    assert "has not confirmed this content yet" in text(answer)


def test_section_when_saved_without_javascript_then_kept_and_the_next_one_follows(
    place: AwardPlace, award: Award, enter: Callable[[Person], FlaskClient]
) -> None:
    requirement = reports.started(place, reports.due(award))
    summary = reports.question(requirement, "summary")
    data = {f"q-{summary.id}": "Gardeners met.", f"version-{summary.id}": "0"}
    lead = enter(place.world.editors[Side.LEAD])
    answer = lead.post(f"/reports/{requirement.id}/sections/project", data=data)
    assert answer.headers["Location"] == f"/reports/{requirement.id}/sections/budget"
    assert "Gardeners met." in text(lead.get(f"/reports/{requirement.id}/answers"))


def test_section_when_two_save_then_both_texts_are_shown_and_one_is_chosen(
    place: AwardPlace, award: Award, enter: Callable[[Person], FlaskClient]
) -> None:
    requirement = reports.started(place, reports.due(award))
    reports.answer(place, requirement, Side.PARTNER, summary="their text")
    ids = {key: reports.question(requirement, key).id for key in ("summary", "why")}
    url = f"/reports/{requirement.id}/sections/project"
    data = {
        f"q-{ids['summary']}": "my text", f"version-{ids['summary']}": "0",
        f"q-{ids['why']}": "my reason", f"version-{ids['why']}": "0",
    }  # fmt: skip
    lead = enter(place.world.editors[Side.LEAD])
    clash = lead.post(url, data=data)
    page = text(clash)
    assert clash.status_code == 409
    assert "my text" in page
    assert "their text" in page
    assert f'name="q-{ids["why"]}" value="my reason"' in page
    chosen = data | {
        f"version-{ids['summary']}": "1",
        f"q-{ids['summary']}-choice": "yours",
        f"q-{ids['summary']}-yours": "my text",
        f"q-{ids['summary']}": "my text\n\ntheir text",
    }
    assert lead.post(url, data=chosen).status_code == 302
    answers = {(one.question_id, one.side): one.value for one in reports.report_of(requirement).sheet.answers}
    assert answers[(ids["summary"], "")] == "my text"
    assert answers[(ids["why"], "lead")] == "my reason"


def test_autosave_when_typed_then_new_versions_and_a_clash_is_told(
    place: AwardPlace, award: Award, enter: Callable[[Person], FlaskClient]
) -> None:
    requirement = reports.started(place, reports.due(award))
    summary = reports.question(requirement, "summary")
    url = f"/reports/{requirement.id}/sections/project/autosave"
    lead = enter(place.world.editors[Side.LEAD])
    data = {f"q-{summary.id}": "text", f"version-{summary.id}": "0"}
    answer = json.loads(lead.post(url, data=data, headers={"Accept": "application/json"}).data)
    assert answer["versions"][f"version-{summary.id}"] == 1
    assert answer["saved_at_text"].startswith("Saved")
    again = lead.post(url, data=data | {f"q-{summary.id}": "other"}, headers={"Accept": "application/json"})
    assert again.status_code == 409
    spoiled = lead.post(url, data={f"q-{summary.id}": "a\x00b"}, headers={"Accept": "application/json"})
    assert spoiled.status_code == 422
    assert "cannot be stored" in spoiled.get_json()["errors"][f"q-{summary.id}"][0]


def test_files_when_attached_and_removed_then_the_answer_follows(
    place: AwardPlace, award: Award, enter: Callable[[Person], FlaskClient]
) -> None:
    requirement = reports.started(place, reports.due(award))
    letter = reports.question(requirement, "letter")
    url, lead = f"/reports/{requirement.id}/sections/papers", enter(place.world.editors[Side.LEAD])
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    sent = {f"file-{letter.id}": (io.BytesIO(pdf), "photos.pdf"), f"version-{letter.id}": "0"}
    assert lead.post(url, data=sent, content_type="multipart/form-data").status_code == 302
    stored = queries.files_of(reports.load(requirement))[0]
    assert "photos.pdf" in text(lead.get(url))
    assert lead.get(f"/files/{stored.id}").status_code == 200
    wrong = {f"file-{letter.id}": (io.BytesIO(b"MZ\x90"), "photos.pdf")}
    assert lead.post(url, data=wrong, content_type="multipart/form-data").status_code == 422
    lead.post(url, data={"remove-file": str(stored.id), f"version-{letter.id}": "1"})
    assert queries.files_of(reports.load(requirement)) == []


ADDRESSES = ("", "/answers", "/sections/project", "/spending", "/confirm", "/send", "/review", "/time")


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_when_asked_by_another_city_then_not_found(
    place: AwardPlace, award: Award, enter: Callable[[Person], FlaskClient], address: str
) -> None:
    requirement = reports.sent(place, award)
    stranger = enter(awards.place().world.editors[Side.LEAD])
    assert stranger.get(f"/reports/{requirement.id}{address}").status_code == 404


@pytest.mark.parametrize(
    "address", ["/start", "/send", "/confirm", "/ask", "/accept", "/return", "/waive", "/extend"]
)
def test_posts_when_sent_by_another_city_then_not_found(
    place: AwardPlace, award: Award, enter: Callable[[Person], FlaskClient], address: str
) -> None:
    requirement = reports.sent(place, award)
    stranger = enter(awards.place().world.editors[Side.LEAD])
    assert stranger.post(f"/reports/{requirement.id}{address}").status_code == 404


def test_time_when_given_or_waived_on_the_page_then_done(
    place: AwardPlace, award: Award, enter: Callable[[Person], FlaskClient]
) -> None:
    requirement, office = reports.due(award), enter(officer_of(award))
    own = f"/reports/{requirement.id}"
    assert "Give more time" in text(office.get(f"{own}/time"))
    assert office.post(f"{own}/extend", data={"due_on": "2001-01-01", "reason": ""}).status_code == 422
    assert office.post(f"{own}/extend", data={"due_on": "2029-03-01", "reason": "Flood"}).status_code == 302
    assert office.post(f"{own}/waive", data={"waive-reason": ""}).status_code == 422
    assert office.post(f"{own}/waive", data={"waive-reason": "Cancelled"}).status_code == 302
    assert reports.load(requirement).status == "waived"


def test_list_when_filtered_then_the_export_holds_the_same(
    place: AwardPlace, award: Award, enter: Callable[[Person], FlaskClient]
) -> None:
    other = awards.active(awards.place())
    requirement = reports.due(award)
    office = enter(people.staff(Role.PROGRAM_OFFICER))
    page = text(office.get("/reports?kind=final_report"))
    assert f"/reports/{requirement.id}" in page
    assert f"/reports/{reports.due(award, RequirementKind.FOLLOW_UP).id}" not in page
    exported = text(office.get("/reports.csv?kind=final_report"))
    assert exported.count("final_report") == 2
    assert other.number in exported
    lead = enter(place.world.editors[Side.LEAD])
    assert other.number not in text(lead.get("/reports.csv"))


def test_list_when_late_then_overdue_is_derived(place: AwardPlace, award: Award) -> None:
    requirement, officer = reports.due(award), place.officer()
    late = officer.moved_to(requirement.due_until + timedelta(days=1))
    assert [one.id for one in queries.list_requirements(late, status=queries.OVERDUE).rows] == [
        requirement.id
    ]
    assert queries.list_requirements(officer, status=queries.OVERDUE).rows == []


def test_visible_when_compared_with_the_permission_then_equal(place: AwardPlace, award: Award) -> None:
    other = awards.active(awards.place())
    everything = [*queries.list_of_award(award.id), *queries.list_of_award(other.id)]
    world = place.world
    actors = [
        world.editor(Side.LEAD),
        world.signatory(),
        place.officer(),
        place.finance(),
        world.staff(Role.REVIEWER),
        people.acting(Role.AUDITOR),
        people.acting(Role.FUNDER_OBSERVER),
        people.actor(people.person()),
    ]
    for actor in actors:
        seen = {one.id for one in queries.stream_requirements(actor)}
        assert seen == {one.id for one in everything if allowed(actor, one)}, actor


def allowed(actor: Any, requirement: Requirement) -> bool:
    """Whether the permission shows it."""
    return policy.VIEW.allows(actor, requirement)


def test_reminders_when_the_worker_runs_then_written(place: AwardPlace, award: Award) -> None:
    with clock.travel(reports.due(award).due_until - timedelta(days=6)):
        handlers["reports.reminders"]({})
    assert (
        db.session.scalars(select(Letter.name).where(Letter.name == "report_due")).all() == ["report_due"] * 4
    )


def test_list_when_something_is_due_then_on_both_clocks_the_own_city_first(
    place: AwardPlace, award: Award, enter: Callable[[Person], FlaskClient]
) -> None:
    page = enter(place.world.editors[Side.PARTNER]).get("/reports").get_data(as_text=True)
    assert page.index("日本時間") < page.index("米国太平洋時間")
