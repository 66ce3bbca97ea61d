"""Every write of background work: asked for, claimed, finished, tried again, given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select, update

from grantapp.core import clock
from grantapp.database import db, insert_once
from grantapp.jobs import registry, rules
from grantapp.jobs.models import Job, JobState, WorkerHeartbeat
from grantapp.unit_of_work import Actor, action

WAKE = "wake_worker"
WORKER_ENDED = "the worker ended while the job ran"
_QUIET = {"synchronize_session": False}


@dataclass(frozen=True)
class Claim:
    """A piece of work that is ours until the lease ends; `attempt` guards against a late former owner."""

    job_id: int
    kind: str
    ids: dict[str, Any]
    attempt: int


@action
def enqueue(
    actor: Actor, kind: str, ids: Mapping[str, Any], dedupe_key: str, run_at: datetime | None = None
) -> bool:
    """Ask for work in the same transaction as the fact that needs it; False when the key was used before."""
    registry.handler_of(kind)
    db.session.info[WAKE] = True
    return insert_once(
        Job, "dedupe_key", kind=kind, ids=dict(ids), dedupe_key=dedupe_key, state=JobState.QUEUED,
        run_at=run_at or min(actor.at, clock.wall()), created_at=actor.at,
    )  # fmt: skip


@action
def open_rounds(actor: Actor) -> None:
    """Ask for the periodic work whose period has begun; each period has one key, whoever asks first."""
    for entry in registry.rounds.values():
        ids = {"period": entry.period_of(actor.at).isoformat()}
        enqueue(actor, entry.kind, ids, entry.key_of(actor.at))


@action
def claim_job(actor: Actor) -> Claim | None:
    """Take the oldest due work by one atomic UPDATE, past rows that others lock; None when nothing is due."""
    _give_up_on_deadly_jobs(actor)
    taken = db.session.execute(
        update(Job)
        .where(Job.id == _due(actor.at).scalar_subquery())
        .values(state=JobState.RUNNING, lease_until=actor.at + rules.LEASE, attempts=Job.attempts + 1)
        .returning(Job.id, Job.kind, Job.ids, Job.attempts),
        execution_options=_QUIET,
    ).one_or_none()
    return Claim(*taken) if taken else None


@action
def finish_job(actor: Actor, claim: Claim) -> None:
    """Mark work as done, unless somebody else has taken it over."""
    _settle(claim, state=JobState.DONE, finished_at=actor.at, lease_until=None, error="")


@action
def progress(actor: Actor, dedupe_key: str, done: int, total: int) -> None:
    """Say how far running work is; its lease begins anew, for it is alive. Work done without a job says nothing."""
    ours = and_(Job.dedupe_key == dedupe_key, Job.state == JobState.RUNNING)
    values = {"done": done, "total": total, "lease_until": actor.at + rules.LEASE}
    db.session.execute(update(Job).where(ours).values(**values), execution_options=_QUIET)


@action
def fail_job(actor: Actor, claim: Claim, error: str) -> None:
    """Put work back with a pause, or give it up after the last attempt; the error is kept."""
    if claim.attempt >= rules.MOST_ATTEMPTS:
        _settle(claim, state=JobState.FAILED, finished_at=actor.at, lease_until=None, error=error)
    else:
        again = actor.at + rules.pause_after(claim.attempt)
        _settle(claim, state=JobState.QUEUED, run_at=again, lease_until=None, error=error)


@action
def retry_job(actor: Actor, job_id: int) -> bool:
    """Give failed work all its attempts again; False when it has not failed."""
    db.session.info[WAKE] = True
    revived = db.session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.FAILED)
        .values(state=JobState.QUEUED, attempts=0, run_at=min(actor.at, clock.wall()), finished_at=None)
        .returning(Job.id),
        execution_options=_QUIET,
    )
    return revived.one_or_none() is not None


@action
def beat(actor: Actor, name: str) -> None:
    """Note that a worker is alive."""
    if not insert_once(WorkerHeartbeat, "name", name=name, at=actor.at):
        db.session.execute(update(WorkerHeartbeat).where(WorkerHeartbeat.name == name).values(at=actor.at))


def _due(at: datetime) -> Select[int]:
    waiting = and_(Job.state == JobState.QUEUED, Job.run_at <= at)
    abandoned = and_(Job.state == JobState.RUNNING, Job.lease_until < at)
    statement = select(Job.id).where(or_(waiting, abandoned)).order_by(Job.run_at, Job.id).limit(1)
    return statement.with_for_update(skip_locked=True)


def _give_up_on_deadly_jobs(actor: Actor) -> None:
    abandoned = and_(Job.state == JobState.RUNNING, Job.lease_until < actor.at)
    db.session.execute(
        update(Job)
        .where(abandoned, Job.attempts >= rules.MOST_ATTEMPTS)
        .values(state=JobState.FAILED, finished_at=actor.at, error=WORKER_ENDED),
        execution_options=_QUIET,
    )


def _settle(claim: Claim, **values: Any) -> None:
    ours = and_(Job.id == claim.job_id, Job.attempts == claim.attempt, Job.state == JobState.RUNNING)
    db.session.execute(update(Job).where(ours).values(**values), execution_options=_QUIET)
