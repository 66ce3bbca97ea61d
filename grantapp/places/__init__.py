"""Cities, counties, states, prefectures and ports: the gazetteer."""

from flask import Flask

from grantapp.core.ports import Subject, sentence, subject
from grantapp.core.words import N_
from grantapp.places import cli, policy, queries, rules
from grantapp.places.models import Place


def _label(place: Place, language: str) -> str:
    return rules.full_name(place).in_(language)


subject(
    Subject(
        kind=Place.__subject__, word=N_("place"), load=queries.load_place, label=_label,
        endpoint="partnerships.directory",
        values=lambda place: {"q": place.name.en}, view=policy.VIEW,
    )
)  # fmt: skip
sentence("place.created", N_("%(who)s added the place to the gazetteer"))
sentence("place.updated", N_("%(who)s corrected the place in the gazetteer"))


def register(app: Flask) -> None:
    """Add the commands of the gazetteer, and the names of places as filters (they give bilingual texts)."""
    app.jinja_env.filters.update(
        full_name=rules.full_name, plain_name=rules.plain_name, region_of=rules.region_of
    )
    app.cli.add_command(cli.group)
