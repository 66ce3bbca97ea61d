"""Which pages of the demonstration are photographed, and as whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from grantapp.accounts.models import Person
from grantapp.applications.models import Application, ApplicationStatus
from grantapp.awards.models import Award
from grantapp.awards.queries import find_award_of
from grantapp.calls.models import Call
from grantapp.database import db
from grantapp.disbursements.models import Disbursement, DisbursementStatus
from grantapp.exchanges.models import Exchange
from grantapp.ledger.models import LedgerAccount
from grantapp.outcomes.models import OutcomeValue
from grantapp.programs.models import Program
from grantapp.reports.models import Requirement, RequirementKind
from grantapp.reviews.models import Review, ReviewStatus

PUBLIC = ""
OFFICER, DIRECTOR, FINANCE, OBSERVER, AUDITOR, ADMINISTRATOR = (
    f"{name}@{domain}" for name, domain in (
        ("castellano", "office.example"), ("hayes", "office.example"), ("raman", "office.example"),
        ("kobayashi", "funder.example"), ("weber", "office.example"), ("brandt", "office.example"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Shot:
    """One page: a name, an address, who sees it, and the answer that is right."""

    name: str
    path: str
    email: str = PUBLIC
    status: int = 200


def list_shots() -> list[Shot]:
    """Return every page of the journey, in the order of a grant's life."""
    return [*_public(), *_city(), *_reviewer(), *_office()]


def newest_application(lead: str, *statuses: ApplicationStatus) -> Application:
    """Return the newest application of a lead city in one of some states."""
    statement = select(Application).where(Application.status.in_(statuses)).order_by(Application.id.desc())
    return next(
        one for one in db.session.scalars(statement) if one.lead.organization.place.key == lead
    )  # fmt: skip


def _signatory(application: Application, half: str) -> str:
    """Return the address of who signs for a city."""
    scope_id = getattr(application, half).organization.scope_id
    people = db.session.scalars(select(Person).order_by(Person.id))
    return next(
        one.email for one in people
        if any(grant.scope_id == scope_id and grant.role == "applicant_signatory" for grant in one.grants)
    )  # fmt: skip


def award_of(lead: str) -> Award:
    found = find_award_of(newest_application(lead, ApplicationStatus.AWARDED).id)
    if found is None:
        raise LookupError(lead)
    return found


def _open_call() -> Call:
    return db.session.scalars(select(Call).order_by(Call.closes_at.desc())).first()  # type: ignore[return-value]


def _report(award: Award) -> Requirement:
    statement = select(Requirement).where(
        Requirement.award_id == award.id, Requirement.kind == RequirementKind.FINAL_REPORT
    )
    return db.session.scalars(statement).one()


def _public() -> Iterator[Shot]:
    call, shown = _open_call(), award_of("us-wa-tacoma")
    told = db.session.scalars(select(OutcomeValue).order_by(OutcomeValue.id)).first()
    yield Shot("front", "/")
    yield Shot("calls", "/calls")
    yield Shot("call", f"/calls/{call.series}")
    yield Shot("form", f"/calls/{call.series}/form")
    yield Shot("call-past", "/calls/LA12")
    yield Shot("awards", "/awards-and-outcomes")
    yield Shot("award-public", f"/awards-and-outcomes/{told.award.number if told else shown.number}")
    yield Shot("award-public-tacoma", f"/awards-and-outcomes/{shown.number}")
    yield Shot("partnerships", "/partnerships")
    yield Shot("partnership", f"/partnerships/{shown.application.partnership_id}")
    for name in ("about", "accessibility", "privacy", "help", "sign-in"):
        yield Shot(name, f"/{name}")
    yield Shot("not-found", "/no-such-page", status=404)


def _city() -> Iterator[Shot]:
    draft = newest_application("us-wa-tacoma", ApplicationStatus.DRAFT)
    ready = newest_application("us-mi-lansing", ApplicationStatus.DRAFT)
    for half in ("lead", "partner"):
        who = _signatory(draft, half)
        hub = f"/applications/{draft.id}"
        yield Shot(f"home-{half}", "/home", who)
        yield Shot(f"hub-{half}", hub, who)
        for key in ("project", "risk", half):
            yield Shot(f"section-{key}-{half}", f"{hub}/sections/{key}", who)
        yield Shot(f"budget-{half}", f"{hub}/budget", who)
        yield Shot(f"check-{half}", f"{hub}/check", who)
    lead = _signatory(draft, "lead")
    line = draft.budget_lines[0].id if draft.budget_lines else "new"
    yield Shot("budget-line", f"/applications/{draft.id}/budget?line={line}", lead)
    yield Shot("invite", f"/applications/{draft.id}/people/lead", lead)
    yield Shot("start", f"/calls/{draft.call.series}/apply", lead)
    yield Shot("endorse", f"/applications/{ready.id}/endorse", _signatory(ready, "partner"))
    yield Shot("submit", f"/applications/{ready.id}/submit", _signatory(ready, "lead"))
    sent = newest_application("us-wa-olympia", ApplicationStatus.SUBMITTED, ApplicationStatus.UNDER_REVIEW)
    yield Shot("receipt", f"/applications/{sent.id}/receipt", _signatory(sent, "lead"))
    yield Shot("history", f"/applications/{sent.id}/history", _signatory(sent, "lead"))
    yield from _grantee()


