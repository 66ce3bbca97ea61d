"""Threads of several processes act at random on the same records: every acknowledged write is there exactly once."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from grantapp.accounts.models import RoleGrant
from grantapp.applications.models import Application
from grantapp.audit import chain
from grantapp.audit.models import DomainEvent
from grantapp.database import db
from grantapp.disbursements.models import Disbursement
from grantapp.jobs.models import Job, JobState
from grantapp.ledger import cli as ledger
from grantapp.notifications.models import Letter, LetterAttempt, LetterState
from grantapp.partnerships.models import PartnershipActivity
from grantapp.questionnaires.models import Answer
from grantapp.reviews.models import Review
from tests.factories.applications import find_question
from tests.load.mixed import JOB
from tests.load.plan import Plan, build_plan

ROOT = Path(__file__).resolve().parents[2]
Lines = list[dict[str, Any]]


def run(app: Flask, plan: Plan, folder: Path, processes: int, threads: int, rounds: int) -> Lines:
    """Run the processes at once on our database and return all that they said."""
    db.session.remove()
    db.engine.dispose()
    paper = folder / "plan.json"
    paper.write_text(json.dumps(plan.plain()))
    environment = os.environ | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "FILES_URL": app.config["FILES_URL"],
        "HUEY_PATH": app.config["HUEY_PATH"], "MAIL_FOLDER": app.config["MAIL_FOLDER"],
    }  # fmt: skip
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.load.mixed", str(paper), str(seed), str(threads), str(rounds)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for seed in range(processes)
    ]  # fmt: skip
    said: Lines = []
    for process in started:
        words, complaints = process.communicate(timeout=600)
        assert process.returncode == 0, complaints
        said += [json.loads(line) for line in words.splitlines() if line.startswith("{")]
    return said


def done(said: Lines, verb: str) -> Lines:
    return [line for line in said if line.get("did") == verb]


def events(verb: str) -> Counter[int]:
    bodies = db.session.scalars(select(DomainEvent.body).where(DomainEvent.verb == verb))
    return Counter(json.loads(body)["subjects"][0][1] for body in bodies)


def assert_no_update_was_lost(said: Lines) -> None:
    for verb, read in (("edit", _answer_now), ("score", _score_now)):
        for record in {line["record"] for line in done(said, verb)}:
            acks = sorted(
                (line for line in done(said, verb) if line["record"] == record),
                key=lambda line: line["version"],
            )
            versions = [line["version"] for line in acks]
            assert versions == list(range(versions[0], versions[0] + len(acks))), (
                f"{verb}: a version was given twice"
            )
            version, value = read(record)
            assert (version, value) == (versions[-1], acks[-1]["value"]), (
                f"{verb}: the last write is not there"
            )


def _answer_now(application_id: int) -> tuple[int, str]:
    application = db.session.get_one(Application, application_id)
    question = find_question(application, "title")
    answer = db.session.scalars(
        select(Answer).where(Answer.sheet_id == application.sheet_id, Answer.question_id == question.id)
    ).one()
    return answer.version, answer.value


def _score_now(review_id: int) -> tuple[int, str]:
    review = db.session.get_one(Review, review_id)
    return review.version, next(one.comment_to_cities for one in review.scores if one.comment_to_cities)


def assert_each_step_once(said: Lines) -> None:
    for verb, event in (("endorse", "application.endorsed"), ("submit", "application.submit")):
        told = events(event)
        acknowledged = {line["record"] for line in done(said, verb)}
        assert {record: told[record] for record in acknowledged} == dict.fromkeys(acknowledged, 1)
    steps = Counter((line["record"], line["step"]) for line in done(said, "pay"))
    assert set(steps.values()) <= {1}, "a step of a payment was acknowledged twice"
    for verb, step in (
        ("request", "scheduled"),
        ("approve", "requested"),
        ("release", "approved"),
        ("pay", "released"),
    ):
        wanted = {record: 1 for record, taken in steps if taken == step}
        assert dict(events(f"disbursement.{verb}")) == wanted


def assert_roles_are_held_once(said: Lines, plan: Plan) -> None:
    ended = Counter(line["record"] for line in done(said, "take_role"))
    assert set(ended.values()) <= {1}
    grants = list(db.session.scalars(select(RoleGrant).where(RoleGrant.scope_id == plan.scope_id)))
    assert {one.id for one in grants if one.ended_at} == set(ended)
    assert {one.id for one in grants} == {line["record"] for line in done(said, "give_role")} | set(ended)
    held = Counter(one.person_id for one in grants if one.ended_at is None)
    assert set(held.values()) <= {1}


def assert_history_has_one_line_each(said: Lines) -> None:
    values: dict[tuple[int, str], set[str]] = {}
    for line in done(said, "tell"):
        values.setdefault((line["record"], line["kind"]), set()).add(line["value"])
    rows = {
        (one.subject_id, one.kind): one.summary.en for one in db.session.scalars(select(PartnershipActivity))
    }
    for key, told in values.items():
        assert rows[key] in told


def assert_work_was_done_once(app: Flask, said: Lines) -> None:
    asked = Counter(line["record"] for line in done(said, "ask_work"))
    ran = Counter(line["record"] for line in done(said, "ran"))
    assert set(asked.values()) <= {1}
    assert set(ran.values()) <= {1}, "a job ran twice"
    assert set(ran) <= set(asked)
    waiting = db.session.scalars(select(Job).where(Job.state != JobState.DONE, Job.kind == JOB))
    assert {one.dedupe_key for one in waiting} == set(asked) - set(ran)
    assert [one.error for one in db.session.scalars(select(Job)) if one.error] == []
    assert db.session.scalar(select(func.max(Job.attempts))) <= 1


def assert_letters_were_sent_once(app: Flask, said: Lines) -> None:
    asked = Counter(line["record"] for line in done(said, "write_letter"))
    assert set(asked.values()) <= {1}
    letters = list(db.session.scalars(select(Letter)))
    assert {one.dedupe_key for one in letters if one.dedupe_key.startswith("load-")} == set(asked)
    sent = {one.id for one in letters if one.state == LetterState.SENT}
    attempts = Counter(db.session.scalars(select(LetterAttempt.letter_id)))
    assert attempts == Counter(sent), "a letter was tried twice, or failed"
    folder = Path(app.config["MAIL_FOLDER"])
    assert len(list(folder.iterdir()) if folder.exists() else []) == len(sent)


def assert_everything_stands(app: Flask, said: Lines, plan: Plan) -> None:
    assert [line for line in said if "error" in line][:3] == []
    refusals = {line["by"] for line in said if "refused" in line}
    assert refusals <= {"Changed", "NotAllowedNow"}
    assert_no_update_was_lost(said)
    assert_each_step_once(said)
    assert_roles_are_held_once(said, plan)
    assert_history_has_one_line_each(said)
    assert_work_was_done_once(app, said)
    assert_letters_were_sent_once(app, said)
    assert list(chain.verify()) == []
    assert ledger.faults() == []
    paid = db.session.scalar(select(func.count(Disbursement.id)).where(Disbursement.status == "paid"))
    assert paid == len([line for line in done(said, "pay") if line["step"] == "released"])


@pytest.mark.long
def test_mixed_actions_when_processes_fight_over_records_then_nothing_is_lost_or_done_twice(
    app: Flask, tmp_path: Path
) -> None:
    plan = build_plan()
    said = run(app, plan, tmp_path, processes=2, threads=4, rounds=9)
    assert_everything_stands(app, said, plan)
    assert {line["did"] for line in said if "did" in line} >= {"edit", "score", "pay", "submit"}


@pytest.mark.long
@pytest.mark.full
def test_mixed_actions_when_many_then_nothing_is_lost_or_done_twice(app: Flask, tmp_path: Path) -> None:
    plan = build_plan(copies=3, keys=60)
    said = run(app, plan, tmp_path, processes=4, threads=8, rounds=60)
    assert_everything_stands(app, said, plan)
    print(Counter(line.get("did") or line.get("refused") or line.get("error") for line in said))
