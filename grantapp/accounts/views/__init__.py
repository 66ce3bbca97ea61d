"""Pages of people: sign-in, links that let somebody in, the own profile, people and their roles."""

from grantapp.accounts.views import links, people, profile, session, sign_in
from grantapp.accounts.views.blueprint import bp

__all__ = ["bp", "links", "people", "profile", "session", "sign_in"]
