"""Names inside sentences: marks that turn the direction of writing end where the name ends."""

from collections.abc import Callable
from typing import Any, cast

from flask_babel import get_locale
from jinja2 import Environment, pass_context

from grantapp.core.words import isolated

TRANSLATORS = ("gettext", "ngettext", "pgettext", "npgettext")
REMEMBERED = ("gettext", "pgettext")
MOST_REMEMBERED = 20_000


def register(environment: Environment) -> None:
    """Let every translated sentence of a template isolate what is put into it."""
    for name in TRANSLATORS:
        translate = _isolating(cast(Callable[..., Any], environment.globals[name]))
        environment.globals[name] = _remembering(translate) if name in REMEMBERED else translate


def _isolating(translate: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context
    def run(context: Any, *messages: Any, **variables: Any) -> Any:
        plain = {name: isolated(value) if type(value) is str else value for name, value in variables.items()}
        return translate(context, *messages, **plain)

    return run


def _remembering(translate: Callable[..., Any]) -> Callable[..., Any]:
    """Look up a sentence without variables once in each language: a page has hundreds of them."""
    known: dict[tuple[object, ...], Any] = {}

    @pass_context
    def run(context: Any, *messages: Any, **variables: Any) -> Any:
        locale = get_locale()
        if variables or locale is None:
            return translate(context, *messages, **variables)
        key = (locale.language, context.eval_ctx.autoescape, *messages)
        if key not in known:
            said = translate(context, *messages)
            if len(known) >= MOST_REMEMBERED:
                return said
            known[key] = said
        return known[key]

    return run
