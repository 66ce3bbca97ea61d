"""The decision table of officer and director, one line of it, and the acts on all of it."""

from collections.abc import Callable
from itertools import islice
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, pgettext
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from grantapp.accounts.queries import get_person
from grantapp.applications.models import Application, Side
from grantapp.applications.queries import get_application, load_application
from grantapp.audit.queries import lines_for
from grantapp.calls.models import Call
from grantapp.calls.queries import load_call
from grantapp.core.words import LANGUAGES
from grantapp.notifications.delivery import write
from grantapp.notifications.models import Letter
from grantapp.notifications.rules import pack
from grantapp.reviews import actions, emails, forms, policy, queries
from grantapp.reviews.documents import Filters, RankedLine, Ranking, narrow
from grantapp.reviews.models import Decision, DecisionStatus, Outcome
from grantapp.reviews.views.frame import bp, ranking_of, shared
from grantapp.reviews.workflow import DECISION
from grantapp.web.access import authorized
from grantapp.web.exports import csv_response
from grantapp.web.fields import BaseForm
from grantapp.web.formats import text

Page = str | Response | tuple[str, int]
EDITABLE = {DecisionStatus.DRAFT: policy.RECOMMEND, DecisionStatus.FROZEN: policy.DECIDE}


@bp.get("/decisions")
@authorized(policy.VIEW_DECISION)
def decision_list() -> str:
    """List the calls with how far their decisions are."""
    return render_template("reviews/decision_list.html", rows=queries.list_progress(g.actor), **shared())


def _filters() -> Filters:
    asked = request.args.get
    return Filters(
        theme=asked("theme", ""),
        outcome=asked("outcome", ""),
        text=asked("q", "")[:100],
        score_from=asked("score", "")[:10],
    )


def _is_editable(call: Call, decision: Decision | None) -> bool:
    permission = EDITABLE.get(decision.status if decision else DecisionStatus.DRAFT)
    return permission is not None and permission.allows(g.actor, call)


@bp.get("/decisions/<int:call_id>")
@authorized(policy.VIEW_DECISION, load_call)
def decisions(call: Call) -> str:
    """Show the ranking with scores, amounts, the running total and the funding line."""
    return _table(call, ranking_of(call))


def _table(call: Call, ranking: Ranking, form: BaseForm | None = None) -> str:
    decision, filters = queries.find_decision(call.id), _filters()
    rows = narrow(ranking.lines, filters)
    themes = {
        line.application.theme.code: line.application.theme
        for line in ranking.lines
        if line.application.theme
    }
    return render_template(
        "reviews/decisions.html",
        call=call,
        decision=decision,
        ranking=ranking,
        rows=rows,
        filters=filters,
        themes=sorted(themes.values(), key=lambda one: one.position),
        editable=_is_editable(call, decision),
        form=form or forms.amounts_form(rows),
        acts=_acts(decision),
        last_funded=_last_funded(rows),
        next_request=_next_request(ranking),
        **shared(),
    )


def _acts(decision: Decision | None) -> list[str]:
    """Return the acts on the whole decision that the actor may do now."""
    return [name for name in DECISION.transitions if decision and DECISION.can(name, decision, g.actor)]


def _last_funded(rows: list[RankedLine]) -> int | None:
    funded = [row.application.id for row in rows if row.outcome == Outcome.FUND]
    return funded[-1] if funded else None


def _next_request(ranking: Ranking) -> RankedLine | None:
    return next((row for row in ranking.lines if row.outcome != Outcome.FUND), None)


@bp.post("/decisions/<int:call_id>/amounts")
@authorized(policy.EDIT_TABLE, load_call)
def save_amounts(call: Call) -> Page:
    """Save the amounts typed into the table."""
    rows = narrow(ranking_of(call).lines, _filters())
    form = forms.amounts_form(rows)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.save_amounts(g.actor, call.id, form.changes(rows))
    ):
        flash(gettext("The amounts are saved."))
        return redirect(_back_to(call.id))
    found = load_call(call.id)
    return (
        (_table(found, ranking_of(found), form), 422) if found else redirect(url_for("reviews.decision_list"))
    )


