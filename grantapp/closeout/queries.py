"""The close of an award, and its checklist as it stands."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from grantapp.awards.models import Award
from grantapp.closeout import rules
from grantapp.closeout.models import Closeout
from grantapp.database import db
from grantapp.disbursements.queries import list_of_award as payments_of
from grantapp.disbursements.queries import paid_by_award
from grantapp.ledger.queries import balance
from grantapp.reports.queries import list_of_award as requirements_of


def get_closeout(closeout_id: int) -> Closeout | None:
    """Return a close."""
    return db.session.get(Closeout, closeout_id)


def find_closeout(award_id: int) -> Closeout | None:
    """Return the close of an award, if it is closed."""
    statement = select(Closeout).where(Closeout.award_id == award_id).options(joinedload(Closeout.award))
    return db.session.scalars(statement).one_or_none()


def checklist_of(award: Award) -> list[rules.Check]:
    """Return the checklist of an award."""
    paid = paid_by_award([award.id]).get(award.id, 0)
    held = balance("award_paid", "award", award.id, award.currency).amount
    return rules.checklist(award, requirements_of(award.id), payments_of(award.id), paid - held)
