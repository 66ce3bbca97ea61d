"""What the office does about undelivered letters; and the mailbox of development, which production does not have."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from grantapp.core.paging import page_size
from grantapp.core.words import N_
from grantapp.notifications import actions, delivery, policy, queries
from grantapp.notifications.models import Letter
from grantapp.web.access import authorized, public, saw
from grantapp.web.components import NavigationItem, add_navigation
from grantapp.web.fields import ConfirmForm, ReasonForm

bp = Blueprint("notifications", __name__)
office = Blueprint("letters", __name__)
add_navigation(
    NavigationItem("staff", 95, N_("Undelivered letters"), "letters.undelivered", policy.TEND.allows, group=4)
)


@office.get("/office/letters")
@authorized(policy.TEND)
def undelivered() -> str:
    """List the letters that were given up, each with the reason, and the addresses that are marked."""
    return _page(ReasonForm(formdata=None))


def _page(form: ReasonForm, wrong_at: int = 0) -> str:
    size = page_size(request.args.get("size"))
    page = queries.page_undelivered(request.args.get("cursor", ""), size)
    marked = queries.list_dead_addresses()
    saw(*page.rows)
    return render_template(
        "notifications/undelivered.html", page=page, marked=marked, form=form, wrong_at=wrong_at,
        dead={one.address for one in marked}, subjects={one.id: delivery.subject_line(one) for one in page.rows},
    )  # fmt: skip


@office.post("/office/letters/<int:letter_id>/retry")
@authorized(policy.TEND, queries.find_letter_by_id)
def retry(letter: Letter) -> Response:
    """Send a letter again."""
    if ConfirmForm().validate_on_submit() and actions.retry_letter(g.actor, letter.id):
        flash(gettext("The letter is on its way again."))
    return redirect(url_for("letters.undelivered"))


@office.post("/office/letters/<int:letter_id>/mark")
@authorized(policy.TEND, queries.find_letter_by_id)
def mark(letter: Letter) -> Response | tuple[str, int]:
    """Mark the address of a letter, with the reason."""
    form = ReasonForm()
    if form.validate_on_submit() and form.carry_out(
        lambda: actions.mark_address(g.actor, letter.id, form.reason.data or "")
    ):
        flash(gettext("Nothing more is sent to this address. Find another way to the person, then clear it."))
        return redirect(url_for("letters.undelivered"))
    return _page(form, letter.id), 422


@office.post("/office/letters/<int:letter_id>/clear")
@authorized(policy.TEND, queries.find_letter_by_id)
def clear(letter: Letter) -> Response:
    """Let letters go to an address again."""
    if ConfirmForm().validate_on_submit():
        actions.clear_address(g.actor, letter.id)
        flash(gettext("Letters go to this address again. Send those that waited once more."))
    return redirect(url_for("letters.undelivered"))


@bp.get("/development/mailbox")
@public
def development_mailbox() -> str:
    """List the letters, newest first."""
    size = page_size(request.args.get("size"))
    page = queries.list_letters(request.args.get("cursor", ""), size)
    subjects = {letter.id: delivery.subject_line(letter) for letter in page.rows}
    return render_template("notifications/development_mailbox.html", page=page, subjects=subjects)


@bp.get("/development/mailbox/<int:letter_id>")
@public
def development_letter(letter_id: int) -> str:
    """Show one letter with its links and attempts."""
    letter = queries.find_letter_by_id(letter_id)
    if letter is None:
        abort(404)
    written = delivery.shown(letter)
    return render_template("notifications/development_letter.html", letter=letter, written=written)
