"""The gazetteer: the list, the page of a place, and what the program office writes about it."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, pgettext

from grantapp.core.errors import Changed
from grantapp.core.paging import page_size
from grantapp.core.policy import anyone
from grantapp.core.ports import subject_of, subjects
from grantapp.core.words import N_, Bilingual
from grantapp.places import actions, documents, forms, policy, queries, rules
from grantapp.places.models import Claim, Place, Succession
from grantapp.web.access import authorized, public
from grantapp.web.cache import cached
from grantapp.web.components import NavigationItem, add_navigation, link
from grantapp.web.editing import clash_page
from grantapp.web.formats import number, partial_date, say, text

bp = Blueprint("places", __name__)
WORDS = {
    "changes": rules.SUCCESSION_WORDS,
    "countries": rules.COUNTRY_WORDS,
    "fields": rules.CLAIM_FIELDS,
}
add_navigation(NavigationItem("staff", 32, N_("Places"), "places.places", anyone, group=3))


def kind_words() -> dict[str, str]:
    """Return what kinds of places are called, in the reader's language."""
    return {
        "city": pgettext("place", "City"), "town": pgettext("place", "Town"),
        "village": pgettext("place", "Village"), "ward": pgettext("place", "Special ward"),
        "county": pgettext("place", "County"), "state": pgettext("place", "State"),
        "district": pgettext("place", "Federal district"), "territory": pgettext("place", "Territory"),
        "prefecture": pgettext("place", "Prefecture"), "port": pgettext("place", "Port"),
    }  # fmt: skip


def point_words(place: Place) -> str:
    """Return the point of a place: "47.2529° N, 122.4443° W" or 「北緯47.2529度、西経122.4443度」."""
    if place.latitude is None or place.longitude is None:
        return ""
    words = {
        (True, True): N_("%(latitude)s° N, %(longitude)s° E"),
        (True, False): N_("%(latitude)s° N, %(longitude)s° W"),
        (False, True): N_("%(latitude)s° S, %(longitude)s° E"),
        (False, False): N_("%(latitude)s° S, %(longitude)s° W"),
    }[place.latitude >= 0, place.longitude >= 0]
    return say(words, {"latitude": f"{abs(place.latitude):.4f}", "longitude": f"{abs(place.longitude):.4f}"})


def source_parts(source: str) -> list[tuple[str, str]]:
    """Return the parts of a source as words and web address (empty when it has none)."""
    return [_source_part(part) for part in source.split("; ") if part]


def _source_part(part: str) -> tuple[str, str]:
    if part.startswith(rules.GEONAMES):
        words = gettext("GeoNames (edition of %(year)s)", year=rules.EDITION)
        return words, f"https://www.geonames.org/{part.removeprefix(rules.GEONAMES)}"
    if part.startswith(("https://", "http://")):
        return part.split("/")[2], part
    return (gettext(part) if part in rules.KNOWN_SOURCES else part), ""


def claim_words(claim: Claim) -> str:
    """Return what a source says as people read it: dates and codes of regions in words."""
    if claim.value in documents.region_names():
        return text(documents.region_names()[claim.value])
    known = rules.read_partial(claim.value)
    return partial_date(known) if known else claim.value


@bp.get("/places")
@public
@cached
def places() -> str:
    """Show the gazetteer."""
    asked = request.args.get
    filters = queries.Filters(text=asked("q", "")[:100], region=asked("region", ""), kind=asked("kind", ""))
    page = queries.list_places(
        g.actor, filters, cursor=asked("cursor", ""), size=page_size(asked("size"))
    )  # fmt: skip
    regions = queries.list_regions()
    return render_template(
        "places/places.html", page=page, filters=filters, regions=regions, words=WORDS, kinds=kind_words()
    )


@bp.get("/places/<key>")
@public
@cached
def place(key: str) -> str:
    """Show a place with what it was, what hangs on it and where sources disagree."""
    found = queries.load_by_key(key) or abort(404)
    claims = queries.claims_of(Place.__subject__, [found.id])
    return render_template(
        "places/place.html", place=found, predecessors=queries.list_predecessors(found),
        homonyms=queries.list_homonyms(found), figures=queries.list_figures(found.id), words=WORDS,
        kinds=kind_words(),
        ties=queries.TIES.ask(g.actor, found), picture=queries.PICTURES.ask(g.actor, found),
        disagreements=rules.disagreements(claims),
    )  # fmt: skip


