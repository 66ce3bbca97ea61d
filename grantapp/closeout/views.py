"""The checklist of an award and its close."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from grantapp.awards import policy as awards
from grantapp.awards.models import Award
from grantapp.awards.queries import get_award
from grantapp.closeout import actions, forms, policy, queries
from grantapp.web.access import authorized

bp = Blueprint("closeout", __name__)


@bp.get("/awards/<int:award_id>/close")
@authorized(awards.VIEW, get_award)
def of_award(award: Award) -> str:
    """Show what stands open, or how the award was closed."""
    return _page(award, forms.CloseForm())


def _page(award: Award, form: forms.CloseForm) -> str:
    checks, closed = queries.checklist_of(award), queries.find_closeout(award.id)
    ready = all(check.holds for check in checks) and policy.CLOSE.allows(g.actor, award)
    return render_template(
        "closeout/of_award.html", award=award, checks=checks, closed=closed, form=form, ready=ready
    )  # fmt: skip


@bp.post("/awards/<int:award_id>/close")
@authorized(policy.CLOSE, get_award)
def close(award: Award) -> tuple[str, int] | Response:
    """Close the award."""
    form = forms.CloseForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.close_award(g.actor, award.id, form.note.data or "")
    ):  # fmt: skip
        flash(_("The award is closed. Both cities have a letter about it."))
        return redirect(url_for("closeout.of_award", award_id=award.id))
    return _page(award, form), 422
