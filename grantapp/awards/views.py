"""The list of awards, the agreement with both signatures, and the history of an award."""

from collections.abc import Iterator

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from grantapp.audit.queries import lines_for
from grantapp.awards import actions, documents, forms, policy, queries
from grantapp.awards.models import Award, AwardStatus
from grantapp.awards.workflow import AWARD
from grantapp.core.paging import page_size
from grantapp.web.access import authorized
from grantapp.web.exports import csv_response
from grantapp.web.fields import ReasonForm
from grantapp.web.formats import text

bp = Blueprint("awards", __name__)


def _filters() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:200] for name in ("call", "status", "text")}


@bp.get("/awards")
@authorized(policy.LIST)
def listing() -> str:
    """List the awards that the actor may see."""
    page = queries.list_awards(
        g.actor, request.args.get("cursor", ""), page_size(request.args.get("size")), **_filters()
    )  # fmt: skip
    calls = queries.list_calls_with_awards(g.actor)
    return render_template(
        "awards/listing.html", page=page, filters=_filters(), calls=calls, statuses=list(AwardStatus)
    )


@bp.get("/awards.csv")
@authorized(policy.LIST)
def listing_csv() -> Response:
    """Export exactly the filtered awards."""
    head = [
        _("Number"),
        _("Project"),
        _("Lead city"),
        _("Partner city"),
        _("Status"),
        _("Amount"),
        _("Currency"),
    ]
    return csv_response("awards", head, _rows(queries.stream_awards(g.actor, **_filters())))


def _rows(awards: list[Award]) -> Iterator[list[object]]:
    for award in awards:
        application = award.application
        yield [
            award.number, application.title, text(application.lead.organization.name),
            text(application.partner.organization.name), award.status.value, award.awarded.major, award.currency,
        ]  # fmt: skip


@bp.get("/awards/<int:award_id>/agreement")
@authorized(policy.VIEW, queries.get_award)
def agreement(award: Award) -> str:
    """Show the agreement, who has accepted, and the form for the side that has not."""
    return _agreement_page(
        award, forms.AcceptForm(shown_sha256=award.agreement.snapshot.sha256 if award.agreement else "")
    )


def _agreement_page(award: Award, form: forms.AcceptForm) -> str:
    side = policy.signing_side_of(g.actor, award)
    signs = (
        side is not None and award.agreement is not None and award.status == AwardStatus.OFFERED
        and award.agreement.accepted_by(side) is None and g.actor.at < award.reply_until
    )  # fmt: skip
    shown = documents.print_data(award.agreement) if award.agreement else None
    return render_template(
        "awards/agreement.html", award=award, shown=shown, form=form, side=side, signs=signs
    )


@bp.post("/awards/<int:award_id>/agreement")
@authorized(policy.ACCEPT, queries.get_award)
def accept(award: Award) -> str | tuple[str, int] | BaseResponse:
    """Accept the agreement for one's side."""
    form = forms.AcceptForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.accept_agreement(
            g.actor, award.id, form.shown_sha256.data or "", form.typed_name.data or ""
        )
    ):
        flash(_("The agreement is accepted for your city. Both cities have a letter about it."))
        return redirect(url_for("awards.agreement", award_id=award.id))
    return _agreement_page(award, form), 422


@bp.get("/awards/<int:award_id>/decline")
@authorized(policy.DECLINE, queries.get_award)
def decline_page(award: Award) -> str:
    """Ask for the reason before an award is declined."""
    return render_template("awards/decline.html", award=award, form=ReasonForm())


@bp.post("/awards/<int:award_id>/decline")
@authorized(policy.DECLINE, queries.get_award)
def decline(award: Award) -> tuple[str, int] | BaseResponse:
    """Decline the award for both cities."""
    form = ReasonForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.decline_award(g.actor, award.id, form.reason.data or "")
    ):  # fmt: skip
        flash(_("The award is declined. Both cities and the program office have a letter about it."))
        return redirect(url_for("portfolio.award", award_id=award.id))
    return render_template("awards/decline.html", award=award, form=form), 422


STANDINGS = {"suspend", "resume", "terminate", "lapse"}


@bp.get("/awards/<int:award_id>/standing")
@authorized(policy.ADMINISTER, queries.get_award)
def standing_page(award: Award) -> str:
    """Offer what the office may do with the award now."""
    return render_template("awards/standing.html", award=award, form=ReasonForm(), choices=_standings(award))


def _standings(award: Award) -> list[str]:
    return [name for name in sorted(STANDINGS) if AWARD.can(name, award, g.actor)]


@bp.post("/awards/<int:award_id>/standing")
@authorized(policy.ADMINISTER, queries.get_award)
def standing(award: Award) -> tuple[str, int] | BaseResponse:
    """Suspend, resume, end or lapse the award with a reason."""
    form, wanted = ReasonForm(), request.form.get("transition", "")
    change = actions.lapse_award if wanted == "lapse" else None
    if (
        wanted in STANDINGS
        and form.validate_on_submit()
        and form.carry_out(
            lambda: (
                change(g.actor, award.id, form.reason.data or "")
                if change
                else actions.change_standing(g.actor, award.id, wanted, form.reason.data or "")
            )
        )
    ):
        flash(_("The award's standing is changed. Both cities have a letter with your reason."))
        return redirect(url_for("portfolio.award", award_id=award.id))
    return render_template("awards/standing.html", award=award, form=form, choices=_standings(award)), 422


@bp.get("/awards/<int:award_id>/history")
@authorized(policy.VIEW, queries.get_award)
def history(award: Award) -> str:
    """Tell the award's life so far."""
    return render_template("awards/history.html", award=award, entries=lines_for(g.actor, award))
