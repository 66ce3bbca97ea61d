"""Pages of the demonstration to which no link of anybody leads, and how somebody comes to each of them.

Letters lead to some and mishaps to others; some are the answer to what was sent.
"""

import json
from collections.abc import Iterator

from flask import Flask, abort
from sqlalchemy import select

from grantapp.accounts import actions, queries
from grantapp.accounts.models import Role, TokenPurpose
from grantapp.accounts.rules import carried
from grantapp.applications.models import Application, ApplicationStatus
from grantapp.calls.actions import ask_question
from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.demo.cast import PASSWORD
from grantapp.extensions import secret_key
from grantapp.partnerships.actions.evidence import Done, Signed, log_activity, record_agreement
from grantapp.partnerships.models import ActivityKind
from grantapp.questionnaires.models import Answer
from grantapp.reports.models import Requirement, RequirementStatus
from grantapp.reviews.models import Review, ReviewStatus
from grantapp.web.access import public
from grantapp.web.errors import PAGES
from tests.browser import shots
from tests.browser.tour import Stop
from tests.factories import calls, people, reviews

EDITOR, COLLEAGUE = "novak@tacoma.example", "shimizu@kitakyushu.example"
REPORTER, NEWCOMER = "haddad@md.example", "newcomer@city.example"
SAYS_NO = "/says-no/"
LONG = 40


def add_refusals(app: Flask) -> None:
    """Give the product an address that answers with each error, whatever went wrong."""

    @public
    def say_no(code: int) -> None:
        abort(code)

    app.add_url_rule(f"{SAYS_NO}<int:code>", "says_no", say_no)


def open_side_doors(app: Flask) -> list[Stop]:
    """Write what these pages need into the demonstration, and return them; the public's signing in comes last."""
    with app.app_context():
        return [
            *_refusals(),
            *_letters(),
            *_requests(),
            *_office(),
            *_evidence(),
            *_two_writers(),
            *_sign_in(),
        ]


def _actor(email: str) -> Actor:
    person = queries.find_person_by_email(email)
    assert person is not None, email
    return people.actor(person, clock.now())


def _refusals() -> Iterator[Stop]:
    for code, template in PAGES.items():
        if code != 419:
            yield Stop("", f"{SAYS_NO}{code}", template)
    yield Stop("", "/sign-in", PAGES[419], {"csrf_token": "none"})
    yield Stop("", "/invitations/none", "accounts/link_gone.html")
    yield Stop("", "/new-password/none", "accounts/link_gone.html")
    yield Stop("", "/sign-up/none", "accounts/sign_up_gone.html")


def _letters() -> Iterator[Stop]:
    place = {"role": Role.APPLICANT_EDITOR, "scope_id": _scope_of(EDITOR)}
    yield Stop("", people.link_to(TokenPurpose.SIGN_UP, NEWCOMER), "accounts/sign_up.html")
    yield Stop(
        "", people.link_to(TokenPurpose.INVITATION, NEWCOMER, **place), "accounts/accept_invitation.html"
    )
    again = people.link_to(TokenPurpose.INVITATION, COLLEAGUE, **place)
    yield Stop("", again, "accounts/join.html")
    yield Stop(COLLEAGUE, again, "accounts/join.html")
    reset = people.link_to(TokenPurpose.RESET, EDITOR, person_id=_actor(EDITOR).person_id)
    yield Stop("", reset, "accounts/reset_password.html")
    yield Stop("", "/sign-up/sent", "accounts/account_asked.html")
    yield Stop("", "/forgotten-password/sent", "accounts/reset_asked.html")
    yield Stop(EDITOR, "/privacy-notice", "accounts/notice.html")
    yield Stop(EDITOR, "/profile/security/keys", "accounts/add_key.html")


def _scope_of(email: str) -> int:
    return next(grant.scope_id for grant in _actor(email).grants)


def _requests() -> Iterator[Stop]:
    asked = actions.ask_to_join(_actor(EDITOR), _scope_of(COLLEAGUE), Role.APPLICANT_EDITOR, "I help both.")
    gone = actions.ask_deletion(_actor(COLLEAGUE), "I am leaving the office.")
    yield Stop(EDITOR, f"/roles/requests/{asked.id}", "accounts/role_request.html")
    yield Stop(shots.ADMINISTRATOR, f"/roles/requests/{asked.id}", "accounts/role_request.html")
    yield Stop(shots.ADMINISTRATOR, f"/deletion-requests/{gone.id}", "accounts/deletion_request.html")
    yield Stop(shots.OFFICER, f"/on-behalf/{_scope_of(EDITOR)}", "accounts/act_on_behalf.html")


