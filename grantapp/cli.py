"""`flask docs`: the pages of docs/ that are written by the product itself, so that they stay true."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask

from grantapp.core import workflow
from grantapp.core.workflow import Transition, Workflow

DOCS = Path(__file__).resolve().parent.parent / "docs"
FOLDER = DOCS / "workflows"
NOTICE = "<!-- Written by `flask docs`; change the workflow, not this page. -->"


@click.command("docs")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 and name each page that is stale.")
def docs(check: bool) -> None:
    """Draw the life of every kind of record into docs/workflows/."""
    stale = list(stale_pages())
    if check:
        for path in stale:
            click.echo(f"{path.relative_to(DOCS.parent)} is stale; run flask docs", err=True)
        raise SystemExit(1 if stale else 0)
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = generated_pages()
    for path in stale:
        if path in pages:
            path.write_text(pages[path], encoding="utf-8")
        else:
            path.unlink()
    click.echo(f"{len(pages)} pages, {len(stale)} of them written anew")


def stale_pages() -> Iterator[Path]:
    """Yield every page that is missing, out of date or left over."""
    pages = generated_pages()
    for path, text in pages.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield path
    yield from sorted(path for path in FOLDER.glob("*.md") if path not in pages)


def generated_pages() -> dict[Path, str]:
    """Return the text of every generated page."""
    lives = sorted(workflow.registry.values(), key=lambda life: life.kind)
    pages = {FOLDER / f"{life.kind}.md": life_page(life) for life in lives}
    return {FOLDER / "README.md": contents_page(lives), **pages}


def contents_page(lives: list[Workflow]) -> str:
    """Return the list of all lives."""
    lines = [f"- [{title(life.kind)}]({life.kind}.md): {len(life.transitions)} steps" for life in lives]
    return "\n".join(
        ["# Lives", "", NOTICE, "", "When a thing may change, and what follows.", "", *lines, ""]
    )


def life_page(life: Workflow) -> str:
    """Return one life as a picture and a table."""
    steps = list(life.transitions.values())
    arrows = [f"    {source} --> {step.target}: {step.name}" for step in steps for source in step.sources]
    picture = ["```mermaid", "stateDiagram-v2", f"    [*] --> {life.initial}", *arrows, "```"]
    head = ["| step | from | to | who | also asks | then |", "|---|---|---|---|---|---|"]
    rows = [step_row(life, step) for step in steps]
    return "\n".join([f"# {title(life.kind)}", "", NOTICE, "", *picture, "", *head, *rows, ""])


def step_row(life: Workflow, step: Transition) -> str:
    """Return one step as a row: from, to, who, what is asked, what other features add."""
    asks = [f"`{step.guard.__name__}`"] if step.guard else []
    asks += ["a reason"] if step.needs_reason else []
    then = [f"keeps `{step.stamp}`"] if step.stamp else []
    then += [
        f"`{sequel.__module__.removeprefix('grantapp.')}.{sequel.__name__}`"
        for _, sequel in life.sequels[step.name]
    ]
    cells = [f"`{step.name}`", ", ".join(step.sources), step.target, f"`{step.permission.name}`"]
    return f"| {' | '.join([*cells, ', '.join(asks), ', '.join(then)])} |"


def title(kind: str) -> str:
    """Return the name of a kind of record as a heading."""
    return kind.replace("_", " ").capitalize()


def register(app: Flask) -> None:
    """Bind the commands that belong to no feature."""
    app.cli.add_command(docs)
