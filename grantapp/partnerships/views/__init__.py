"""The pages of partnerships and organizations."""

from grantapp.partnerships.views import memberships, organizations, partnerships
from grantapp.partnerships.views.blueprint import bp

__all__ = ["bp", "memberships", "organizations", "partnerships"]
