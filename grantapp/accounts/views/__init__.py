"""Pages of people: sign-in, links that let somebody in, the own profile and data, people, offices and requests."""

from grantapp.accounts.views import (
    deputations,
    links,
    office,
    own_data,
    people,
    profile,
    requests,
    session,
    sign_in,
)
from grantapp.accounts.views.blueprint import bp

__all__ = [
    "bp",
    "deputations",
    "links",
    "office",
    "own_data",
    "people",
    "profile",
    "requests",
    "session",
    "sign_in",
]
