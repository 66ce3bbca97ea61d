"""What every page shares: access, errors, headers, fields, words and components; knows no feature."""

from flask import Flask, g, request

from grantapp.core.policy import Actor
from grantapp.extensions import babel
from grantapp.web import components, errors, headers, views
from grantapp.web.language import DEFAULT_ZONES, current_language, wanted_language


def _anonymous() -> None:
    language = wanted_language() if request.endpoint != "static" else "en"
    g.actor = Actor.anonymous(language, DEFAULT_ZONES[language])


def register(app: Flask) -> None:
    """Bind language, pages and headers to the application."""
    babel.init_app(app, locale_selector=current_language)
    app.before_request(_anonymous)
    components.register(app)
    errors.register(app)
    headers.register(app)
    app.register_blueprint(views.bp)
