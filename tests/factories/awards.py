"""Awards at any point of their life, made by the product's own actions.

place = awards.place()                     # a world whose application was sent and whose fund is open
offered = awards.offered(place)            # both cities have the agreement
active = awards.active(place)              # both accepted; payments and reports are planned
"""

from dataclasses import dataclass

from grantapp.accounts.models import Role
from grantapp.applications import actions as applications_actions
from grantapp.applications.models import Application, Side
from grantapp.awards import actions, queries
from grantapp.awards.models import Award
from grantapp.core.money import Money
from grantapp.core.policy import Actor
from grantapp.disbursements import queries as disbursements
from grantapp.disbursements.models import Disbursement
from grantapp.ledger.actions import open_fund
from tests.factories import applications, people
from tests.factories.applications import World
from tests.factories.forms import SYSTEM
from tests.factories.people import NOW
from tests.kept import kept

AMOUNT = Money(1_000_000, "USD")


@dataclass
class AwardPlace:
    """A world whose application was sent, with the people of the office."""

    world: World
    application: Application

    def director(self) -> Actor:
        """Return a director of the program."""
        return self.world.staff(Role.DIRECTOR)

    def officer(self) -> Actor:
        """Return a program officer of the program."""
        return self.world.staff(Role.PROGRAM_OFFICER)

    def finance(self) -> Actor:
        """Return a finance officer of the program."""
        return self.world.staff(Role.FINANCE_OFFICER)


@kept
def place() -> AwardPlace:
    """Return a sent application of a new pair, its fund open."""
    world = applications.world()
    open_fund(SYSTEM, world.call.program.funder_grant)
    application = applications.submitted(world)
    officer = world.staff(Role.PROGRAM_OFFICER)
    applications_actions.begin_review(officer, application.id)
    applications_actions.mark_awarded(world.staff(Role.DIRECTOR), application.id)
    return AwardPlace(world, application)


@kept
def offered(of: AwardPlace | None = None, amount: Money = AMOUNT) -> Award:
    """Return an award that both cities may accept."""
    of = of or place()
    award = actions.offer_award(of.director(), of.application.id, amount)
    return load(award.id)


@kept
def accept(of: AwardPlace, award: Award, side: Side) -> Award:
    """Accept the agreement for one side."""
    assert award.agreement is not None
    signatory = people.actor(of.world.signatories[side], NOW)
    actions.accept_agreement(signatory, award.id, award.agreement.snapshot.sha256, signatory.name)
    return load(award.id)


@kept
def active(of: AwardPlace | None = None, amount: Money = AMOUNT) -> Award:
    """Return an award that both cities accepted."""
    of = of or place()
    award = accept(of, offered(of, amount), Side.LEAD)
    return accept(of, award, Side.PARTNER)


def load(award_id: int) -> Award:
    """Return the award as it stands now."""
    award = queries.get_award(award_id)
    assert award is not None
    return award


def payments(award: Award) -> list[Disbursement]:
    """Return the payments of an award in their order."""
    return disbursements.list_of_award(award.id)
