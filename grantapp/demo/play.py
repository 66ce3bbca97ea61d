"""The whole demonstration in order: places, pairs, people, calls, applications, decisions and what came after."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from grantapp.accounts.rules.passwords import hash_password
from grantapp.calls.models import Call
from grantapp.core import clock
from grantapp.demo import aftermath, offices, stage, story, ties
from grantapp.demo.cast import PASSWORD, REVIEWERS, SYSTEM, Cast, hire_office, staff_city
from grantapp.outcomes.actions import load_indicators
from grantapp.partnerships.actions import ensure_organization
from grantapp.partnerships.documents import shipped_pairs
from grantapp.partnerships.jobs import import_file
from grantapp.partnerships.queries import find_by_places
from grantapp.places.actions import load_gazetteer
from grantapp.programs.queries import find_program
from grantapp.reviews.queries import get_review
from grantapp.unit_of_work import writing

MARKER = "leading-asia-continued"
Say = Callable[[str], None]


def is_loaded() -> bool:
    """Whether the demonstration stands in this database already."""
    return find_program(MARKER) is not None


def play(say: Say) -> None:
    """Load everything; the same for everybody who loads it on the same day."""
    today = clock.today(stage.OFFICE_ZONE)
    say("places and partnerships")
    load_gazetteer(SYSTEM)
    import_file(SYSTEM, shipped_pairs())
    offices.furnish(today)
    load_indicators(SYSTEM)
    cast = Cast(hash_password(PASSWORD))
    hire_office(cast, stage.local(date(2010, 7, 1)))
    real = stage.real_program()
    pairs = story.projects()
    for season in stage.seasons(today)[:2]:
        say(f"call {season.series}")
        _past_call(cast, stage.open_call(cast, real, season), season, _of(pairs, season.series))
    present = stage.present_program(today)
    for season in stage.seasons(today)[2:]:
        say(f"call {season.series}")
        call = stage.open_call(cast, present, season)
        _present_call(cast, call, season, _of(pairs, season.series[:2]))
    say("agreements, journeys and open errands")
    ties.tie_up(cast, today)


def _of(pairs: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [one for one in pairs if one["call"] == name]


def _tell(cast: Cast, call: Call, project: dict[str, Any], started_on: date) -> story.Telling:
    partnership = find_by_places([project["lead"], project["partner"]])
    if partnership is None:
        raise LookupError(project["title"])
    places = {member.place.key: member.place for member in partnership.members}
    at = stage.local(started_on, 15)
    lead, partner = (
        ensure_organization(SYSTEM.moved_to(at), places[project[half]].id) for half in ("lead", "partner")
    )
    for office in (lead, partner):
        staff_city(cast, office, at)
    return story.Telling(project, call, partnership, lead, partner, at)


def _past_call(cast: Cast, call: Call, season: stage.Season, pairs: list[dict[str, Any]]) -> None:
    tellings = [_tell(cast, call, project, season.opens_on + timedelta(days=9)) for project in pairs]
    for place, telling in enumerate(tellings):
        with writing():  # one transaction for each application: a tenth of the reading
            story.write(cast, telling)
            story.submit(cast, telling)
            story.assign(cast, telling, place)
            _score_all(cast, telling, place)
    with writing():
        story.decide(cast, call, tellings, season.decision_on)
    for telling in tellings:
        if telling.funded:
            with writing():
                aftermath.follow(cast, telling)


def _score_all(cast: Cast, telling: story.Telling, place: int) -> None:
    at = telling.call.reviews_due_at - timedelta(days=6)
    for step, review_id in enumerate(telling.reviews):
        story.score(cast, telling, REVIEWERS[(place + step) % len(REVIEWERS)], get_review(review_id), at)


def _present_call(cast: Cast, call: Call, season: stage.Season, pairs: list[dict[str, Any]]) -> None:
    for place, project in enumerate(pairs):
        telling = _tell(cast, call, project, season.opens_on + timedelta(days=3))
        with writing():
            story.write(cast, telling)
            if project["stage"] == "review":
                story.submit(cast, telling)
                story.assign(cast, telling, place)
                _score_some(cast, telling, place)


def _score_some(cast: Cast, telling: story.Telling, place: int) -> None:
    """Leave each reviewer with something done, something begun and something to do."""
    at = clock.wall() - timedelta(days=2)
    for step, review_id in enumerate(telling.reviews):
        part = REVIEWERS[(place + step) % len(REVIEWERS)]
        review = get_review(review_id)
        if step == 0 and place < 4:
            story.score(cast, telling, part, review, at)
        elif step == 1 and place % 2 == 0:
            aftermath.begin_review(cast, telling, part, review, at)
        elif step == 2 and place == 5:
            aftermath.step_aside(cast, part, review, at)
