"""The public pages; none of them needs a person or shows one."""

from datetime import date

from flask import Blueprint, abort, g, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.accounts.rules.privacy import PRIVACY_ON, PRIVACY_VERSION
from grantapp.applications.models import ApplicationSide
from grantapp.awards.models import Award
from grantapp.calls.documents import OTHER_ZONE, partner_ceiling
from grantapp.calls.queries import list_open_calls
from grantapp.calls.views.frame import clock_of, state_words
from grantapp.core.dates import local_day
from grantapp.core.paging import page_size
from grantapp.exchanges.queries import list_of_awards
from grantapp.exchanges.rules import headcount
from grantapp.outcomes.forms import ATTRIBUTIONS, METHODS
from grantapp.outcomes.queries import latest_public, list_public_values
from grantapp.outcomes.rules import is_link
from grantapp.partnerships.documents import draw, land, pairs_of
from grantapp.partnerships.queries import Filters, count_partnerships
from grantapp.partnerships.rules import map as map_rules
from grantapp.places.rules import plain_name
from grantapp.showcase import documents, queries, rules
from grantapp.web.access import public
from grantapp.web.cache import cached
from grantapp.web.exports import csv_response

bp = Blueprint("showcase", __name__)
NEWS, MOST_DRAWN = 3, 300


@bp.get("/")
@public
@cached
def front() -> str:
    """Show what this is, the call that is open, every pair on the map, and what came of it."""
    awards = queries.list_funded()
    funded = {award.application.partnership_id for award in awards}
    partnerships = queries.list_partnerships(funded, MOST_DRAWN)
    pairs = pairs_of(partnerships, funded, g.actor.language)
    return render_template(
        "showcase/front.html", calls=list_open_calls(g.actor.at), awards=awards,
        total=count_partnerships(g.actor, Filters()),
        pairs=pairs, drawing=draw(pairs), land=land(), frame=map_rules,
        outcomes=latest_public(NEWS), clock_of=clock_of, states=state_words(),
        other_zone=OTHER_ZONE, partner_ceiling=partner_ceiling, methods=METHODS,
    )  # fmt: skip


def _filters() -> queries.Filters:
    year = request.args.get("year", "")
    return queries.Filters(
        theme=request.args.get("theme", ""), region=request.args.get("region", ""),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
    )  # fmt: skip


def _status_words() -> dict[str, str]:
    return {code: gettext(word) for code, word in documents.STATUS_WORDS.items()}


@bp.get("/awards-and-outcomes")
@public
@cached
def awards() -> str:
    """Show the funded projects, with filters in the address."""
    filters = _filters()
    page = queries.list_awards(
        filters, cursor=request.args.get("cursor", ""), size=page_size(request.args.get("size"))
    )
    return render_template(
        "showcase/awards.html", page=page, filters=filters, words=_status_words(),
        figures=queries.count_figures(award.id for award in page.rows), years=queries.years_in_use(),
        themes=queries.themes_in_use(), regions=queries.regions_in_use(),
    )  # fmt: skip


@bp.get("/awards-and-outcomes.csv")
@public
def export() -> Response:
    """Send the filtered list of funded projects as CSV."""
    rows = queries.export_awards(_filters())
    figures = queries.count_figures(award.id for award in rows)
    head = [gettext(word) for word in documents.EXPORT_HEAD]
    return csv_response(
        "awards-and-outcomes", head, documents.export_rows(rows, figures, g.actor.language, _status_words())
    )


@bp.get("/awards-and-outcomes/<number>")
@public
@cached
def award(number: str) -> str:
    """Show a funded project of two cities and what came of it; delegates are counted, never named."""
    found = queries.find_award(number) or abort(404)
    journeys = list_of_awards([found.id])[found.id]
    return render_template(
        "showcase/award.html", award=found, said=queries.answers_of(found, ("title", "summary", "focus")),
        journeys=[(one, headcount(one).people) for one in journeys], today=_today(found),
        values=list_public_values(found.id), statement=queries.statement_of(found), words=_status_words(),
        is_link=is_link, methods=METHODS, attributions=ATTRIBUTIONS,
        month=rules.month_of, side_words=_side_words,
    )  # fmt: skip


def _today(award: Award) -> date:
    """Return the day that it is in both cities: what ended is over on both sides of the ocean."""
    return min(local_day(g.actor.at, half.organization.place.zone) for half in award.application.sides)


def _side_words(half: ApplicationSide, role: str) -> dict[str, str]:
    name, language = plain_name(half.organization.place), g.actor.language
    other = "en" if language == "ja" else "ja"
    return {
        "role": role, "name": name.in_(language), "lang": name.language_of(language),
        "own": name.other(language), "own_lang": other,
    }  # fmt: skip


@bp.get("/about")
@public
@cached
def about() -> str:
    """Say what this site is for and who stands behind it."""
    return render_template("showcase/about.html")


@bp.get("/help", endpoint="help")
@public
@cached
def help_page() -> str:
    """Say how two cities apply, and whom to ask."""
    return render_template("showcase/help.html")


@bp.get("/accessibility")
@public
@cached
def accessibility() -> str:
    """Say how far everybody can use the site, and what to do where somebody cannot."""
    return render_template("showcase/accessibility.html")


@bp.get("/privacy")
@public
@cached
def privacy() -> str:
    """Show the notice about personal data, with its version and date."""
    return render_template("showcase/privacy.html", version=PRIVACY_VERSION, since=PRIVACY_ON)