def _back_to(call_id: int) -> str:
    asked: dict[str, Any] = request.args.to_dict()
    return url_for("reviews.decisions", call_id=call_id, **asked)


@bp.get("/decisions/<int:call_id>.csv")
@authorized(policy.VIEW_DECISION, load_call)
def decisions_csv(call: Call) -> Response:
    """Send the filtered rows of the table as CSV."""
    head = [
        gettext("Rank"),
        gettext("Number"),
        gettext("Lead city"),
        gettext("Partner city"),
        gettext("Project title"),
        gettext("Score"),
        gettext("Spread"),
        gettext("Reviews"),
        pgettext("amount", "Requested"),
        pgettext("decision", "Outcome"),
        gettext("Amount"),
        gettext("Running total"),
        gettext("Currency"),
        gettext("Reason"),
    ]
    rows = [_csv_row(row) for row in narrow(ranking_of(call).lines, _filters())]
    return csv_response(f"decisions-{call.series}", head, rows)


def _csv_row(row: RankedLine) -> list[Any]:
    application = row.application
    spread = row.summary.spread
    return [
        row.rank,
        application.number,
        *(text(application.side(side).organization.place.name) for side in Side),
        application.title,
        row.score,
        "" if spread is None else spread,
        row.summary.n,
        application.requested.major,
        forms.outcome_words()[row.outcome] if row.outcome else "",
        row.money.major if row.money else "",
        row.running.major if row.running else "",
        application.call.currency,
        row.line.why if row.line else "",
    ]


@bp.get("/decisions/applications/<int:application_id>")
@authorized(policy.VIEW_DECISION, load_application)
def line(application: Application) -> str:
    """Show one application's reviews and what is recommended or decided on it."""
    return _line_page(application, _line_form(application, queries.get_line(application.id)))


@bp.post("/decisions/applications/<int:application_id>")
@authorized(policy.EDIT_TABLE, load_application)
def save_line(application: Application) -> Page:
    """Recommend on one application, or decide on it once the ranking is frozen."""
    decision = queries.find_decision(application.call_id)
    frozen = decision is not None and decision.status == DecisionStatus.FROZEN
    form = _line_form(application, queries.get_line(application.id))
    if form.validate_on_submit() and form.carry_out(
        lambda: _save_line(application, form, actions.decide if frozen else actions.recommend)
    ):
        flash(gettext("The line is saved."))
        return redirect(url_for("reviews.decisions", call_id=application.call_id))
    return _line_page(get_application(application.id), form), 422


def _line_page(application: Application, form: forms.LineForm) -> str:
    decision = queries.find_decision(application.call_id)
    return render_template(
        "reviews/line.html",
        application=application,
        line=queries.get_line(application.id),
        form=form,
        frozen=decision is not None and decision.status == DecisionStatus.FROZEN,
        reviews=queries.list_reviews_of(g.actor, [application.id]),
        decision=decision,
        editable=_is_editable(application.call, decision),
        **shared(),
    )


def _line_form(application: Application, found: Any) -> forms.LineForm:
    kept = (
        {"amount": application.requested}
        if found is None
        else {
            "outcome": found.outcome.value,
            "amount": found.money or None,
            "reason": found.why,
            "version": found.version,
        }
    )
    form = forms.LineForm(data={"version": 0, **kept})
    form.amount.currency = application.call.currency
    form.outcome.choices = [SelectChoice(code.value, word) for code, word in forms.outcome_words().items()]
    return form


def _save_line(application: Application, form: forms.LineForm, verb: Callable[..., Any]) -> None:
    outcome = Outcome(form.outcome.data)
    money = form.money(application.call.currency)
    kept = money if outcome == Outcome.FUND else type(money)(0, money.currency)
    verb(g.actor, application.id, outcome, kept, form.reason.data or "", form.version.data)


