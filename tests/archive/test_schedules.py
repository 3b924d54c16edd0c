"""Schedules and the leases on their jobs, the same on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from archive import leases, runs, schedules, schema
from archive.errors import NotArchived, ScheduleTaken
from archive.leases import Lease
from archive.schedules import Job, Schedule
from archive.store import Archive

HOUR = timedelta(hours=1)


def ago(hours: float) -> datetime:
    return datetime.now(UTC) - hours * HOUR


def schedule(name: str, due: datetime, **more: Any) -> Schedule:
    given = {
        "plan": {"seeds": ["σπόροι"]},
        "every": "6h",
        "zone": "UTC",
        "jitter": 0.0,
        "nominal": due,
        "next_due": due,
    }
    return Schedule(name, **(given | more))


def claim(archive: Archive, owner: str = "one", seconds: float = 60.0) -> Lease:
    found = leases.claim(archive, owner, seconds)
    assert found is not None
    return found


def elapse(archive: Archive) -> None:
    """Time passes: whatever lease was taken has run out, and whatever job had to wait may be taken."""
    past = ago(0.5)
    with archive.write() as connection:
        held = schema.schedule.c.owner.is_not(None)
        connection.execute(update(schema.schedule).where(held).values(lease_until=past))
        waiting = schema.job.c.not_before.is_not(None)
        connection.execute(update(schema.job).where(waiting).values(not_before=past))


def done(job: Job) -> Job:
    return replace(job, outcome="done", counts={"pages": 3})


@pytest.fixture
def due(archives: Archive) -> Archive:
    """An archive with one schedule that has been due for an hour."""
    schedules.add(archives, schedule("news", ago(1)))
    return archives


class TestSchedules:
    def test_are_kept_as_given_and_listed_by_name(self, archives):
        second = schedules.add(
            archives, schedule("Ωμέγα", ago(1), jitter=90.0, on_failure="mail me", zone="Europe/Athens")
        )
        first = schedules.add(archives, schedule("alpha", ago(2)))
        assert schedules.kept(archives) == [first, second]
        assert schedules.get(archives, "Ωμέγα") == second
        assert (second.plan, second.jitter, second.on_failure, second.zone) == (
            {"seeds": ["σπόροι"]},
            90.0,
            "mail me",
            "Europe/Athens",
        )

    def test_have_names_of_their_own(self, due):
        with pytest.raises(ScheduleTaken, match="'news' already"):
            schedules.add(due, schedule("news", ago(5)))

    @pytest.mark.parametrize(
        "act",
        [
            schedules.get,
            schedules.remove,
            lambda archive, name: schedules.pause(archive, name, paused=True),
        ],
    )
    def test_that_are_not_there_are_told_with_those_that_are(self, due, act):
        with pytest.raises(NotArchived, match="no schedule 'new'; schedules here: news"):
            act(due, "new")

    def test_that_are_removed_take_their_jobs_along_and_leave_the_runs(self, due):
        lease = claim(due)
        run = runs.start(due, "crawl", {}, "t", job=lease.job.id)
        schedules.remove(due, "news")
        assert (schedules.kept(due), schedules.history(due)) == ([], [])
        assert runs.get(due, run.id).topic == "t"


class TestClaiming:
    def test_takes_what_is_due_and_opens_its_job(self, due):
        lease = claim(due)
        (planned,) = schedules.kept(due)
        assert (lease.schedule, planned.owner) == (planned, "one")
        assert (lease.job.due, lease.job.attempts, lease.job.outcome) == (planned.next_due, 1, None)
        assert schedules.open_jobs(due) == [("news", lease.job)]

    def test_takes_nothing_before_it_is_due(self, archives):
        schedules.add(archives, schedule("later", ago(-1)))
        assert leases.claim(archives, "one", 60) is None
        assert leases.next_due(archives) == schedules.get(archives, "later").next_due

    def test_takes_nothing_that_rests(self, due):
        schedules.pause(due, "news", paused=True)
        assert leases.claim(due, "one", 60) is None
        assert leases.next_due(due) is None
        schedules.pause(due, "news", paused=False)
        assert claim(due).schedule.name == "news"

    def test_takes_the_longest_due_first(self, due):
        schedules.add(due, schedule("older", ago(9)))
        assert claim(due).schedule.name == "older"

    def test_leaves_all_to_a_scheduler_that_has_a_lease_since_a_folder_has_one_writer(self, due):
        schedules.add(due, schedule("older", ago(9)))
        claim(due)
        assert leases.claim(due, "two", 60) is None
        assert leases.claim(due, "one", 60) is None

    def test_of_many_at_once_gives_the_job_to_one(self, due):
        gate, found = threading.Barrier(6), []

        def take(name: str) -> None:
            gate.wait()
            found.append(leases.claim(due, name, 60))

        threads = [threading.Thread(target=take, args=(f"{number}",)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 6
        assert len([one for one in found if one is not None]) == 1
        assert len(schedules.history(due)) == 1


class TestTakingOver:
    def test_comes_when_the_lease_ran_out_and_goes_on_with_the_same_job(self, due):
        first = claim(due)
        assert leases.claim(due, "two", 60) is None
        elapse(due)
        second = claim(due, "two")
        assert (second.job.id, second.job.due, second.job.attempts) == (first.job.id, first.job.due, 2)

    def test_comes_before_what_is_due_anew(self, due):
        claim(due)
        schedules.add(due, schedule("older", ago(9)))
        elapse(due)
        assert claim(due, "two").schedule.name == "news"

    def test_takes_every_right_from_who_had_it(self, due):
        first = claim(due)
        elapse(due)
        second = claim(due, "two")
        assert not leases.renew(due, first, 60)
        assert not leases.release(due, first)
        assert not leases.finish(due, first, done(first.job), (ago(-6), ago(-6)))
        assert schedules.open_jobs(due) == [("news", second.job)]
        assert schedules.get(due, "news").owner == "two"

    def test_does_not_come_as_long_as_the_lease_is_renewed(self, due):
        first = claim(due)
        for _ in range(3):
            elapse(due)
            assert leases.renew(due, first, 60)
            assert leases.claim(due, "two", 60) is None
        elapse(due)
        assert leases.claim(due, "two", 60) is not None

    def test_finds_the_run_that_goes_on(self, due):
        first = claim(due)
        run = runs.start(due, "crawl", {}, "t", job=first.job.id)
        elapse(due)
        second = claim(due, "two")
        assert (second.job.run_id, second.run_ended) == (run.id, None)
        assert runs.resumed(due, "t", second.job.id) == run

    def test_finds_that_the_run_had_ended_when_the_scheduler_died(self, due):
        first = claim(due)
        run = runs.start(due, "crawl", {}, "t", job=first.job.id)
        runs.finish(due, run.id, "done", {"pages": 7})
        elapse(due)
        second = claim(due, "two")
        assert (second.run_ended, second.job.counts) == ("done", {"pages": 7})


class TestEnding:
    def test_writes_the_outcome_and_when_it_is_due_next(self, due):
        lease, later = claim(due), (ago(-5), ago(-5.1))
        assert leases.finish(due, lease, done(lease.job), later)
        ((name, job),) = schedules.history(due)
        assert (name, job.outcome, job.counts, job.error) == ("news", "done", {"pages": 3}, None)
        assert job.seconds is not None
        assert 0 <= job.seconds < 60
        planned = schedules.get(due, "news")
        assert (planned.nominal, planned.next_due, planned.owner) == (*later, None)
        assert leases.claim(due, "two", 60) is None

    def test_of_a_failure_keeps_its_line(self, due):
        lease = claim(due)
        failed = replace(lease.job, outcome="failed", error="sources.toml: no source in it")
        assert leases.finish(due, lease, failed, (ago(-5), ago(-5)))
        assert schedules.history(due, "news")[0][1].error == "sources.toml: no source in it"

    def test_comes_once(self, due):
        lease = claim(due)
        assert leases.finish(due, lease, done(lease.job), (ago(-5), ago(-5)))
        assert not leases.finish(due, lease, replace(lease.job, outcome="failed"), (ago(-9), ago(-9)))
        assert [job.outcome for _, job in schedules.history(due)] == ["done"]

    def test_by_giving_back_leaves_the_job_open_for_anyone(self, due):
        first = claim(due)
        assert leases.release(due, first, attempted=False)
        assert claim(due, "two").job == first.job

    def test_by_giving_back_with_a_pause_lets_nobody_try_before(self, due):
        assert leases.release(due, claim(due), pause=60)
        assert leases.claim(due, "two", 60) is None
        elapse(due)
        assert claim(due, "two").job.attempts == 2

    def test_while_it_rests_is_kept(self, due):
        lease = claim(due)
        schedules.pause(due, "news", paused=True)
        assert leases.finish(due, lease, done(lease.job), (ago(3), ago(3)))
        assert leases.claim(due, "one", 60) is None


class TestRunsOfJobs:
    def test_an_unfinished_run_of_the_topic_becomes_the_jobs(self, due, start: Callable[[Archive], runs.Run]):
        run = start(due)
        lease = claim(due)
        assert runs.resumed(due, "floods", lease.job.id) == run
        assert schedules.run_of(due, lease.job.id) == run.id

    def test_the_run_of_an_open_job_is_nobody_elses(self, due):
        lease = claim(due)
        runs.start(due, "crawl", {}, "t", job=lease.job.id)
        assert runs.resumed(due, "t", None) is None
        assert runs.resumed(due, "t", lease.job.id) is not None

    def test_a_run_of_a_person_goes_on_as_before(self, due, start: Callable[[Archive], runs.Run]):
        run = start(due)
        assert runs.resumed(due, "floods", None) == run
        runs.finish(due, run.id, "done", {})
        assert runs.resumed(due, "floods", None) is None


def test_history_gives_the_latest_first_and_at_most_so_many(archives):
    schedules.add(archives, schedule("news", ago(9)))
    for number in range(5):
        lease = claim(archives)
        at = ago(8 - number)
        assert leases.finish(archives, lease, replace(lease.job, outcome="done", counts={"pages": number}), (at, at))
    found = [job.counts["pages"] for _, job in schedules.history(archives, limit=3) if job.counts]
    assert found == [4, 3, 2]
    assert schedules.history(archives, "other") == []