def _office() -> Iterator[Stop]:
    draft = _draft()
    question = ask_question(_actor(EDITOR), draft.call_id, "May the delegation stay two days longer?")
    yield Stop(shots.OFFICER, f"/office/questions/{question.id}/answer", "calls/answer.html")
    coming = calls.draft(draft.call.program, "NEXT")
    yield Stop(shots.OFFICER, f"/office/calls/{coming.id}/weights", "calls/weights.html")
    yield Stop(shots.OFFICER, f"/office/calls/{coming.id}/publish", "calls/publish.html")
    waits = select(Review).where(Review.status == ReviewStatus.ASSIGNED)
    review = db.session.scalars(waits).first()
    assert review is not None
    yield Stop(shots.OFFICER, f"/reviews/{review.id}/settle", "reviews/settle.html")
    report = db.session.scalars(select(Requirement).order_by(Requirement.id.desc())).first()
    assert report is not None
    yield Stop(shots.OFFICER, f"/reports/{report.id}/time", "reports/time.html")
    yield Stop(EDITOR, f"/awards/{shots.award_of('us-wa-tacoma').id}/decline", "awards/decline.html")
    decision = reviews.approved(reviews.panel(series="EX26"))
    yield Stop(shots.DIRECTOR, f"/decisions/{decision.call_id}/release", "reviews/release.html")


def _evidence() -> Iterator[Stop]:
    officer, partnership_id = _actor(shots.OFFICER), _draft().partnership_id
    renewal = Signed(Bilingual("Renewal", "提携書の更新"), "2019-05", signatories="Both mayors")
    visit = Done(ActivityKind.VISIT, "2019-06-01", Bilingual("The choir came", "合唱団が来た"), "Diary")
    agreement = record_agreement(officer, partnership_id, renewal)
    entry = log_activity(officer, partnership_id, visit)
    front = "/partnerships/agreements"
    yield Stop(shots.OFFICER, f"{front}/{agreement.id}/edit", "partnerships/edit_agreement.html")
    yield Stop(shots.OFFICER, f"{front}/{agreement.id}/remove", "partnerships/remove_evidence.html")
    path = f"/partnerships/activities/{entry.id}/edit"
    yield Stop(shots.OFFICER, path, "partnerships/edit_activity.html")


def _draft() -> Application:
    return shots.newest_application("us-wa-tacoma", ApplicationStatus.DRAFT)


def _two_writers() -> Iterator[Stop]:
    """What two people wrote at once: the second one's page says an old version."""
    draft = _draft()
    hub = f"/applications/{draft.id}"
    yield Stop(EDITOR, hub, "applications/not_ready.html", {}, f"{hub}/ask")
    key, sends = _clash_in(draft.sheet_id)
    yield Stop(EDITOR, f"{hub}/sections/{key}", "applications/clash.html", sends)
    report = db.session.scalars(
        select(Requirement).where(Requirement.status == RequirementStatus.CHANGES_REQUESTED)
    ).one()
    assert report.report is not None
    key, sends = _clash_in(report.report.sheet_id)
    yield Stop(REPORTER, f"/reports/{report.id}/sections/{key}", "reports/clash.html", sends)
    shown = json.dumps({"name_en": "Aomori-ken"})
    sends = {"version": "0", "shown": shown, "name_en": "Aomori prefecture"}
    yield Stop(shots.OFFICER, "/places/jp-02/edit", "errors/two_writers.html", sends)


def _clash_in(sheet_id: int) -> tuple[str, dict[str, str]]:
    """Return a section, and another text for a long answer in it that says the wrong version."""
    ours = select(Answer).where(Answer.sheet_id == sheet_id, Answer.side == "lead").order_by(Answer.id)
    answers = db.session.scalars(ours)
    found = next(one for one in answers if isinstance(one.value, str) and len(one.value) > LONG)
    number = found.question_id
    return found.question.section.key, {f"q-{number}": "Another text", f"version-{number}": "0"}


def _sign_in() -> Iterator[Stop]:
    """What comes after the first step of signing in; nobody may be half signed in before."""
    kept = carried.pack(
        secret_key(), _actor(EDITOR).person_id or 0, "/calls/LA26/questions", [("text", "May we?")]
    )
    yield Stop("", "/sign-in", "accounts/resume.html", {"email": EDITOR, "password": PASSWORD, "kept": kept})
    yield Stop(shots.OFFICER, "/profile/security/codes", "accounts/recovery_codes.html", {})
    yield Stop(shots.OFFICER, "/profile/security", "accounts/confirm.html", {}, "/confirm-identity")
    yield Stop("", "/sign-in", "accounts/second_step.html", {"email": shots.OFFICER, "password": PASSWORD})
