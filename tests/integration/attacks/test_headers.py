"""Every answer tells the browser what not to do: pages, errors, files, sheets, redirects."""

import pytest

from tests import attacker

WANTED = {
    "Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
}  # fmt: skip
LOOSE = ("unsafe-inline", "unsafe-eval", "*", "http:", "https:", "blob:")


def _missing(answer, sandboxed=False):
    policy = answer.headers.get("Content-Security-Policy", "")
    found = [name for name, value in WANTED.items() if value not in answer.headers.get(name, "")]
    if "sandbox" in policy and "default-src 'none'" in policy:
        found = [name for name in found if name != "Content-Security-Policy"]
    found += [word for word in LOOSE if word in policy]
    return found + [
        name for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin") if name in answer.headers
    ]


def test_answers_when_a_page_is_private_then_headers_and_never_stored(grounds):
    checked = 0
    for spot in grounds.spots("GET"):
        private = getattr(grounds.app.view_functions[spot.endpoint], "__access__", "") != "public"
        if not private and not attacker.FULL:
            continue
        answer = grounds.browser(spot.role).get(spot.path)
        assert _missing(answer) == [], spot
        if private:
            assert answer.headers["Cache-Control"] in (
                "no-store",
                "private, no-store",
                "no-store, private",
            ), spot
            checked += 1
        if answer.status_code == 200 and (spot.endpoint == "files.download" or ".csv" in spot.path):
            assert answer.headers["Content-Disposition"].startswith("attachment"), spot
    assert checked > 60


def test_answers_when_somebody_is_signed_in_then_public_pages_are_not_shared_either(grounds):
    for path in ("/", "/calls", "/partnerships", "/about", "/awards-and-outcomes"):
        answer = grounds.browser("lead editor").get(path)
        assert "public" not in answer.headers["Cache-Control"], path
        assert {"private", "no-store"} & set(answer.headers["Cache-Control"].split(", ")), path


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/nowhere", "GET", 404), ("/profile", "GET", 302), ("/sign-in", "PUT", 405), ("/files/1", "GET", 302),
        ("/calls/%00", "GET", 404), ("/static/nowhere.css", "GET", 404), ("/sign-in", "OPTIONS", 200), ("/healthz", "GET", 200),
        ("/applications/99999999999999", "GET", 404), ("/sign-in", "POST", 422),
    ],
)  # fmt: skip
def test_answers_when_something_is_wrong_then_the_same_headers(client, path, method, status):
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert _missing(answer) == []


def test_answers_when_the_connection_is_safe_then_the_browser_is_told_to_stay_with_it(client):
    assert (
        "max-age=31536000"
        in client.get("/", base_url="https://localhost").headers["Strict-Transport-Security"]
    )
    assert "Strict-Transport-Security" not in client.get("/").headers
