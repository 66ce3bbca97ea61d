"""Names inside sentences: marks that turn the direction of writing end where the name ends."""

from collections.abc import Callable
from typing import Any, cast

from flask_babel import get_locale, gettext, pgettext
from jinja2 import Environment, pass_context
from markupsafe import Markup

from grantapp.core.words import isolated

LOOKED_UP: dict[str, Callable[..., str]] = {"gettext": gettext, "pgettext": pgettext}
COUNTED = ("ngettext", "npgettext")
MOST_REMEMBERED = 20_000


def register(environment: Environment) -> None:
    """Let every translated sentence of a template isolate what is put into it."""
    for name, look_up in LOOKED_UP.items():
        environment.globals[name] = _remembering(look_up)
    for name in COUNTED:
        environment.globals[name] = _isolating(cast(Callable[..., Any], environment.globals[name]))


def _isolated(variables: dict[str, Any]) -> dict[str, Any]:
    return {name: isolated(value) if type(value) is str else value for name, value in variables.items()}


def _isolating(translate: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context
    def run(context: Any, *messages: Any, **variables: Any) -> Any:
        return translate(context, *messages, **_isolated(variables))

    return run


def _remembering(look_up: Callable[..., str]) -> Callable[..., Any]:
    """Look up a sentence once in each language: a list says the same one in every row."""
    known: dict[tuple[object, ...], str] = {}

    @pass_context
    def run(context: Any, *messages: Any, **variables: Any) -> Any:
        locale = get_locale()
        key = (locale.language if locale else "", context.eval_ctx.autoescape, *messages)
        sentence = known.get(key)
        if sentence is None:
            said = look_up(*messages)
            sentence = Markup(said) if context.eval_ctx.autoescape else said  # noqa: S704 - our own catalogs
            if len(known) < MOST_REMEMBERED:
                known[key] = sentence
        return sentence % _isolated(variables)

    return run
