"""A process of its own that sends applications and pays as fast as it can, saying each success; it is killed on the way.

    python -m tests.load.hurried submit 1,2,3      python -m tests.load.hurried pay 4,5,6
Reads the database from DATABASE_URL and works with four threads; each thread prints "done <id>" after its COMMIT.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from flask import Flask

from grantapp import create_app
from grantapp.accounts.queries import actor_of, find_person_with_grants
from grantapp.applications.actions import submit_application
from grantapp.core.errors import Refusal
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.disbursements.actions import record_payment, release_disbursement
from grantapp.disbursements.queries import get_disbursement
from grantapp.disbursements.rules import PaymentFacts
from tests.factories.people import NOW

THREADS = 4


def submit(actor: Actor, application_id: int) -> None:
    """Send one application."""
    submit_application(actor, application_id)


def pay(actor: Actor, disbursement_id: int) -> None:
    """Release one payment and record it."""
    payment = get_disbursement(disbursement_id)
    if payment is None:
        raise LookupError(disbursement_id)
    money = payment.money
    release_disbursement(actor, disbursement_id)
    record_payment(actor, disbursement_id, PaymentFacts(date(2026, 11, 2), money))


def work(app: Flask, verb: Callable[[Actor, int], None], person_id: int, record_id: int) -> None:
    """Act once and say so; a refusal is said too, since two threads may race for one record."""
    with app.app_context():
        person = find_person_with_grants(person_id)
        if person is None:
            raise LookupError(person_id)
        actor = actor_of(person, NOW)
        db.session.rollback()
        try:
            verb(actor, record_id)
            print(f"done {record_id}\n", end="", flush=True)
        except Refusal as refusal:
            print(f"refused {record_id} {type(refusal).__name__}\n", end="", flush=True)


def main() -> None:
    """Do everything twice and at once: each record is offered to two threads."""
    verb = {"submit": submit, "pay": pay}[sys.argv[1]]
    pairs = [tuple(int(part) for part in pair.split(":")) for pair in sys.argv[2].split(",")]
    app = create_app({"TESTING": True, "AUDIT_KEY": "test-audit-key", "SECRET_KEY": "test-secret"})
    print("ready", flush=True)
    with ThreadPoolExecutor(THREADS) as pool:
        for person_id, record_id in pairs:
            for _twice in range(2):
                pool.submit(work, app, verb, person_id, record_id)


if __name__ == "__main__":
    main()
