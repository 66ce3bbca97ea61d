"""The pages of partnerships and organizations."""

from grantapp.partnerships.views import (
    corrections,
    directory,
    evidence,
    imports,
    memberships,
    organizations,
    partnerships,
)
from grantapp.partnerships.views.blueprint import bp

__all__ = [
    "bp",
    "corrections",
    "directory",
    "evidence",
    "imports",
    "memberships",
    "organizations",
    "partnerships",
]
