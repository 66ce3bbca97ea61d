"""A letter goes to whom it is meant for and nobody else, whatever stands in names and subjects."""

from email import message_from_bytes
from email.policy import default

import pytest

from grantapp.accounts import actions
from grantapp.accounts.models import Person, Role
from grantapp.core import clock
from grantapp.core.errors import Invalid
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.notifications import delivery
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.models import Letter
from grantapp.notifications.rules import Link, Recipient
from tests.factories import letters, people

NAMES = [
    "eve@evil.example, Dana",
    "<eve@evil.example>",
    'Dana" <eve@evil.example>, "',
    "Dana (x) : y;",
    "松永 由紀, eve@evil.example",
]
BREAKS = ["\r\n", "\n", "\r", "\u2028", "\u0085", "\x0b", "%0d%0a", "\\r\\n"]
EVIL = "Dana{}Bcc: everybody@evil.example{}Content-Type: text/html{}{}<img src=x>"


@pytest.mark.parametrize("line_end", BREAKS)
def test_letter_when_names_and_facts_hold_line_ends_then_one_recipient_and_no_further_header(app, line_end):
    evil = EVIL.format(*[line_end] * 4)
    recipient = Recipient("dana@city.example", evil, "en", "America/New_York", None)
    facts = {"role": "Editor", "place": Bilingual(evil, evil), "link": Link("accounts.profile", {})}
    queue_letter(Actor.system("test"), "role_granted", recipient, facts, "evil")
    message = delivery.message_of(db.session.query(Letter).one())
    parsed = message_from_bytes(message.as_bytes(), policy=default)
    assert parsed["Bcc"] is None
    assert parsed["Cc"] is None
    assert [address.addr_spec for address in parsed["To"].addresses] == ["dana@city.example"]
    assert parsed.get_content_type().startswith("multipart/")
    assert len(letters.delivered()) == 1


@pytest.mark.parametrize("name", NAMES)
def test_letter_when_a_name_holds_an_address_then_it_is_no_recipient(app, name):
    recipient = Recipient("dana@city.example", name, "en", "America/New_York", None)
    queue_letter(
        Actor.system("test"), "role_granted", recipient,
        {"role": "Editor", "place": Bilingual("Tacoma", ""), "link": Link("accounts.profile", {})}, "evil",
    )  # fmt: skip
    parsed = message_from_bytes(
        delivery.message_of(db.session.query(Letter).one()).as_bytes(), policy=default
    )
    assert [address.addr_spec for address in parsed["To"].addresses] == ["dana@city.example"]


@pytest.mark.parametrize(
    "address",
    [
        "dana@city.example\nBcc: eve@evil.example",
        "dana@city.example, eve@evil.example",
        "dana@city.example;eve@evil.example",
        "<eve@evil.example> dana@city.example",
        "dana@city.example%0aBcc:eve@evil.example",
        '"a"@[127.0.0.1]',
        "dana",
        "@",
        "a@b@c",
    ],
)
def test_invitation_when_the_address_is_more_than_one_then_refused(app, address):
    administrator = people.acting(Role.ADMINISTRATOR, at=clock.now())
    with pytest.raises(Invalid):
        actions.invite_person(administrator, address, Role.APPLICANT_EDITOR, people.scope().id)


def test_profile_when_a_name_holds_line_ends_then_it_stays_on_one_line(client, sign_in):
    dana = people.person("Dana")
    sign_in(client, dana)
    form = {
        "name": "Dana\r\nBcc: eve@evil.example",
        "reading": "",
        "title": "",
        "language": "en",
        "zone": "America/New_York",
    }
    client.post("/profile", data=form)
    assert "\n" not in db.session.get_one(Person, dana.id, populate_existing=True).name
