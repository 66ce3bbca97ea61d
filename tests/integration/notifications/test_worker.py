"""A worker process of its own: ended gently it ends cleanly, killed at any point it loses no letter."""

import asyncio
import email
import os
import signal
import subprocess
import sys
import threading
import time
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.jobs import queries as jobs_queries
from grantapp.notifications import actions, queries
from grantapp.notifications.models import LetterState
from tests.integration.notifications.conftest import TACOMA, Mailbox, serve
from tests.integration.notifications.test_delivery import FACTS, PAGE

ROOT = Path(__file__).parents[3]
WORKER = """
import sys
from datetime import timedelta
from jinja2 import ChoiceLoader, DictLoader
from grantapp import create_app
from grantapp.jobs.runner import run_worker
from grantapp.notifications import rules
from tests.integration.notifications.conftest import LETTERS

rules.LEASE = timedelta(seconds=float(sys.argv[1]))
app = create_app({"RATELIMIT_ENABLED": False})
app.jinja_env.loader = ChoiceLoader([DictLoader(LETTERS), app.jinja_loader])
with app.app_context():
    run_worker(app)
"""


class SlowMailbox(Mailbox):
    """A mail server that waits before it answers to the first letter's text."""

    arrived = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take the letter, and answer when it is too late."""
        answer = await super().handle_DATA(server, session, envelope)
        self.arrived.set()
        if len(self.taken) == 1:
            await asyncio.sleep(3)
        return answer


@pytest.fixture
def workers(letters, authority, tmp_path):
    """Return a way to start a worker on the test's database that sends to a mail server of the test."""
    started = []

    def start(port: int, lease: float = 300) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": letters.config["SQLALCHEMY_DATABASE_URI"],
            "HUEY_PATH": letters.config["HUEY_PATH"], "FILES_URL": letters.config["FILES_URL"],
            "SECRET_KEY": letters.config["SECRET_KEY"], "AUDIT_KEY": letters.config["AUDIT_KEY"],
            "MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(port), "MAIL_USE_SSL": "1",
            "MAIL_CA_FILE": str(authority.file), "PUBLIC_URL": "http://localhost",
        }  # fmt: skip
        command = [sys.executable, "-c", WORKER, str(lease)]
        with (tmp_path / "worker.log").open("ab") as log:
            worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def queue(key):
    actions.queue_letter(Actor.system("test"), "test_letter", TACOMA, FACTS | {"page": PAGE}, key)


def wait_for(holds, seconds=40):
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.1)
        db.session.rollback()


def state(key):
    return queries.get_letter(queries.find_letter(key).id).state


def ids(mailbox):
    return [email.message_from_bytes(taken[2], policy=default)["Message-ID"] for taken in mailbox.taken]


def test_worker_when_a_letter_is_committed_then_sent_soon_and_it_ends_cleanly_when_told(workers, authority):
    mailbox = Mailbox()
    controller = serve(mailbox, authority)
    worker = workers(controller.port)
    wait_for(jobs_queries.worker_is_alive)
    queue("soon")
    wait_for(lambda: state("soon") is LetterState.SENT, seconds=15)
    worker.send_signal(signal.SIGTERM)
    controller.stop()
    assert worker.wait(15) == 0
    assert len(mailbox.taken) == 1


def test_worker_when_killed_after_the_commit_then_the_next_one_sends_what_waits(workers, authority):
    mailbox = Mailbox()
    controller = serve(mailbox, authority)
    worker = workers(controller.port)
    wait_for(jobs_queries.worker_is_alive)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    for number in range(5):
        queue(f"kept-{number}")
    workers(controller.port)
    wait_for(lambda: all(state(f"kept-{number}") is LetterState.SENT for number in range(5)))
    controller.stop()
    assert len(set(ids(mailbox))) == len(mailbox.taken) == 5


def test_worker_when_killed_between_the_servers_answer_and_its_mark_then_the_copy_bears_the_same_id(
    workers, authority
):
    mailbox = SlowMailbox()
    controller = serve(mailbox, authority)
    queue("twice")
    worker = workers(controller.port, lease=1)
    assert mailbox.arrived.wait(40)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert state("twice") is LetterState.SENDING
    workers(controller.port, lease=300)
    wait_for(lambda: state("twice") is LetterState.SENT, seconds=60)
    controller.stop()
    assert len(set(ids(mailbox))) == 1
    outcomes = [attempt.outcome for attempt in queries.get_letter(queries.find_letter("twice").id).attempts]
    assert outcomes == [actions.INTERRUPTED, actions.SENT]
