"""The outcomes of an award, for both cities and the office."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from grantapp.awards import policy as awards
from grantapp.awards.models import Award
from grantapp.awards.queries import get_award
from grantapp.files.actions import Upload, keep_upload
from grantapp.outcomes import actions, forms, policy, queries, rules
from grantapp.outcomes.models import OutcomeValue
from grantapp.web.access import authorized, takes_files

bp = Blueprint("outcomes", __name__)
Answer = str | tuple[str, int] | Response


@bp.get("/awards/<int:award_id>/outcomes")
@authorized(awards.VIEW, get_award)
def of_award(award: Award) -> str:
    """Show what came of an award: figures by indicator, with every earlier version."""
    values = queries.list_of_award(award.id)
    earlier: dict[tuple[int, int], list[OutcomeValue]] = {}
    for one in values:
        if one.superseded_at is not None:
            earlier.setdefault((one.indicator_id, one.year), []).append(one)
    return render_template(
        "outcomes/of_award.html", award=award, values=[one for one in values if one.superseded_at is None],
        earlier=earlier, totals=rules.totals(values), methods=forms.METHODS, attributions=forms.ATTRIBUTIONS,
        is_link=rules.is_link, records=award.status in policy.RECORDABLE,
    )  # fmt: skip


@bp.get("/awards/<int:award_id>/outcomes/new")
@authorized(policy.RECORD, get_award)
def new(award: Award) -> str:
    """Offer the form of a figure."""
    form = forms.FigureForm(
        year=max(award.period_starts_on.year, min(g.actor.at.year, award.period_ends_on.year))
    )
    return _page(award, form, None)


def _page(award: Award, form: forms.FigureForm, old: OutcomeValue | None) -> str:
    forms.offer(form, queries.list_indicators())
    return render_template("outcomes/figure.html", award=award, form=form, old=old)


@bp.post("/awards/<int:award_id>/outcomes/new")
@takes_files
@authorized(policy.RECORD, get_award)
def create(award: Award) -> Answer:
    """Record a figure."""
    form = forms.offer(forms.FigureForm(), queries.list_indicators())
    if _kept(form, lambda upload: actions.record_value(g.actor, award.id, form.figure(), upload)):
        flash(_("The outcome is recorded. The other city has a letter about it."))
        return redirect(url_for("outcomes.of_award", award_id=award.id))
    return _page(award, form, None), 422


def _kept(form: forms.FigureForm, write: Callable[[Upload | None], Any]) -> bool:
    sent = request.files.get("file")

    def carry() -> None:
        write(keep_upload(sent, field="file") if sent is not None and sent.filename else None)

    return bool(form.validate_on_submit() and form.carry_out(carry))


@bp.get("/outcomes/<int:value_id>/correct")
@authorized(policy.CORRECT, queries.get_value)
def correction(value: OutcomeValue) -> str:
    """Offer the form of a correction, filled with the figure."""
    return _page(value.award, forms.of_value(value), value)


@bp.post("/outcomes/<int:value_id>/correct")
@takes_files
@authorized(policy.CORRECT, queries.get_value)
def correct(value: OutcomeValue) -> Answer:
    """Put a newer version over a figure."""
    form = forms.offer(forms.FigureForm(), queries.list_indicators())
    form.indicator.data, form.year.data = value.indicator.code, value.year
    reason = form.reason.data or ""
    if _kept(form, lambda upload: actions.correct_value(g.actor, value.id, form.figure(), reason, upload)):
        flash(_("The figure is corrected. The earlier one stays in the history."))
        return redirect(url_for("outcomes.of_award", award_id=value.award_id))
    return _page(value.award, form, value), 422
