"""When a piece of work is tried again, and when it is given up."""

from datetime import timedelta

MOST_ATTEMPTS = 8
LEASE = timedelta(minutes=15)
SILENCE = timedelta(minutes=4)
LONGEST_ERROR = 2000
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)


def pause_after(attempts: int) -> timedelta:
    """Return the pause after so many attempts: one minute, then four times longer, six hours at most."""
    factor: int = 4 ** (max(attempts, 1) - 1)
    return min(_FIRST_PAUSE * factor, _LONGEST_PAUSE)


def error_text(error: BaseException) -> str:
    """Return what is kept of an error: its type and message, shortened."""
    return f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
