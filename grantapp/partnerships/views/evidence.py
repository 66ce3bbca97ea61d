"""Writing down what a partnership rests on: its shared facts, its kinds, agreements and activities."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext

from grantapp.core.errors import Changed
from grantapp.partnerships import actions, forms, policy, queries, rules
from grantapp.partnerships.models import Partnership
from grantapp.partnerships.views.blueprint import bp, choices_of, journeys, renewable, sent_file
from grantapp.web.access import authorized, takes_files
from grantapp.web.editing import clash_page


@bp.route("/partnerships/<int:partnership_id>/edit", methods=["GET", "POST"])
@authorized(policy.CORRECT, queries.load_partnership)
def edit_partnership(partnership: Partnership) -> Any:
    """Change the facts that both sides share."""
    form = forms.PartnershipForm.over(rules.texts_of(partnership), partnership.version)
    form.date_quality.choices = choices_of(rules.QUALITY_WORDS)
    back = url_for(".partnership", partnership_id=partnership.id)
    try:
        if form.validate_on_submit() and form.carry_out(
            lambda: actions.edit_partnership(
                g.actor, partnership.id, form.texts, version=form.version.data, shown=form.shown_texts
            )
        ):
            flash(gettext("The partnership is saved."))
            return redirect(back)
    except Changed as clash:
        now = queries.get_partnership(partnership.id)
        return clash_page(form, clash, version=now.version, current=rules.texts_of(now), back=back)
    return _page("partnerships/edit_partnership.html", partnership, form)


def _page(template: str, partnership: Partnership, form: Any) -> Any:
    status = 422 if form.is_submitted() else 200
    return render_template(template, form=form, partnership=partnership), status


@bp.route("/partnerships/<int:partnership_id>/kind", methods=["GET", "POST"])
@authorized(policy.CORRECT, queries.load_partnership)
def change_kind(partnership: Partnership) -> Any:
    """Write down that the partnership became another kind, or correct what is known of the present one."""
    form = forms.KindForm.over(_kind_texts(partnership), partnership.version)
    form.kind.choices = choices_of(rules.KIND_WORDS)
    back = url_for(".partnership", partnership_id=partnership.id)
    try:
        if form.validate_on_submit() and form.carry_out(
            lambda: actions.change_kind(
                g.actor, partnership.id, form.texts, version=form.version.data, shown=form.shown_texts
            )
        ):
            flash(gettext("The kind is saved; earlier ones stay in the history."))
            return redirect(back)
    except Changed as clash:
        now = queries.get_partnership(partnership.id)
        return clash_page(form, clash, version=now.version, current=_kind_texts(now), back=back)
    return _page("partnerships/change_kind.html", partnership, form)


def _kind_texts(partnership: Partnership) -> dict[str, str]:
    return rules.kind_texts(partnership, queries.list_kinds(partnership.id))


@bp.route("/partnerships/<int:partnership_id>/agreements/new", methods=["GET", "POST"])
@authorized(policy.ADD_HISTORY, queries.load_partnership)
@takes_files
def new_agreement(partnership: Partnership) -> Any:
    """Write down a signed agreement or its renewal."""
    form = forms.AgreementForm()
    form.language.choices = choices_of(rules.AGREEMENT_LANGUAGES)
    form.renews.choices = renewable(partnership.id)
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.record_agreement(g.actor, partnership.id, form.said, sent_file(form))
    ):
        flash(gettext("The agreement is saved."))
        return redirect(url_for(".partnership", partnership_id=partnership.id, _anchor="agreements"))
    return _page("partnerships/new_agreement.html", partnership, form)


@bp.route("/partnerships/<int:partnership_id>/activities/new", methods=["GET", "POST"])
@authorized(policy.ADD_HISTORY, queries.load_partnership)
@takes_files
def new_activity(partnership: Partnership) -> Any:
    """Write a visit, ceremony or meeting into the history."""
    form = forms.ActivityForm()
    form.kind.choices = choices_of({kind: rules.ACTIVITY_WORDS[kind] for kind in rules.HAND_KINDS})
    form.direction.choices = journeys()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.log_activity(g.actor, partnership.id, form.done, sent_file(form))
    ):
        flash(gettext("The activity is saved."))
        return redirect(url_for(".partnership", partnership_id=partnership.id, _anchor="history"))
    return _page("partnerships/new_activity.html", partnership, form)
