"""`flask worker`, and `flask jobs` for whoever looks after it."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from grantapp.core.policy import Actor
from grantapp.jobs import actions, queries, runner
from grantapp.jobs.models import JobState

group = AppGroup("jobs", help="Background work.")


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Do background work and deliver letters until SIGTERM."""
    real: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    runner.run_worker(real)


@group.command("drain")
def drain() -> None:
    """Do all that is due now, letters included, and end."""
    actions.open_rounds(Actor.system("worker"))
    click.echo(f"done: {runner.drain()}")


@group.command("failed")
def failed() -> None:
    """List the work that was given up, with its error."""
    for job in queries.list_jobs([JobState.FAILED]):
        click.echo(f"{job.id}\t{job.kind}\t{job.attempts} attempts\t{job.error}")


@group.command("retry")
@click.argument("job_id", type=int)
def retry(job_id: int) -> None:
    """Give failed work all its attempts again."""
    if not actions.retry_job(Actor.system("flask jobs retry"), job_id):
        raise click.ClickException(f"job {job_id} has not failed")
    click.echo(f"job {job_id} waits again")
