"""How long an account waits after failed tries: the delay grows, nobody is locked out."""

from datetime import datetime, timedelta

from grantapp.core.tokens import hash_token

FREE_TRIES = 4
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


def pause_after(tries: int) -> timedelta:
    """Return the pause after so many failed tries: none for four, then 5 seconds, doubled each time."""
    if tries <= FREE_TRIES:
        return timedelta()
    doublings = min(tries - FREE_TRIES - 1, 20)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def tries_after(tries: int, not_before: datetime, at: datetime) -> int:
    """Return the number of the present try; a quiet day forgets the earlier ones."""
    return 1 if at - not_before >= FORGOTTEN_AFTER else tries + 1


def key_of(purpose: str, address: str) -> str:
    """Return the key of an account's tries: the address itself is not kept."""
    return hash_token(f"{purpose}|{address}")
