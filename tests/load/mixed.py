"""A process of its own whose threads act at random on shared records; each acknowledged write is one line of JSON.

    python -m tests.load.mixed PLAN.json SEED THREADS ROUNDS
Reads the database from DATABASE_URL. A refusal (somebody else was faster) is a line too; so is an error, which fails the
proof.
"""

import json
import random
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from grantapp import create_app
from grantapp.accounts.actions import end_role, grant_role
from grantapp.accounts.models import Role
from grantapp.accounts.queries import actor_of, find_grant, find_person_with_grants
from grantapp.applications.actions import endorse, save_section, submit_application
from grantapp.applications.queries import get_application
from grantapp.core.errors import Refusal
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.disbursements import actions as payments
from grantapp.disbursements.models import DisbursementStatus
from grantapp.disbursements.queries import get_disbursement
from grantapp.disbursements.rules import PaymentFacts
from grantapp.jobs.actions import enqueue
from grantapp.jobs.registry import job
from grantapp.jobs.runner import drain_jobs
from grantapp.notifications.actions import queue_letter
from grantapp.notifications.delivery import drain as deliver_letters
from grantapp.notifications.rules import Link, Recipient
from grantapp.partnerships.actions import record_activity
from grantapp.partnerships.models import ActivityKind
from grantapp.questionnaires.rules import Change
from grantapp.reviews.actions import save_scores
from grantapp.reviews.queries import get_review
from grantapp.reviews.rules import Mark, marks_of
from tests.factories.applications import find_question
from tests.factories.people import NOW

Plan = dict[str, Any]
Facts = dict[str, Any] | None
JOB, LETTER = "load.count", "role_granted"
DAY = 86_400


def say(**facts: Any) -> None:
    """Print one fact on a line of its own."""
    print(json.dumps(facts) + "\n", end="", flush=True)


def actor(person_id: int) -> Actor:
    """Return a person as a request would see him, the read phase closed."""
    person = find_person_with_grants(person_id)
    if person is None:
        raise LookupError(person_id)
    found = actor_of(person, NOW + timedelta(seconds=time.time() % DAY))
    db.session.rollback()
    return found


def edit(plan: Plan, dice: random.Random) -> Facts:
    """Write over the same answer."""
    person_id, application_id = dice.choice(plan["drafts"])
    application = get_application(application_id)
    question = find_question(application, "title")
    answer = next((one for one in application.sheet.answers if one.question_id == question.id), None)
    shown, value, key = (answer.version if answer else 0), uuid.uuid4().hex, question.id
    save_section(actor(person_id), application_id, "project", {key: Change(value, shown)})
    return {"record": application_id, "version": shown + 1, "value": value}


def score(plan: Plan, dice: random.Random) -> Facts:
    """Write over the same scores."""
    person_id, review_id = dice.choice(plan["reviews"])
    review = get_review(review_id)
    shown, first = (
        review.version,
        min(marks_of(review) or {one.id: 0 for one in review.application.call.criteria}),
    )
    value = uuid.uuid4().hex
    save_scores(actor(person_id), review_id, {first: Mark(3, comment_to_cities=value)}, shown)
    return {"record": review_id, "version": shown + 1, "value": value}


def give_role(plan: Plan, dice: random.Random) -> Facts:
    """Give a role."""
    by, to = dice.choice(plan["administrators"]), dice.choice(plan["candidates"])
    grant = grant_role(actor(by), to, Role.APPLICANT_EDITOR, plan["scope_id"], tell=True)
    return {"record": grant.id}


def take_role(plan: Plan, dice: random.Random) -> Facts:
    """End a role, if somebody holds it."""
    by, to = dice.choice(plan["administrators"]), dice.choice(plan["candidates"])
    held = find_grant(to, Role.APPLICANT_EDITOR, plan["scope_id"])
    if held is None:
        return None
    grant_id = held.id
    end_role(actor(by), grant_id)
    return {"record": grant_id}


def agree(plan: Plan, dice: random.Random) -> Facts:
    """Endorse an application as it stands."""
    person_id, application_id = dice.choice(plan["ready"])
    shown = get_application(application_id).content_sha256
    endorse(actor(person_id), application_id, shown)
    return {"record": application_id}


def submit(plan: Plan, dice: random.Random) -> Facts:
    """Send an application."""
    person_id, application_id = dice.choice(plan["endorsed"])
    submit_application(actor(person_id), application_id)
    return {"record": application_id}


