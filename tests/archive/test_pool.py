"""Whatever a job does to its worker, the others have their answers. Jobs are calls of the standard library."""

import operator
import os
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

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


def parent_after(seconds):
    """A job whose answer, after some seconds, is the number of the process that did it."""
    return partial(subprocess.check_output, ["sh", "-c", f"echo $PPID; sleep {seconds}"])


def patient_pool(workers, **limits):
    return Pool(operator.call, Limits(workers, **limits), signal.signal, (signal.SIGINT, signal.SIG_IGN))


LOST = Refused("the worker pool was lost", died=True, blameless=True)


# Sets a worker up; the first one of all never gets through with it.
HANGS_ONCE = """
import os, time
if not flag.exists():
    flag.write_text(str(os.getpid()))
    time.sleep(60)
"""


class TestWatchdog:
    """Workers that neither answer nor die, as when they wait for a lock that a dead one held."""

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def warm(cls):
        """The first pool of a process starts the fork server, which may take longer than the patience tested here."""
        with patient_pool(1) as made:
            assert answers(made, [good()]) == [7]

    def test_takes_the_pool_for_lost_and_builds_another(self, tmp_path):
        with Pool(
            operator.call, Limits(1, seconds=0.5, grace=2.5), exec, (HANGS_ONCE, {"flag": tmp_path / "a"})
        ) as made:
            # The worker has begun with none of these, so their own time limit never starts to run.
            assert answers(made, [good() for _ in range(4)]) == [LOST] * 4
            assert answers(made, [good(), good()]) == [7, 7]
            stuck = int((tmp_path / "a").read_text())
            assert not Path(f"/proc/{stuck}").exists(), "the worker that hung is gone"

    def test_leaves_a_pool_alone_that_has_much_to_do(self):
        with patient_pool(1, seconds=2.0, grace=0.5) as made:
            # Together they take longer than time limit and grace, but each answer starts the clock anew.
            found = answers(made, [parent_after(0.4) for _ in range(7)])
        assert len(set(found)) == 1, "one and the same worker did them all"

    def test_leaves_a_pool_alone_that_had_nothing_to_do(self):
        with patient_pool(1, seconds=1.0, grace=0.5) as made:
            (first,) = answers(made, [parent_after(0)])
            for _ in range(2):
                assert made.take(0.5) == []  # waiting without jobs
                time.sleep(0.5)
            assert answers(made, [parent_after(0)]) == [first]

    def test_a_job_over_its_time_is_no_loss_of_the_pool(self):
        with patient_pool(1, seconds=0.4, grace=10) as made:
            found = answers(made, [partial(time.sleep, 20), good()])
        assert found == [Refused("took longer than 0.4 s"), 7]

    def test_losing_pools_now_and_then_is_no_reason_to_give_up(self):
        with patient_pool(1, seconds=5) as made:
            for _ in range(7):  # more often than pools may be lost in a row
                (pid,) = answers(made, [parent_after(0)])
                os.kill(int(pid), signal.SIGKILL)
                end = time.monotonic() + 20
                while time.monotonic() < end and answers(made, [good()]) != [7]:
                    pass
            assert answers(made, [good()]) == [7]


def ended(pool, count, seconds=60.0):
    """The answers to ``count`` jobs under way, in the order of their coming."""
    found = []
    end = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < end:
        found += [answer for _, answer in pool.take(0.2)]
    return found


class TestGroups:
    """Jobs that are handed over together, and what becomes of a group with a bad one in it."""

    def test_go_to_one_worker_in_order(self, pool):
        pool.submit(*(parent_after(0) for _ in range(4)))
        assert len(pool) == 4
        assert len(set(ended(pool, 4))) == 1
        assert len(pool) == 0

    def test_stand_beside_jobs_alone(self, pool):
        pool.submit(*(partial(pow, number, 2) for number in range(8)))
        pool.submit(partial(pow, 9, 2))
        pool.submit(*(partial(pow, number, 2) for number in (10, 11)))
        assert sorted(ended(pool, 11)) == [n * n for n in (*range(8), 9, 10, 11)]

    @pytest.mark.parametrize(
        ("bad", "why"),
        [
            (partial(os._exit, 9), Refused("worker died", died=True)),
            (partial(time.sleep, 30), Refused("took longer than 1.5 s")),
            (partial(int, "x"), Refused("ValueError: invalid literal for int() with base 10: 'x'")),
            (partial(bytes, 1 << 62), Refused("needs more than 2048 MB of memory")),
            (partial(exec, "raise SystemExit(3)"), Refused("SystemExit: 3")),
        ],
    )
    @pytest.mark.parametrize("place", [0, 2])
    def test_only_the_bad_one_of_a_group_is_refused(self, pool, bad, why, place):
        group = [good() for _ in range(3)]
        group[place] = bad
        assert sorted(answers_to(pool, group), key=str) == sorted([7, 7, why], key=str)
        assert answers(pool, [good()]) == [7], "the pool goes on"

    def test_a_group_of_nothing_but_bad_ones_is_refused_one_by_one(self, pool):
        group = [partial(int, letter) for letter in "abc"]
        said = {answer.why[-3:] for answer in answers_to(pool, group)}
        assert said == {"'a'", "'b'", "'c'"}

    def test_a_group_of_a_pool_that_is_lost_is_blameless(self, tmp_path):
        with Pool(
            operator.call, Limits(1, seconds=0.5, grace=2.5), exec, (HANGS_ONCE, {"flag": tmp_path / "b"})
        ) as made:
            assert answers_to(made, [good(), good()]) == [LOST, LOST]
            assert answers_to(made, [good(), good()]) == [7, 7]


def answers_to(pool, group):
    pool.submit(*group)
    return ended(pool, len(group))


class TestRefusals:
    """Each way in which a job may end without an answer, and what is said of it."""

    @pytest.mark.parametrize(
        ("job", "refused"),
        [
            (partial(int, "x"), Refused("ValueError: invalid literal for int() with base 10: 'x'")),
            (partial(bytes, 1 << 62), Refused("needs more than 2048 MB of memory")),
            (partial(time.sleep, 9), Refused("took longer than 0.6 s")),
            (partial(os._exit, 1), Refused("worker died", died=True)),
            # a worker that leaves as if all were well is missed when its time is up
            (partial(os._exit, 0), Refused("took longer than 0.6 s")),
            (partial(os.kill, 0, signal.SIGCONT), None),
            (partial(exec, "raise SystemExit(3)"), Refused("SystemExit: 3")),
            (partial(exec, "raise ValueError('a\\nb')"), Refused("ValueError: a")),
            (partial(exec, "raise ValueError('x' * 900)"), Refused("ValueError: " + "x" * 288)),
            (partial(exec, "raise ValueError"), Refused("ValueError:")),
        ],
    )
    def test_says_in_one_line_why(self, shared_pool, job, refused):
        (found,) = answers(shared_pool, [job])
        if isinstance(found, Refused):
            found = Refused(found.why.strip(), found.died, found.blameless)
        assert found == refused
        assert answers(shared_pool, [good()]) == [7], "the pool goes on"

    @pytest.fixture(scope="class")
    @classmethod
    def shared_pool(cls):
        with patient_pool(1, seconds=0.6) as made:
            yield made

    def test_what_cannot_be_sent_back_is_refused_too(self, shared_pool):
        (found,) = answers(shared_pool, [partial(eval, "lambda: None")])
        assert isinstance(found, Refused)
        assert answers(shared_pool, [good()]) == [7]


def answers_until_lost(pool):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if not pool:
            pool.submit(good())
        pool.take(0.2)
