"""A letter is sent once, over verified TLS, under one Message-ID, in its recipient's language."""

import email
import logging
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path

import pytest

from grantapp.core import clock
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.core.tokens import derive_token, new_token_id
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.notifications import actions, delivery, queries, rules
from grantapp.notifications.models import LetterState
from grantapp.notifications.rules import Link, TokenLink
from grantapp.unit_of_work import action
from tests.factories import people
from tests.integration.notifications.conftest import (
    KITAKYUSHU,
    TACOMA,
    Mailbox,
    make_authority,
    serve,
    use_server,
)

SYSTEM = Actor.system("test")
DUE = datetime(2026, 3, 15, 3, 59, tzinfo=UTC)
FACTS = {"city": Bilingual("Tacoma", "タコマ市").en, "amount": Money(1800000, "USD"), "due": DUE}
PAGE = Link("web.healthz", {"page": 2})


def queue(key="k", recipient=TACOMA, **facts):
    return actions.queue_letter(SYSTEM, "test_letter", recipient, FACTS | {"page": PAGE} | facts, key)


def later(**span):
    return clock.travel(clock.wall() + timedelta(**span))


def read(content):
    return email.message_from_bytes(content, policy=default)


def test_queue_when_the_key_was_used_then_one_letter(letters):
    assert queue()
    assert not queue()
    assert delivery.drain() == 1


def test_queue_when_the_action_fails_then_no_letter(letters):
    @action
    def fail(actor):
        queue("lost")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail(SYSTEM)
    assert queries.find_letter("lost") is None


def test_drain_when_there_is_no_server_then_a_file_with_the_whole_letter(letters):
    queue(recipient=KITAKYUSHU)
    assert delivery.drain() == 1
    (path,) = Path(letters.config["MAIL_FOLDER"]).glob("*.eml")
    message = read(path.read_bytes())
    assert message["Subject"] == "【お知らせ】Tacomaについて"
    assert message["To"].addresses[0].display_name == "髙﨑 花子"
    text = message.get_body(("plain",)).get_content()
    assert "金額は18,000.00米ドル、期限は2026年3月15日（日）12:59（日本時間）です。" in text
    assert "http://localhost/healthz?page=2" in text


def test_write_when_english_then_its_own_words_zone_and_no_empty_lines_in_a_row(letters):
    queue()
    written = delivery.write(queries.find_letter("k"))
    assert written.subject == "News of Tacoma"
    assert "due Sat 14 Mar 2026, 20:59 PT" in written.text
    assert "\n\n\n" not in written.text
    assert written.text.endswith("help@exchange.example.\n")


def test_message_when_made_then_the_html_holds_the_links_and_nothing_from_elsewhere(letters):
    queue(reason="<b>bold</b>")
    message = read(delivery.message_of(queries.find_letter("k")).as_bytes())
    html = message.get_body(("html",)).get_content()
    assert '<a href="http://localhost/healthz?page=2"' in html
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert "<img" not in html
    assert "url(" not in html
    assert 'lang="en"' in html


def test_message_when_a_subject_holds_line_ends_then_one_line(letters):
    queue(city="Tacoma\r\nBcc: everybody@example.org")
    message = delivery.message_of(queries.find_letter("k"))
    assert "\n" not in message.subject
    assert read(message.as_bytes())["Bcc"] is None


def test_server_when_trusted_then_the_letter_arrives_once(server: Mailbox):
    queue()
    queue("second", KITAKYUSHU)
    assert delivery.drain() == 2
    assert delivery.drain() == 0
    senders, recipients = {taken[0] for taken in server.taken}, [taken[1] for taken in server.taken]
    assert senders == {"grants@exchange.example"}
    assert recipients == [["jane@tacoma.example"], ["hanako@kitakyushu.example"]]
    letter = queries.get_letter(queries.find_letter("k").id)
    assert letter.state is LetterState.SENT
    assert [attempt.outcome for attempt in letter.attempts] == [actions.SENT]
    assert read(server.taken[0][2])["Message-ID"] == f"<{letter.message_id}@exchange.example>"


def test_server_when_it_offers_starttls_then_the_letter_arrives(letters, authority, monkeypatch):
    mailbox = Mailbox()
    controller = serve(mailbox, authority, starttls=True)
    use_server(letters, monkeypatch, controller.port, MAIL_USE_TLS=True, MAIL_CA_FILE=str(authority.file))
    queue()
    assert delivery.drain() == 1
    controller.stop()
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize("starttls", [False, True])
def test_server_when_another_authority_signed_then_refused_and_the_letter_is_kept(
    letters, tmp_path, authority, monkeypatch, starttls
):
    mailbox = Mailbox()
    (tmp_path / "other").mkdir()
    stranger = make_authority(tmp_path / "other")
    controller = serve(mailbox, stranger, starttls=starttls)
    use_server(
        letters, monkeypatch, controller.port, MAIL_USE_SSL=not starttls, MAIL_USE_TLS=starttls,
        MAIL_CA_FILE=str(authority.file),
    )  # fmt: skip
    queue()
    assert delivery.drain() == 0
    controller.stop()
    letter = queries.get_letter(queries.find_letter("k").id)
    assert mailbox.taken == []
    assert letter.state is LetterState.QUEUED
    assert "CERTIFICATE_VERIFY_FAILED" in letter.attempts[0].detail


def test_server_when_the_certificate_is_for_another_name_then_refused(letters, tmp_path, monkeypatch):
    mailbox, authority = Mailbox(), make_authority(tmp_path, "mail.example")
    controller = serve(mailbox, authority)
    use_server(
        letters, monkeypatch, controller.port, MAIL_USE_SSL=True, MAIL_CA_FILE=str(authority.file)
    )  # fmt: skip
    queue()
    assert delivery.drain() == 0
    controller.stop()
    assert mailbox.taken == []


