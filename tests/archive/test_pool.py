"""Whatever a job does to its worker, the others have their answers. Jobs are calls of the standard library."""

import operator
import os
import signal
import time
from functools import partial

import pytest

from archive.errors import ArchiveError
from archive.pool import Limits, Pool, Refused


@pytest.fixture
def pool():
    with Pool(operator.call, Limits(2, seconds=1.5), signal.signal, (signal.SIGINT, signal.SIG_IGN)) as made:
        yield made


def answers(pool, jobs, seconds=60.0):
    for job in jobs:
        pool.submit(job)
    found = {}
    end = time.monotonic() + seconds
    while pool and time.monotonic() < end:
        for job, answer in pool.take(0.2):
            found[jobs.index(job)] = answer
    return [found.get(number) for number in range(len(jobs))]


def good():
    """A job whose answer is 7; no two are the same."""
    return partial(int, "7")


class TestPool:
    def test_gives_every_answer(self, pool):
        assert answers(pool, [partial(pow, number, 2) for number in range(40)]) == [n * n for n in range(40)]

    def test_counts_what_is_under_way(self, pool):
        assert len(pool) == 0
        pool.submit(good())
        assert len(pool) == 1

    def test_kills_a_job_over_its_time_and_no_other(self, pool):
        found = answers(pool, [good(), partial(time.sleep, 30), good(), good()])
        assert found == [7, Refused("took longer than 1.5 s"), 7, 7]

    @pytest.mark.parametrize("death", [partial(os._exit, 9), partial(os.abort)])
    def test_says_which_job_lost_its_worker(self, pool, death):
        found = answers(pool, [good(), good(), death, good(), good()])
        assert [answer for answer in found if answer != 7] == [Refused("worker died", died=True)]
        assert found[2] != 7

    def test_names_an_error_in_one_line(self, pool):
        found = answers(pool, [partial(int, "seven\nlines"), good()])
        assert found == [Refused("ValueError: invalid literal for int() with base 10: 'seven\\nlines'"), 7]

    def test_survives_the_death_of_all_workers(self, pool):
        assert answers(pool, [good(), good()]) == [7, 7]
        pids = answers(pool, [partial(os.getpid) for _ in range(12)])
        jobs = [partial(time.sleep, 0.3) for _ in range(6)]
        for job in jobs:
            pool.submit(job)
        for pid in set(pids):
            os.kill(pid, signal.SIGKILL)
        taken = []
        end = time.monotonic() + 30
        while pool and time.monotonic() < end:
            taken += pool.take(0.2)
        lost = [job for job, answer in taken if isinstance(answer, Refused) and answer.died]
        assert len(taken) == 6
        assert len(lost) <= len(set(pids)) or all(answer.blameless for _, answer in taken if answer)
        assert answers(pool, [*lost, good()]) == [None] * len(lost) + [7]

    def test_ends_with_jobs_under_way(self):
        begun = time.monotonic()
        with Pool(operator.call, Limits(1, seconds=60), signal.signal, (signal.SIGINT, signal.SIG_IGN)) as made:
            made.submit(partial(time.sleep, 60))
            assert made.take(0.3) == []
        assert time.monotonic() - begun < 20

    def test_gives_up_when_no_worker_can_start(self):
        with Pool(operator.call, Limits(1), os._exit, (3,)) as made, pytest.raises(ArchiveError, match="die at once"):
            answers_until_lost(made)


def answers_until_lost(pool):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if not pool:
            pool.submit(good())
        pool.take(0.2)
