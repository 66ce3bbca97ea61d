"""Templates are compiled once in each language, with their own sentences already translated.

A page has hundreds of sentences without variables; looked up while it is written, they cost more than its rows. So what is
constant in a language is a constant of the template compiled for it. Sentences with variables are said as ever.
"""

from typing import Any

from flask.templating import Environment
from flask_babel import gettext, pgettext
from jinja2 import nodes
from jinja2.environment import create_cache
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from grantapp.web.formats import language

TOLD_LANGUAGE = {"text": 1, "day": 3}  # filters, and how many arguments stand before the language
SAID_BY = {"_": gettext, "gettext": gettext, "pgettext": pgettext}


class SpokenEnvironment(Environment):
    """Keeps and compiles templates in the language of the moment."""

    @property
    def cache(self) -> Any:
        """The compiled templates of the present language."""
        spoken = language()
        if spoken not in self._caches:
            self._caches[spoken] = create_cache(self._size)
        return self._caches[spoken]

    @cache.setter
    def cache(self, cache: Any) -> None:
        self._size = 0 if cache is None else getattr(cache, "capacity", -1)
        self._caches: dict[str, Any] = {}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if name is None:  # a template without a name may be shown in another language than it was made in
            return tree
        escapes = self.autoescape(name) if callable(self.autoescape) else self.autoescape
        spoken: nodes.Template = _Said(Markup if escapes else str).visit(tree)
        return spoken


class _Said(NodeTransformer):
    """Says each sentence that stands in a template without variables."""

    def __init__(self, kind: type[str]) -> None:
        self.kind = kind

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the name that the visitor looks for
        """Put the translation in the place of its call."""
        self.generic_visit(node)
        says = SAID_BY.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        words = [part.value for part in node.args if isinstance(part, nodes.Const)]
        if says is None or len(words) != len(node.args) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        return nodes.Const(self.kind(says(*words)) % {}, lineno=node.lineno)

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802 - the name that the visitor looks for
        """Tell a filter that stands in every row the language, which it would look up for each of them."""
        self.generic_visit(node)
        if node.name in TOLD_LANGUAGE and len(node.args) < TOLD_LANGUAGE[node.name]:
            wanted: Any = nodes.Keyword("wanted", nodes.Const(language()))
            node.kwargs.append(wanted)
        return node
