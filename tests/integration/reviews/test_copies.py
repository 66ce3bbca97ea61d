"""The copy that a reviewer may read names no person; the copy that names them is for the cities and the office."""

import io

import pytest
from pypdf import PdfReader

from grantapp import jobs
from grantapp.applications.models import Side
from grantapp.applications.queries import get_application
from grantapp.files.queries import list_files
from tests.factories import reviews


@pytest.fixture
def printed(app):
    """Return a panel, a review under way, the addresses of the copies by purpose, and who signed."""
    panel = reviews.panel()
    review = reviews.started(panel)
    jobs.drain()
    application = get_application(panel.applications[0].id)
    copies = {one.purpose: f"/files/{one.id}" for one in list_files(application) if "-" in one.purpose}
    return panel, review, copies, application.endorsement.person.name


def _told(answer):
    assert answer.status_code == 200
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def test_copy_when_a_reviewer_reads_it_then_roles_and_cities_stand_for_the_names(printed, app, sign_in):
    panel, review, copies, name = printed
    assert set(copies) == {"pdf-en", "pdf-ja", "reading-en", "reading-ja"}
    reviewer = sign_in(app.test_client(), panel.reviewers[0])
    assert [reviewer.get(copies[purpose]).status_code for purpose in ("pdf-en", "pdf-ja")] == [404, 404]
    english, japanese = (_told(reviewer.get(copies[f"reading-{language}"])) for language in ("en", "ja"))
    assert english.count("Authorized representative of") == japanese.count("の団体代表者") == 2
    assert name not in english + japanese
    page = reviewer.get(f"/reviews/{review.id}/score").text
    assert copies["reading-en"] in page
    assert copies["pdf-en"] not in page


def test_copy_when_a_city_reads_it_then_it_names_who_signed(printed, app, sign_in):
    panel, _review, copies, name = printed
    city = sign_in(app.test_client(), panel.worlds[0].editors[Side.LEAD])
    assert name in _told(city.get(copies["pdf-ja"]))
    page = city.get(f"/applications/{panel.applications[0].id}/receipt").text
    assert copies["pdf-en"] in page
    assert copies["reading-en"] not in page
