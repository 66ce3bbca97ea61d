"""A redirect stays in the house, and links of letters name the house's own host, whatever a request claims."""

from urllib.parse import quote, urlsplit

import pytest

from grantapp.accounts import actions
from grantapp.accounts.rules import passwords
from grantapp.core.policy import Actor
from grantapp.web.access import safe_path
from tests.factories import letters, people

PASSWORD = "a long and private sentence"
EVIL = [
    "//evil.example", "///evil.example", "////evil.example/", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\\/evil.example", "https://evil.example", "HTTPS://evil.example", "http:evil.example", "https:/evil.example",
    "javascript:alert(1)", "data:text/html,x", "evil.example", "@evil.example", ".evil.example", "?next=//evil.example",
    "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example",
    "/\x00/evil.example", "/\x0b/evil.example", "/\x7f/evil.example", "/\u2028/evil.example", "/\u00a0/evil.example",
    "//evil.example@localhost", "http://localhost@evil.example", "http://localhost.evil.example", "/./\\evil.example",
    "/..//evil.example", "//localhost\\@evil.example", "/home\r\nLocation: https://evil.example",
    "/home\r\nSet-Cookie: a=b", "/home%0d%0aSet-Cookie:a=b", "/%09/evil.example", "/%5cevil.example", "/%2f%2fevil.example",
    "//%65vil.example", "〱evil.example", "/／evil.example", "/。evil.example", "//evil。example", "http:\\\\evil.example",
    "x" * 5000, "/" + "x" * 20_000, "", "/", "#", "//", "/\\", "\\",
]  # fmt: skip


@pytest.fixture
def dana(app):
    """Return somebody who can sign in."""
    return people.person("Dana", password_hash=passwords.hash_password(PASSWORD))


def _stays(location):
    """Whether a browser that reads an address as WHATWG says stays on the host."""
    plain = "".join(c for c in location if c not in "\t\r\n").lstrip().replace("\\", "/")
    parts = urlsplit(plain)
    return not parts.scheme and not parts.netloc and plain.startswith("/") and not plain.startswith("//")


@pytest.mark.parametrize("target", EVIL)
def test_safe_path_when_it_leads_elsewhere_then_the_fallback(target):
    assert _stays(safe_path(target, "/home"))
    assert not any(ord(c) < 33 for c in safe_path(target, "/home"))


@pytest.mark.parametrize("target", [one for one in EVIL if len(one) < 1000])
def test_next_when_it_leads_elsewhere_then_the_answer_stays_in_the_house(client, dana, sign_in, target):
    sign_in(client, dana)
    for spelled in (quote(target, safe=""), quote(quote(target, safe=""), safe="")):
        answer = client.get(f"/sign-in?next={spelled}")
        if answer.status_code == 404:  # a control character is no address of ours
            continue
        assert answer.status_code == 302
        assert _stays(answer.location), answer.location


def test_next_when_given_twice_then_still_in_the_house(client, dana, sign_in):
    sign_in(client, dana)
    for query in (
        "next=/home&next=//evil.example",
        "next=//evil.example&next=/home",
        "next[]=//evil.example",
    ):
        assert _stays(client.get(f"/sign-in?{query}").location)


def test_language_when_the_referrer_is_elsewhere_then_the_answer_stays_in_the_house(client):
    for referrer in (
        "https://evil.example/x",
        "//evil.example",
        "http://localhost.evil.example/",
        "http://localhost//evil.example",
    ):
        answer = client.post(
            "/language", data={"language": "ja", "next": referrer}, headers={"Referer": referrer}
        )
        assert answer.status_code == 302
        assert _stays(answer.location), answer.location


HOSTS = [
    {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"},
    {"X-Host": "evil.example", "X-Original-Host": "evil.example", "X-Forwarded-Server": "evil.example"},
    {"X-Original-URL": "//evil.example/", "X-Rewrite-URL": "//evil.example/"},
]  # fmt: skip


@pytest.mark.parametrize("headers", HOSTS)
def test_host_when_a_request_claims_another_then_no_answer_and_no_letter_names_it(client, dana, headers):
    answers = [client.get(path, headers=headers) for path in ("/", "/sign-in", "/home", "/calls", "/nowhere")]
    answers.append(client.post("/forgotten-password", data={"email": dana.email}, headers=headers))
    for answer in answers:
        assert "evil.example" not in answer.text
        assert "evil.example" not in (answer.location or "")
    sent = letters.delivered()
    assert [letter.name for letter, _written in sent] == ["password_reset"]
    assert "http://localhost/new-password/" in sent[0][1].text
    assert "evil" not in sent[0][1].text


def test_letters_when_written_outside_a_request_then_the_same_host(app, dana):
    with app.test_request_context(base_url="https://evil.example"):
        actions.ask_for_reset(Actor.anonymous(), dana.email)
        assert "http://localhost/new-password/" in letters.delivered()[0][1].text
