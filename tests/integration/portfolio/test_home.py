"""The home page of each role: what is to do first, then where things stand."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from grantapp.accounts.models import Role
from grantapp.applications.models import Side
from grantapp.audit import queries as audit
from grantapp.core import clock
from grantapp.database import db
from grantapp.disbursements import actions as disbursements
from grantapp.disbursements import queries as payment_queries
from grantapp.portfolio import queries
from tests.factories import applications, awards, people, reports, reviews
from tests.factories.people import NOW


@pytest.fixture(autouse=True)
def _travelled():
    with clock.travel(NOW):
        yield


@pytest.fixture
def home(client, sign_in):
    """Return the home page of a person."""

    def look(person, path="/home"):
        answer = sign_in(client, person).get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    return look


@pytest.mark.parametrize("role", [None, *Role])
def test_home_when_nothing_is_there_then_every_role_has_a_page(client, sign_in, role):
    scope_id = people.scope().id if role in (Role.APPLICANT_EDITOR, Role.APPLICANT_SIGNATORY) else 1
    person = people.give_app(people.grant(people.person(), role, scope_id) if role else people.person())
    answer = sign_in(client, person).get("/home")
    if role == Role.REVIEWER:
        assert answer.location == "/reviews/mine"
    else:
        assert answer.status_code == 200
        assert "at present" in answer.text or "Program at a glance" in answer.text


def test_home_when_nobody_is_signed_in_then_sign_in(client, app):
    assert client.get("/home").location == "/sign-in?next=/home"


def test_home_when_a_draft_is_begun_then_to_do_progress_and_call(home):
    world = applications.world()
    draft = applications.draft(world)
    page = home(world.editors[Side.LEAD])
    assert "to do</h1>" in page
    assert f"/applications/{draft.id}" in page
    assert "0 of" in page
    assert world.call.title.en in page
    assert world.offices[Side.LEAD].place.name.en in page
    assert "Continue</a>" in page


def test_home_when_read_by_another_city_then_nothing_of_it(home):
    world, stranger = applications.world(), applications.world()
    draft = applications.draft(world)
    assert f"/applications/{draft.id}" not in home(stranger.editors[Side.LEAD])


def test_home_when_it_is_the_others_turn_then_on_the_right(home):
    of = awards.place()
    award = awards.accept(of, awards.offered(of), Side.LEAD)
    page = home(of.world.signatories[Side.LEAD])
    assert "Their turn" in page
    assert page.index("Their turn") < page.index(
        "An authorized representative of Kitakyushu can accept the grant agreement"
    )
    mine = home(of.world.signatories[Side.PARTNER])
    assert f'class="btn btn-primary" href="/awards/{award.id}/agreement"' in mine


def test_home_when_a_report_is_late_then_said_in_both_clocks_and_first(home):
    of = awards.place()
    award = awards.active(of)
    requirement = reports.due(award)
    with clock.travel(requirement.due_until + timedelta(days=6, hours=1)):
        page = home(of.world.editors[Side.LEAD])
    assert "Overdue 6 days" in page
    assert "Report overdue" not in page  # an overdue thing belongs in one place
    assert page.index("Overdue 6 days") < page.index("Reports due")


def test_home_when_an_award_runs_then_paid_and_next_payment(home):
    of = awards.place()
    award = awards.active(of)
    page = home(of.world.editors[Side.LEAD])
    assert award.number in page
    assert "of $10,000.00" in page
    assert "$8,000.00" in page


def test_dashboard_when_counted_then_each_number_equals_its_list(app):
    of = awards.place()
    award = awards.active(of)
    reports.sent(of, award)
    applications.submitted(applications.world())
    officer = people.actor(people.staff(Role.PROGRAM_OFFICER))
    found = {figure.code: figure.count for figure in queries.figures_for(officer)}
    assert found["active"] == 1
    assert found["submitted"] == 1
    assert found["to_read"] == 1
    for status in ("requested", "approved"):
        assert found[status] == len(payment_queries.stream_queue(officer, status))


def test_dashboard_when_payments_wait_then_amount_and_link(home):
    of = awards.place()
    award = awards.active(of)
    payment = awards.payments(award)[0]
    disbursements.request_disbursement(of.world.editor(Side.LEAD), payment.id)
    page = home(people.staff(Role.FINANCE_OFFICER))
    assert "/payments?status=requested" in page
    assert "$8,000.00" in page
    assert "Program office" in page
    assert "/payments?status=approved" not in page


def test_dashboard_when_of_another_program_then_zero(app):
    of = awards.place()
    awards.active(of)
    stranger = people.acting(Role.PROGRAM_OFFICER, people.scope(people.ScopeKind.PROGRAM).id)
    assert {figure.count for figure in queries.figures_for(stranger)} == {0}


def test_funder_when_he_looks_then_sums_without_names_and_the_same_as_file(home, client):
    of = awards.place()
    awards.active(of)
    observer = people.grant(people.person("Funder"), Role.FUNDER_OBSERVER, of.world.call.program.scope_id)
    page = home(observer)
    assert "$10,000.00" in page
    assert of.application.title not in page
    assert of.world.editors[Side.LEAD].name not in page
    lines = client.get("/home/totals.csv").text.splitlines()
    assert len(lines) == 2
    assert lines[1].endswith("1,1,10000.00,0.00")


def test_funder_when_of_another_program_then_nothing(app):
    awards.active(awards.place())
    stranger = people.acting(Role.FUNDER_OBSERVER, people.scope(people.ScopeKind.PROGRAM).id)
    assert queries.funder_totals(stranger) == []


@pytest.mark.parametrize("role", [Role.PROGRAM_OFFICER, Role.AUDITOR, Role.REVIEWER])
def test_totals_when_anybody_else_asks_then_refused(client, sign_in, role):
    assert sign_in(client, people.grant(people.person(), role)).get("/home/totals.csv").status_code == 403


def test_home_when_in_japanese_then_the_page_says_so(home):
    world = applications.world()
    applications.draft(world)
    assert '<html lang="ja">' in home(world.editors[Side.PARTNER])


def test_home_when_there_is_more_then_as_many_statements(client, sign_in):
    person = people.staff(Role.PROGRAM_OFFICER)
    sign_in(client, person)
    counts = []
    for _round in range(2):
        for _number in range(2):
            reports.sent(of := awards.place(), awards.active(of))
        seen = []
        listener = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        client.get("/home")
        event.remove(db.engine, "before_cursor_execute", listener)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_award_when_opened_then_first_page_for_both_cities_and_staff(home):
    of = awards.place()
    award = awards.active(of)
    for person in (*of.world.editors.values(), people.staff(Role.AUDITOR)):
        page = home(person, f"/awards/{award.id}")
        assert award.number in page
        assert f'href="/awards/{award.id}"' in page
    officer = people.actor(people.staff(Role.PROGRAM_OFFICER))
    assert audit.lines_for(officer, award)


def test_reviewer_when_he_is_staff_too_then_the_dashboard(home):
    person = people.grant(people.staff(Role.PROGRAM_OFFICER), Role.REVIEWER)
    assert "Where things stand" in home(person)


def test_reviews_when_open_then_on_the_officers_list(home):
    panel = reviews.panel()
    with clock.travel(panel.call.closes_at + timedelta(hours=1)):
        page = home(panel.officer)
    assert f"/reviews/calls/{panel.call.id}" in page
