"""Work that waits, failed, or was asked for already; whether a worker lives."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from grantapp.core import clock
from grantapp.database import db
from grantapp.jobs import rules
from grantapp.jobs.models import Job, JobState, WorkerHeartbeat


def get_job(job_id: int) -> Job | None:
    """Return a piece of work."""
    return db.session.get(Job, job_id, populate_existing=True)


def find_job(dedupe_key: str) -> Job | None:
    """Return the work that was asked for under a key."""
    return db.session.scalars(select(Job).where(Job.dedupe_key == dedupe_key)).one_or_none()


def list_jobs(states: Sequence[JobState], limit: int = 200) -> list[Job]:
    """Return work in some states, newest first."""
    statement = select(Job).where(Job.state.in_(states)).order_by(Job.id.desc()).limit(limit)
    return list(db.session.scalars(statement))


def newest_heartbeat() -> datetime | None:
    """Return the last instant at which any worker was alive."""
    return db.session.scalar(select(func.max(WorkerHeartbeat.at)))


def worker_is_alive() -> bool:
    """Whether a worker was heard of lately (on the wall's clock)."""
    heard = newest_heartbeat()
    return heard is not None and clock.wall() - heard < rules.SILENCE
