"""The public site shows what is released, counts people without naming them, and says so in two languages."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from grantapp.accounts.models import Role
from grantapp.applications import actions as applications_actions
from grantapp.applications.models import Application, ApplicationSide, ApplicationStatus, Side
from grantapp.awards.models import Award, AwardStatus
from grantapp.calls.models import Call
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.exchanges import actions as exchanges_actions
from grantapp.exchanges.models import DelegateRole, Direction
from grantapp.exchanges.rules import Journey, Traveler
from grantapp.ledger.actions import open_fund
from grantapp.outcomes import actions as outcomes_actions
from grantapp.outcomes.models import Attribution, Method
from grantapp.outcomes.rules import Figure
from grantapp.questionnaires.models import AnswerSheet
from grantapp.unit_of_work import writing
from tests.factories import applications, awards, partnerships, reports
from tests.factories.awards import AwardPlace
from tests.factories.forms import SYSTEM, question, section
from tests.factories.people import NOW
from tests.visitor import Visitor

LIST = "/awards-and-outcomes"
TEXTS = ("/about", "/help", "/accessibility", "/privacy")
STATEMENT = "Two gardens, one pair of shears."


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    """Return somebody without an account who reads English."""
    return Visitor(client)


def place_with(**call: object) -> AwardPlace:
    """Return a sent application of a call with a question about the joint statement."""
    form = [*applications.FORM, section("public", question("statement", required=False))]
    world = applications.world(form=form, **call)
    open_fund(SYSTEM, world.call.program.funder_grant)
    application = applications.submitted(world)
    applications_actions.begin_review(world.staff(), application.id)
    applications_actions.mark_awarded(world.staff(Role.DIRECTOR), application.id)
    return AwardPlace(world, application)


def figure(
    of: AwardPlace, award: Award, value: str, *, is_public: bool = True, method: str = "counted"
) -> None:
    """Record a figure of an award."""
    outcomes_actions.load_indicators(Actor.system("test").moved_to(NOW))
    outcomes_actions.record_value(
        of.officer(), award.id,
        Figure(
            "visitors" if method == "counted" else "attendance", 2027, Decimal(value), Method(method), Attribution.CONTRIBUTED,
            Bilingual(f"Guests number {value}", f"{value}人の訪問者"), "https://example.org/report", is_public,
        ),
    )  # fmt: skip


def test_front_when_a_call_is_open_then_both_clocks_and_one_button_lead_to_it(
    app: Flask, visitor: Visitor
) -> None:
    call = applications.call()
    page = visitor.get("/")
    assert page.link("Read the call") == f"/calls/{call.series}"
    assert "Washington, DC" in page.words
    assert "JST" in page.words
    assert page.response.get_data(as_text=True).count('class="btn btn-primary"') == 1


def test_front_when_no_call_is_open_then_it_leads_to_all_calls(app: Flask, visitor: Visitor) -> None:
    assert visitor.get("/").link("See all calls") == "/calls"


def test_front_when_drafts_of_calls_exist_then_it_keeps_them_to_itself(app: Flask, visitor: Visitor) -> None:
    call = applications.call(status="draft", published_at=None)
    assert call.title.en not in visitor.get("/").words


def test_front_when_pairs_are_known_then_the_map_draws_them_and_says_so_in_words(
    app: Flask, visitor: Visitor
) -> None:
    partnerships.gazetteer("us-wa-tacoma", "jp-40-kitakyushu")
    partnerships.partnership()
    page = visitor.get("/")
    (picture,) = [one for one in page.root.iter() if one.get("class") == "map"]
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "map-name map-says"
    assert {"map-name", "map-says"} <= {one.get("id") for one in picture.iter()}
    assert len([one for one in picture.iter() if one.get("class") == "map-thin"]) == 1
    assert page.link("1 partnership as a list") == "/partnerships"


def test_front_when_an_award_has_outcomes_then_the_newest_public_ones_stand_there(
    app: Flask, visitor: Visitor
) -> None:
    of = awards.place()
    award = awards.active(of)
    figure(of, award, "120")
    figure(of, award, "77", is_public=False, method="estimated")
    page = visitor.get("/")
    assert page.link("Guests number 120") == f"{LIST}/{award.number}"
    assert "Guests number 77" not in page.words


def test_list_when_an_award_is_only_offered_then_the_public_sees_nothing_of_it(
    app: Flask, visitor: Visitor
) -> None:
    of = awards.place()
    award = awards.offered(of)
    number, title = award.number, award.application.title
    for path in ("/", LIST, f"{LIST}.csv"):
        assert title not in visitor.client.get(path).get_data(as_text=True)
    visitor.get(f"{LIST}/{number}", expect=404)
    awards.accept(of, award, Side.LEAD)
    visitor.get(f"{LIST}/{number}", expect=404)
    awards.accept(of, awards.load(award.id), Side.PARTNER)
    assert visitor.get(f"{LIST}/{number}").title == title


def test_award_when_it_is_active_then_its_page_says_what_it_is_for(app: Flask, visitor: Visitor) -> None:
    of = place_with(invented=Bilingual("All of this is invented.", "すべて架空のものです。"))
    award = awards.active(of)
    page = visitor.get(f"{LIST}/{award.number.lower()}")
    for words in (
        "$10,000.00",
        "Gardeners of both cities learn",
        "Tacoma",
        "Kitakyushu",
        "All of this is invented.",
    ):
        assert words in page.words
    assert page.link("Their partnership") == f"/partnerships/{award.application.partnership_id}"
    assert "すべて架空のものです。" in Visitor(visitor.client, "ja").get(page.path).words


def test_award_when_people_travel_then_they_are_counted_and_never_named(app: Flask, visitor: Visitor) -> None:
    of = awards.place()
    award = awards.active(of)
    journey = Journey(
        Direction.OUTBOUND, award.period_starts_on, award.period_starts_on, "Kitakyushu", "Ask Ms. Secret"
    )
    exchange = exchanges_actions.record_exchange(of.world.editor(), award.id, journey)
    for name in ("Robin Private", "Kim Hidden"):
        traveler = Traveler(DelegateRole.ARTIST, "Secret Guild", name)
        exchanges_actions.add_delegate(of.world.editor(), exchange.id, traveler)
    page = visitor.get(f"{LIST}/{award.number}")
    assert "2 people" in page.words
    for private in ("Robin", "Hidden", "Secret", "Dana Whitfield", "Marcus Oyelaran", "松永", "井上"):
        assert private not in page.response.get_data(as_text=True)


def test_award_when_a_journey_is_still_to_come_then_only_its_month_is_public(
    app: Flask, visitor: Visitor
) -> None:
    of = awards.place()
    award = awards.active(of)
    day = award.period_ends_on
    assert day > NOW.date()
    exchanges_actions.record_exchange(
        of.world.editor(), award.id, Journey(Direction.OUTBOUND, day, day, "Kitakyushu")
    )
    words = visitor.get(f"{LIST}/{award.number}").words
    assert f"planned for {day:%B %Y}" in words
    assert f"{day.day} {day:%b %Y}" not in words


def test_award_when_it_has_figures_then_each_says_how_it_was_found_and_none_are_added(
    app: Flask, visitor: Visitor
) -> None:
    of = awards.place()
    award = awards.active(of)
    figure(of, award, "120")
    figure(of, award, "30", method="estimated")
    page = visitor.get(f"{LIST}/{award.number}")
    for words in ("120 people", "30 people", "Counted", "Estimated", "contributed", "example.org"):
        assert words in page.words
    assert "150" not in page.words


def test_award_when_its_report_is_accepted_then_the_joint_statement_is_public_and_not_before(
    app: Flask, visitor: Visitor
) -> None:
    of = place_with()
    award = awards.active(of)
    requirement = reports.written(of, award)
    requirement = reports.answer(of, requirement, Side.LEAD, statement=STATEMENT)
    requirement = reports.confirm(of, reports.send(of, requirement))
    assert STATEMENT not in visitor.get(f"{LIST}/{award.number}").words
    reports.actions.accept_report(of.officer(), requirement.id)
    assert STATEMENT in visitor.get(f"{LIST}/{award.number}").words


def started(call: Call, begins: date, *, theme: int | None = None, state: str = "active") -> Award:
    """Return an award of a new pair as a bare row; its life is told elsewhere."""
    lead = applications.office(Bilingual("Austin", "オースティン市"), "US", "America/Chicago")
    partner = applications.office(Bilingual("Oita", "大分市"), "JP", "Asia/Tokyo")
    pair = applications.partnership(lead, partner)
    with writing():
        sheet = AnswerSheet(version_id=call.questionnaire_version_id)
        db.session.add(sheet)
        db.session.flush()
        number = f"{call.series}-{sheet.id + 5000}"
        application = Application(
            call_id=call.id, partnership_id=pair.id, sheet_id=sheet.id, theme_id=theme, number=number,
            status=ApplicationStatus.AWARDED, title=f"Project {sheet.id}", created_at=NOW, submitted_at=NOW,
            decided_at=NOW, content_sha256="",
        )  # fmt: skip
        for side, office in ((Side.LEAD, lead), (Side.PARTNER, partner)):
            application.sides.append(ApplicationSide(side=side, organization_id=office.id))
        award = Award(
            application=application, number=number, status=AwardStatus(state), awarded_amount=1_000_000,
            currency="USD", offered_at=NOW, reply_until=NOW, accepted_at=NOW, active_at=NOW, completed_at=NOW,
            period_starts_on=begins, period_ends_on=date(begins.year, 12, 31), public_summary=Bilingual(),
        )  # fmt: skip
        db.session.add(award)
    return award


def count_statements(run: Callable[[], object]) -> int:
    """Return how many statements something sends; only a list longer than its page counts its rows."""
    seen: list[str] = []

    def listener(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("SELECT count(*) AS count_1 \nFROM (SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", listener)
    run()
    event.remove(db.engine, "before_cursor_execute", listener)
    return len(seen)


@pytest.mark.parametrize("path", ["/", LIST, f"{LIST}?size=50", f"{LIST}.csv"])
def test_lists_when_they_have_thirty_rows_then_they_need_no_more_statements_than_for_three(
    client: FlaskClient, path: str
) -> None:
    call = applications.call()
    for _row in range(3):
        started(call, date(2026, 3, 1))
    client.get(path)
    few = count_statements(lambda: client.get(path))
    for _row in range(27):
        started(call, date(2026, 3, 1))
    assert count_statements(lambda: client.get(path)) == few


def test_list_when_filtered_then_page_and_file_hold_the_same(app: Flask, visitor: Visitor) -> None:
    call = applications.call()
    first, second = call.program.themes[0], call.program.themes[1]
    old, new = (
        started(call, date(2025, 3, 1), theme=first.id),
        started(call, date(2026, 3, 1), theme=second.id),
    )
    shown = {
        "": [new, old], "year=2025": [old], f"theme={second.code}": [new], "year=1999": [],
        f"theme={first.code}&year=2026": [], "region=US-ZZ": [], "year=abc": [new, old],
    }  # fmt: skip
    for query, expected in shown.items():
        page = visitor.get(f"{LIST}?{query}")
        numbers = [href.rpartition("/")[2] for _words, href in page.links() if href.startswith(f"{LIST}/")]
        rows = list(csv.reader(io.StringIO(visitor.client.get(f"{LIST}.csv?{query}").get_data(as_text=True))))
        assert numbers == [award.number for award in expected] == [row[0] for row in rows[1:]], query


def test_list_when_filtered_by_region_then_either_city_may_lie_there(app: Flask, visitor: Visitor) -> None:
    call = applications.call()
    partnerships.gazetteer("us-wa-tacoma", "jp-40-kitakyushu")
    award = started(call, date(2026, 3, 1))
    other = started(call, date(2026, 4, 1))
    regions = {place.code: place.id for place in db.session.query(applications.Place) if place.code}
    with writing():
        sides = {half.side: half.organization.place for half in awards.load(award.id).application.sides}
        sides[Side.LEAD].region_id, sides[Side.PARTNER].region_id = regions["US-WA"], regions["JP-40"]
    for code in ("US-WA", "JP-40"):
        words = visitor.get(f"{LIST}?region={code}").words
        assert award.number in words
        assert other.number not in words


def test_list_when_there_is_more_than_a_page_then_every_award_comes_once(
    app: Flask, visitor: Visitor
) -> None:
    call = applications.call()
    made = [started(call, date(2020 + row % 5, 3, 1)).number for row in range(27)]
    path, seen = LIST, []
    while path:
        page = visitor.get(path)
        seen += [href.rpartition("/")[2] for _words, href in page.links() if href.startswith(f"{LIST}/")]
        path = next((href for words, href in page.links() if words == "Next page"), "")
    assert sorted(seen) == sorted(made)


def test_award_when_it_is_suspended_then_it_stays_public_without_that_word(
    app: Flask, visitor: Visitor
) -> None:
    award = started(applications.call(), date(2026, 3, 1), state="suspended")
    words = visitor.get(f"{LIST}/{award.number}").words
    assert "Project under way" in words
    assert "uspended" not in words


@pytest.mark.parametrize("query", ["cursor=abc", "size=9999", "year=99999", "year=²", "region=;--"])
def test_list_when_parameters_are_nonsense_then_it_answers_all_the_same(visitor: Visitor, query: str) -> None:
    visitor.get(f"{LIST}?{query}")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("path", ["/", LIST, *TEXTS])
def test_pages_when_read_in_either_language_then_they_are_whole(
    client: FlaskClient, app: Flask, path: str, language: str
) -> None:
    page = Visitor(client, language).get(path)
    assert page.root.get("lang") == language or next(page.root.iter("html")).get("lang") == language
    assert "%(" not in page.words


def test_privacy_when_read_then_it_names_version_date_and_the_transfer(visitor: Visitor) -> None:
    words = visitor.get("/privacy").words
    for said in ("version 1.0", "24 Nov 2026", "United States", "Personal Information Protection Commission"):
        assert said in words


def test_help_when_read_then_both_languages_have_an_address(visitor: Visitor) -> None:
    addresses = {href for _words, href in visitor.get("/help").links() if href.startswith("mailto:")}
    assert {"mailto:help@exchange.example", "mailto:soudan@exchange.example"} <= addresses


def test_menu_when_nobody_is_signed_in_then_it_leads_through_the_public_site(visitor: Visitor) -> None:
    links = [
        words
        for words, href in visitor.get("/about").links()
        if href in ("/calls", LIST, "/partnerships", "/help", "/sign-in")
    ]
    assert links[:5] == ["Calls", "Awards and outcomes", "Partnerships", "Help", "Sign in"]
