"""An extraction that dies is started again after a pause that doubles."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import topics
from archive.store import Archive
from compare.seed import Seed
from compare.topic import Topic
from crawler import ingesting
from crawler.ingesting import Ingesting

SEED = Seed("one", "Two ministers met in the harbour town on Monday and agreed on joint exercises of both navies.")


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Ingesting]:
    with Archive.open(tmp_path / "data") as archive:
        topics.save(archive, Topic("story", (SEED,)))
    made = Ingesting(tmp_path / "data", "story", 1, 7)
    yield made
    made.stop()


def kill(beside: Ingesting) -> None:
    os.kill(beside.pid, signal.SIGKILL)
    while beside.alive:
        beside.join(0.01)


def pause(beside: Ingesting) -> float:
    """Seconds from the death's being seen to the next start."""
    begun = time.monotonic()
    while not beside.alive:
        beside.watch()
        time.sleep(0.01)
    return time.monotonic() - begun


def test_each_pause_is_twice_the_one_before(beside: Ingesting) -> None:
    found = []
    for _ in range(3):
        kill(beside)
        found.append(pause(beside))
    assert [seconds >= ingesting.PAUSE * 2**number for number, seconds in enumerate(found)] == [True] * 3
    # A start takes its time too, so only a pause without end would be too long.
    assert max(found) < 60


def test_it_is_not_over_while_a_start_is_to_come(beside: Ingesting) -> None:
    kill(beside)
    for _ in range(3):
        beside.watch()
        assert (beside.alive, beside.over) == (False, False)


def test_waiting_for_one_that_died_takes_its_time(beside: Ingesting) -> None:
    kill(beside)
    begun = time.monotonic()
    beside.join(0.2)
    assert time.monotonic() - begun >= 0.2


def test_what_it_logs_carries_the_number_of_the_run(beside: Ingesting, tmp_path: Path) -> None:
    beside.finish()
    while beside.alive:
        beside.join(0.05)
    lines = (tmp_path / "data" / "logs" / "ingest.jsonl").read_text(encoding="utf-8").splitlines()
    said = [(one["message"], one["run"]) for one in map(json.loads, lines)]
    assert said == [("the extraction begins", 7), ("the extraction ends", 7)]
