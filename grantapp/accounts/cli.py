"""`flask accounts create-administrator`."""

import click
from flask import current_app
from flask.cli import AppGroup

from grantapp.accounts import actions
from grantapp.accounts.models import PRODUCT_SCOPE_ID, Role
from grantapp.core.errors import Invalid
from grantapp.core.policy import Actor
from grantapp.core.tokens import derive_token
from grantapp.core.words import LANGUAGES

group = AppGroup("accounts", help="People who may sign in.")


@group.command("create-administrator")
@click.argument("email")
@click.option("--name", default="", help="Name of the person.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="Language of the letter.")
def create_administrator(email: str, name: str, language: str) -> None:
    """Invite the first administrator of a fresh installation and print the link."""
    try:
        token = actions.invite_person(
            Actor.system("create-administrator"), email, Role.ADMINISTRATOR, PRODUCT_SCOPE_ID, name=name,
            language=language,
        )  # fmt: skip
    except Invalid as refusal:
        raise click.ClickException(f"{email} is not an email address") from refusal
    raw = derive_token(current_app.config["SECRET_KEY"], token.purpose.value, token.public_id)
    path = current_app.url_map.bind("").build("accounts.accept_invitation", {"token": raw})
    click.echo(f"{current_app.config['PUBLIC_URL']}{path}")
    click.echo(f"Opens once, until {token.expires_at:%Y-%m-%d %H:%M} UTC.", err=True)
