"""SIGKILL in the middle of concurrent submits and releases: what was said is there once, and everything verifies."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from grantapp.applications.models import Application, Side
from grantapp.audit import chain
from grantapp.audit.models import DomainEvent
from grantapp.database import db
from grantapp.disbursements import actions as payments
from grantapp.disbursements.models import Disbursement
from grantapp.ledger import cli as ledger
from grantapp.notifications.models import Letter
from tests.factories import applications, awards

ROOT = Path(__file__).resolve().parents[2]
KILL_AFTER = 3
COUNT = 8


def hurry(app: Flask, verb: str, pairs: list[tuple[int, int]], kill_after: int = 0) -> list[int]:
    """Run the hurried process on our database; kill it after some successes; return what it said was done."""
    db.session.remove()
    db.engine.dispose()
    words = ",".join(f"{person}:{record}" for person, record in pairs)
    environment = os.environ | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "FILES_URL": app.config["FILES_URL"],
        "HUEY_PATH": app.config["HUEY_PATH"], "MAIL_FOLDER": app.config["MAIL_FOLDER"],
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.load.hurried", verb, words]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        done: list[int] = []
        for line in process.stdout or ():
            if line.startswith("done"):
                done.append(int(line.split()[1]))
            if kill_after and len(done) >= kill_after:
                process.send_signal(signal.SIGKILL)
                done += [int(rest.split()[1]) for rest in process.stdout or () if rest.startswith("done")]
                break
    return done


def count_of(verb: str) -> Counter[int]:
    """Return how often each record's timeline tells a verb."""
    bodies = db.session.scalars(select(DomainEvent.body).where(DomainEvent.verb == verb))
    return Counter(json.loads(body)["subjects"][0][1] for body in bodies)


def assert_everything_verifies() -> None:
    assert list(chain.verify()) == []
    assert ledger.faults() == []


@pytest.fixture
def endorsed(app: Flask) -> list[tuple[int, int]]:
    """Return endorsed applications of one call with the person who may send each."""
    call = applications.call()
    worlds = [applications.world(call) for _number in range(COUNT)]
    return [(world.signatories[Side.LEAD].id, applications.endorsed(world).id) for world in worlds]


def test_submit_when_killed_on_the_way_then_what_was_said_is_there_once(
    app: Flask, endorsed: list[tuple[int, int]]
) -> None:
    done = hurry(app, "submit", endorsed, KILL_AFTER)
    sent = {one.id: one for one in db.session.scalars(select(Application)) if one.submitted_at}
    assert set(done) <= set(sent)
    assert KILL_AFTER <= len(done) <= 2 * len(set(done))  # pressed twice, the second gets the same receipt
    assert count_of("application.submit") == Counter(sent.keys())
    receipts = set(db.session.scalars(select(Letter.subject_id).where(Letter.name == "application_received")))
    assert receipts == set(sent)
    assert_everything_verifies()
    hurry(app, "submit", endorsed)
    numbers = [one.number for one in db.session.scalars(select(Application))]
    assert sorted(number[-4:] for number in numbers if number) == [f"{n:04d}" for n in range(1, COUNT + 1)]
    assert_everything_verifies()


@pytest.fixture
def approved(app: Flask) -> list[tuple[int, int]]:
    """Return approved payments with a finance officer who may release each."""
    found = []
    for _number in range(COUNT // 2):
        place = awards.place()
        payment = awards.payments(awards.active(place))[0]
        payments.request_disbursement(place.world.editor(Side.LEAD), payment.id)
        payments.approve_disbursement(place.officer(), payment.id)
        found.append((place.finance().person_id or 0, payment.id))
    return found


def test_pay_when_killed_on_the_way_then_nothing_is_paid_twice(
    app: Flask, approved: list[tuple[int, int]]
) -> None:
    done = hurry(app, "pay", approved, 1)
    paid = {one.id for one in db.session.scalars(select(Disbursement).where(Disbursement.status == "paid"))}
    assert set(done) <= paid
    assert count_of("disbursement.pay") == Counter(paid)
    assert_everything_verifies()
    for record in db.session.scalars(select(Disbursement).where(Disbursement.status == "released")):
        assert record.paid_on is None
