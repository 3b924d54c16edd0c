"""Schedulers are real processes here, and so are the crawls of their jobs; some are killed at once, with SIGKILL."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from archive import database as stored
from archive import runs, schedules
from archive.errors import ArchiveBusy
from archive.schedules import Job, Schedule
from archive.store import Archive
from crawler.schedule import keeper
from crawler.schedule.keeper import Keeper, Pace

ROOT = Path(__file__).parents[3]
QUICK = Pace(lease=1.0, poll=0.1, again=0.2)

# A crawl as far as a scheduler sees it: a run that begins or goes on, takes its time, and ends.
CRAWL = """
    import sys, time
    from pathlib import Path
    from contextlib import ExitStack
    from archive import runs
    from archive.errors import ArchiveBusy
    from archive.store import Archive
    from crawler.schedule import child
    folder, job, seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    child.tie()
    with Archive.open(folder) as archive, ExitStack() as held:
        try:
            held.enter_context(archive.writing())
        except ArchiveBusy:
            sys.exit(4)
        run = runs.resumed(archive, "story", job) or runs.start(archive, "crawl", {}, "story", job=job)
        with (folder / "begun").open("a") as file:
            file.write(f"{job} {run.id}\\n")
        time.sleep(seconds)
        runs.finish(archive, run.id, "done", {"pages": job})
"""
SCHEDULER = """
    import sys
    from pathlib import Path
    from archive.store import Archive
    from crawler.schedule.keeper import Keeper, Pace
    folder, crawl, seconds = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    def command(schedule, job):
        return [sys.executable, "-c", crawl, str(folder), str(job.id), seconds]
    with Archive.open(folder) as archive:
        Keeper(archive, command, Pace(lease=float(sys.argv[4]), poll=0.1, again=0.2)).run()
"""


@pytest.fixture
def database() -> str:
    """One is enough where two schedulers do not meet."""
    return "sqlite"


@pytest.fixture
def archive(
    database: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Archive]:
    """An archive whose database other processes find too."""
    if database == "postgresql":
        monkeypatch.setenv("CUTTINGS_DATABASE_URL", request.getfixturevalue("postgres_url"))
    else:
        monkeypatch.delenv("CUTTINGS_DATABASE_URL", raising=False)
    with Archive.open(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def postgres_url(postgres: str, request: pytest.FixtureRequest) -> str:
    name = f"test_{abs(hash(request.node.nodeid))}"
    engine = create_engine(postgres.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    engine.dispose()
    return postgres.replace("/postgres?", f"/{name}?")


@pytest.fixture
def scheduler(archive: Archive) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a scheduler over the archive; its crawls take so many seconds, its lease runs out after so many."""
    started: list[subprocess.Popen[bytes]] = []

    def start(seconds: float, lease: float = 1.0) -> subprocess.Popen[bytes]:
        code = [textwrap.dedent(SCHEDULER), archive.folder, textwrap.dedent(CRAWL), str(seconds), str(lease)]
        words = [sys.executable, "-c", *code]
        started.append(subprocess.Popen(words, env=os.environ | {"PYTHONPATH": str(ROOT)}, start_new_session=True))
        return started[-1]

    yield start
    for one in started:
        with suppress(ProcessLookupError):
            os.killpg(one.pid, signal.SIGKILL)
        one.wait()


