"""The home page of every role, and the first page of an award."""

from grantapp.portfolio.views import award
from grantapp.portfolio.views.blueprint import bp
from grantapp.portfolio.views.home import affiliation

__all__ = ["affiliation", "award", "bp"]
