"""A bare application that renders pieces of template: macros need no feature and no database."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect

from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.web import addresses, formats

ROOT = Path(__file__).parents[3]
Render = Callable[..., Any]
COMPONENTS = [path.stem for path in sorted((ROOT / "templates" / "components").glob("*.html"))]
IMPORTS = "".join(f'{{% import "components/{name}.html" as {name} %}}' for name in COMPONENTS)


@pytest.fixture(scope="module")
def bare_app() -> Flask:
    """Return an application with the product's templates and filters and nothing else."""
    app = Flask(
        "bare", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "grantapp" / "static")
    )
    app.config.update(
        SECRET_KEY="test-secret",
        BOOTSTRAP_SERVE_LOCAL=True,
        DEMONSTRATION=True,
        HELP_EMAIL_EN="help@exchange.example",
    )
    Babel(app)
    Bootstrap5(app)
    CSRFProtect(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(formats.FILTERS)
    addresses.register(app)
    app.add_url_rule("/list", "list", lambda: "")
    return app


@pytest.fixture
def render(bare_app: Flask) -> Render:
    """Return a function that renders a piece of template, each component file imported under its name."""

    def rendered(source: str, address: str = "/list", **context: Any) -> Any:
        with bare_app.test_request_context(address):
            text = render_template_string(IMPORTS + source, **context)
        fragment = html5lib.parseFragment(text, treebuilder="etree", namespaceHTMLElements=False)
        return SimpleNamespace(
            text=text,
            all=lambda path: fragment.findall(f".//{path}"),
            one=lambda path: fragment.find(f".//{path}"),
        )

    return rendered


@pytest.fixture
def frame() -> dict[str, Any]:
    """Return what the context of every page holds."""
    places = {
        "web.choose_language": "/language",
        "accounts.sign_out": "/sign-out",
        "accounts.sign_in": "/sign-in",
    }
    menu = [
        SimpleNamespace(label="Home", url="/home", current=False, group=1),
        SimpleNamespace(label="Applications", url="/applications", current=True, group=2),
    ]
    return {
        "actor": Actor(7, name="松永 由紀"), "area": "city", "language": "en", "now": clock.now(), "navigation": menu,
        "link": lambda endpoint, **values: places.get(endpoint),
    }  # fmt: skip
