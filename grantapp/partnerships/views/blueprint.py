"""The one blueprint of partnerships."""

from flask import Blueprint

from grantapp.partnerships import rules
from grantapp.places.rules import COUNTRY_WORDS

bp = Blueprint("partnerships", __name__)

WORDS = {
    "activities": rules.ACTIVITY_WORDS,
    "countries": COUNTRY_WORDS,
    "directions": rules.DIRECTION_WORDS,
    "kinds": rules.KIND_WORDS,
    "qualities": rules.QUALITY_WORDS,
    "statuses": rules.STATUS_WORDS,
}
