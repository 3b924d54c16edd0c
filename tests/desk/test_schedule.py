"""``cuttings schedule``, the real program on the real news web: kept, run, killed, taken over, told."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from archive import runs, schedules
from archive.store import Archive
from desk import exits

SEED = Path(__file__).parents[2] / "seeds" / "004_abf140b8d65e8e25.txt"


@pytest.fixture
def place(tmp_path, web):
    """A working folder with a seed and a sources file."""
    shutil.copy(SEED, tmp_path / "talks.txt")
    (tmp_path / "sources.toml").write_text(f'[nea-stoa]\nhome = "{web.origins["nea-stoa"]}/"\n')
    return tmp_path


@pytest.fixture
def add(program, place):
    """Keeps a schedule for the story of the seed."""

    def call(*more, every="6h"):
        when = ("--every", every) if every else ()
        given = ("talks.txt", "--sources", "sources.toml", "--delay", "0", "--workers", "1", *when)
        return program("schedule", "add", *given, *more)

    return call


@pytest.fixture
def started(program):
    """Leaves a scheduler running; all are killed at the end."""
    running = []

    def start(*more):
        running.append(program.started("schedule", "run", "--lease", "2", *more))
        return running[-1]

    yield start
    for one in running:
        with suppress(ProcessLookupError):
            os.killpg(one.pid, signal.SIGKILL)
        one.communicate()


def wait(enough, seconds=240.0):
    end = time.monotonic() + seconds
    while not enough():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class TestAdding:
    def test_says_when_it_is_due_first(self, add, program):
        added = add("--jitter", "10m", "--name", "Συνομιλίες")
        assert added.code == exits.DONE
        assert added.out.startswith("Συνομιλίες: 6h, first at 20")
        (listed,) = json.loads(program("schedule", "list", "--json").out)
        assert (listed["schedule"]["name"], listed["schedule"]["jitter"], listed["last"]) == ("Συνομιλίες", 600.0, None)
        plan = listed["schedule"]["plan"]
        assert plan["seeds"] == [str(program.folder / "talks.txt")]
        assert plan["topic"] == "talks"

    def test_keeps_a_cron_expression_in_its_zone(self, add, program):
        (made,) = add("--cron", "30 6 * * *", "--zone", "Europe/Athens", "--json", every=None).objects
        assert (made["every"], made["zone"]) == ("30 6 * * *", "Europe/Athens")
        assert made["next_due"].endswith(":30:00Z")
        assert "30 6 * * * (Europe/Athens)" in program("schedule", "list").out

    @pytest.mark.parametrize(
        ("more", "every", "said"),
        [
            ((), None, "say when: either --every 6h or --cron '0 */6 * * *'"),
            (("--cron", "@daily"), "6h", "say when: either"),
            ((), "soon", "'soon' is no time span"),
            ((), "10s", "the shortest is a minute"),
            (("--cron", "61 * * * *"), None, "is no cron expression"),
            (("--zone", "Europe/Atlantis"), "6h", "there is no time zone 'Europe/Atlantis'"),
            (("--jitter", "6h"), "6h", "--jitter must be shorter than the interval"),
            (("--on-failure", "'open"), "6h", "close its quotation marks"),
            (("--only", "other"), "6h", "there is no source other"),
        ],
    )
    def test_refuses_what_cannot_be_in_a_line(self, add, program, more, every, said):
        refused = add(*more, every=every)
        assert refused.code == exits.UNUSABLE
        assert said in refused.fault
        assert not (program.folder / "cuttings-data").exists()

    def test_refuses_a_name_that_is_taken(self, add):
        add()
        assert add().fault == "there is a schedule 'talks' already: remove it first, or take another name"

    def test_refuses_the_public_web_without_a_contact(self, add, program):
        (program.folder / "sources.toml").write_text('[web]\nhome = "https://www.example.org/"\n')
        assert "is on the public web: say who crawls" in add().fault


def test_a_schedule_rests_goes_on_and_is_forgotten(add, program):
    add()
    assert program("schedule", "pause", "talks").code == exits.DONE
    assert program("schedule", "due").code == exits.DONE
    assert "paused" in program("schedule", "list").out
    assert program("schedule", "history", "--json").out == "[]\n"
    assert program("schedule", "resume", "talks").code == exits.DONE
    assert "waits" in program("schedule", "list").out
    assert program("schedule", "remove", "talks").code == exits.DONE
    assert program("schedule", "remove", "talks").fault == "there is no schedule 'talks'; schedules here: none"


class TestDue:
    def test_runs_what_is_due_once_and_the_next_time_only_what_is_new(self, add, program):
        add("--pages", "4")
        assert program.apart("schedule", "due").code == exits.DONE
        (job,) = json.loads(program("schedule", "history", "--json").out)
        assert (job["schedule"], job["job"]["outcome"], job["job"]["run_id"]) == ("talks", "done", 1)
        assert job["job"]["counts"]["pages"] == 4
        assert program.apart("schedule", "due").code == exits.DONE
        assert len(json.loads(program("schedule", "history", "--json").out)) == 1
        assert "done 20" in program("schedule", "list").out
        assert "schedule talks: waits, due 20" in program("status").out

    def test_tells_of_a_failure_by_code_history_and_command(self, add, program):
        add("--on-failure", f"cp {program.folder}/talks.txt {program.folder}/told")
        (program.folder / "sources.toml").unlink()
        assert program.apart("schedule", "due").code == exits.FAULT
        (job,) = json.loads(program("schedule", "history", "talks", "--json").out)
        assert job["job"]["outcome"] == "failed"
        assert "is not there any more: put it back" in job["job"]["error"]
        assert (program.folder / "told").exists()
        assert "failed" in program("schedule", "history").out


class TestRun:
    def test_a_killed_scheduler_is_followed_by_another_that_ends_its_crawl_under_the_same_number(
        self, add, program, started
    ):
        add("--delay", "0.3", "--pages", "12")
        first = started()
        with Archive.open(program.folder / "cuttings-data") as archive:
            wait(lambda: [job.run_id for _, job in schedules.open_jobs(archive)] == [1])
            second = started()
            os.kill(first.pid, signal.SIGKILL)
            wait(lambda: [job.outcome for _, job in schedules.history(archive)] == ["done"])
            ((_, job),) = schedules.history(archive)
            assert (job.run_id, job.attempts) == (1, 2)
            assert [(run.id, run.outcome) for run in runs.latest(archive)] == [(1, "done")]
            assert job.counts is not None
            assert job.counts["pages"] == 12
        assert second.poll() is None

    @pytest.mark.long
    def test_ends_at_sigterm_and_leaves_its_crawl_for_the_next(self, add, program, started):
        add("--delay", "0.5")
        one = started()
        with Archive.open(program.folder / "cuttings-data") as archive:
            wait(lambda: [job.run_id for _, job in schedules.open_jobs(archive)] == [1])
            one.terminate()
            assert one.wait(40) == exits.DONE
            ((_, job),) = schedules.open_jobs(archive)
            assert (job.run_id, job.attempts) == (1, 0)
            assert runs.get(archive, 1).ended is None

    def test_serves_figures_on_loopback(self, add, program, started):
        add()
        program("schedule", "pause", "talks")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        started("--metrics", str(port))
        text = ""

        def answered() -> bool:
            nonlocal text
            with suppress(OSError):
                text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
            return bool(text)

        wait(answered)
        assert "cuttings_up 1.0" in text
        assert 'cuttings_schedule_paused{schedule="talks"} 1.0' in text

    def test_says_so_when_the_port_of_the_figures_is_taken(self, add, program):
        add()
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            refused = program.apart("schedule", "run", "--metrics", str(port))
        assert (refused.code, refused.fault.split(" (")[0]) == (
            exits.UNUSABLE,
            f"port {port} cannot be used for --metrics",
        )
