"""The one blueprint of all report pages."""

from flask import Blueprint

bp = Blueprint("reports", __name__)
