"""Who takes part in a journey, and what they speak of."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask

from grantapp.applications.models import Application
from grantapp.awards.models import Award
from grantapp.awards.queries import find_award_of
from grantapp.database import db
from tests.browser.somebody import Somebody
from tests.journeys import walk

DANA, MATSUNAGA = "dana@tacoma.example", "matsunaga@kitakyushu.example"
Come = Callable[[str, str], Somebody]


@dataclass
class Story:
    """Who takes part, and what they speak of."""

    app: Flask
    come: Come
    series: str = ""
    application_id: int = 0
    people: dict[str, Somebody] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Somebody:
        return self.people[name]

    @property
    def application(self) -> Application:
        """The application as the database has it."""
        db.session.rollback()
        return db.session.get_one(Application, self.application_id)

    @property
    def award(self) -> Award:
        """The award of the application."""
        db.session.rollback()
        found = find_award_of(self.application_id)
        assert found is not None
        return found

    @property
    def hub(self) -> str:
        """The address of the task list."""
        return f"/applications/{self.application_id}"

    def sign_in(self, name: str, email: str, language: str = "en") -> None:
        """Let somebody come and sign in."""
        self.people[name] = self.come(name, language).sign_in(email, walk.PASSWORD)
