"""The examination of pages is no formality: what is wrong with a page is found."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser.somebody import Somebody, Watch

SPOIL = """() => {
  document.querySelector("main").insertAdjacentHTML("beforeend", '<img src="/static/icons/mark.svg">');
  document.querySelector("h1").textContent = "Another title";
}"""


@pytest.fixture
def watched(app: Flask, address: str, browser: Browser) -> Iterator[Somebody]:
    """Return a visitor whose faults the test itself looks at."""
    context = browser.new_context(locale="en-US")
    yield Somebody("visitor", "en", app, address, context.new_page(), Watch())
    context.close()


def test_page_when_a_picture_has_no_words_then_the_examination_says_so(watched: Somebody) -> None:
    watched.open("/about")
    assert watched.watch.faults == []
    watched.page.evaluate(SPOIL)
    watched._examine()
    assert ["image-alt" in one for one in watched.watch.faults] == [True]


def test_page_when_a_script_complains_then_it_is_heard(watched: Somebody) -> None:
    watched.open("/about").page.evaluate("console.error('Something broke')")
    assert ["Something broke" in one for one in watched.watch.faults] == [True]


def test_page_when_it_asks_another_host_then_it_is_noticed(watched: Somebody) -> None:
    watched.open("/about").page.evaluate("location.assign('http://127.0.0.1:9/elsewhere')")
    watched.page.wait_for_timeout(500)
    assert any("left the host" in one for one in watched.watch.faults)


def test_page_when_it_is_not_there_then_it_is_counted(watched: Somebody) -> None:
    watched.page.goto(f"{watched.address}/no-such-page")
    assert any("404" in one for one in watched.watch.faults)
