"""How the close-out of an award stands, and the act that closes it."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from grantapp.awards import policy as awards
from grantapp.awards.models import Award, AwardStatus
from grantapp.awards.queries import get_award
from grantapp.closeout import actions, forms, policy, queries, rules
from grantapp.web.access import authorized

bp = Blueprint("closeout", __name__)


@bp.get("/awards/<int:award_id>/closeout")
@authorized(awards.VIEW, get_award)
def of_award(award: Award) -> str:
    """Show the checklist, and who closed the award."""
    return _page(award, forms.CloseForm())


def _page(award: Award, form: forms.CloseForm) -> str:
    standing = queries.standing_of(award, g.actor.at)
    findings = rules.checklist(standing)
    ready = award.status == AwardStatus.ACTIVE and rules.in_the_way(findings) is None
    return render_template(
        "closeout/of_award.html", award=award, standing=standing, findings=findings, form=form,
        closeout=queries.find_closeout(award.id), closes=ready and policy.CLOSE.allows(g.actor, award),
    )  # fmt: skip


@bp.post("/awards/<int:award_id>/closeout")
@authorized(policy.CLOSE, get_award)
def close(award: Award) -> tuple[str, int] | Response:
    """Close the award."""
    form = forms.CloseForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.close_award(g.actor, award.id, form.note.data or "")
    ):
        flash(_("The award is closed. Both cities have a letter about it."))
        return redirect(url_for("closeout.of_award", award_id=award.id))
    return _page(award, form), 422
