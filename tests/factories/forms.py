"""Forms as data, and sheets of them."""

from typing import Any

from grantapp.core.policy import Actor
from grantapp.core.words import Bilingual
from grantapp.questionnaires import actions
from grantapp.questionnaires.models import AnswerSheet, Question, QuestionnaireVersion
from tests.factories.people import NOW

SYSTEM = Actor.system("factory").moved_to(NOW)


def both(text: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"en": text, "ja": f"{text}（日本語）"}


def question(key: str, kind: str = "long_text", answered_by: str = "shared", **values: Any) -> dict[str, Any]:
    """Return the data of one question."""
    return {"key": key, "type": kind, "answered_by": answered_by, "label": both(key.capitalize()), **values}


def section(key: str, *questions: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return the data of one section."""
    return {"key": key, "title": both(key.capitalize()), "questions": list(questions), **values}


SMALL_FORM = [
    section(
        "project",
        question("summary", settings={"words": 5, "characters": 10}),
        question("why", answered_by="each", settings={"words": 200, "characters": 400}),
        question("office", "short_text", answered_by="partner"),
        question("minors", "choice", settings={"choices": [{"code": c, **both(c)} for c in ("yes", "no")]}),
        question(
            "how_many", "number", settings={"minimum": 1},
            condition={"question": "minors", "op": "equals", "value": "yes"},
        ),
    ),
    section("papers", question("letter", "files", settings={"at_most": 2}), question("true", "declaration")),
]  # fmt: skip


def published(sections: list[dict[str, Any]] | None = None, key: str = "small") -> QuestionnaireVersion:
    """Return a published form."""
    return actions.publish_version(SYSTEM, key, Bilingual("Small form", "小さな様式"), sections or SMALL_FORM)


def sheet(version: QuestionnaireVersion | None = None) -> AnswerSheet:
    """Return an empty sheet of a form."""
    return actions.open_sheet(SYSTEM, (version or published()).id)


def asked(version: QuestionnaireVersion, key: str) -> Question:
    """Return a question of a form by its key."""
    return next(one for section in version.sections for one in section.questions if one.key == key)
