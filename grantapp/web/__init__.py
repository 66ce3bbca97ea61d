"""What every page shares: access, errors, headers, fields, words and components; knows no feature."""

from flask import Flask, abort, g, request

from grantapp.core.policy import Actor
from grantapp.core.words import unstorable
from grantapp.database import LARGEST_INTEGER
from grantapp.extensions import babel
from grantapp.web import (
    access,
    addresses,
    cache,
    components,
    direction,
    errors,
    headers,
    logs,
    proxies,
    statics,
    views,
)
from grantapp.web.language import DEFAULT_ZONES, current_language, wanted_language
from grantapp.web.requests import OurRequest


def _anonymous() -> None:
    language = wanted_language() if request.endpoint != "static" else "en"
    g.actor = Actor.anonymous(language, DEFAULT_ZONES[language])


def _refuse_the_impossible() -> None:
    numbers = [value for value in (request.view_args or {}).values() if isinstance(value, int)]
    texts = [*(request.view_args or {}).values(), *(value for _name, value in request.args.items(multi=True))]
    if max(numbers, default=0) > LARGEST_INTEGER or any(unstorable(str(text)) for text in texts):
        abort(404)  # no row has such a number or name, and the databases refuse to compare with it


def register(app: Flask) -> None:
    """Bind language, pages and headers to the application."""
    logs.register(app)
    app.request_class = OurRequest
    babel.init_app(app, locale_selector=current_language)
    direction.register(app.jinja_env)
    app.url_value_preprocessor(access.widen_for_files)
    app.before_request(_anonymous)
    app.before_request(_refuse_the_impossible)
    addresses.register(app)
    components.register(app)
    errors.register(app)
    headers.register(app)
    cache.register(app)
    app.register_blueprint(views.bp)
    if not app.config["PRODUCTION"]:
        app.register_blueprint(views.development)
    statics.register(app)
    proxies.register(app)
