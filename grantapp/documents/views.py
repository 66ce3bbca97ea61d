"""Downloading frozen content byte for byte, so that anybody can verify it without the product."""

from flask import Blueprint, Response, abort

from grantapp.documents import policy, queries, rules
from grantapp.documents.rules import PlacedSnapshot
from grantapp.files.views import disposition
from grantapp.web.access import authorized

bp = Blueprint("documents", __name__)
JSON = "application/json"


@bp.get("/snapshots/<int:snapshot_id>")
@authorized(policy.VIEW, queries.get_placed_snapshot)
def snapshot(placed: PlacedSnapshot) -> Response:
    """Send the canonical content, exactly the bytes that were hashed."""
    return _attachment(placed.snapshot.content, rules.file_name(placed.snapshot))


@bp.get("/snapshots/<int:snapshot_id>/annex")
@authorized(policy.ANNEX, queries.get_placed_snapshot)
def annex(placed: PlacedSnapshot) -> Response:
    """Send the annex with the personal values; 404 when there is none or it was erased."""
    if placed.snapshot.annex is None:
        abort(404)
    return _attachment(placed.snapshot.annex, rules.file_name(placed.snapshot, "annex"))


def _attachment(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=JSON)
    response.headers["Content-Disposition"] = disposition(name)
    return response
