"""Pages of people: sign-in, links that let somebody in, the own profile and data, people, offices and requests."""

from grantapp.accounts.views import (
    carried,
    deputations,
    links,
    office,
    own_data,
    passkeys,
    people,
    profile,
    requests,
    second_step,
    security,
    session,
    sign_in,
    sign_up,
)
from grantapp.accounts.views.blueprint import bp

__all__ = [
    "bp",
    "carried",
    "deputations",
    "links",
    "office",
    "own_data",
    "passkeys",
    "people",
    "profile",
    "requests",
    "second_step",
    "security",
    "session",
    "sign_in",
    "sign_up",
]
