"""In production the product starts only with secrets of its own, and its cookie is for its host over HTTPS alone."""

import pytest

from config import REQUIRED_IN_PRODUCTION, MissingSettings, read_settings
from grantapp import create_app
from grantapp.database import db
from tests.factories import people

SECRET = "0123456789abcdef0123456789abcdef"
SETTINGS = {
    "GRANTAPP_ENV": "production", "SECRET_KEY": SECRET, "AUDIT_KEY": SECRET[::-1], "DATABASE_URL": "sqlite://",
    "MAIL_SERVER": "mail.example", "PUBLIC_URL": "https://grants.example",
}  # fmt: skip


@pytest.mark.parametrize("name", REQUIRED_IN_PRODUCTION)
@pytest.mark.parametrize("value", [None, ""])
def test_settings_when_one_is_missing_in_production_then_refused_by_name(name, value):
    given = SETTINGS | {name: value}
    with pytest.raises(MissingSettings, match=name):
        read_settings({key: text for key, text in given.items() if text is not None})


@pytest.mark.parametrize("name", ["SECRET_KEY", "AUDIT_KEY"])
@pytest.mark.parametrize("value", ["short", "development-only-secret", "x" * 31])
def test_settings_when_a_secret_is_weak_in_production_then_refused(name, value):
    with pytest.raises(MissingSettings, match=name):
        read_settings(SETTINGS | {name: value})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "grants.example"])
def test_settings_when_bound_to_the_world_then_it_is_production(host):
    with pytest.raises(MissingSettings):
        read_settings({"HOST": host})


@pytest.fixture
def production(app, monkeypatch):
    """Return a second application on the same database, as production starts it."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    settings = {
        name: app.config[name]
        for name in ("SQLALCHEMY_DATABASE_URI", "FILES_URL", "HUEY_PATH", "MAIL_FOLDER")
    }
    second = create_app(settings | {"SQLALCHEMY_ENGINE_OPTIONS": {}})
    yield second
    with second.app_context():
        db.session.remove()
        db.engine.dispose()


def test_cookie_when_set_in_production_then_for_this_host_over_https_alone(production):
    browser = production.test_client()
    answer = browser.get("/sign-in", base_url="https://grants.example")
    cookies = [value for name, value in answer.headers if name == "Set-Cookie"]
    assert cookies
    for cookie in cookies:
        name, *flags = cookie.split("; ")
        assert name.startswith("__Host-session=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(flags)
        assert not [flag for flag in flags if flag.startswith("Domain")]


@pytest.mark.parametrize("path", ["/development/mailbox", "/_kit", "/development/mailbox/1"])
def test_doors_when_in_production_then_none_for_developers(production, path):
    assert production.test_client().get(path, base_url="https://grants.example").status_code == 404


def test_crash_when_in_production_then_a_page_without_a_trace(production, monkeypatch):
    def crash(**_values):
        raise RuntimeError("secret detail")

    monkeypatch.setitem(production.view_functions, "showcase.about", crash)
    answer = production.test_client().get("/about", base_url="https://grants.example")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_session_when_of_development_then_it_opens_nothing_in_production(app, production, sign_in):
    browser = sign_in(app.test_client(), people.person("Dana"))
    stolen = production.test_client()
    stolen.set_cookie(
        "__Host-session", browser.get_cookie("session").value, domain="grants.example", secure=True
    )
    assert stolen.get("/profile", base_url="https://grants.example").status_code == 302
