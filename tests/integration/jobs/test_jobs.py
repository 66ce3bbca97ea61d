"""Work is done once, tried again with a pause, given up with its error, and never lost."""

import threading
from datetime import timedelta

import pytest

from grantapp import jobs
from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.jobs import actions, queries, registry, rules, runner
from grantapp.jobs.models import JobState
from grantapp.unit_of_work import action

SYSTEM = Actor.system("test")


@pytest.fixture
def done(app):
    """Return the list into which a test's handlers write, and forget the handlers afterwards."""
    before = (dict(registry.handlers), dict(registry.rounds))
    found = []
    registry.job("test.note")(found.append)
    yield found
    registry.handlers.clear()
    registry.handlers.update(before[0])
    registry.rounds.clear()
    registry.rounds.update(before[1])


def later(seconds):
    return clock.travel(clock.wall() + timedelta(seconds=seconds))


def test_enqueue_when_the_key_was_used_then_done_once(done):
    assert actions.enqueue(SYSTEM, "test.note", {"n": 1}, "once")
    assert not actions.enqueue(SYSTEM, "test.note", {"n": 2}, "once")
    runner.drain_jobs()
    runner.drain_jobs()
    assert done == [{"n": 1}]
    assert queries.find_job("once").state is JobState.DONE


def test_enqueue_when_the_action_fails_then_no_work_is_left(done):
    @action
    def fail(actor):
        actions.enqueue(actor, "test.note", {}, "lost")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail(SYSTEM)
    assert queries.find_job("lost") is None


def test_enqueue_when_nobody_does_it_then_refused_at_once(app):
    with pytest.raises(LookupError):
        actions.enqueue(SYSTEM, "nobody.does_this", {}, "x")


def test_drain_when_run_at_lies_ahead_then_it_waits(done):
    actions.enqueue(SYSTEM, "test.note", {}, "ahead", clock.wall() + timedelta(hours=1))
    jobs.drain()
    assert done == []
    with later(3601):
        jobs.drain()
    assert done == [{}]


def test_drain_when_the_actor_travelled_ahead_of_the_wall_then_due_at_once(done):
    ahead = SYSTEM.moved_to(clock.wall() + timedelta(days=400))
    actions.enqueue(ahead, "test.note", {}, "travelled")
    jobs.drain()
    assert done == [{}]


def test_drain_when_a_handler_fails_then_tried_again_after_a_pause_and_given_up(done):
    registry.job("test.fail")(lambda ids: 1 / 0)
    actions.enqueue(SYSTEM, "test.fail", {}, "failing")
    runner.drain_jobs()
    job = queries.get_job(queries.find_job("failing").id)
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    assert job.error.startswith("ZeroDivisionError")
    assert job.run_at > clock.wall() + timedelta(seconds=50)
    for day in range(1, rules.MOST_ATTEMPTS):
        with later(day * 86400):
            runner.drain_jobs()
    job = queries.get_job(job.id)
    assert (job.state, job.attempts) == (JobState.FAILED, rules.MOST_ATTEMPTS)
    assert job.finished_at is not None


def test_retry_when_given_up_then_it_has_all_attempts_again(done):
    registry.job("test.fail")(lambda ids: 1 / 0)
    actions.enqueue(SYSTEM, "test.fail", {}, "failing")
    for day in range(rules.MOST_ATTEMPTS):
        with later(day * 86400):
            runner.drain_jobs()
    job_id = queries.find_job("failing").id
    registry.handlers["test.fail"] = done.append
    assert actions.retry_job(SYSTEM, job_id)
    assert not actions.retry_job(SYSTEM, job_id)
    runner.drain_jobs()
    assert queries.get_job(job_id).state is JobState.DONE
    assert done == [{}]


def test_drain_when_one_handler_fails_then_the_others_are_done(done):
    registry.job("test.fail")(lambda ids: 1 / 0)
    actions.enqueue(SYSTEM, "test.fail", {}, "first")
    actions.enqueue(SYSTEM, "test.note", {}, "second")
    runner.drain_jobs()
    assert done == [{}]


def test_handler_when_it_breaks_its_own_session_then_the_next_one_has_a_clean_one(done):
    def broken(ids):
        db.session.scalar(db.text("SELECT nothing FROM nowhere"))

    registry.job("test.broken")(broken)
    actions.enqueue(SYSTEM, "test.broken", {}, "first")
    actions.enqueue(SYSTEM, "test.note", {}, "second")
    runner.drain_jobs()
    assert done == [{}]