def _grantee() -> Iterator[Shot]:
    award = award_of("us-wa-tacoma")
    lead, partner = (_signatory(award.application, half) for half in ("lead", "partner"))
    yield Shot("awards-list", "/awards", lead)
    yield Shot("result", f"/applications/{award.application_id}/result", lead)
    yield Shot("award", f"/awards/{award.id}", lead)
    yield Shot("award-partner", f"/awards/{award.id}", partner)
    for tab in ("agreement", "payments", "exchange", "reports", "outcomes", "history"):
        yield Shot(f"award-{tab}", f"/awards/{award.id}/{tab}", lead)
    journey = db.session.scalars(select(Exchange).where(Exchange.award_id == award.id)).first()
    if journey is not None:
        yield Shot("journey", f"/exchanges/{journey.id}", lead)
    yield Shot("outcome-new", f"/awards/{award.id}/outcomes/new", lead)
    yield Shot("reports-list", "/reports", lead)
    for lead_key, word in (
        ("us-md", "returned"),
        ("us-fl-lakeland", "confirming"),
        ("us-wi-rice-lake", "overdue"),
    ):
        other = award_of(lead_key)
        report, page = _report(other), f"/reports/{_report(other).id}"
        half = "partner" if word == "confirming" else "lead"
        who = _signatory(other.application, half)
        yield Shot(f"home-{word}", "/home", who)
        yield Shot(f"award-{word}", f"/awards/{other.id}", who)
        yield Shot(f"report-{word}", page, who)
        if word == "returned":
            yield Shot("report-section", f"{page}/sections/results", who)
            yield Shot("report-spending", f"{page}/spending", who)
            yield Shot("report-send", f"{page}/send", who)
        if word == "confirming":
            yield Shot("report-confirm", f"{page}/confirm", who)
            yield Shot("report-review", f"/reports/{report.id}/review", OFFICER)


def _reviewer() -> Iterator[Shot]:
    reviews = list(db.session.scalars(select(Review).order_by(Review.id)))
    states = {
        "conflict": ReviewStatus.ASSIGNED, "score": ReviewStatus.IN_PROGRESS, "score-submitted": ReviewStatus.SUBMITTED,
    }  # fmt: skip
    for name, status in states.items():
        found = [one for one in reviews if one.status == status and one.application.status != "awarded"]
        if found:
            review = found[-1]
            page = "conflict" if name == "conflict" else "score"
            yield Shot(f"reviewer-{name}", f"/reviews/{review.id}/{page}", review.reviewer.email)
            yield Shot(f"reviewer-mine-{name}", "/reviews/mine", review.reviewer.email)


def _office() -> Iterator[Shot]:
    following = db.session.scalars(select(Call).where(Call.series.startswith("FV"))).one()
    decided = db.session.scalars(select(Call).where(Call.series == "LA12")).one()
    yield Shot("office-home", "/home", OFFICER)
    yield Shot("office-applications", "/office/applications", OFFICER)
    yield Shot("office-calls", "/office/calls", OFFICER)
    yield Shot("office-call", f"/office/calls/{following.id}", OFFICER)
    program = db.session.scalars(select(Program).order_by(Program.id.desc())).first()
    if program is not None:
        yield Shot("office-program", f"/programs/{program.id}", OFFICER)
        yield Shot("office-call-new", f"/office/programs/{program.id}/calls/new", OFFICER)
    under = db.session.scalars(select(Application).where(Application.call_id == following.id)).first()
    yield Shot("office-reviews", "/reviews", OFFICER)
    yield Shot("office-board", f"/reviews/calls/{following.id}", OFFICER)
    if under is not None:
        yield Shot("office-assign", f"/reviews/applications/{under.id}/assign", OFFICER)
        yield Shot("office-read", f"/applications/{under.id}/read", OFFICER)
        yield Shot("office-line", f"/decisions/applications/{under.id}", OFFICER)
    yield Shot("office-decisions", f"/decisions/{following.id}", OFFICER)
    yield Shot("director-home", "/home", DIRECTOR)
    yield Shot("director-decisions", f"/decisions/{decided.id}", DIRECTOR)
    yield Shot("director-receipt", f"/decisions/{decided.id}/receipt", DIRECTOR)
    yield Shot("office-awards", "/awards", OFFICER)
    yield Shot("office-award", f"/awards/{award_of('us-wa-tacoma').id}", OFFICER)
    yield Shot("office-closeout", f"/awards/{award_of('us-wa-tacoma').id}/closeout", OFFICER)
    yield Shot("office-reports", "/reports", OFFICER)
    yield Shot("finance-home", "/home", FINANCE)
    yield Shot("finance-payments", "/payments", FINANCE)
    paid = select(Disbursement).order_by(
        (Disbursement.status == DisbursementStatus.PAID).desc(), Disbursement.id
    )
    payment = db.session.scalars(paid).first()
    if payment is not None:
        yield Shot("finance-payment", f"/payments/{payment.id}", FINANCE)
    yield Shot("finance-ledger", "/ledger", FINANCE)
    account = db.session.scalars(select(LedgerAccount).order_by(LedgerAccount.id)).first()
    if account is not None:
        yield Shot("finance-account", f"/ledger/{account.id}", FINANCE)
    yield Shot("observer-home", "/home", OBSERVER)
    yield Shot("audit", "/audit", AUDITOR)
    yield Shot("people", "/people", ADMINISTRATOR)
    yield Shot("invite-person", "/people/invite", ADMINISTRATOR)
    yield Shot("organizations", "/organizations", OFFICER)
    yield Shot("mailbox", "/development/mailbox", OFFICER)
