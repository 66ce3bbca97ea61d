"""What no database can hold is refused where it was typed, in the reader's language, by every way in."""

import pytest

from grantapp.accounts.models import Role
from grantapp.applications.models import Side
from grantapp.database import db
from grantapp.questionnaires.models import Answer
from grantapp.questionnaires.rules import field_name
from grantapp.reviews.rules import comment_field
from tests.factories import applications, people, reviews

BAD = "庭\x00園"
AS_SCRIPT = {"Accept": "application/json"}
SAID = "保存できない文字"


@pytest.fixture
def reader(client, sign_in):
    """Return a way to read as somebody, in Japanese."""

    def become(person):
        sign_in(client, person)
        client.post("/language", data={"language": "ja"})
        return client

    return become


def test_autosave_when_an_answer_cannot_be_stored_then_said_beside_its_field(app, reader):
    world = applications.world()
    draft = applications.draft(world)
    name = field_name(applications.find_question(draft, "title"))
    answer = reader(world.editors[Side.LEAD]).post(
        f"/applications/{draft.id}/sections/project/autosave", data={name: BAD}, headers=AS_SCRIPT
    )
    assert answer.status_code == 422
    assert SAID in " ".join(answer.get_json()["errors"][name])
    assert db.session.query(Answer).count() == 0


def test_autosave_when_a_comment_of_a_reviewer_cannot_be_stored_then_said_beside_its_field(app, reader):
    panel = reviews.panel()
    review = reviews.started(panel)
    name = comment_field("panel", review.application.call.criteria[0].id)
    answer = reader(panel.reviewers[0]).post(
        f"/reviews/{review.id}/autosave", data={"version": review.version, name: BAD}, headers=AS_SCRIPT
    )
    assert answer.status_code == 422
    assert SAID in " ".join(answer.get_json()["errors"][name])


@pytest.mark.parametrize("spoiled", ["%00", "a%00b", "%07"])
def test_address_when_it_holds_what_cannot_be_stored_then_the_page_says_that_there_is_nothing(
    reader, spoiled
):
    browser = reader(people.staff(Role.ADMINISTRATOR))
    for path in (
        f"/partnerships?q={spoiled}",
        f"/people?q={spoiled}",
        f"/calls/{spoiled}",
        f"/audit?person={spoiled}",
    ):
        answer = browser.get(path)
        assert answer.status_code == 404, path
        assert answer.page.root.get("lang") == "ja"


@pytest.mark.parametrize("half", ["%ED%A0%80", "%ff", "%c3"])
def test_address_when_it_is_no_utf8_then_the_page_stands(reader, half):
    browser = reader(people.staff(Role.ADMINISTRATOR))
    for path in (f"/partnerships?q={half}", f"/people?q={half}", f"/calls/{half}"):
        assert browser.get(path).status_code in (200, 404), path
