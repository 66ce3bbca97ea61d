"""Cities, counties, states, prefectures and ports: the gazetteer."""

from flask import Flask

from grantapp.core.ports import Subject, sentence, subject
from grantapp.core.words import N_
from grantapp.places import cli, policy, queries, rules, views
from grantapp.places.models import Place
from grantapp.search.rules import Source, source


def _label(place: Place, language: str) -> str:
    return rules.full_name(place).in_(language)


subject(
    Subject(
        kind=Place.__subject__, word=N_("place"), load=queries.load_place, label=_label,
        endpoint="places.place", values=lambda place: {"key": place.key}, view=policy.VIEW,
        public=lambda place: ("places.place", {"key": place.key}),
    )
)  # fmt: skip
source(Source(Place.__subject__, queries.searchable_texts))
sentence("place.created", N_("%(who)s added the place to the gazetteer"))
sentence("place.updated", N_("%(who)s corrected the place in the gazetteer"))
sentence("place.edited", N_("%(who)s changed facts of the place"))
sentence("place.counted", N_("%(who)s changed the population of the place"))
sentence("claim.stated", N_("%(who)s wrote down what a source says"))
sentence("claim.preferred", N_("%(who)s chose which source holds"))


def register(app: Flask) -> None:
    """Add the pages and commands of the gazetteer, and how places are named as filters."""
    app.jinja_env.filters.update(
        full_name=rules.full_name, plain_name=rules.plain_name, region_of=rules.region_of,
        claim_words=views.claim_words, point_words=views.point_words, source_parts=views.source_parts,
    )  # fmt: skip
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.group)
