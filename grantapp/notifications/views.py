"""The development mailbox: every letter as its recipient gets it; it does not exist in production."""

from flask import Blueprint, abort, render_template, request

from grantapp.core.paging import page_size
from grantapp.notifications import delivery, queries
from grantapp.web.access import public

bp = Blueprint("notifications", __name__)


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
