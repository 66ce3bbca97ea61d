"""The office sees what was not delivered, sends it again, or marks an address and finds another one."""

import pytest
from flask import Flask

from grantapp.accounts.models import Role
from grantapp.core.errors import Invalid, NotPermitted
from grantapp.core.policy import Actor
from grantapp.notifications import actions, delivery, queries
from grantapp.notifications.models import Letter, LetterState
from tests.factories import people
from tests.integration.notifications.conftest import KITAKYUSHU, TACOMA
from tests.visitor import Visitor

SYSTEM = Actor.system("test")


def given_up(key: str = "k", recipient: object = TACOMA) -> Letter:
    """Return a letter that was refused for good: it lacks what it should tell."""
    actions.queue_letter(SYSTEM, "test_letter", recipient, {}, key)
    claim = actions.claim_letter(SYSTEM)
    assert claim is not None
    actions.mark_failed(SYSTEM, claim, "550 no such mailbox", for_good=True)
    return queries.get_letter(claim.letter_id)


def test_page_when_a_letter_was_refused_then_reason_retry_and_mark(letters: Flask, sign_in) -> None:
    letter = given_up()
    office = Visitor(sign_in(letters.test_client(), people.staff(Role.PROGRAM_OFFICER)))
    page = office.get(office.get("/home").link("Letters that could not be delivered: 1"))
    assert "550 no such mailbox" in page.words
    page = office.submit(page.form_with(field_name="reason"), {"reason": ""}, expect=422)
    page = office.submit(page.form_with(field_name="reason"), {"reason": "She has left the city"})
    assert "Find another address for Jane Doe" in office.get("/home").words
    office.submit(page.form_with(action="/retry"))
    assert delivery.drain() == 0
    assert queries.get_letter(letter.id).state == LetterState.FAILED
    page = office.get("/office/letters")
    assert "the office marked the address" in page.words
    page = office.submit(page.form_with(action="/clear"))
    office.submit(page.form_with(action="/retry"))
    assert queries.get_letter(letter.id).state == LetterState.QUEUED
    assert queries.tasks_for(people.acting(Role.PROGRAM_OFFICER)) == []


def test_address_when_marked_then_only_its_letters_wait(letters: Flask) -> None:
    actions.mark_address(SYSTEM, given_up().id, "gone")
    for key, recipient in (("again", TACOMA), ("other", KITAKYUSHU)):
        actions.queue_letter(SYSTEM, "test_letter", recipient, {}, key)
    claims = [actions.claim_letter(SYSTEM), actions.claim_letter(SYSTEM)]
    states = []
    with delivery.Postman() as postman:
        for claim in claims:
            assert claim is not None
            delivery.deliver(claim, postman)
            states.append(queries.get_letter(claim.letter_id).attempts[-1].detail)
    assert states[0] == delivery.DEAD
    assert states[1] != delivery.DEAD


def test_marking_when_somebody_else_tries_or_says_no_reason_then_refused(letters: Flask) -> None:
    letter = given_up()
    for verb in (
        lambda actor: actions.mark_address(actor, letter.id, "gone"),
        lambda actor: actions.clear_address(actor, letter.id),
        lambda actor: actions.retry_letter(actor, letter.id),
    ):
        with pytest.raises(NotPermitted):
            verb(people.acting(Role.REVIEWER))
    with pytest.raises(Invalid):
        actions.mark_address(SYSTEM, letter.id, " ")
