"""The one blueprint of partnerships."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext

from grantapp.files.actions import Upload, keep_upload
from grantapp.partnerships import rules
from grantapp.places.rules import COUNTRY_WORDS

bp = Blueprint("partnerships", __name__)

WORDS = {
    "agreement_languages": rules.AGREEMENT_LANGUAGES,
    "claims": rules.CLAIM_FIELDS,
    "activities": rules.ACTIVITY_WORDS,
    "countries": COUNTRY_WORDS,
    "directions": rules.DIRECTION_WORDS,
    "kinds": rules.KIND_WORDS,
    "qualities": rules.QUALITY_WORDS,
    "statuses": rules.STATUS_WORDS,
}


def choices_of(words: Any) -> list[tuple[str, str]]:
    """Return codes with their words in the reader's language, for a form."""
    return [(str(code), gettext(word)) for code, word in words.items()]


def sent_file(form: Any) -> Upload | None:
    """Keep the file of a form in the store, outside any transaction; None when none was chosen."""
    sent = form.file.data
    return keep_upload(sent, field="file") if sent else None