def test_server_when_it_takes_the_letter_later_then_tried_again_with_the_same_id(server: Mailbox):
    queue()
    server.to_text = "451 later please"
    assert delivery.drain() == 0
    assert delivery.drain() == 0
    server.to_text = "250 taken"
    with later(minutes=2):
        assert delivery.drain() == 1
    letter = queries.get_letter(queries.find_letter("k").id)
    assert [attempt.outcome for attempt in letter.attempts] == [actions.FAILED, actions.SENT]
    assert "451" in letter.attempts[0].detail
    assert read(server.taken[0][2])["Message-ID"] == f"<{letter.message_id}@exchange.example>"


def test_server_when_it_refuses_the_address_then_given_up_and_said(server: Mailbox):
    queue()
    queue("second", KITAKYUSHU)
    server.to_recipient = "550 no such mailbox"
    assert delivery.drain() == 0
    undelivered = queries.list_undelivered()
    assert [letter.address for letter in undelivered] == [KITAKYUSHU.address, TACOMA.address]
    assert undelivered[0].attempts[0].detail == "550 no such mailbox"
    server.to_recipient = "250 OK"
    assert actions.retry_letter(SYSTEM, undelivered[1].id)
    assert delivery.drain() == 1


def test_server_when_unreachable_then_all_attempts_are_kept_until_given_up(letters, monkeypatch):
    use_server(letters, monkeypatch, 1, MAIL_USE_SSL=True)
    queue()
    for day in range(rules.MOST_ATTEMPTS + 2):
        with later(days=day):
            delivery.drain()
    letter = queries.get_letter(queries.find_letter("k").id)
    assert letter.state is LetterState.FAILED
    assert len(letter.attempts) == rules.MOST_ATTEMPTS


def test_claim_when_the_lease_has_ended_then_taken_over_with_the_same_id_and_the_first_is_ignored(
    server: Mailbox,
):
    queue()
    first = actions.claim_letter(SYSTEM)
    assert actions.claim_letter(SYSTEM) is None
    with delivery.Postman() as postman:  # the process dies between the server's answer and the mark
        postman.send(first.letter_id, delivery.message_of(queries.get_letter(first.letter_id)))
    with later(seconds=rules.LEASE.total_seconds() + 1):
        assert delivery.drain() == 1
    actions.mark_failed(SYSTEM, first, "too late")
    letter = queries.get_letter(first.letter_id)
    assert letter.state is LetterState.SENT
    assert [attempt.outcome for attempt in letter.attempts] == [actions.INTERRUPTED, actions.SENT]
    assert len({read(taken[2])["Message-ID"] for taken in server.taken}) == 1
    assert len(server.taken) == 2


def test_lease_when_compared_then_longer_than_a_whole_conversation():
    assert rules.LEASE.total_seconds() >= 10 * rules.TIMEOUT_SECONDS


def test_send_when_the_server_answers_then_no_transaction_is_open(server: Mailbox, monkeypatch):
    seen = []
    send = delivery.Postman.send

    def watched(self, letter_id, message):
        seen.append(db.session().in_transaction())
        return send(self, letter_id, message)

    monkeypatch.setattr(delivery.Postman, "send", watched)
    queue()
    delivery.drain()
    assert seen == [False]


def test_write_when_a_fact_is_missing_then_the_letter_is_not_sent_with_a_hole(letters):
    actions.queue_letter(SYSTEM, "test_letter", TACOMA, {"city": "Tacoma"}, "hole")
    assert delivery.drain() == 0
    assert "UndefinedError" in queries.get_letter(queries.find_letter("hole").id).attempts[0].detail


def test_letter_when_it_opens_a_door_then_the_database_and_the_log_hold_no_key(letters, caplog):
    public_id = new_token_id()
    with caplog.at_level(logging.DEBUG):
        queue(page=TokenLink("web.healthz", "invitation", public_id))
        delivery.drain()
    raw = derive_token(letters.config["SECRET_KEY"], "invitation", public_id)
    letter = queries.find_letter("k")
    assert f"http://localhost/healthz?token={raw}" in delivery.write(letter).text
    assert raw not in str(letter.facts)
    assert raw not in caplog.text


def test_letter_when_a_send_fails_then_the_log_holds_no_text_of_it(server: Mailbox, caplog):
    public_id = new_token_id()
    server.to_text = "554 spam"
    with caplog.at_level(logging.DEBUG):
        queue(page=TokenLink("web.healthz", "invitation", public_id))
        delivery.drain()
    # "mail.log" is the test's own server.
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    assert [line for line in ours if public_id in line] == []
    assert public_id not in queries.get_letter(queries.find_letter("k").id).attempts[0].detail


def test_letters_of_when_asked_then_those_of_that_record_only(letters):
    who, other = people.person(), people.person()
    for number, subject in enumerate((who, who, other)):
        actions.queue_letter(SYSTEM, "test_letter", TACOMA, FACTS, f"of-{number}", subject=subject)
    assert [letter.dedupe_key for letter in queries.letters_of(who)] == ["of-0", "of-1"]


def test_commands_when_a_letter_was_given_up_then_listed_and_revived(server: Mailbox, letters):
    queue()
    server.to_recipient = "550 no such mailbox"
    delivery.drain()
    shell = letters.test_cli_runner()
    assert "550 no such mailbox" in shell.invoke(args=["letters", "undelivered"]).output
    letter_id = str(queries.find_letter("k").id)
    assert shell.invoke(args=["letters", "retry", letter_id]).exit_code == 0
    assert shell.invoke(args=["letters", "retry", letter_id]).exit_code == 1
