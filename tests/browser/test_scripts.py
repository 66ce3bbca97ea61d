"""The small scripts of the pages: they count as the server does, add money exactly, and lose no text."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from grantapp.core.money import Money, parse_money
from grantapp.questionnaires.rules.reading import count_characters, count_words
from grantapp.web.formats import money

STATIC = Path(__file__).parents[2] / "grantapp" / "static"
HOST = "http://grantapp.test"
TEXTS = (
    "", " ", "one", " one  two\nthree\r\nfour ", "北九州市と タコマ市", "a\u3000b\u00a0c\u2003d",
    "が" + "か\u3099", "神\ufa19", "👩‍🌾 garden", "a\u200bb", "x\ufeffy", "a\x1fb\x85c",
)  # fmt: skip
FORM = """<!doctype html><title>Form</title>
<form method="post" id="plan" data-autosave="/save" data-person="7" data-record="r1">
<input type="hidden" name="version" value="3"><textarea id="t" name="t"></textarea>
<p data-save-state data-for="plan" data-offline="Kept here" data-restored="Put back" data-clash="Clash"
 data-see-clash="See both" data-signed-out="Signed out" data-sign-in="Sign in">
<span data-save-text></span></p></form>
<script type="module" src="/static/js/autosave.js"></script>"""


@pytest.fixture
def site(page: Page) -> Callable[[str], list[Any]]:
    """Return a function that opens a page inside the browser and returns the list of what it posts."""

    def opened(html: str, answer: Callable[[Route], None] | None = None) -> list[Any]:
        posted: list[Any] = []

        def serve(route: Route) -> None:
            path = route.request.url.removeprefix(HOST)
            if path.startswith("/static/"):
                route.fulfill(path=STATIC / path.removeprefix("/static/"), content_type="text/javascript")
            elif path == "/save":
                posted.append(route.request.post_data)
                (answer or saved)(route)
            else:
                route.fulfill(body=html, content_type="text/html; charset=utf-8")

        page.unroute_all()
        page.route(f"{HOST}/**", serve)
        page.goto(f"{HOST}/form")
        return posted

    return opened


def saved(route: Route) -> None:
    """Answer as the server does when an answer was saved."""
    route.fulfill(json={"saved_at_text": "Saved 14:02 PT", "versions": {"version": 4}, "clash_url": None})


def status_is(page: Page, words: str) -> None:
    """Wait until the save state says these words."""
    found = "words => document.querySelector('[data-save-text]').textContent.includes(words)"
    page.wait_for_function(found, arg=words)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_counts_when_shown_while_typing_then_equal_the_server(page: Page, site: Any, text: str) -> None:
    site("<!doctype html><title>Empty</title>")
    script = """text => import("/static/js/counter.js").then(
      m => [m.count(text, "words"), m.count(text, "characters")])"""
    assert page.evaluate(script, text) == [count_words(text), count_characters(text)]


@pytest.mark.parametrize(
    "text", ["0", "1400", "18,000.50", "186000", "１８６，０００", "¥186,000", "$7,080.5", "900719925474"]
)
@pytest.mark.parametrize("currency", ["USD", "JPY"])
def test_money_when_added_while_typing_then_reads_and_writes_as_the_server(
    page: Page, site: Any, text: str, currency: str
) -> None:
    site("<!doctype html><title>Empty</title>")
    script = """([text, currency]) => import('/static/js/budget.js').then(m => {
      const amount = m.minor(text, currency);
      return amount === null ? null : m.written(amount, currency); })"""
    read = parse_money(text, currency)
    expected = money(read) if isinstance(read, Money) else None
    assert page.evaluate(script, [text, currency]) == expected


def test_typing_when_paused_then_saves_and_takes_the_new_version(page: Page, site: Any) -> None:
    posted = site(FORM)
    page.fill("#t", "Ten days in October")
    status_is(page, "Saved 14:02 PT")
    assert page.input_value("[name=version]") == "4"
    assert len(posted) == 1
    assert "Ten days in October" in posted[0]


def test_text_when_the_server_is_away_then_is_kept_and_put_back(page: Page, site: Any) -> None:
    site(FORM, lambda route: route.abort())
    page.fill("#t", "Typed in the train")
    status_is(page, "Kept here")
    posted = site(FORM.replace('value="3"', 'value="9"'))
    assert page.input_value("#t") == "Typed in the train"
    assert page.input_value("[name=version]") == "3"
    status_is(page, "Saved 14:02 PT")
    assert "Typed in the train" in posted[0]
    assert page.evaluate("localStorage.length") == 0


def test_text_when_another_person_types_on_this_device_then_stays_apart(page: Page, site: Any) -> None:
    site(FORM, lambda route: route.abort())
    page.fill("#t", "Mine")
    status_is(page, "Kept here")
    site(FORM.replace('data-person="7"', 'data-person="8"'))
    assert page.input_value("#t") == ""


def test_clash_when_found_while_saving_then_leads_to_both_texts(page: Page, site: Any) -> None:
    site(FORM, lambda route: route.fulfill(status=409, json={"clash_url": "/clash"}))
    page.fill("#t", "Mine")
    status_is(page, "Clash")
    assert page.get_attribute("[data-save-text] a", "href") == "/clash"


def test_clash_when_followed_then_the_form_itself_is_sent(page: Page, site: Any) -> None:
    site(FORM, lambda route: route.fulfill(status=409, json={"clash_url": "/clash"}))
    page.fill("#t", "Mine")
    status_is(page, "Clash")
    with page.expect_request(lambda request: request.is_navigation_request()) as sent:
        page.click("[data-save-text] a")
    assert (sent.value.method, "t=Mine" in (sent.value.post_data or "")) == ("POST", True)


def test_text_when_refused_while_saving_then_said_at_its_field_until_it_is_mended(
    page: Page, site: Any
) -> None:
    answers = [{"errors": {"t": ["Remove this character."]}}, {"saved_at_text": "Saved"}]
    site(
        FORM.replace("<textarea", "<div class='field'><textarea").replace("</textarea>", "</textarea></div>"),
        lambda route: route.fulfill(status=422 if "errors" in answers[0] else 200, json=answers.pop(0)),
    )
    page.fill("#t", "a\x07b")
    page.wait_for_selector(".field .field-error")
    assert page.text_content("#t-refused") == "Remove this character."
    assert page.get_attribute("#t", "aria-errormessage") == "t-refused"
    page.fill("#t", "ab")
    page.wait_for_selector(".field-error", state="detached")
    assert page.get_attribute("#t", "aria-invalid") is None


def test_session_when_over_then_offers_sign_in_and_keeps_the_text(page: Page, site: Any) -> None:
    posted = site(FORM, lambda route: route.fulfill(status=401, json={"error": 401}))
    page.fill("#t", "Mine")
    status_is(page, "Signed out")
    page.fill("#t", "Mine, longer")
    assert len(posted) == 1
    assert "Mine, longer" in json.dumps(page.evaluate("Object.values(localStorage)"))


def test_form_when_sent_twice_then_only_the_first_goes_out(page: Page, site: Any) -> None:
    sent = site("""<!doctype html><title>F</title><iframe name="frame"></iframe>
      <form method="post" action="/save" target="frame"><button>Go</button></form>
      <script type="module" src="/static/js/submit_once.js"></script>""")
    page.wait_for_load_state("networkidle")
    page.click("button")
    page.click("button", force=True)
    page.wait_for_timeout(300)
    assert len(sent) == 1
