"""The pages of partnerships and organizations."""

from grantapp.partnerships.views import organizations, partnerships
from grantapp.partnerships.views.blueprint import bp

__all__ = ["bp", "organizations", "partnerships"]