def wait(enough: Callable[[], Any], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not enough():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def stop_between_writes(process: subprocess.Popen[bytes], archive: Archive) -> None:
    """Freezes a process while it does not hold SQLite's lock, with which nobody could write before it goes on."""
    while True:
        os.kill(process.pid, signal.SIGSTOP)
        if archive.engine.dialect.name != "sqlite":
            return
        connection = sqlite3.connect(archive.folder / "cuttings.db", timeout=2.0)
        with closing(connection), suppress(sqlite3.OperationalError):
            connection.execute("BEGIN IMMEDIATE")
            return
        os.kill(process.pid, signal.SIGCONT)


def plan(archive: Archive, *names: str, **more: Any) -> None:
    due = datetime.now(UTC) - timedelta(minutes=5)
    for name in names:
        given = {"plan": {}, "every": "6h", "zone": "UTC", "jitter": 0.0, "nominal": due, "next_due": due} | more
        schedules.add(archive, Schedule(name, **given))


def outcomes(archive: Archive) -> list[tuple[str, str | None]]:
    return sorted((name, job.outcome) for name, job in schedules.history(archive, limit=100))


def begun(archive: Archive) -> list[tuple[int, int]]:
    """Job and run of each crawl that began, in order."""
    path = archive.folder / "begun"
    lines = path.read_text().splitlines() if path.exists() else []
    return [(int(line.split()[0]), int(line.split()[1])) for line in lines]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
class TestTwoSchedulers:
    def test_run_every_due_job_once(self, archive, scheduler):
        plan(archive, *"abcd")
        scheduler(0.1, lease=60), scheduler(0.1, lease=60)  # neither may take the other, short of a core, for dead
        wait(lambda: len([1 for _, outcome in outcomes(archive) if outcome == "done"]) == 4)
        assert outcomes(archive) == [(name, "done") for name in "abcd"]
        assert sorted(job for job, _ in begun(archive)) == [1, 2, 3, 4]
        assert len(runs.latest(archive, 50)) == 4

    def test_of_which_one_is_killed_complete_every_job_once_under_the_same_run(self, archive, scheduler):
        plan(archive, *"ab")
        first = scheduler(600)
        wait(lambda: len(begun(archive)) == 1)
        second = scheduler(0.1)
        os.kill(first.pid, signal.SIGKILL)
        wait(lambda: [outcome for _, outcome in outcomes(archive)] == ["done"] * 2)
        assert second.poll() is None
        found = {job.id: job for _, job in schedules.history(archive)}
        assert {number: job.attempts for number, job in found.items()} == {1: 2, 2: 1}
        assert [run for job, run in begun(archive) if job == 1] == [found[1].run_id] * 2
        assert [run.outcome for run in runs.latest(archive, 50)] == ["done"] * 2

    def test_of_which_one_is_killed_with_its_crawl_do_the_same(self, archive, scheduler):
        plan(archive, "a")
        first = scheduler(30)
        wait(lambda: begun(archive))
        (crawl,) = children(first.pid)
        for pid in (first.pid, crawl):
            os.kill(pid, signal.SIGKILL)
        scheduler(0.1)
        wait(lambda: outcomes(archive) == [("a", "done")])
        assert begun(archive) == [(1, 1), (1, 1)]

    def test_of_which_one_sleeps_too_long_give_the_job_to_the_other_and_take_its_crawl_away(self, archive, scheduler):
        plan(archive, "a")
        first = scheduler(30)
        wait(lambda: begun(archive))
        (crawl,) = children(first.pid)
        stop_between_writes(first, archive)
        second = scheduler(0.1)
        # The data folder is still written by the first one's crawl: the second waits for it.
        wait(lambda: [job for _, job in schedules.history(archive) if job.attempts == 2 or job.not_before is not None])
        os.kill(first.pid, signal.SIGCONT)
        wait(lambda: outcomes(archive) == [("a", "done")])
        wait(lambda: gone(crawl))
        assert second.poll() is None
        assert begun(archive) == [(1, 1), (1, 1)]


class TestAScheduler:
    @pytest.fixture
    def locked(self, archive, monkeypatch):
        """The archive opened by one that has little patience, and a connection that keeps its database locked."""
        monkeypatch.setattr(stored, "BUSY_SECONDS", 0.1)
        lock = sqlite3.connect(archive.folder / "cuttings.db", isolation_level=None, check_same_thread=False)
        with closing(lock), Archive.open(archive.folder) as opened:
            lock.execute("BEGIN IMMEDIATE")
            yield opened, lock

    def test_that_finds_the_database_locked_asks_again(self, archive, locked, caplog):
        opened, lock = locked
        one = Keeper(opened, crawling(archive, 0), QUICK)
        wait_then(lambda: "no job was taken" in caplog.text, lambda: (lock.rollback(), plan(archive, "a")))
        wait_then(lambda: outcomes(archive) == [("a", "done")], one.stop)
        assert one.run() == {"done": 1}

    def test_that_is_to_run_what_is_due_only_says_that_the_database_is_locked(self, archive, locked):
        with pytest.raises(ArchiveBusy, match="kept the database locked"):
            Keeper(locked[0], crawling(archive, 0), QUICK).run(only_due=True)

    def test_that_is_asked_to_end_stops_its_crawl_and_leaves_the_job_for_the_next(self, archive, scheduler):
        plan(archive, "a")
        stopped = Keeper(archive, crawling(archive, 30), QUICK)
        wait_then(lambda: begun(archive), stopped.stop)
        assert stopped.run() == {}
        ((_, job),) = schedules.history(archive)
        assert (job.ended, job.attempts) == (None, 0)
        assert Keeper(archive, crawling(archive, 0), QUICK).run(only_due=True) == {"done": 1}
        assert begun(archive) == [(1, 1), (1, 1)]

    def test_runs_once_what_was_missed_and_keeps_the_grid(self, archive):
        due = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=20)
        plan(archive, "a", nominal=due, next_due=due)
        assert Keeper(archive, crawling(archive, 0), QUICK).run(only_due=True) == {"done": 1}
        (planned,) = schedules.kept(archive)
        assert planned.next_due == due + timedelta(hours=24)
        assert outcomes(archive) == [("a", "done")]

    def test_whose_crawl_dies_again_and_again_gives_up_and_goes_on_with_the_others(self, archive):
        plan(archive, "bad", "good")

        def command(schedule: Schedule, job: Job) -> list[str]:
            if schedule.name == "bad":
                return [sys.executable, "-c", "import os, sys; print('oh', file=sys.stderr); os.kill(os.getpid(), 9)"]
            return crawling(archive, 0)(schedule, job)

        one = Keeper(archive, command, QUICK)
        wait_then(lambda: outcomes(archive) == [("bad", "failed"), ("good", "done")], one.stop)
        assert one.run() == {"done": 1, "failed": 1}
        bad = next(job for name, job in schedules.history(archive) if name == "bad")
        assert (bad.attempts, bad.error) == (keeper.ATTEMPTS, "oh")

    def test_waits_while_another_program_writes_the_folder(self, archive):
        plan(archive, "a")
        one = Keeper(archive, lambda *_: [sys.executable, "-c", "raise SystemExit(4)"], QUICK)
        wait_then(lambda: [job for _, job in schedules.history(archive) if job.not_before is not None], one.stop)
        assert one.run() == {}
        assert [(job.outcome, job.attempts) for _, job in schedules.history(archive)] == [(None, 0)]

    @pytest.mark.parametrize("code", [2, 3, 5])
    def test_does_not_try_again_what_cannot_work(self, archive, code):
        plan(archive, "a")
        said = "cuttings: sources.toml line 4: unknown key 'feeed'"
        words = [sys.executable, "-c", f"import sys; print({said!r}, file=sys.stderr); sys.exit({code})"]
        assert Keeper(archive, lambda *_: words, QUICK).run(only_due=True) == {"failed": 1}
        ((_, job),) = schedules.history(archive)
        assert (job.outcome, job.error, job.attempts) == ("failed", said, 1)

    def test_that_finds_a_run_ended_whose_scheduler_died_only_writes_that_down(self, archive):
        plan(archive, "a")
        lease = keeper.leases.claim(archive, "dead", 0.01)
        run = runs.start(archive, "crawl", {}, "story", job=lease.job.id)
        runs.finish(archive, run.id, "done", {"pages": 7})
        time.sleep(0.05)
        assert Keeper(archive, crawling(archive, 0), QUICK).run(only_due=True) == {"done": 1}
        assert begun(archive) == []
        assert schedules.history(archive)[0][1].counts == {"pages": 7}


