"""The home page of every role."""

from flask import Blueprint, render_template

from grantapp.portfolio import policy
from grantapp.web.access import authorized

bp = Blueprint("portfolio", __name__)


@bp.get("/home")
@authorized(policy.HOME)
def home() -> str:
    """Show what is to do and where things stand."""
    return render_template("portfolio/home.html")
