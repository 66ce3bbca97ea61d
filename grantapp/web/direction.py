"""Names inside sentences: marks that turn the direction of writing end where the name ends."""

from collections.abc import Callable
from typing import Any, cast

from jinja2 import Environment, pass_context

from grantapp.core.words import isolated

TRANSLATORS = ("gettext", "ngettext", "pgettext", "npgettext")


def register(environment: Environment) -> None:
    """Let every translated sentence of a template isolate what is put into it."""
    for name in TRANSLATORS:
        environment.globals[name] = _isolating(cast(Callable[..., Any], environment.globals[name]))


def _isolating(translate: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context
    def run(context: Any, *messages: Any, **variables: Any) -> Any:
        plain = {name: isolated(value) if type(value) is str else value for name, value in variables.items()}
        return translate(context, *messages, **plain)

    return run
