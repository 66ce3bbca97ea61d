"""The letters of a test: delivered, and read as their recipients read them."""

from grantapp import jobs
from grantapp.database import db
from grantapp.notifications import delivery
from grantapp.notifications.documents import Written
from grantapp.notifications.models import Letter, LetterState


def delivered() -> list[tuple[Letter, Written]]:
    """Do all that is due, let no letter be refused, and return every letter that was sent, oldest first."""
    jobs.drain()
    letters = list(db.session.scalars(db.select(Letter).order_by(Letter.id)))
    unsent = {
        f"{letter.name}.{letter.language}": letter.attempts[-1].detail
        for letter in letters
        if letter.state is not LetterState.SENT and letter.attempts
    }
    assert unsent == {}
    return [(letter, delivery.write(letter)) for letter in letters if letter.state is LetterState.SENT]
