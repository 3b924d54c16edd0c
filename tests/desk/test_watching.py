"""Seeing it run: ``status --watch``, ``sources health``, and the figures for Prometheus."""

from __future__ import annotations

import io
import json
import shutil
import signal
import sqlite3
import time
import urllib.request
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from rich.console import Console

from archive.store import Archive
from archive.studied import Status
from desk import exits, figures, render, watching
from desk.watching import Look

BEGUN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def look(captures: int, documents: int, seconds: float = 0, **alarms: str) -> Look:
    status = Status(captures, 2, Counter(), Counter(), 1, documents, {}, Counter(), Counter(), [])
    return Look(BEGUN + timedelta(seconds=seconds), status, [], alarms)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, look(9, 9), ""),
        (look(9, 3), look(9, 3, 10), ""),
        (look(0, 0), look(30, 1, 10), "in the last 10 s: 30 captures (3.0/s), 1 document (0.1/s)"),
        (look(5, 5), look(6, 5, 10), "in the last 10 s: 1 capture (0.1/s)"),
        (look(5, 5), look(5, 1005, 2), "in the last 2 s: 1,000 documents (500.0/s)"),
        # a repaired archive may hold less than before, and a clock may be set back
        (look(5, 5), look(4, 4, 10), ""),
        (look(5, 5), look(9, 9, -3), ""),
        (look(5, 5), look(9, 9, 0), ""),
    ],
)
def test_the_pace_says_what_came_between_two_looks(before, now, expected):
    assert watching.pace(before, now) == expected


HEAD = "2026-03-04 05:06:07 UTC  1,234 captures, 1 document, 2 to extract, 1 fetched in vain"


@pytest.mark.parametrize(
    ("now", "said", "expected"),
    [
        (look(1234, 1), "", HEAD),
        (look(1234, 1), "in the last 2 s: 1 capture (0.5/s)", f"{HEAD}; in the last 2 s: 1 capture (0.5/s)"),
        (look(1234, 1, lifo="gave no text"), "", f"{HEAD}; 1 source to look at"),
        (look(1234, 1, lifo="gave no text", ert="too"), "x", f"{HEAD}; x; 2 sources to look at"),
    ],
)
def test_a_look_is_one_line_in_a_log(now, said, expected):
    assert watching.line(now, said) == expected


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watching_ends_in_order_by_a_signal_and_leaves_the_handlers_as_they_were(number):
    before = signal.getsignal(number)
    seen = []

    def tell(now):
        seen.append(now)
        if len(seen) == 3:
            signal.raise_signal(number)

    watching.stream(lambda: look(len(seen), 0), tell, 0.001)
    assert [now.status.captures for now in seen] == [0, 1, 2]
    assert signal.getsignal(number) is before


def watched(look_at, monkeypatch, **how):
    """What ``watch`` writes on such a screen until the third look is a Ctrl-C."""
    seen = []

    def looked():
        seen.append(1)
        if len(seen) == 3:
            signal.raise_signal(signal.SIGINT)
        return look_at(len(seen))

    paper = io.StringIO()
    monkeypatch.setattr(render, "console", lambda: Console(file=paper, width=200, highlight=False, **how))
    monkeypatch.setenv("TERM", "xterm")
    watching.watch(looked, lambda screen, now, said: screen.print(f"{now.status.captures} kept\n{said}"), 0.001)
    return paper.getvalue()


def test_watching_in_a_pipe_writes_a_line_for_each_look(monkeypatch):
    told = watched(lambda number: look(number, 0, number * 10), monkeypatch).splitlines()
    assert [line.partition("  ")[2] for line in told] == [
        "1 capture, 0 documents, 2 to extract, 1 fetched in vain",
        "2 captures, 0 documents, 2 to extract, 1 fetched in vain; in the last 10 s: 1 capture (0.1/s)",
        "3 captures, 0 documents, 2 to extract, 1 fetched in vain; in the last 10 s: 1 capture (0.1/s)",
    ]


def test_watching_on_a_terminal_draws_each_look_on_a_screen_of_its_own(monkeypatch):
    told = watched(lambda number: look(number, 0, number * 10), monkeypatch, force_terminal=True)
    enters, leaves = "\x1b[?1049h", "\x1b[?1049l"
    assert told.startswith(enters)
    drawn = told[told.index(enters) : told.index(leaves)]
    assert [drawn.count(f"{number} kept") for number in (1, 2, 3)] == [1, 1, 1]
    assert "fetched in vain" not in told


