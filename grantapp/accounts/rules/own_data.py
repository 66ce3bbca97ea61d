"""How long copies of one's own data lie ready, and by when a request for deletion is answered."""

from datetime import timedelta

COPY_KEPT = timedelta(days=7)
ANSWERED_WITHIN = timedelta(days=30)
NAME_AFTERWARDS = "Anonymized {number} · 匿名化済み {number}"
ADDRESS_AFTERWARDS = "anonymized-{number}@anonymized.invalid"


def name_afterwards(number: int) -> str:
    """Return what an anonymized person is called in both languages."""
    return NAME_AFTERWARDS.format(number=number)


def address_afterwards(number: int) -> str:
    """Return the address of an anonymized person, to which no letter can go."""
    return ADDRESS_AFTERWARDS.format(number=number)
