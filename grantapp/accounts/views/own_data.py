"""One's own data: a copy, its download, the request for deletion; and the office's answers."""

from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from grantapp.accounts import actions, forms, policy, queries
from grantapp.accounts.models import DataCopy, DeletionRequest
from grantapp.accounts.views.blueprint import bp
from grantapp.audit.queries import lines_for
from grantapp.core.words import N_
from grantapp.files import storage
from grantapp.web.access import authorized, saw, stepped_up
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.fields import ConfirmForm

add_navigation(
    NavigationItem(
        "staff", 34, N_("Requests to delete data"), "accounts.deletion_requests", policy.LIST_DELETIONS.allows,
        group=3,
    )
)  # fmt: skip


@bp.get("/profile/data")
@authorized(policy.OWN_DATA)
def own_data() -> str:
    """Show the copies of one's own data and where a request for deletion stands."""
    return _own_page(forms.WishForm())


def _own_page(form: forms.WishForm) -> str:
    number = g.actor.person_id or 0
    return render_template(
        "accounts/own_data.html",
        copies=[
            one for one in queries.list_copies(number) if one.until_at is None or one.until_at > g.actor.at
        ],
        requests=queries.list_deletions_of(number),
        form=form,
    )


@bp.post("/profile/data/copy")
@authorized(policy.OWN_DATA)
@stepped_up
def ask_for_copy() -> AnyResponse:
    """Ask for a copy of one's own data."""
    if ConfirmForm().validate_on_submit():
        actions.ask_for_copy(g.actor)
        flash(gettext("The copy is being made. You get a letter when it is ready."))
    return redirect(url_for(".own_data"))


@bp.get("/profile/data/copies/<int:copy_id>")
@authorized(policy.OWN_DATA, queries.load_copy)
@stepped_up
def download_copy(copy: DataCopy) -> Response:
    """Send the copy of one's own data to its person alone."""
    if not copy.storage_key or copy.until_at is None or copy.until_at <= g.actor.at:
        abort(404)
    try:
        chunks = storage.read_chunks(copy.storage_key)
    except storage.MissingBytes:
        abort(404)
    response = Response(chunks, mimetype="application/zip")
    response.content_length = copy.size
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{copy.asked_at:%Y-%m-%d}.zip"'
    return response


@bp.post("/profile/data/deletion")
@authorized(policy.ASK_DELETION)
def ask_deletion() -> Any:
    """Ask that one's own data be deleted."""
    form = forms.WishForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.ask_deletion(g.actor, form.reason.data or "")
    ):
        flash(gettext("Your request has reached the office, which answers within 30 days."))
        return redirect(url_for(".own_data"))
    return _own_page(form), 422


@bp.post("/profile/data/deletion/<int:deletion_id>/withdraw")
@authorized(policy.WITHDRAW_DELETION, queries.load_deletion)
def withdraw_deletion(deletion: DeletionRequest) -> AnyResponse:
    """Take one's own request for deletion back."""
    number = deletion.id
    if ConfirmForm().validate_on_submit():
        actions.withdraw_deletion(g.actor, number)
        flash(gettext("The request is withdrawn; nothing was deleted."))
    return redirect(url_for(".own_data"))


@bp.get("/deletion-requests")
@authorized(policy.LIST_DELETIONS)
def deletion_requests() -> str:
    """List the requests to delete data."""
    found = queries.list_deletions(g.actor)
    saw(*found)
    return render_template("accounts/deletion_requests.html", requests=found)


@bp.get("/deletion-requests/<int:deletion_id>")
@authorized(policy.VIEW_DELETION, queries.load_deletion)
def deletion_request(deletion: DeletionRequest) -> str:
    """Show a request to delete data, what would go and what would stay."""
    return _request_page(deletion, forms.WhyForm())


def _request_page(deletion: DeletionRequest, form: forms.WhyForm) -> str:
    grants = [one for one in queries.grants_of(deletion.person) if one.runs(g.actor.at)]
    places = queries.scope_names(g.actor, {one.scope_id for one in grants})
    return render_template(
        "accounts/deletion_request.html", deletion=deletion, grants=grants, places=places, form=form,
        lines=lines_for(g.actor, deletion),
    )  # fmt: skip


@bp.post("/deletion-requests/<int:deletion_id>/carry-out")
@authorized(policy.DECIDE_DELETION, queries.load_deletion)
@stepped_up
def carry_out_deletion(deletion: DeletionRequest) -> AnyResponse:
    """Anonymize the person of a request."""
    number = deletion.id
    if ConfirmForm().validate_on_submit():
        actions.carry_out_deletion(g.actor, number)
        flash(gettext("The personal data is deleted; money, decisions and the history stay."))
    return redirect(url_for(".deletion_request", deletion_id=number))


@bp.post("/deletion-requests/<int:deletion_id>/refuse")
@authorized(policy.DECIDE_DELETION, queries.load_deletion)
def refuse_deletion(deletion: DeletionRequest) -> Any:
    """Say why the data must be kept."""
    form, number = forms.WhyForm(), deletion.id
    reason = form.reason.data or ""
    if form.validate_on_submit() and form.carry_out(lambda: actions.refuse_deletion(g.actor, number, reason)):
        flash(gettext("The person gets your answer by letter."))
        return redirect(url_for(".deletion_request", deletion_id=number))
    return _request_page(queries.get_deletion(number), form), 422
