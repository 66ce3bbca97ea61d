"""Pages of calls: what the public reads, and what officers prepare, in both languages."""

import html
import io
import re
from datetime import timedelta

import pytest
from icalendar import Calendar
from pypdf import PdfReader
from sqlalchemy import event

from grantapp.accounts.models import Role
from grantapp.calls import queries
from grantapp.core import clock
from grantapp.database import db
from tests.factories import calls, people, programs

FIELDS = {
    "title_en": "Exchange funding 2028", "title_ja": "交流助成2028", "summary_en": "Travel", "summary_ja": "派遣",
    "eligibility_en": "Pairs", "eligibility_ja": "両市", "eligibility_lead_en": "City", "eligibility_lead_ja": "市",
    "eligibility_partner_en": "City", "eligibility_partner_ja": "市", "zone": "America/New_York",
    "opens_on": "2027-10-18", "opens_time": "09:00", "closes_on": "2027-12-17", "closes_time": "23:59",
    "reviews_due_on": "2028-02-01", "decision_on": "2028-04-03", "exchange_from_on": "2028-05-01",
    "exchange_until_on": "2028-12-31", "ceiling": "18,000", "budget": "１１２，０００", "match_percent": "20",
    "indirect_percent": "10", "advance_percent": "80", "accept_days": "14", "report_days": "30",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _then(app):
    with clock.travel(people.NOW):
        yield


@pytest.fixture
def office(client, sign_in):
    return sign_in(client, people.staff(Role.PROGRAM_OFFICER))


def words(response):
    bare = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", html.unescape(bare))


def test_call_when_open_then_both_clocks_facts_and_every_part(client):
    call = calls.published()
    page = client.get(f"/calls/{call.series}")
    text = words(page)
    assert page.status_code == 200
    for wanted in ("23:59 ET", "13:59 JST", "Wed 16 Dec 2026", "Thu 17 Dec 2026", "$18,000.00", "¥2,830,500 at 157.25",
                   "at least 20%", "May to December 2027", "Closes in 44 days", "The form in 8 sections"):  # fmt: skip
        assert wanted in text
    assert f"/calls/{call.series}/form" in page.get_data(as_text=True)


def test_call_when_read_in_japanese_then_japanese(client):
    call = calls.published()
    text = words(client.get(f"/calls/{call.series}", headers={"Accept-Language": "ja"}))
    assert "交流助成2027" in text
    assert "2027年5月〜12月" in text


def test_call_when_draft_then_the_public_finds_nothing(client):
    call = calls.draft()
    for path in ("", "/form", "/form-en.pdf", "/dates.ics"):
        assert client.get(f"/calls/{call.series}{path}").status_code in (302, 404)


def test_list_when_time_goes_by_then_calls_move(client):
    call = calls.published()
    for at, words_of_state in (
        (call.opens_at - timedelta(days=1), "Opens Mon 19 Oct 2026"),
        (call.opens_at, "Closes in 58 days"),
        (call.closes_at, "Closed calls"),
    ):
        with clock.travel(at):
            assert words_of_state in words(client.get("/calls"))


def test_list_when_there_is_none_then_it_says_so(client):
    assert "No call is open at present." in words(client.get("/calls"))


def test_form_when_previewed_then_every_question_in_both_languages(client):
    call = calls.published()
    english = words(client.get(f"/calls/{call.series}/form"))
    japanese = words(client.get(f"/calls/{call.series}/form", headers={"Accept-Language": "ja"}))
    for section in queries.form_of(call).sections:
        for question in section.questions:
            assert question.label.en in english
            assert question.label.ja in japanese


@pytest.mark.parametrize(("language", "wanted"), [("en", "Project title"), ("ja", "参加確約書")])
def test_form_when_printed_then_a_pdf_with_the_questions(client, language, wanted):
    call = calls.published()
    answer = client.get(f"/calls/{call.series}/form-{language}.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert answer.mimetype == "application/pdf"
    assert wanted in text
    assert client.get(f"/calls/{call.series}/form-xx.pdf").status_code == 404


def test_calendar_when_asked_then_utc_instants_and_both_clocks(client):
    call = calls.published()
    found = Calendar.from_ical(client.get(f"/calls/{call.series}/dates.ics").data)
    events = {str(event["summary"]).split(" – ")[0]: event for event in found.walk("VEVENT")}
    closing = events["Applications close"]
    assert closing["dtstart"].dt == call.closes_at - timedelta(minutes=1)
    assert "2026-12-16 23:59 ET" in str(closing["description"])
    assert "2026-12-17 13:59 JST" in str(closing["description"])


def test_create_when_filled_in_then_a_draft_in_utc(office):
    program = programs.program()
    office.get(f"/office/programs/{program.id}/calls/new")
    answer = office.post(f"/office/programs/{program.id}/calls/new", data=FIELDS)
    assert answer.status_code == 302
    call = queries.find_call("LC27")
    assert call.closes_at.isoformat() == "2027-12-18T05:00:00+00:00"
    assert (call.ceiling_amount, call.budget_amount) == (1_800_000, 11_200_000)


def test_create_when_dates_are_crossed_then_shown_again_with_what_was_typed(office):
    program = programs.program()
    answer = office.post(
        f"/office/programs/{program.id}/calls/new", data={**FIELDS, "closes_on": "2027-10-01"}
    )
    assert answer.status_code == 422
    assert "The call closes before it opens." in words(answer)
    assert "交流助成2028" in answer.get_data(as_text=True)


def test_create_when_money_is_unreadable_then_beside_the_field(office):
    program = programs.program()
    answer = office.post(f"/office/programs/{program.id}/calls/new", data={**FIELDS, "ceiling": "much"})
    assert answer.status_code == 422
    assert "Enter an amount in figures" in words(answer)


def test_edit_when_saved_then_kept(office):
    call = calls.draft()
    page = office.get(f"/office/calls/{call.id}/edit").get_data(as_text=True)
    assert 'value="2026-12-16"' in page
    assert office.post(f"/office/calls/{call.id}/edit", data=FIELDS).status_code == 302
    assert queries.get_call(call.id).title.ja == "交流助成2028"


def test_weights_when_they_miss_the_sum_then_the_checklist_says_so(office):
    call = queries.get_call(calls.draft().id)
    form = {f"weight-{one.id}": "10" for one in call.criteria}
    assert office.post(f"/office/calls/{call.id}/weights", data=form).status_code == 302
    assert "The weights add up to 60%." in words(office.get(f"/office/calls/{call.id}"))
    refused = office.post(f"/office/calls/{call.id}/publish")
    assert refused.status_code == 422
    assert "The weights add up to 60%." in words(refused)


def test_publish_when_confirmed_then_everybody_reads_it(office):
    call = calls.draft()
    assert "Publish the call" in words(office.get(f"/office/calls/{call.id}/publish"))
    assert office.post(f"/office/calls/{call.id}/publish").status_code == 302
    assert "published the call" in words(office.get(f"/office/calls/{call.id}"))
    assert office.post(f"/office/calls/{call.id}/publish").status_code == 409


def test_staff_list_when_filtered_then_page_and_csv_agree(office):
    program = programs.program()
    calls.draft(program), calls.published(program)
    assert "LC26B" in words(office.get("/office/calls?state=open"))
    rows = office.get("/office/calls.csv?state=open").get_data(as_text=True).splitlines()
    assert len(rows) == 2
    assert rows[1].startswith("LC26B,")


def test_forms_when_opened_by_staff_then_every_question(office):
    call = calls.draft()
    assert "Joint statement" in words(office.get(f"/office/forms/{call.report_version_id}"))
    assert office.get("/office/forms/99999").status_code == 404


@pytest.mark.parametrize("path", ["/calls", "/office/calls", "/office/calls.csv"])
def test_lists_when_longer_then_as_many_statements(office, path):
    program, counted = programs.program(), []

    def count(*_arguments):
        counted[-1] += 1

    for more in (3, 12):
        for _number in range(more):
            calls.published(program)
        counted.append(0)
        event.listen(db.engine, "before_cursor_execute", count)
        assert office.get(path).status_code == 200
        event.remove(db.engine, "before_cursor_execute", count)
    assert counted[0] == counted[1]


def test_call_when_asked_with_odd_marks_then_not_found(client):
    for series in ("nothing", "%00", "la26'--"):
        assert client.get(f"/calls/{series}").status_code in (302, 404)
