"""Commands of partnerships."""

from collections import Counter
from pathlib import Path

import click
from flask.cli import AppGroup

from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.policy import Actor
from grantapp.partnerships import actions, jobs

group = AppGroup("partnerships", help="Sister-city partnerships and their cities' offices.")
REFUSED_FILE, REFUSED_ROWS = 2, 1


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
def import_file(file: Path, dry_run: bool) -> None:
    """Take the partnerships of an XLSX or CSV file, row by row; safe to repeat."""
    actor = Actor.system("partnerships import")
    try:
        results = jobs.import_file(actor, file.read_bytes(), rehearse=dry_run, name=file.name)
    except Invalid as refusal:
        click.echo("; ".join(_words(problem) for problem in refusal.problems), err=True)
        raise SystemExit(REFUSED_FILE) from refusal
    for result in results:
        reasons = "; ".join(f"{problem.field}: {_words(problem)}" for problem in result.problems)
        click.echo(f"line {result.line}: {result.outcome} {result.key or reasons}")
    counts = Counter(result.outcome for result in results)
    words = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items())) or "no rows"
    click.echo(f"{'Nothing was written. ' if dry_run else ''}{words}")
    if counts[jobs.REFUSED]:
        raise SystemExit(REFUSED_ROWS)


@group.command("undo")
@click.argument("run_id", type=int)
def undo(run_id: int) -> None:
    """Take back what an import made and changed; its number stands in the address of its page."""
    try:
        actions.undo_import(Actor.system("partnerships undo"), run_id)
    except Invalid as refusal:
        click.echo("\n".join(_words(problem) for problem in refusal.problems), err=True)
        raise SystemExit(REFUSED_ROWS) from refusal
    except NotPermitted as refusal:
        raise click.ClickException(f"there is no import {run_id}") from refusal
    except NotAllowedNow as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo("undone")


def _words(problem: Problem) -> str:
    return problem.message % problem.parameters
