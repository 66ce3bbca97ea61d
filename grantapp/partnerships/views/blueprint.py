"""The one blueprint of partnerships."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext

from grantapp.files.actions import Upload, keep_upload
from grantapp.partnerships import queries, rules
from grantapp.places.rules import COUNTRY_WORDS
from grantapp.web.formats import partial_date, text

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


def renewable(partnership_id: int, but: int = 0) -> list[tuple[str, str]]:
    """Return the agreements that another one may renew, for a form."""
    known = [one for one in queries.list_agreements(partnership_id) if one.id != but]
    named = [(str(one.id), f"{text(one.title)} ({partial_date(one.signed)})") for one in known]
    return [("", gettext("No earlier agreement")), *named]


def journeys() -> list[tuple[str, str]]:
    """Return the directions of a journey, for a form."""
    return [("", gettext("No journey")), *choices_of(rules.JOURNEY_WORDS)]


def sent_file(form: Any) -> Upload | None:
    """Keep the file of a form in the store, outside any transaction; None when none was chosen."""
    sent = form.file.data
    return keep_upload(sent, field="file") if sent else None
