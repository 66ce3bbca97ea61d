"""The kit of parts shows every component, is a page like any other, and does not exist in production."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jinja2.runtime import Macro

from grantapp import create_app
from tests.visitor import Page, Visitor

COMPONENTS = Path(__file__).parents[3] / "templates" / "components"


@pytest.fixture
def shown(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the macros that ran while the kit was written."""
    names: set[str] = set()
    invoke = Macro._invoke

    def note(macro: Macro, arguments: list[Any], autoescape: bool) -> str:
        source = Path(macro._func.__code__.co_filename)
        if source.parent.name == "components":
            names.add(f"{source.stem}.{macro.name}")
        return invoke(macro, arguments, autoescape)

    monkeypatch.setattr(Macro, "_invoke", note)
    Visitor(client).get("/_kit")
    return names


def test_component_when_it_exists_then_the_kit_shows_it(client: FlaskClient, shown: set[str]) -> None:
    environment = client.application.jinja_env
    there = {
        f"{path.stem}.{name}"
        for path in COMPONENTS.glob("*.html")
        for name, one in vars(environment.get_template(f"components/{path.name}").module).items()
        if isinstance(one, Macro) and Path(one._func.__code__.co_filename).stem == path.stem
    }
    assert sorted(there - shown) == []


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("theme", ["", "light", "dark"])
def test_kit_when_opened_then_it_is_a_page_in_that_language_and_theme(
    page: Callable[..., Page], language: str, theme: str
) -> None:
    shown = page(f"/_kit?language={language}&theme={theme}")
    html = shown.root if shown.root.tag == "html" else next(shown.root.iter("html"))
    assert (html.get("lang"), html.get("data-theme")) == (language, theme or None)
    assert shown.title == {"en": "Kit of parts", "ja": "部品の見本"}[language]


def test_kit_when_in_production_then_is_not_there(tmp_path: Path) -> None:
    settings = {
        "PRODUCTION": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'x.db'}",
        "FILES_URL": (tmp_path / "files").as_uri(),
        "MAIL_FOLDER": str(tmp_path / "mail"),
        "HUEY_PATH": str(tmp_path / "huey.db"),
    }
    rules = {rule.rule for rule in create_app(settings).url_map.iter_rules()}
    assert "/_kit" not in rules
    assert "/healthz" in rules
