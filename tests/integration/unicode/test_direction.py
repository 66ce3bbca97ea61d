"""A name that turns the writing spoils neither the sentence around it nor the letter."""

from flask import render_template_string

from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.rules import Link, Recipient
from grantapp.web.formats import say
from tests.factories import letters

TURNED = "Eve\u202eliart"


def test_sentence_when_a_name_turns_the_writing_then_only_the_name(app):
    with app.test_request_context():
        page = render_template_string("{{ _('%(who)s agreed', who=who) }}", who=TURNED)
        assert page == f"{TURNED}\u202c agreed"
        assert say("%(who)s agreed", {"who": TURNED}) == f"{TURNED}\u202c agreed"


def test_letter_when_a_name_turns_the_writing_then_only_the_name(app):
    recipient = Recipient("dana@city.example", TURNED, "en", "America/New_York", None)
    facts = {"role": "Editor", "place": Bilingual("Tacoma", ""), "link": Link("accounts.profile", {})}
    queue_letter(Actor.system("test"), "role_granted", recipient, facts, "turned")
    assert f"Dear {TURNED}\u202c," in letters.delivered()[0][1].text
