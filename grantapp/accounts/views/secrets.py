"""A new password on its way from a form to an action: checked, then hashed with no transaction open."""

from collections.abc import Iterable

from grantapp.accounts import queries
from grantapp.accounts.rules import passwords
from grantapp.core.errors import Invalid, Problem


def new_hash(password: str, again: str, own_words: Iterable[str]) -> str:
    """Return the hash of a new password; Invalid says why it is refused."""
    problems = list(passwords.password_problems(password, own_words))
    if password != again:
        problems.append(Problem("again", "password_differs", passwords.DIFFERENT))
    if problems:
        raise Invalid(problems)
    queries.end_reading()
    return passwords.hash_password(password)
