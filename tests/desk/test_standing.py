"""How schedules stand: at work, paused, overdue or waiting, and how the latest job ended; on ``status`` too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import leases, schedules
from archive.schedules import Job, Schedule
from archive.store import Archive
from desk import exits, figures, standing

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SOON, LATELY, LONG_AGO = NOW + timedelta(hours=1), NOW - timedelta(minutes=14), NOW - timedelta(days=2)
PLAIN = Schedule("talks", {}, "6h", "UTC", 0, nominal=SOON, next_due=SOON)


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, "waits"),
        ({"next_due": LATELY}, "waits"),  # a timer may come every few minutes only
        ({"next_due": NOW - standing.LATE}, "waits"),
        ({"next_due": LONG_AGO}, "overdue"),
        ({"next_due": LONG_AGO, "paused": True}, "paused"),
        ({"paused": True}, "paused"),
        ({"next_due": LONG_AGO, "lease_until": SOON}, "at work"),
        ({"paused": True, "lease_until": SOON}, "at work"),
        # a lease that ran out is nobody's
        ({"lease_until": LATELY}, "waits"),
        ({"next_due": LONG_AGO, "lease_until": LATELY}, "overdue"),
        ({"lease_until": NOW}, "waits"),
    ],
)
def test_a_schedule_has_one_state(more: dict[str, object], state: str) -> None:
    assert standing.state(replace(PLAIN, **more), NOW) == state


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (None, "-"),
        (Job(1, 1, NOW, NOW), "open"),
        (Job(1, 1, NOW, NOW, SOON, "done"), "done 2026-03-04 06:06 UTC"),
        (Job(1, 1, NOW, NOW, SOON, "failed", error="no seeds"), "failed 2026-03-04 06:06 UTC"),
    ],
)
def test_the_latest_job_is_told_with_its_end(last: Job | None, said: str) -> None:
    assert standing.ending(last) == said


@pytest.mark.parametrize(
    ("every", "zone", "said"),
    [
        ("6h", "UTC", "6h"),
        ("30 6 * * *", "UTC", "30 6 * * *"),
        ("30 6 * * *", "Europe/Athens", "30 6 * * * (Europe/Athens)"),
    ],
)
def test_when_it_is_due_is_told_as_it_was_written(every: str, zone: str, said: str) -> None:
    assert standing.due(replace(PLAIN, every=every, zone=zone)) == said


class TestScreens:
    @pytest.fixture(scope="class")
    @staticmethod
    def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
        """Four schedules: one that failed, one at work, one that nobody runs, one that rests."""
        folder = tmp_path_factory.mktemp("scheduled") / "data"
        with Archive.open(folder) as archive:
            now = datetime.now(UTC)
            later = now + timedelta(days=1)
            for days, name in ((4, "failed"), (3, "works"), (2, "late"), (1, "rests")):
                due = now - timedelta(days=days)
                schedules.add(archive, replace(PLAIN, name=name, nominal=due, next_due=due, paused=name == "rests"))
            first = leases.claim(archive, "me", 60)
            assert first is not None
            leases.finish(
                archive, first, replace(first.job, outcome="failed", error="no seeds any more"), (later, later)
            )
            assert leases.claim(archive, "me", 3600)
        return folder

    @pytest.mark.parametrize(
        ("name", "begins", "holds"),
        [
            ("failed", "waits, due ", "; last failed "),
            ("works", "at work", "; last open"),
            ("late", "overdue, due ", " (nobody runs it: call cuttings schedule run, or schedule due)"),
            ("rests", "paused", ""),
        ],
    )
    def test_status_has_a_line_for_each(self, program, data: Path, name: str, begins: str, holds: str) -> None:
        shown = program("--data", data, "status").out.splitlines()
        (line,) = (line for line in shown if line.startswith(f"schedule {name}: "))
        assert line.removeprefix(f"schedule {name}: ").startswith(begins)
        assert holds in line

    @pytest.mark.parametrize(
        ("name", "cells"),
        [
            ("failed", ("waits", "no seeds any more")),
            ("works", ("at work", "open")),
            ("late", ("overdue", standing.HINT)),
            ("rests", ("paused",)),
        ],
    )
    def test_the_list_has_a_row_for_each(self, program, data: Path, name: str, cells: tuple[str, ...]) -> None:
        shown = program("--data", data, "schedule", "list").out.splitlines()
        (row,) = (line for line in shown if line.startswith(f"{name} "))
        assert [cell for cell in cells if cell not in row] == []

    def test_list_and_status_give_the_same_as_json(self, program, data: Path) -> None:
        (listed,) = program("--data", data, "schedule", "list", "--json").objects
        (status,) = program("--data", data, "status", "--json").objects
        assert listed == status["schedules"]
        assert {one["schedule"]["name"]: one["last"] and one["last"]["outcome"] for one in listed} == {
            "failed": "failed",
            "late": None,
            "rests": None,
            "works": None,
        }

    @pytest.mark.parametrize(
        ("metric", "values"),
        [
            ("at_work", {"failed": 0, "late": 0, "rests": 0, "works": 1}),
            ("paused", {"failed": 0, "late": 0, "rests": 1, "works": 0}),
            ("failed", {"failed": 1}),
        ],
    )
    def test_figures_say_the_same(self, data: Path, metric: str, values: dict[str, float]) -> None:
        with Archive.open(data, create=False) as archive:
            (found,) = (one for one in figures.Figures(archive).collect() if one.name == f"cuttings_schedule_{metric}")
        assert {sample.labels["schedule"]: sample.value for sample in found.samples} == values


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("schedule", "list"), "no schedule here: cuttings schedule add makes one\n"),
        (("schedule", "history"), "no job yet: cuttings schedule run begins what is due\n"),
    ],
)
def test_an_archive_without_schedules_says_how_one_is_made(program, tmp_path: Path, words: tuple[str, ...], said: str):
    Archive.open(tmp_path / "cuttings-data").close()
    result = program(*words)
    assert (result.code, result.out, result.err) == (exits.DONE, "", said)
