"""The tables of transitions: every state is reached, every step is told, and SQL says the same."""

import pytest
from babel.messages.pofile import read_po
from sqlalchemy import CheckConstraint, Enum

from grantapp.core import ports, workflow
from grantapp.core.policy import permissions
from grantapp.database import Base
from tests.architecture.house import PACKAGE

JAPANESE = PACKAGE / "translations" / "ja" / "LC_MESSAGES" / "messages.po"
pytestmark = pytest.mark.usefixtures("house")


def steps():
    return [(life, step) for life in workflow.registry.values() for step in life.transitions.values()]


def model_of(kind):
    """Return the table class whose records live by a workflow."""
    classes = [mapper.class_ for mapper in Base.registry.mappers]
    return next((cls for cls in classes if getattr(cls, "__subject__", None) == kind), None)


def states(life):
    return {life.initial} | {step.target for step in life.transitions.values()}


def test_workflows_when_the_product_starts_then_there_are_some(house):
    assert workflow.registry


def test_states_when_followed_from_the_first_then_each_is_reached(house):
    lost = {}
    for life in workflow.registry.values():
        reached = {life.initial}
        for _round in life.transitions:
            reached |= {step.target for step in life.transitions.values() if reached & set(step.sources)}
        named = states(life) | {source for step in life.transitions.values() for source in step.sources}
        lost |= {life.kind: named - reached} if named - reached else {}
    assert lost == {}


def test_states_when_compared_with_the_table_then_both_know_the_same(house):
    differ = {}
    for life in workflow.registry.values():
        model = model_of(life.kind)
        kind = model.__table__.c.status.type if model is not None else None
        known = set(kind.enums) if isinstance(kind, Enum) else None
        if known != states(life):
            differ[life.kind] = (known, states(life))
    assert differ == {}


def test_steps_when_they_leave_a_stamp_then_the_table_has_it_and_a_check_asks_for_it(house):
    missing = []
    for life, step in steps():
        if not step.stamp:
            continue
        table = model_of(life.kind).__table__
        checks = [str(item.sqltext) for item in table.constraints if isinstance(item, CheckConstraint)]
        if step.stamp not in table.c or not any(step.stamp in check for check in checks):
            missing.append(f"{life.kind}.{step.name}: {step.stamp}")
    assert missing == []


def test_steps_when_they_ask_a_permission_then_it_is_registered(house):
    assert [
        f"{life.kind}.{step.name}" for life, step in steps() if step.permission.name not in permissions
    ] == []


def test_steps_when_told_then_there_is_a_sentence_in_both_languages(house):
    with JAPANESE.open("rb") as file:
        japanese = {message.id: message.string for message in read_po(file, locale="ja")}
    told = {f"{life.kind}.{step.name}": step.sentence for life, step in steps()}
    told |= ports.sentences
    assert [verb for verb, sentence in told.items() if not sentence or not japanese.get(sentence)] == []


def test_subjects_when_they_have_a_life_then_they_are_registered_for_timelines(house):
    assert sorted(set(workflow.registry) - set(ports.subjects)) == []


def test_ports_when_the_product_starts_then_every_question_is_answered(house):
    assert [name for name, question in ports.questions.items() if not question.is_answered] == []