@bp.route("/places/<key>/edit", methods=["GET", "POST"])
@authorized(policy.EDIT, queries.load_by_key)
def edit_place(place: Place) -> Any:
    """Correct the facts of a place."""
    current = rules.texts_of(place)
    form = forms.PlaceForm.over(current, place.version)
    form.succession.choices = [("", gettext("No change")), *_words_of(rules.CHANGE_WORDS)]
    back = url_for(".place", key=place.key)
    try:
        if form.validate_on_submit() and form.carry_out(
            lambda: actions.edit_place(
                g.actor, place.id, form.texts, version=form.version.data, shown=form.shown_texts
            )
        ):
            flash(gettext("The place is saved."))
            return redirect(back)
    except Changed as clash:
        now = queries.load_by_key(place.key) or place
        return clash_page(form, clash, version=now.version, current=rules.texts_of(now), back=back)
    return render_template(
        "places/edit_place.html", form=form, place=place
    ), 422 if form.is_submitted() else 200


def _words_of(words: dict[Succession, str]) -> list[tuple[str, str]]:
    return [(str(code), gettext(word)) for code, word in words.items()]


@bp.route("/places/<key>/population", methods=["GET", "POST"])
@authorized(policy.EDIT, queries.load_by_key)
def population(place: Place) -> Any:
    """Show the figures of population, and add one."""
    form = forms.PopulationForm(preferred=True)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.add_population(
            g.actor, place.id, value=form.value.data or "", year=form.year.data or "",
            source=form.source.data or "", preferred=form.preferred.data,
        )
    ):  # fmt: skip
        flash(gettext("The figure is saved."))
        return redirect(url_for(".population", key=place.key))
    return render_template(
        "places/population.html", form=form, place=place, figures=queries.list_figures(place.id)
    ), 422 if form.is_submitted() else 200


@bp.post("/places/<key>/population/<int:figure_id>/prefer")
@authorized(policy.EDIT, queries.load_by_key)
def prefer_population(place: Place, figure_id: int) -> Any:
    """Choose which figure of population the place shows."""
    figure = actions.prefer_population(g.actor, figure_id)
    flash(gettext("The place shows %(number)s people now.", number=number(figure.value)))
    return redirect(url_for(".population", key=place.key))


@bp.route("/sources/<record_kind>/<int:record_id>", methods=["GET", "POST"])
@authorized(policy.STATE_CLAIM, queries.load_claim_subject)
def sources(subject: Any) -> Any:
    """Show what sources say of a record, and write down what another one says."""
    kind, identity = subject_of(subject)
    form = forms.ClaimForm()
    form.field.choices = [(code, gettext(word)) for code, word in rules.CLAIM_FIELDS[kind].items()]
    if form.validate_on_submit() and form.carry_out(lambda: _state(subject, form)):
        flash(gettext("What the source says is saved."))
        return redirect(url_for(".sources", record_kind=kind, record_id=identity))
    return _show_sources(subject, form)


def _state(subject: Any, form: forms.ClaimForm) -> None:
    actions.state_claim(
        g.actor, subject, field=form.field.data, value=form.value.data or "", source=form.source.data or "",
        stated_on=form.stated_on.data or "",
        reason=Bilingual(form.reason_en.data or "", form.reason_ja.data or ""),
    )  # fmt: skip


def _show_sources(subject: Any, form: forms.ClaimForm, prefer: forms.PreferForm | None = None) -> Any:
    kind, identity = subject_of(subject)
    entry = subjects[kind]
    status = 422 if form.is_submitted() else 200
    return render_template(
        "places/sources.html", form=form, prefer=prefer or forms.PreferForm(formdata=None),
        claims=queries.claims_of(kind, [identity]), kind=kind, words=WORDS,
        name=entry.label(subject, g.actor.language), back=link(entry.endpoint, **entry.values(subject)),
    ), status  # fmt: skip


@bp.post("/sources/<record_kind>/<int:record_id>/<int:claim_id>/prefer")
@authorized(policy.STATE_CLAIM, queries.load_claim_subject)
def prefer_source(subject: Any, claim_id: int) -> Any:
    """Choose which source holds for a field, with a reason."""
    kind, identity = subject_of(subject)
    form = forms.PreferForm()
    reason = Bilingual(form.reason_en.data or "", form.reason_ja.data or "")
    if form.validate_on_submit() and form.carry_out(lambda: actions.prefer_claim(g.actor, claim_id, reason)):
        flash(gettext("The preferred source is saved."))
        return redirect(url_for(".sources", record_kind=kind, record_id=identity))
    return _show_sources(subject, forms.ClaimForm(formdata=None), form)
