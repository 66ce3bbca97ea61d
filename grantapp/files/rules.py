"""What may be attached: kinds of files by their content, names without tricks, sizes."""

import io
import unicodedata
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import IO, Any

import filetype

from grantapp.core.errors import Problem
from grantapp.core.policy import Permission
from grantapp.core.words import N_, Bilingual
from grantapp.files.models import StoredFile

MEGABYTE = 1024 * 1024
QUOTA = 100 * MEGABYTE
LONGEST_NAME = 180
HEAD = 8192
FALLBACK_NAME = "file"
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = f"{_OFFICE}wordprocessingml.document", f"{_OFFICE}spreadsheetml.sheet"
CSV, TXT = "text/csv", "text/plain"
ENDINGS = {
    PDF: ("pdf",), JPEG: ("jpg", "jpeg"), PNG: ("png",), DOCX: ("docx",), XLSX: ("xlsx",), CSV: ("csv",),
    TXT: ("txt",),
}  # fmt: skip
LABELS = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", DOCX: "DOCX", XLSX: "XLSX", CSV: "CSV", TXT: "TXT"}
EVERY_TYPE = tuple(ENDINGS)
PAPERS = (PDF, JPEG, PNG)
_OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}

NOT_TAKEN = N_(
    '"%(name)s" was not attached. This question takes %(types)s up to %(megabytes)s MB.'
    " Your other answers are saved."
)
NOT_WHAT_IT_SAYS = N_(
    '"%(name)s" was not attached, for its content is not what the end of its name says.'
    " Save it anew as %(types)s. Your other answers are saved."
)
TOO_LARGE = N_(
    '"%(name)s" was not attached. It is larger than %(megabytes)s MB. Your other answers are saved.'
)
EMPTY = N_('"%(name)s" was not attached. The file is empty. Your other answers are saved.')
NOTHING_CHOSEN = N_("Choose a file, then attach it.")
QUOTA_REACHED = N_(
    '"%(name)s" was not attached. All files of this record may have %(megabytes)s MB together:'
    " remove one first. Your other answers are saved."
)


@dataclass(frozen=True)
class Upload:
    """A file whose bytes lie in the store already and that hangs on nothing yet."""

    storage_key: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class PlacedFile:
    """A file with the record it hangs on and the permission that shows that record."""

    file: StoredFile
    subject: Any
    view: Permission


def clean_name(typed: str | None) -> str:
    """Return a file's name as typed, without folders, control characters and marks that turn the writing."""
    last = (typed or "").replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    name = kept.strip().lstrip(".").strip()
    if not name:
        return FALLBACK_NAME
    stem, dot, ending = name.rpartition(".")
    if len(name) > LONGEST_NAME and dot and len(ending) <= max(map(len, LABELS.values())):
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return name[:LONGEST_NAME]


def ending_of(name: str) -> str:
    """Return the ending of a name in small letters, empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def media_type_of(content: IO[bytes], name: str) -> str:
    """Return the media type that the content shows; empty when it is none that we know."""
    content.seek(0)
    head = content.read(HEAD)
    guessed = filetype.guess_mime(head)
    if guessed in (PDF, JPEG, PNG):
        return str(guessed)
    if head.startswith(b"PK\x03\x04"):
        return _office_type(content)
    if guessed is None and ending_of(name) in (*ENDINGS[CSV], *ENDINGS[TXT]):
        content.seek(0)
        return (CSV if ending_of(name) == "csv" else TXT) if _is_text(content.read()) else ""
    return ""


def problems_of_upload(
    name: str, media_type: str, size: int, limit: int, accepted: Collection[str], field: str
) -> Iterator[Problem]:
    """Yield the one thing that speaks against a file, if any."""
    told = {"name": name, "types": spoken(accepted), "megabytes": limit // MEGABYTE}
    if size == 0:
        yield Problem(field, "file_empty", EMPTY, told)
    elif size > limit:
        yield Problem(field, "file_too_large", TOO_LARGE, told)
    elif ending_of(name) not in _endings(accepted):
        yield Problem(field, "file_type", NOT_TAKEN, told)
    elif ending_of(name) not in ENDINGS.get(media_type, ()):
        yield Problem(field, "file_content", NOT_WHAT_IT_SAYS, told)


def problem_of_quota(name: str, used: int, size: int, field: str) -> Problem | None:
    """Return what is wrong when a record would hold more than it may."""
    if used + size <= QUOTA:
        return None
    return Problem(field, "file_quota", QUOTA_REACHED, {"name": name, "megabytes": QUOTA // MEGABYTE})


def spoken(accepted: Collection[str]) -> Bilingual:
    """Return the accepted kinds as both languages list them."""
    labels = [LABELS[kind] for kind in accepted]
    english = f"{', '.join(labels[:-1])} or {labels[-1]}" if len(labels) > 1 else labels[0]
    return Bilingual(english, "・".join(labels))


def accept_attribute(accepted: Collection[str] = EVERY_TYPE) -> str:
    """Return the `accept` of a file field, so that the browser offers what fits."""
    return ",".join(f".{ending}" for kind in accepted for ending in ENDINGS[kind])


def _endings(accepted: Collection[str]) -> set[str]:
    return {ending for kind in accepted for ending in ENDINGS[kind]}


def _office_type(content: IO[bytes]) -> str:
    try:
        content.seek(0)
        parts = set(zipfile.ZipFile(io.BytesIO(content.read())).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    if "[Content_Types].xml" not in parts or any(part.lower().endswith("vbaproject.bin") for part in parts):
        return ""
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in parts), "")


def _is_text(content: bytes) -> bool:
    if any(byte < 32 and byte not in b"\t\r\n\f" for byte in content):
        return False
    for encoding in ("utf-8-sig", "cp932", "latin-1"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
