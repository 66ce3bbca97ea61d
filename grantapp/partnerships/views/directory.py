"""The public directory: a list with its choices, the same as sheets, and as a map."""

from typing import Any

from flask import g, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.core.paging import page_size
from grantapp.core.policy import anyone
from grantapp.core.words import N_
from grantapp.partnerships import documents, queries, rules
from grantapp.partnerships.rules import map as map_rules
from grantapp.partnerships.views.blueprint import WORDS, bp
from grantapp.places.rules import plain_name
from grantapp.web.access import public
from grantapp.web.cache import cached
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.exports import csv_response, xlsx_response
from grantapp.web.formats import text

MOST_DRAWN = 300
ASKED = ("us", "jp", "kind", "status", "decade", "program", "sort")
for area in ("public", "city", "staff"):
    add_navigation(NavigationItem(area, 30, N_("Partnerships"), "partnerships.directory", anyone, group=3))


def _filters() -> queries.Filters:
    asked = {name: request.args.get(name, "")[:40] for name in ASKED}
    since = rules.two_years_before(g.actor.at.date())
    return queries.Filters(text=request.args.get("q", "")[:100], since=since, **asked)


def _choices(filters: queries.Filters) -> dict[str, list[tuple[str, str, int]]]:
    """Return for each facet the values in their order, each with its word and how many it would leave."""
    counts = queries.count_facets(g.actor, filters)
    words: dict[str, dict[str, str]] = {
        "kind": {code: gettext(word) for code, word in rules.KIND_WORDS.items()},
        "status": {code: gettext(word) for code, word in rules.STATUS_WORDS.items()},
        "program": {code: gettext(word) for code, word in rules.PROGRAM_WORDS.items()},
        "decade": {code: _decade_words(code) for code in sorted(counts["decade"])},
    }
    regions = {code: text(plain_name(place)) for code, place in queries.regions_by_code().items()}
    words |= dict.fromkeys(("us", "jp"), regions)
    return {
        name: [(code, word, counts.get(name, {}).get(code, 0)) for code, word in known.items()
               if counts.get(name, {}).get(code) or code == getattr(filters, name)]
        for name, known in words.items()
    }  # fmt: skip


def _decade_words(code: str) -> str:
    words = gettext("date unknown") if code == queries.UNDATED else gettext("%(year)ss", year=code)
    return str(words)


@bp.get("/partnerships")
@public
@cached
def directory() -> str:
    """Show the directory of partnerships."""
    filters = _filters()
    page = queries.list_partnerships(
        g.actor, filters, cursor=request.args.get("cursor", ""), size=page_size(request.args.get("size"))
    )
    return render_template(
        "partnerships/directory.html", page=page, filters=filters, choices=_choices(filters), words=WORDS,
        standings=queries.standings(row.id for row in page.rows), kept=_kept(),
    )  # fmt: skip


def _kept() -> dict[str, Any]:
    """Return what of the address a link to the same selection keeps."""
    return {name: value for name, value in request.args.items() if name in ("q", *ASKED) and value}


def _rows() -> Any:
    return documents.export_rows(queries.export_partnerships(g.actor, _filters()), g.actor.language)


@bp.get("/partnerships.csv")
@public
def export() -> Response:
    """Send the filtered directory as CSV; the import reads it."""
    return csv_response("partnerships", documents.EXPORT_HEAD, _rows())


@bp.get("/partnerships.xlsx")
@public
def export_xlsx() -> Response:
    """Send the filtered directory as XLSX; the import reads it."""
    return xlsx_response("partnerships", documents.EXPORT_HEAD, _rows())


@bp.get("/partnerships/map")
@public
@cached
def directory_map() -> str:
    """Draw the filtered directory as arcs between the two countries, with the same as a table."""
    filters = _filters()
    shown = queries.export_partnerships(g.actor, filters, limit=MOST_DRAWN)
    standings = queries.standings(row.id for row in shown)
    funded = {identity for identity, standing in standings.items() if standing.awards}
    pairs = documents.pairs_of(shown, funded, g.actor.language)
    return render_template(
        "partnerships/map.html", partnerships=shown, pairs=pairs, funded=funded, filters=filters, words=WORDS,
        total=queries.count_partnerships(g.actor, filters), drawing=documents.draw(pairs),
        land=documents.land(), frame=map_rules, kept=_kept(), choices=_choices(filters),
    )  # fmt: skip
