"""Grantapp: grant programs between sister cities, from the call to the outcome years later."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import get_locale

ROOT = Path(__file__).resolve().parent.parent
FEATURES = (
    "web", "audit", "jobs", "search", "notifications", "files", "documents", "accounts", "places", "partnerships",
    "questionnaires", "programs", "ledger", "calls", "applications", "reviews", "awards", "exchanges", "reports",
    "disbursements", "closeout", "outcomes", "portfolio", "showcase", "demo", "operations", "cli",
)  # fmt: skip


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Return the application: settings, then extensions, then features in the order of a grant's life."""
    from config import INSTANCE, read_settings
    from grantapp import database, extensions
    from grantapp.web.spoken import SpokenEnvironment

    app = Flask(
        __name__, template_folder=str(ROOT / "templates"), instance_path=str(INSTANCE), static_folder="static"
    )  # fmt: skip
    app.jinja_environment = SpokenEnvironment
    app.config.update(read_settings())
    app.config.update(settings or {})
    INSTANCE.mkdir(exist_ok=True)
    database.db.init_app(app)
    extensions.bind(app, database.db)
    for name in FEATURES:
        import_module(f"grantapp.{name}").register(app)
    extensions.csrf.init_app(app)  # asks last, so that its refusal knows the person and the language
    app.jinja_env.globals["current_language"] = lambda: str(get_locale() or "en")
    return app
