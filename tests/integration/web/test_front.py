"""What stands before the views: files under hashed names, cached public pages, proxies and hosts."""

import gzip
import re

import pytest
from flask_babel import force_locale

from grantapp.accounts.models import Role
from grantapp.calls.models import Call
from grantapp.core.policy import Actor
from grantapp.web.proxies import BehindProxies, networks_of
from tests.factories import people

SYSTEM = Actor.system("test")


@pytest.fixture
def cache(app, monkeypatch):
    monkeypatch.setitem(app.config, "PAGE_CACHE_SECONDS", 60)
    app.extensions["page_cache"].clear()
    yield app.extensions["page_cache"]
    app.extensions["page_cache"].clear()


def sheet(client):
    return re.search(r'href="(/static/css/tokens\.[0-9a-f]{12}\.css)"', client.get("/about").text)[1]


def test_file_when_asked_by_its_hashed_name_then_kept_forever_with_our_headers(client):
    answer = client.get(sheet(client), headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert b":root" in gzip.decompress(answer.data)
    again = client.get(
        sheet(client), headers={"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "gzip"}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(sheet(client), headers={"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"


def test_file_when_asked_by_its_plain_name_then_kept_for_a_minute(client):
    answer = client.get("/static/css/tokens.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "max-age=60, public")
    assert client.get("/static/../config.py").status_code == 404


def test_bootstrap_when_linked_then_hashed_and_compressed(client):
    (address,) = re.findall(
        r'href="(/bootstrap/static/css/bootstrap\.min\.[0-9a-f]{12}\.css)"', client.get("/about").text
    )
    answer = client.get(address, headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert len(answer.data) < 40_000


def test_script_when_it_imports_another_then_by_its_hashed_name(client):
    text = client.get("/static/js/autosave.js").text
    (name,) = re.findall(r'from "\./(kept_text\.[0-9a-f]{12}\.js)"', text)
    assert client.get(f"/static/js/{name}").status_code == 200


def test_public_page_when_asked_again_then_from_the_cache_without_a_statement(client, cache, caplog):
    first = client.get("/partnerships")
    caplog.set_level("INFO", "grantapp.access")
    second = client.get("/partnerships")
    assert (first.data, caplog.records[-1].statements) == (second.data, 0)
    assert "Set-Cookie" not in second.headers
    assert (second.headers["Cache-Control"], "no-store" in first.headers["Cache-Control"]) == (
        "no-cache",
        False,
    )
    assert set(second.vary) >= {"Accept-Language", "Cookie", "Accept-Encoding"}
    assert "csrf_token" not in second.text
    assert client.get("/partnerships", headers={"If-None-Match": second.headers["ETag"]}).status_code == 304


def test_public_page_when_another_language_or_query_then_its_own_copy(client, cache):
    english = client.get("/about").text
    japanese = client.get("/about", headers={"Accept-Language": "ja"}).text
    assert ('lang="en"' in english, 'lang="ja"' in japanese) == (True, True)
    assert english == client.get("/about").text
    client.get("/partnerships?q=x")
    assert {key[2] for key in cache.pages} == {b"", b"q=x"}


def test_public_page_when_a_person_is_signed_in_then_neither_kept_nor_shown_from_the_cache(
    client, app, cache, sign_in
):
    client.get("/about")
    (page,) = cache.pages.values()
    browser = sign_in(app.test_client(), people.staff(Role.AUDITOR))
    answer = browser.get("/about")
    assert answer.data != page.body
    assert answer.headers["Cache-Control"] == "no-store"
    browser.get("/privacy")
    assert len(cache.pages) == 1


@pytest.mark.parametrize("held", [{"_flashes": [("success", "Saved")]}, {"anything": 1}])
def test_public_page_when_the_session_holds_something_then_made_anew(client, cache, held):
    client.get("/about")
    with client.session_transaction() as session:
        session.update(held)
    assert ("Saved" in client.get("/about").text) is ("_flashes" in held)
    assert "Saved" not in client.application.test_client().get("/about").text


def test_public_page_when_the_visitor_has_a_token_then_shown_from_but_not_into_the_cache(client, cache):
    with client.session_transaction() as session:
        session["csrf_token"] = "x"
    client.get("/about")
    assert not cache.pages


def test_public_page_when_something_is_committed_then_made_anew_at_once(client, cache):
    client.get("/partnerships")
    assert cache.pages
    from grantapp.core.workflow import Happened
    from grantapp.web.cache import _forget

    _forget([Happened("call.edited", Call(), SYSTEM, SYSTEM.at)])
    assert not cache.pages
    client.get("/partnerships")
    _forget([Happened("person.signed_in", people.person(), SYSTEM, SYSTEM.at)])
    assert cache.pages


def test_cache_when_something_is_committed_while_a_page_is_made_then_it_is_not_kept(cache):
    from grantapp.web.cache import Page

    version = cache.version
    cache.clear()
    cache.put(("en", "/", b""), Page(b"", "", "", 1e12), version)
    assert not cache.pages


def test_not_found_when_public_then_not_kept(client, cache):
    assert client.get("/partnerships/999999").status_code == 404
    assert not cache.pages


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Origin": "http://localhost"}, True),
        ({"Referer": "http://localhost/about"}, True),
        ({"Origin": "https://evil.example", "Referer": "http://localhost/"}, False),
        ({"Origin": "null"}, False),
        ({}, False),
    ],
)
def test_language_when_a_visitor_chooses_it_then_only_from_a_page_of_ours(
    client, app, monkeypatch, headers, allowed
):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", "yes")
    answer = client.post("/language", data={"language": "ja", "next": "/about"}, headers=headers)
    assert (answer.status_code == 302) is allowed


@pytest.mark.parametrize(
    ("peer", "forwarded", "client_address"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
        ("", "203.0.113.9", ""),
    ],
)
def test_proxy_when_it_forwards_then_only_a_trusted_one_is_believed(peer, forwarded, client_address):
    seen = {}

    def app(environ, _start):
        seen.update(environ)
        return []

    environ = {
        "REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_HOST": "evil.example", "wsgi.url_scheme": "http", "HTTP_HOST": "ours",
    }  # fmt: skip
    BehindProxies(app, networks_of("127.0.0.1, 10.0.0.0/8"))(environ, None)
    assert seen["REMOTE_ADDR"] == client_address
    assert seen["wsgi.url_scheme"] == ("https" if peer == "127.0.0.1" else "http")
    assert seen["HTTP_HOST"] == "ours"


def test_host_when_not_ours_then_refused(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["localhost"])
    assert client.get("/about").status_code == 200
    assert client.get("/about", headers={"Host": "evil.example"}).status_code == 400


def test_sentence_when_it_was_looked_up_in_one_language_then_the_other_is_still_its_own(app):
    template = app.jinja_env.from_string(
        "{{ _('Sign in') }}|{{ _('Reference: %(reference)s', reference=text) }}"
    )
    said = {}
    for language in ("en", "ja", "en", "ja"):
        with app.test_request_context(), force_locale(language):
            said.setdefault(language, set()).add(template.render(text="<b>"))
    (english,), (japanese,) = said["en"], said["ja"]
    assert english.startswith("Sign in|")
    assert japanese.startswith("ログイン|")
    assert "<b>" not in english


def test_address_of_a_file_when_the_product_lies_under_a_path_then_it_has_that_path(app):
    template = app.jinja_env.from_string("{{ url_for('static', filename='css/tokens.css') }}")
    for root in ("", "/grants", ""):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": root}):
            assert template.render().startswith(f"{root}/static/css/tokens.")