@pytest.mark.parametrize(("every", "least"), [(0.001, 0.05), (0.06, 0.06)])
def test_a_look_that_takes_long_is_taken_less_often(every, least):
    """A look of a hundredth of a second may be taken every twentieth: it is another's database."""
    begun = []

    def slow():
        begun.append(time.monotonic())
        time.sleep(0.01)
        if len(begun) == 3:
            signal.raise_signal(signal.SIGINT)
        return look(0, 0)

    watching.stream(slow, lambda _: None, every)
    assert all(after - before >= least for before, after in pairwise(begun))


def test_a_screen_is_drawn_with_the_time_and_the_pace_under_its_head():
    def show(screen, now, said):
        screen.print(f"{now.status.captures} captures\n{said}")

    drawn = watching.drawn(show, look(7, 0), "in the last 2 s: 7 captures (3.5/s)", 2.0).plain
    assert drawn.split("\n")[:2] == [
        "7 captures",
        "05:06:07 UTC, every 2 s, Ctrl-C ends; in the last 2 s: 7 captures (3.5/s)",
    ]


def test_watching_tells_a_line_for_each_look_until_ctrl_c(demo):
    process = demo.program.started("--data", demo.folder, "status", "--watch", "--every", "0.1", "--json")
    assert process.stdout is not None
    looks = [json.loads(process.stdout.readline()) for _ in range(3)]
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == exits.DONE
    assert process.communicate()[1] == ""
    assert looks[0].pop("at") < looks[2].pop("at")
    assert looks[0] == looks[2]
    assert looks[0]["documents"] > 50


def test_the_health_of_the_demos_sources_is_good(demo):
    shown = demo("sources", "health")
    assert (shown.code, shown.err) == (exits.DONE, "")
    assert shown.out.startswith("source ")
    (found,) = demo("sources", "health", "--json").objects
    assert len(found) == 10
    assert all(one["documents"] > 0 and one["alarm"] is None and one["last"].endswith("Z") for one in found)


def test_health_exits_with_1_and_a_line_for_a_source_whose_pages_suddenly_say_nothing(demo, tmp_path, program):
    shutil.copytree(demo.folder, tmp_path / "cuttings-data")
    key = "SELECT source FROM capture WHERE outcome = 'document' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    with sqlite3.connect(tmp_path / "cuttings-data" / "cuttings.db") as connection:
        ((source,),) = connection.execute(key).fetchall()
        latest = f"SELECT id FROM capture WHERE source = '{source}' AND outcome = 'document' ORDER BY id DESC LIMIT 20"
        connection.execute(f"DELETE FROM document WHERE capture_id IN ({latest})")
        connection.execute(f"UPDATE capture SET outcome = 'not an article', why = 'empty' WHERE id IN ({latest})")
    result = program("sources", "health")
    assert result.code == exits.FAULT
    assert f"{source}: 20 of the latest 20 pages gave no text" in result.err
    assert "its pages read badly" in result.out
    assert f"look at {source}: 20 of the latest 20 pages gave no text" in program("status").out


class TestFigures:
    @pytest.fixture
    def scraped(self, demo):
        """What Prometheus reads of the demo."""
        with Archive.open(demo.folder) as archive, figures.serve(archive, "127.0.0.1", 0) as port:
            answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20)
            lines = answer.read().decode().splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    def test_are_those_of_status_and_health(self, scraped, demo):
        (told,) = demo("status", "--json").objects
        assert float(scraped["cuttings_documents"]) == told["documents"]
        assert float(scraped['cuttings_captures{outcome="document"}']) == told["outcomes"]["document"]
        (fares,) = demo("sources", "health", "--json").objects
        for one in fares:
            assert float(scraped[f'cuttings_source_documents{{source="{one["key"]}"}}']) == one["documents"]
            assert scraped[f'cuttings_source_alarm{{source="{one["key"]}"}}'] == "0.0"

    def test_state_when_a_source_answered_last(self, scraped):
        last = {name: float(value) for name, value in scraped.items() if "last_success" in name}
        assert len(last) == 10
        assert all(0 < datetime.now(UTC).timestamp() - value < 86400 for value in last.values())

    def test_are_not_looked_up_anew_for_each_scrape(self, demo):
        with Archive.open(demo.folder) as archive:
            collector = figures.Figures(archive)
            first = list(collector.collect())
            begun = time.process_time()
            again = list(collector.collect())
        assert [one.name for one in again] == [one.name for one in first]
        assert again[1] is first[1]
        assert time.process_time() - begun < 0.05

    def test_say_when_the_database_cannot_be_read(self, tmp_path):
        with Archive.open(tmp_path / "data") as archive:
            collector = figures.Figures(archive)
            archive.engine.dispose()
            for path in archive.folder.glob("cuttings.db*"):
                path.unlink()
            (archive.folder / "cuttings.db").write_bytes(b"no database" * 1000)
            found = {one.name: one.samples for one in collector.collect()}
        assert list(found) == ["cuttings_up"]
        assert found["cuttings_up"][0].value == 0
