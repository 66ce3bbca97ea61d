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
        kind=Place.__subject__, word=N_("Place"), load=queries.load_place, label=_label, endpoint="partnerships.index",
        values=lambda place: {"q": place.name.en}, view=policy.VIEW,
    )
)  # fmt: skip
sentence("place.created", N_("The place came into the gazetteer."))
sentence("place.updated", N_("The place was corrected in the gazetteer."))


def register(app: Flask) -> None:
    """Add the commands of the gazetteer."""
    app.cli.add_command(cli.group)