def _act(decision: Decision, name: str, verb: Callable[..., Any], template: str, done: str) -> Page:
    """Check page, confirmation and receipt of an act on the whole decision."""
    call_id = decision.call_id
    if not DECISION.can(name, decision, g.actor):
        return redirect(url_for("reviews.receipt", call_id=call_id))
    form = forms.ReopenForm() if name == "reopen" else forms.ShownForm()
    said = form.reason if name == "reopen" else form.shown
    if form.validate_on_submit() and form.carry_out(lambda: verb(g.actor, call_id, said.data or "")):
        flash(done)
        return redirect(url_for("reviews.receipt", call_id=call_id))
    decision = queries.get_decision(call_id)
    ranking = ranking_of(decision.call, all_rows=True)
    page = render_template(
        template,
        decision=decision,
        call=decision.call,
        ranking=ranking,
        form=form,
        act=name,
        previews=_previews(ranking) if name == "release" else [],
        **shared(),
    )
    return (page, 422) if form.is_submitted() else page


@bp.route("/decisions/<int:call_id>/freeze", methods=["GET", "POST"])
@authorized(policy.FREEZE, queries.load_decision_of)
def freeze(decision: Decision) -> Page:
    """Check and freeze the ranking."""
    done = gettext("The ranking is frozen.")
    return _act(decision, "freeze", actions.freeze_decision, "reviews/check_decision.html", done)


@bp.route("/decisions/<int:call_id>/reopen", methods=["GET", "POST"])
@authorized(policy.REOPEN, queries.load_decision_of)
def reopen(decision: Decision) -> Page:
    """Open a frozen ranking again, with a reason."""
    done = gettext("The ranking is open again.")
    return _act(decision, "reopen", actions.reopen_decision, "reviews/check_decision.html", done)


@bp.route("/decisions/<int:call_id>/approve", methods=["GET", "POST"])
@authorized(policy.APPROVE, queries.load_decision_of)
def approve(decision: Decision) -> Page:
    """Check and approve the decision."""
    done = gettext("The decision is approved.")
    return _act(decision, "approve", actions.approve_decision, "reviews/check_decision.html", done)


@bp.route("/decisions/<int:call_id>/release", methods=["GET", "POST"])
@authorized(policy.RELEASE, queries.load_decision_of)
def release(decision: Decision) -> Page:
    """Preview the letters and release the decision."""
    done = gettext("The decision is released. All letters are on their way.")
    return _act(decision, "release", actions.release_decision, "reviews/release.html", done)


def _previews(ranking: Ranking) -> list[Any]:
    """Return one letter of each kind in each language, as it would be sent."""
    found: dict[tuple[str, str], emails.ResultLetter] = {}
    for letter in emails.result_letters(ranking):
        found.setdefault((letter.name, letter.recipient.language), letter)
    wanted = [found[key] for key in sorted(found, key=lambda key: (key[0], LANGUAGES.index(key[1])))]
    return [(one, write(_as_row(one))) for one in islice(wanted, 6)]


def _as_row(letter: emails.ResultLetter) -> Letter:
    return Letter(
        name=letter.name,
        recipient_name=letter.recipient.name,
        language=letter.recipient.language,
        zone=letter.recipient.zone,
        facts=pack(letter.facts),
        address=letter.recipient.address,
    )


@bp.get("/decisions/<int:call_id>/receipt")
@authorized(policy.VIEW_DECISION, queries.load_decision_of)
def receipt(decision: Decision) -> str:
    """Show where the decision stands, who did what and when, and what comes next."""
    people = {key: get_person(key) for key in (decision.frozen_by, decision.approved_by) if key}
    return render_template(
        "reviews/receipt.html",
        decision=decision,
        call=decision.call,
        ranking=ranking_of(decision.call),
        people=people,
        entries=lines_for(g.actor, decision, hidden=("decision.recommended",)),
        acts=_acts(decision),
        **shared(),
    )
