"""The `page` fixture: opens an address as somebody and asserts what holds for every page."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from grantapp.accounts.models import Person
from tests.visitor import Page, Visitor

SignIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture
def page(app: Flask, sign_in: SignIn) -> Callable[..., Page]:
    """Return a way to open a page: the public's, or somebody's, in a language, with the status that is right."""

    def opened(path: str, person: Person | None = None, language: str = "en", expect: int = 200) -> Page:
        browser = app.test_client()
        return Visitor(sign_in(browser, person) if person else browser, language).get(path, expect)

    return opened
