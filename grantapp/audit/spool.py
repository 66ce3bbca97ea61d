"""The spool of access lines that web processes of this host append to: read, loaded, put aside, removed.

A file is known by the hash of its first line, and its position is kept in the transaction that keeps its lines, so that
every line comes into the database once, whatever ends the worker on the way.
"""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from grantapp.audit import actions
from grantapp.audit.documents import AccessLine, read_line
from grantapp.core.policy import Actor

log = logging.getLogger(__name__)
BATCH_BYTES = 256 * 1024
LARGEST = 16 * 1024 * 1024
SECONDS_OF_GRACE = 600
JOB = "audit.load_access"


def load(path: Path) -> int:
    """Load every file of the spool, those put aside first, and tidy up; return how many lines were kept."""
    count = sum(_load_file(one) for one in [*_aside(path), path])
    _rotate(path)
    return count


def _aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.*"))


def _load_file(path: Path) -> int:
    fingerprint = _fingerprint(path)
    if not fingerprint:
        return 0
    count, position = 0, actions.begin_spool(Actor.system(JOB), fingerprint)
    for end, lines in _batches(path, position):
        if not actions.load_access(Actor.system(JOB), fingerprint, position, end, lines):
            break  # another worker of this host has it
        count, position = count + len(lines), end
    return count


def _opened(path: Path) -> BinaryIO:
    """Open a file of the spool; empty when another worker of this host has just put it aside or removed it."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        return BytesIO()


def _fingerprint(path: Path) -> str:
    with _opened(path) as file:
        first = file.readline()
    return hashlib.sha256(first).hexdigest() if first.endswith(b"\n") else ""


def _batches(path: Path, position: int) -> Iterator[tuple[int, list[AccessLine]]]:
    """Yield the whole lines after a position in batches, each with the position after it."""
    with _opened(path) as file:
        file.seek(position)
        while raw := file.readlines(BATCH_BYTES):
            whole = [line for line in raw if line.endswith(b"\n")]
            if not whole:
                return
            position += sum(map(len, whole))
            read = [read_line(line) for line in whole]
            if lost := read.count(None):
                log.warning("%s lines of the access spool could not be read", lost)
            yield position, [line for line in read if line is not None]


def _rotate(path: Path) -> None:
    """Put a large file aside, and remove those whose last line has been loaded for some time."""
    for one in _aside(path):
        with suppress(FileNotFoundError):
            if time.time() - one.stat().st_mtime > SECONDS_OF_GRACE and _is_loaded(one):
                one.unlink()
    with suppress(FileNotFoundError):
        if path.stat().st_size > LARGEST:
            path.rename(path.with_name(f"{path.name}.{time.time_ns()}"))


def _is_loaded(path: Path) -> bool:
    fingerprint = _fingerprint(path)
    position = actions.begin_spool(Actor.system(JOB), fingerprint) if fingerprint else 0
    with _opened(path) as file:
        file.seek(position)
        return not file.readline().endswith(b"\n")
