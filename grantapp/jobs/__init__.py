"""Background work as rows of our own database; a worker does it, `jobs.drain()` does it here and now."""

from flask import Flask

from grantapp.jobs import cli, queries, runner
from grantapp.jobs.runner import drain
from grantapp.unit_of_work import after_commit
from grantapp.web.queries import watched

after_commit.append(runner.wake_after_commit)
watched["worker"] = queries.worker_is_alive

__all__ = ["drain", "register"]


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(cli.worker)
    app.cli.add_command(cli.group)
