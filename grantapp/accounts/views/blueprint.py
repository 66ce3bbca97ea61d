"""The blueprint of accounts, and what all its pages on the way in share."""

from flask import Blueprint

from grantapp.web.components import link

bp = Blueprint("accounts", __name__)
COARSE_LIMIT = "300 per minute"  # a whole city hall may share one address; accounts are slowed one by one


def home() -> str:
    """Return where a signed-in person begins."""
    return link("portfolio.home") or "/"
