"""The mailbox of development shows every letter, and production has none."""

import re

import pytest
from flask import Flask

from grantapp import notifications
from grantapp.core.policy import Actor
from grantapp.notifications import actions, delivery, queries
from grantapp.notifications.rules import TokenLink
from tests.integration.notifications.conftest import KITAKYUSHU, TACOMA
from tests.integration.notifications.test_delivery import FACTS, PAGE


@pytest.fixture
def invited(letters):
    link = TokenLink("web.healthz", "invitation", "a" * 32)
    actions.queue_letter(Actor.system("test"), "test_letter", TACOMA, FACTS | {"page": link}, "invited")
    delivery.drain()
    return queries.find_letter("invited")


def test_mailbox_when_empty_then_it_says_what_to_do(client):
    page = client.get("/development/mailbox")
    assert page.status_code == 200
    assert "No letter was written yet" in page.text


@pytest.mark.usefixtures("invited")
def test_mailbox_when_a_developer_follows_the_link_of_a_letter_then_it_opens(client):
    listed = client.get("/development/mailbox").text
    assert "News of Tacoma" in listed
    (path,) = set(re.findall(r'href="(/development/mailbox/\d+)"', listed))
    letter = client.get(path).text
    (address,) = set(re.findall(r'href="http://localhost(/healthz\?token=[^"]+)"', letter))
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("invited")
def test_mailbox_when_letters_cannot_be_written_then_the_others_are_still_shown(client):
    actions.queue_letter(Actor.system("test"), "no_such_letter", TACOMA, {}, "unknown")
    page = client.get("/development/mailbox")
    assert "no_such_letter" in page.text
    letter_id = queries.find_letter("unknown").id
    assert "TemplateNotFound" in client.get(f"/development/mailbox/{letter_id}").text
    assert "News of Tacoma" in page.text


@pytest.mark.usefixtures("invited")
def test_mailbox_when_there_are_many_then_pages_and_an_equal_number_of_statements(client):
    for number in range(30):
        actions.queue_letter(
            Actor.system("test"), "test_letter", KITAKYUSHU, FACTS | {"page": PAGE}, f"many-{number}"
        )
    page = client.get("/development/mailbox").text
    assert page.count("【お知らせ】Tacomaについて") == 25
    assert "Next page" in page


def test_letter_when_it_does_not_exist_then_not_found(client, app):
    assert client.get("/development/mailbox/99").status_code == 404


def test_mailbox_when_in_production_then_no_such_page():
    app = Flask("production")
    app.config["PRODUCTION"] = True
    notifications.register(app)
    assert [rule.rule for rule in app.url_map.iter_rules() if "mailbox" in rule.rule] == []
