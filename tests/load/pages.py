"""The pages that are measured: of whom, and at which address."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask, url_for
from sqlalchemy import ColumnElement, func, select

from grantapp.accounts.models import Person, Role, RoleGrant
from grantapp.applications.models import Application
from grantapp.awards.models import Award
from grantapp.calls.models import Call
from grantapp.database import db
from grantapp.partnerships.models import Partnership


@dataclass(frozen=True)
class Measured:
    """One page: its name in the answer, its address, who opens it, and whether it may come from the cache."""

    name: str
    path: str
    person_id: int | None = None
    cached: bool = False


def pages(app: Flask) -> Iterator[Measured]:
    """Yield every page that is measured, with fifty rows where it is a list."""
    officer, city = _holder(Role.PROGRAM_OFFICER), _holder(Role.APPLICANT_SIGNATORY)
    administrator, auditor = _holder(Role.ADMINISTRATOR), _holder(Role.AUDITOR)
    partnership, award = _newest(Partnership.id), _newest(Award.id)
    busiest = db.session.scalar(
        select(Application.call_id).group_by(Application.call_id).order_by(func.count().desc()).limit(1)
    )
    series = db.session.scalar(select(Call.series).where(Call.id == busiest))
    with app.test_request_context():
        yield Measured("public home (cached)", "/", cached=True)
        yield Measured("public home", "/")
        yield Measured("directory", url_for("partnerships.directory", size=50))
        yield Measured("partnership", url_for("partnerships.partnership", partnership_id=partnership))
        yield Measured("places", "/places?size=50")
        yield Measured("public awards", url_for("showcase.awards", size=50))
        yield Measured("call", url_for("calls.public_call", series=series))
        yield Measured("city home", url_for("portfolio.home"), city)
        yield Measured("staff home", url_for("portfolio.home"), officer)
        yield Measured("application list", url_for("applications.staff_list", size=50), officer)
        yield Measured("review board", url_for("reviews.board", call_id=busiest), officer)
        yield Measured("award list", url_for("awards.listing", size=50), officer)
        yield Measured("award", url_for("portfolio.award", award_id=award), officer)
        yield Measured("report list", url_for("reports.listing", size=50), officer)
        yield Measured("payments", url_for("disbursements.queue", size=50), _holder(Role.FINANCE_OFFICER))
        yield Measured("people", url_for("accounts.people", size=50), administrator)
        yield Measured("audit log", url_for("audit.log", size=50), auditor)
        yield Measured("access log", url_for("audit.access", size=50), auditor)


def _newest(column: ColumnElement[int]) -> int:
    return int(db.session.scalar(select(func.max(column))) or 0)


def _holder(role: Role) -> int:
    statement = (
        select(Person.id).join(RoleGrant, RoleGrant.person_id == Person.id).where(RoleGrant.role == role)
    )
    return int(db.session.scalars(statement.order_by(Person.id)).first() or 0)
