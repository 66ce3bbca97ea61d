"""Where the bytes lie: a local folder, memory, or a bucket that speaks S3; keys are random, never names."""

import hashlib
import logging
import re
import secrets
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import unquote, urlsplit

from flask import current_app

from grantapp.core.errors import Invalid, Problem
from grantapp.files import rules
from grantapp.files.rules import Upload

log = logging.getLogger(__name__)
CHUNK = 256 * 1024
SECONDS_BETWEEN_PROBES = 30
_PROBED = "store_probed"
_KEY = re.compile(r"[0-9a-f]{64}")


class Incoming(Protocol):
    """What a form hands over: the name that the sender gave and the bytes (werkzeug's FileStorage fits)."""

    filename: str | None
    stream: IO[bytes]


class MissingBytes(LookupError):
    """The store does not hold what the database says."""


def keep_upload(
    upload: Incoming | None, *, field: str = "file", accepted: Collection[str] = rules.EVERY_TYPE
) -> Upload:
    """Check a file and write its bytes to the store, outside any transaction; `Invalid` when refused."""
    if upload is None or not upload.filename:
        raise Invalid([Problem(field, "file_missing", rules.NOTHING_CHOSEN)])
    limit = current_app.config["MAX_UPLOAD_SIZE"]
    name = rules.clean_name(upload.filename)
    with tempfile.SpooledTemporaryFile(max_size=CHUNK * 4) as content:
        size, digest = _copy(upload.stream, content, limit)
        media_type = rules.media_type_of(content, name) if 0 < size <= limit else ""
        if problems := list(rules.problems_of_upload(name, media_type, size, limit, accepted, field)):
            raise Invalid(problems)
        content.seek(0)
        return Upload(_put(content), name, media_type, size, digest)


def keep_bytes(name: str, content: bytes, media_type: str) -> Upload:
    """Write bytes that the product made itself (a PDF) to the store."""
    digest = hashlib.sha256(content).hexdigest()
    return Upload(_put(content), rules.clean_name(name), media_type, len(content), digest)


def put_back(key: str, content: IO[bytes]) -> None:
    """Write the bytes of a backup under the key that they had."""
    _store().put(_path(key), content)


def read_chunks(key: str) -> Iterator[bytes]:
    """Return the bytes of a key piece by piece; MissingBytes at once when the store does not hold them."""
    with _missing_is_told(key):
        stream = _store().get(_path(key)).stream(min_chunk_size=CHUNK)
    return (bytes(chunk) for chunk in stream)


def read_bytes(key: str) -> bytes:
    """Return all bytes of a key; MissingBytes when the store does not hold them."""
    return b"".join(read_chunks(key))


def delete(key: str) -> None:
    """Remove the bytes of a key; nothing happens when they are gone already."""
    try:
        _store().delete(_path(key))
    except FileNotFoundError:
        log.info("the store holds no %s", key)


def keys_before(instant: datetime) -> list[str]:
    """Return the keys whose bytes were written before an instant."""
    found = (entry for page in _store().list() for entry in page)
    keys = [str(entry["path"]).rpartition("/")[2] for entry in found if entry["last_modified"] < instant]
    return [key for key in keys if _KEY.fullmatch(key)]


def is_writable() -> bool:
    """Whether the store takes bytes and gives them back; asked of the store once in half a minute."""
    asked_at, answer = current_app.extensions.get(_PROBED, (float("-inf"), False))
    if time.monotonic() - asked_at > SECONDS_BETWEEN_PROBES:
        answer = _probe()
        current_app.extensions[_PROBED] = (time.monotonic(), answer)
    return bool(answer)


def _probe() -> bool:
    path = f"probe/{secrets.token_hex(8)}"
    try:
        _store().put(path, b"probe")
        found = bytes(_store().get(path).bytes()) == b"probe"
        _store().delete(path)
    except Exception:  # every store has errors of its own, and each means that it is not there
        log.exception("the store of files does not answer")
        return False
    return found


def _copy(source: IO[bytes], target: IO[bytes], limit: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while size <= limit and (chunk := source.read(CHUNK)):
        size += len(chunk)
        digest.update(chunk)
        target.write(chunk)
    return size, digest.hexdigest()


def _put(content: IO[bytes] | bytes) -> str:
    key = secrets.token_hex(32)
    _store().put(_path(key), content)
    return key


def _path(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError("not a key of the store")
    return f"{key[:2]}/{key}"


@contextmanager
def _missing_is_told(key: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise MissingBytes(key) from error


def _store() -> Any:
    url = current_app.config["FILES_URL"]
    stores = current_app.extensions.setdefault("stores", {})
    if url not in stores:
        stores[url] = _open_store(url)
    return stores[url]


def _open_store(url: str) -> Any:
    from obstore.store import LocalStore, from_url

    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.path)), mkdir=True)
    return from_url(url)