def tell(plan: Plan, dice: random.Random) -> Facts:
    """Write the same line of a partnership's history."""
    partnership_id, application_id = dice.choice(plan["subjects"])
    kind, value = dice.choice(list(ActivityKind)), uuid.uuid4().hex
    record_activity(
        Actor.system("load").moved_to(NOW), partnership_id, kind, on=date(2026, 11, 2),
        subject=get_application(application_id), summary=Bilingual(value, value),
    )  # fmt: skip
    return {"record": application_id, "kind": kind, "value": value}


def pay(plan: Plan, dice: random.Random) -> Facts:
    """Move a payment one step on."""
    wanted = dice.choice(plan["payments"])
    payment = get_disbursement(wanted["id"])
    if payment is None or payment.status == DisbursementStatus.PAID:
        return None
    step, money = payment.status, payment.money
    if step == DisbursementStatus.SCHEDULED:
        payments.request_disbursement(actor(wanted["asks"]), wanted["id"])
    elif step == DisbursementStatus.REQUESTED:
        payments.approve_disbursement(actor(wanted["approves"]), wanted["id"])
    elif step == DisbursementStatus.APPROVED:
        payments.release_disbursement(actor(wanted["releases"]), wanted["id"])
    else:
        payments.record_payment(actor(wanted["pays"]), wanted["id"], PaymentFacts(date(2026, 11, 2), money))
    return {"record": wanted["id"], "step": step}


def write_letter(plan: Plan, dice: random.Random) -> Facts:
    """Queue one of a few letters, each under a key of its own."""
    key = f"load-{dice.randrange(plan['keys'])}"
    recipient = Recipient(f"{key}@city.example", "Dana", "en", "America/New_York", None)
    facts = {"role": "Editor", "place": Bilingual("Tacoma", "タコマ"), "link": Link("accounts.profile", {})}
    return {"record": key} if queue_letter(Actor.system("load"), LETTER, recipient, facts, key) else None


def ask_work(plan: Plan, dice: random.Random) -> Facts:
    """Ask for one of a few pieces of work."""
    key = f"load-{dice.randrange(plan['keys'])}"
    return {"record": key} if enqueue(Actor.system("load"), JOB, {"key": key}, key) else None


def work(_plan: Plan, _dice: random.Random) -> Facts:
    """Do whatever is due, as a worker does."""
    drain_jobs()
    return None


def deliver(_plan: Plan, _dice: random.Random) -> Facts:
    """Deliver whatever waits, as a worker does."""
    deliver_letters()
    return None


VERBS: dict[str, Callable[[Plan, random.Random], Facts]] = {
    "edit": edit, "score": score, "give_role": give_role, "take_role": take_role, "endorse": agree, "submit": submit,
    "tell": tell, "pay": pay, "write_letter": write_letter, "ask_work": ask_work, "work": work, "deliver": deliver,
}  # fmt: skip
WEIGHTS = {"edit": 4, "score": 3, "pay": 4, "work": 1, "deliver": 1}


@job(JOB)
def count(ids: dict[str, Any]) -> None:
    """Say that a piece of work is done."""
    say(did="ran", record=ids["key"])


def act(app: Flask, plan: Plan, seed: int, rounds: int) -> None:
    """Act some times, one verb after another as the dice fall."""
    dice = random.Random(seed)
    verbs = dice.choices(list(VERBS), [WEIGHTS.get(name, 2) for name in VERBS], k=rounds)
    for verb in verbs:
        with app.app_context():
            try:
                facts = VERBS[verb](plan, dice)
            except Refusal as refusal:
                say(refused=verb, by=type(refusal).__name__)
            except Exception:  # noqa: BLE001 - whatever it is, it is what the proof looks for
                say(error=verb, trace=traceback.format_exc()[-3000:])
            else:
                if facts is not None:
                    say(did=verb, **facts)


def main() -> None:
    """Start the threads, all at once."""
    plan, (seed, threads, rounds) = json.loads(Path(sys.argv[1]).read_text()), map(int, sys.argv[2:5])
    app = create_app({"TESTING": True, "AUDIT_KEY": "test-audit-key", "SECRET_KEY": "test-secret"})
    with ThreadPoolExecutor(threads) as pool:
        for number in range(threads):
            pool.submit(act, app, plan, seed * 1000 + number, rounds)


if __name__ == "__main__":
    main()