def test_claim_when_the_lease_has_ended_then_another_worker_takes_over_and_the_first_is_ignored(done):
    actions.enqueue(SYSTEM, "test.note", {}, "leased")
    first = actions.claim_job(SYSTEM)
    assert actions.claim_job(SYSTEM) is None
    after = clock.wall() + rules.LEASE + timedelta(seconds=1)
    second = actions.claim_job(SYSTEM.moved_to(after))
    assert second.attempt == first.attempt + 1
    actions.fail_job(SYSTEM, first, "too late")
    assert queries.get_job(first.job_id).state is JobState.RUNNING
    actions.finish_job(SYSTEM, second)
    assert queries.get_job(first.job_id).state is JobState.DONE


def test_claim_when_a_job_ends_every_worker_then_it_is_given_up(done):
    actions.enqueue(SYSTEM, "test.note", {}, "deadly")
    at = clock.wall()
    for _attempt in range(rules.MOST_ATTEMPTS):
        assert actions.claim_job(SYSTEM.moved_to(at)) is not None
        at += rules.LEASE + timedelta(seconds=1)
    assert actions.claim_job(SYSTEM.moved_to(at)) is None
    job = queries.get_job(queries.find_job("deadly").id)
    assert (job.state, job.error) == (JobState.FAILED, actions.WORKER_ENDED)


def test_drain_when_four_run_at_once_then_each_job_is_done_once(app, done):
    for number in range(40):
        actions.enqueue(SYSTEM, "test.note", {"n": number}, f"many-{number}")
    db.session.remove()

    def work():
        with app.app_context():
            runner.drain_jobs()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ids["n"] for ids in done) == list(range(40))


def test_drain_when_the_process_is_told_to_end_then_it_finishes_what_it_holds_and_takes_no_more(done):
    ending = threading.Event()
    registry.job("test.end")(lambda ids: ending.set())
    registry.endings.append(ending)
    try:
        actions.enqueue(SYSTEM, "test.end", {}, "first")
        actions.enqueue(SYSTEM, "test.note", {}, "second")
        runner.drain_jobs()
    finally:
        registry.endings.remove(ending)
    assert queries.find_job("first").state is JobState.DONE
    assert (done, queries.find_job("second").state) == ([], JobState.QUEUED)


def test_rounds_when_two_workers_tick_then_each_period_is_done_once(done):
    registry.periodic("test.daily", hours=24)(lambda ids: done.append("daily"))
    registry.periodic("test.plain", hours=24)(lambda: done.append("plain"))
    runner.tick()
    runner.tick()
    assert sorted(word for word in done if word in {"daily", "plain"}) == ["daily", "plain"]
    with later(24 * 3600):
        runner.tick()
    assert done.count("daily") == 2


def test_ready_when_the_worker_is_silent_then_told_and_counted_only_when_asked(client, app, monkeypatch):
    monkeypatch.setattr("grantapp.web.queries.readiness", lambda: {"database": True, "migrations": True})
    assert client.get("/readyz").json["watched"] == {"worker": False}
    assert client.get("/readyz").status_code == 200
    assert client.get("/readyz?worker=1").status_code == 503
    runner.tick()
    assert client.get("/readyz?worker=1").status_code == 200
    with clock.travel(clock.wall()):
        actions.beat(SYSTEM.moved_to(clock.wall() - timedelta(hours=1)), runner.socket.gethostname()[:80])
    assert client.get("/readyz?worker=1").status_code == 503


def test_wake_when_many_actions_ask_then_one_alarm_waits(app, done):
    huey = runner.huey_of(app)
    huey.flush()
    for number in range(5):
        actions.enqueue(SYSTEM, "test.note", {}, f"alarm-{number}")
    assert huey.pending_count() == 1
    huey.flush()


def test_wake_when_the_alarm_clock_is_broken_then_the_work_is_kept_all_the_same(app, done, monkeypatch):
    def broken():
        raise OSError("disk full")

    monkeypatch.setattr(runner.huey_of(app), "pending_count", broken)
    assert actions.enqueue(SYSTEM, "test.note", {}, "kept")
    assert queries.find_job("kept") is not None


def test_commands_when_work_failed_then_listed_and_revived(app, done):
    registry.job("test.fail")(lambda ids: 1 / 0)
    actions.enqueue(SYSTEM, "test.fail", {}, "failing")
    for day in range(rules.MOST_ATTEMPTS):
        with later(day * 86400):
            runner.drain_jobs()
    shell = app.test_cli_runner()
    assert "ZeroDivisionError" in shell.invoke(args=["jobs", "failed"]).output
    job_id = str(queries.find_job("failing").id)
    assert shell.invoke(args=["jobs", "retry", job_id]).exit_code == 0
    assert shell.invoke(args=["jobs", "retry", job_id]).exit_code == 1
    registry.handlers["test.fail"] = done.append
    shell.invoke(args=["jobs", "drain"])
    assert {} in done
