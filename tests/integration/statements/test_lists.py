"""Every list needs as many statements for thirty rows as for three, for each role that sees it."""

import pytest
from sqlalchemy import event

from grantapp.accounts.models import Role
from grantapp.applications.models import Side
from grantapp.database import db
from tests import attacker
from tests.factories import applications, awards, people, reports, reviews

FEW, MANY = (3, 30) if attacker.FULL else (2, 4)
STAFF_LISTS = (
    "/home", "/office/applications", "/office/applications.csv", "/office/calls", "/office/calls.csv", "/awards", "/awards.csv",
    "/payments", "/payments.csv", "/reports", "/reports.csv", "/people", "/people.csv", "/programs", "/audit",
    "/audit.csv", "/partnerships", "/partnerships.csv", "/organizations", "/places", "/reviews", "/decisions",
    "/home/totals.csv", "/", "/calls", "/awards-and-outcomes", "/awards-and-outcomes.csv",
)  # fmt: skip
COUNT = (
    "SELECT count(*) AS count_1 \nFROM (SELECT"  # only a list that is longer than its page counts its rows
)
CITY_LISTS = ("/home", "/applications", "/partnerships", "/calls", "/awards")


def statements(browser, path):
    """Return what a page asks of the database, and how it answers."""
    seen = []
    listener = lambda *args: None if args[2].startswith(COUNT) else seen.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    answer = browser.get(path, query_string={"size": 100} if "?" not in path else None)
    event.remove(db.engine, "before_cursor_execute", listener)
    return answer.status_code, seen


def measure(browsers, paths):
    """Return for each role and list the number of its statements; what answers 404 is no list of this role."""
    found = {}
    for role, browser in browsers.items():
        for path in paths:
            status, seen = statements(browser, path)
            assert status in (200, 302, 403, 404), (role, path, status)
            if status == 200:
                found[role, path] = seen
    return found


def differing(before, after):
    """Return the lists that need more, with the statements that grew."""
    grown = {}
    for key, seen in before.items():
        if len(after[key]) != len(seen):
            shapes = [one for one in set(after[key]) if after[key].count(one) > seen.count(one)]
            grown[key] = (len(seen), len(after[key]), [one[:160] for one in shapes[:3]])
    return grown


def one_more(call):
    """Make one more of everything that lists show: an application, an award with payments, a report, people."""
    world = applications.world(call)
    applications.draft(world)
    place = awards.place()
    reports.sent(place, awards.active(place))


@pytest.fixture
def browsers(app, sign_in):
    """Return a browser for each role of the office."""
    roles = [Role.PROGRAM_OFFICER, Role.FINANCE_OFFICER, Role.ADMINISTRATOR]
    roles += [Role.DIRECTOR, Role.AUDITOR] if attacker.FULL else []
    return {role: sign_in(app.test_client(), people.staff(role)) for role in roles}


@pytest.mark.long
def test_lists_of_the_office_when_longer_then_as_many_statements(app, browsers):
    call = applications.call()
    for _number in range(FEW):
        one_more(call)
    before = measure(browsers, STAFF_LISTS)
    for _number in range(MANY - FEW):
        one_more(call)
    assert differing(before, measure(browsers, STAFF_LISTS)) == {}
    assert len(before) > 40


@pytest.mark.long
def test_lists_of_a_city_when_longer_then_as_many_statements(app, sign_in):
    world = applications.world()
    browsers = {side: sign_in(app.test_client(), world.editors[side]) for side in Side}
    signatory = sign_in(app.test_client(), world.signatories[Side.LEAD])
    browsers["signatory"] = signatory

    def grow(many):
        for _number in range(many):
            new = applications.World(
                applications.call(), world.partnership, world.offices, world.editors, world.signatories
            )
            applications.draft(new)
            again = applications.World(
                applications.call(), world.partnership, world.offices, world.editors, world.signatories
            )
            applications.submitted(again)

    grow(FEW)
    paths = (
        *CITY_LISTS,
        f"/organizations/{world.offices[Side.LEAD].id}",
    )
    before = measure(browsers, paths)
    grow(MANY - FEW)
    assert differing(before, measure(browsers, paths)) == {}
    assert len(before) > 12


@pytest.mark.long
def test_lists_of_a_review_when_longer_then_as_many_statements(app, sign_in):
    panel = reviews.panel(pairs=FEW, reviewers=2)
    browsers = {
        "officer": sign_in(app.test_client(), panel.officer),
        "director": sign_in(app.test_client(), panel.director),
        "reviewer": sign_in(app.test_client(), panel.reviewers[0]),
    }
    reviews.reviewed(panel)
    reviews.recommended(panel)
    paths = (
        "/reviews", "/reviews/mine", f"/reviews/calls/{panel.call.id}", f"/reviews/calls/{panel.call.id}/board.csv",
        "/decisions", f"/decisions/{panel.call.id}", f"/decisions/{panel.call.id}.csv", f"/decisions/{panel.call.id}/freeze",
        "/home",
    )  # fmt: skip
    before = measure(browsers, paths)
    for number in range(FEW, MANY):
        panel.worlds.append(applications.world(panel.call))
        panel.applications.append(applications.submitted(panel.worlds[-1]))
        for reviewer in range(2):
            reviews.submitted(panel, number, reviewer, 4, "Say more.")
        reviews.recommend(panel, number, reviews.Outcome.FUND)
    assert differing(before, measure(browsers, paths)) == {}
    assert len(before) > 12
