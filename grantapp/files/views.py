"""Downloading a file."""

import logging
from urllib.parse import quote

from flask import Blueprint, Response, abort

from grantapp.files import policy, queries, storage
from grantapp.files.rules import PlacedFile
from grantapp.web.access import authorized, saw

bp = Blueprint("files", __name__)
log = logging.getLogger(__name__)


@bp.get("/files/<int:file_id>")
@authorized(policy.VIEW, queries.get_placed_file)
def download(placed: PlacedFile) -> Response:
    """Send a file as an attachment, piece by piece, under the name that its sender gave it."""
    saw(placed.file)
    try:
        chunks = storage.read_chunks(placed.file.storage_key)
    except storage.MissingBytes:
        log.exception("the store lacks the bytes of file %s", placed.file.id)
        abort(404)
    response = Response(chunks, mimetype=placed.file.media_type)
    response.content_length = placed.file.size
    response.headers["Content-Disposition"] = disposition(placed.file.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def disposition(name: str) -> str:
    """Return an attachment's header with a plain name and the true one after RFC 5987."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
