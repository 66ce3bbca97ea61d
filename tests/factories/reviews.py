"""A call under review: received applications, an office, reviewers, each step of review and decision.

panel = reviews.panel(pairs=2, reviewers=2)       # applications received, nobody assigned
review = reviews.assigned(panel)                  # the conflict question is open
review = reviews.started(panel)                   # no conflict: text and scores are open
review = reviews.submitted(panel, points=4)       # every criterion scored
reviews.reviewed(panel)                           # all applications, all reviewers: 5, 4, 3 … points
reviews.recommended(panel)                        # all funded as asked for, with a reason
decision = reviews.frozen(panel)                  # approved(panel), released(panel)
"""

from dataclasses import dataclass, field, replace

from grantapp.accounts.models import Person, Role
from grantapp.applications.models import Application
from grantapp.calls.models import Call, Criterion
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.ledger.actions import open_fund
from grantapp.reviews import actions, queries
from grantapp.reviews.documents import make_ranking
from grantapp.reviews.models import ConflictAnswer, Decision, Outcome, Review
from grantapp.reviews.rules import Mark
from grantapp.unit_of_work import writing
from tests.factories import applications, people
from tests.factories.forms import SYSTEM
from tests.kept import kept

WEIGHTS = (50, 30, 20)
REASON = "Lasting object"


@dataclass
class Panel:
    """A call with its worlds (pairs of cities), received applications, and who reviews and decides."""

    call: Call
    officer: Person
    director: Person
    worlds: list[applications.World] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    reviewers: list[Person] = field(default_factory=list)

    @property
    def office(self) -> Actor:
        """The officer as an actor."""
        return people.actor(self.officer)

    @property
    def head(self) -> Actor:
        """The director as an actor."""
        return people.actor(self.director)

    def reviewer(self, index: int = 0) -> Actor:
        """Return a reviewer as an actor."""
        return people.actor(self.reviewers[index])

    @property
    def shown(self) -> str:
        """What a check page would carry now."""
        return make_ranking(self.call, queries.list_candidates(self.call.id)).fingerprint


@kept
def panel(pairs: int = 1, reviewers: int = 1, **call_values: object) -> Panel:
    """Return a call with some received applications and some reviewers."""
    call = applications.call(**call_values)
    with writing():
        fresh = db.session.get_one(Call, call.id)
        fresh.criteria[0].weight = WEIGHTS[0]
        fresh.criteria += [_criterion(place, weight) for place, weight in enumerate(WEIGHTS[1:], start=2)]
    open_fund(SYSTEM, db.session.get_one(Call, call.id).program.funder_grant)
    scope_id = call.program.scope_id
    officer = people.grant(people.person("Rosa Castellano"), Role.PROGRAM_OFFICER, scope_id)
    director = people.grant(people.person("Miriam Adler"), Role.DIRECTOR, scope_id)
    new = Panel(call, officer, director)
    for _number in range(pairs):
        new.worlds.append(applications.world(call))
        new.applications.append(applications.submitted(new.worlds[-1]))
    for number in range(1, reviewers + 1):
        new.reviewers.append(people.grant(people.person(f"Reviewer {number}"), Role.REVIEWER, scope_id))
    return new


def _criterion(position: int, weight: int) -> Criterion:
    return Criterion(
        position=position, title=Bilingual(f"Criterion {position}", f"審査項目{position}"),
        weight=weight, description=Bilingual(),
        anchors={"1": {"en": "none", "ja": "なし"}, "5": {"en": "fully", "ja": "十分"}},
    )  # fmt: skip


@kept
def assigned(of: Panel, application: int = 0, reviewer: int = 0) -> Review:
    """Return a review whose conflict question is open."""
    return actions.assign_reviewer(of.office, of.applications[application].id, of.reviewers[reviewer].id)


@kept
def started(of: Panel, application: int = 0, reviewer: int = 0) -> Review:
    """Return a review whose text and scores are open."""
    review = assigned(of, application, reviewer)
    return actions.answer_conflict(of.reviewer(reviewer), review.id, ConflictAnswer.NONE)


def marks(of: Panel, points: int = 4, comment: str = "") -> dict[int, Mark]:
    """Return the same points for every criterion, with a comment to the cities on the first."""
    criteria = db.session.get_one(Call, of.call.id).criteria
    found = {one.id: Mark(points) for one in criteria}
    found[criteria[0].id] = replace(found[criteria[0].id], comment_to_cities=comment)
    return found


@kept
def submitted(
    of: Panel, application: int = 0, reviewer: int = 0, points: int = 4, comment: str = ""
) -> Review:
    """Return a submitted review with the same points throughout."""
    review = started(of, application, reviewer)
    return actions.submit_review(of.reviewer(reviewer), review.id, marks(of, points, comment), review.version)


@kept
def reviewed(of: Panel) -> None:
    """Let every reviewer submit a review of every application, the first one best."""
    for application in range(len(of.applications)):
        for reviewer in range(len(of.reviewers)):
            submitted(
                of, application, reviewer, max(1, 5 - application), f"Say more about part {application + 1}."
            )


@kept
def recommend(
    of: Panel, application: int, outcome: Outcome, amount: int | None = None, reason: str = REASON
) -> None:
    """Write the recommendation for an application; a funded one gets what it asks for if nothing is said."""
    asked = of.applications[application]
    line = queries.get_line(asked.id)
    money = asked.requested_amount if outcome == Outcome.FUND and amount is None else amount or 0
    actions.recommend(of.office, asked.id, outcome, Money(money, "USD"), reason, line.version if line else 0)


@kept
def recommended(of: Panel, *outcomes: Outcome) -> None:
    """Recommend for all applications, funded unless said otherwise."""
    wanted = [*outcomes, *[Outcome.FUND] * len(of.applications)]
    for number in range(len(of.applications)):
        recommend(of, number, wanted[number])


@kept
def frozen(of: Panel, *outcomes: Outcome) -> Decision:
    """Return the frozen decision of a call whose applications are all reviewed."""
    reviewed(of)
    recommended(of, *outcomes)
    return actions.freeze_decision(of.office, of.call.id, of.shown)


@kept
def approved(of: Panel, *outcomes: Outcome) -> Decision:
    """Return the decision that the director approved."""
    frozen(of, *outcomes)
    return actions.approve_decision(of.head, of.call.id, of.shown)


@kept
def released(of: Panel, *outcomes: Outcome) -> Decision:
    """Return the released decision; every application has its result."""
    approved(of, *outcomes)
    return actions.release_decision(of.head, of.call.id, of.shown)
