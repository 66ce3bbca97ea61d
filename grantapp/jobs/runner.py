"""The drain: run what is due; huey, in a file of its own, only wakes it after a commit and once a minute."""

import logging
import socket
import sqlite3
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import SqliteHuey, crontab
from huey.serializer import SignedSerializer

from grantapp.core.policy import Actor
from grantapp.core.workflow import Happened
from grantapp.database import db
from grantapp.jobs import actions, registry, rules

log = logging.getLogger(__name__)
QUEUE = "grantapp"
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_TO_FINISH = 8
_DRAINING = "jobs_draining"


def drain() -> int:
    """Run all work that is due, then the other drains (letters); return how much was done."""
    return drain_jobs() + sum(other() for other in registry.drains)


def drain_jobs() -> int:
    """Run all jobs that are due, one after the other, each outside any transaction; return how many."""
    done = 0
    while not registry.is_ending() and (claim := actions.claim_job(Actor.system("worker"))) is not None:
        run_claimed(claim)
        done += 1
    return done


def run_claimed(claim: actions.Claim) -> None:
    """Run one claimed job and mark what became of it."""
    try:
        registry.handler_of(claim.kind)(claim.ids)
    except Exception as error:
        db.session.rollback()
        log.exception("job %s %s failed at attempt %s", claim.job_id, claim.kind, claim.attempt)
        actions.fail_job(Actor.system("worker"), claim, rules.error_text(error))
    else:
        actions.finish_job(Actor.system("worker"), claim)


def tick() -> None:
    """Once a minute: say that the worker lives, ask for periodic work, and run what is due."""
    actor = Actor.system("worker")
    actions.beat(actor, socket.gethostname()[:80])
    actions.open_rounds(actor)
    for work in registry.minutely:
        try:
            work()
        except Exception:
            db.session.rollback()
            log.exception("%s.%s failed and comes again in a minute", work.__module__, work.__name__)
    drain()


def wake_after_commit(_facts: list[Happened]) -> None:
    """Wake the worker when the action that has just been committed asked for work."""
    if not db.session.info.pop(actions.WAKE, False):
        return
    huey = huey_of(current_app)
    try:
        if huey.immediate:
            _drain_inline()
        elif huey.pending_count() == 0:
            huey.wake()
    except (OSError, sqlite3.Error) as error:
        log.warning("the worker was not woken and will look by itself: %s", type(error).__name__)


def _drain_inline() -> None:
    if not db.session.info.get(_DRAINING):
        db.session.info[_DRAINING] = True
        try:
            drain()
        finally:
            db.session.info.pop(_DRAINING, None)


def huey_of(app: Flask) -> Any:
    """Return the alarm clock of an application, made at its first use."""
    if "huey" not in app.extensions:
        app.extensions["huey"] = _make_huey(app)
    return app.extensions["huey"]


def _make_huey(app: Flask) -> Any:
    path = Path(app.config["HUEY_PATH"])
    path.parent.mkdir(parents=True, exist_ok=True)
    huey = SqliteHuey(
        QUEUE, filename=str(path), results=False, immediate=bool(app.config["INLINE_JOBS"]), fsync=False,
        serializer=SignedSerializer(secret=app.config["SECRET_KEY"]),
    )  # fmt: skip

    def inside(function: Any) -> Any:
        def run() -> None:
            with app.app_context():
                function()

        run.__name__ = function.__name__
        return run

    huey.wake = huey.task(name="wake")(inside(drain))
    huey.tick = huey.periodic_task(crontab(minute="*"), name="tick")(inside(tick))
    return huey


def run_worker(app: Flask) -> None:
    """Run the worker until SIGTERM or SIGINT; what it is doing then is finished first."""
    huey = huey_of(app)
    huey.tick()
    consumer = huey.create_consumer(
        workers=2, max_delay=SECONDS_BETWEEN_LOOKS, graceful_signal="TERM", shutdown_timeout=SECONDS_TO_FINISH
    )
    registry.endings.append(consumer.stop_flag)
    consumer.run()
