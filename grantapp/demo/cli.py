"""`flask demo`: the Leading Asia demonstration, for development on loopback only."""

import gc

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from grantapp.accounts.models import Person
from grantapp.accounts.queries import list_demonstration_people
from grantapp.accounts.queries.sessions import get_authenticator
from grantapp.accounts.rules.factors import unused_code
from grantapp.core import clock
from grantapp.demo import play
from grantapp.demo.cast import PASSWORD, secret_of


class DemonstrationInProduction(RuntimeError):
    """The database holds the demonstration's people, whose password everybody knows."""


@click.command("demo")
@click.option("--sign-ins", is_flag=True, help="Only print who can sign in.")
@click.option(
    "--code", "whose", default=None, help="Only print the present codes of those whose address holds this."
)
def command(sign_ins: bool, whose: str | None) -> None:
    """Load the Leading Asia demonstration; a second call changes nothing."""
    if current_app.config["PRODUCTION"]:
        raise click.ClickException("The demonstration is for development on loopback only.")
    if whose is not None:
        for line in code_lines(list_demonstration_people(), whose):
            click.echo(line)
        return
    if not sign_ins:
        if play.is_loaded():
            click.echo("The demonstration is loaded already.")
        else:
            gc.disable()  # a short process full of rows that all stay: collecting would cost a fifth of it
            play.play(click.echo)
    for line in sign_in_lines(list_demonstration_people()):
        click.echo(line)


def sign_in_lines(people: list[Person]) -> list[str]:
    """Return one line for each role: whom to sign in as. The cities are those with the most to do today."""
    found: dict[tuple[str, str], Person] = {}
    for person in people:
        for grant in person.grants:
            key = (grant.role.value, person.language if grant.scope.kind == "organization" else "")
            favored = any(name in person.email for name in ("@tacoma.", "@kitakyushu."))
            if key not in found or favored:
                found[key] = person
    lines = [
        f"Sign in with the password: {PASSWORD}",
        "People of the office also need a code: python3 dev.py code",
    ]
    for (role, language), person in sorted(found.items()):
        shown = role.replace("_", " ") + (f" ({language})" if language else "")
        lines.append(f"  {shown:<26} {person.email}")
    return lines


def code_lines(people: list[Person], whose: str) -> list[str]:
    """Return one line for each person of the office: the code of the app that is good now and was not used yet."""
    wanted = [person for person in people if whose.casefold() in person.email]
    found = [(person, app) for person in wanted if (app := get_authenticator(person.id)) is not None]
    return [
        f"  {unused_code(secret_of(person.email), clock.wall(), app.last_step)}  {person.email}"
        for person, app in sorted(found, key=lambda one: one[0].email)
    ] or ["Nobody of the demonstration has an app under that address."]


def refuse_in_production() -> None:
    """Stop when a production database holds the demonstration."""
    try:
        people = list_demonstration_people()
    except SQLAlchemyError:
        return  # no tables yet: the migrations are still to run
    if people:
        raise DemonstrationInProduction(
            "This database holds the demonstration. Use another one in production."
        )