class TestTheFailureCommand:
    def test_is_told_what_failed(self, archive, tmp_path):
        names = ("SCHEDULE", "JOB", "RUN", "OUTCOME", "ERROR")
        code = f"import os; open('{tmp_path}/told', 'w').write('|'.join(os.environ['CUTTINGS_' + n] for n in {names}))"
        plan(archive, "νέα", on_failure=f'{sys.executable} -c "{code}"')
        broken = [sys.executable, "-c", "import sys; sys.exit('no; $(such) `file`')"]
        assert Keeper(archive, lambda *_: [*broken], QUICK).run(only_due=True).total() == 0
        # It exits with 1, as a crash does: tried again, at last given up.
        one = Keeper(archive, lambda *_: broken, QUICK)
        wait_then((tmp_path / "told").exists, one.stop)
        one.run()
        assert (tmp_path / "told").read_text() == "νέα|1||failed|no; $(such) `file`"

    @pytest.mark.parametrize("command", ["/no/such/program", "false", "sh -c 'exit 3'"])
    def test_that_fails_itself_harms_nothing(self, archive, command):
        plan(archive, "a", on_failure=command)
        words = [sys.executable, "-c", "raise SystemExit(2)"]
        assert Keeper(archive, lambda *_: words, QUICK).run(only_due=True) == {"failed": 1}

    def test_is_not_called_when_all_is_well(self, archive, tmp_path):
        plan(archive, "a", on_failure=f"touch {tmp_path}/told")
        assert Keeper(archive, crawling(archive, 0), QUICK).run(only_due=True) == {"done": 1}
        assert not (tmp_path / "told").exists()


def crawling(archive: Archive, seconds: float) -> Callable[[Schedule, Job], list[str]]:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + textwrap.dedent(CRAWL)
    return lambda _, job: [sys.executable, "-c", code, str(archive.folder), str(job.id), str(seconds)]


def wait_then(enough: Callable[[], Any], act: Callable[[], None]) -> None:
    """Calls ``act`` in a thread once ``enough``, or after two minutes."""

    def watch() -> None:
        with suppress(AssertionError):
            wait(enough)
        act()

    threading.Thread(target=watch, daemon=True).start()


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(one) for one in found.stdout.split()]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().split()[2] == "Z"
