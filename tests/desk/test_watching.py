"""Seeing it run: ``status --watch``, ``sources health``, and the figures for Prometheus."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import time
import urllib.request
from collections import Counter
from datetime import UTC, datetime

import pytest

from archive.store import Archive
from archive.studied import Status
from desk import exits, figures, watching


def status(captures: int, documents: int) -> Status:
    return Status(captures, 0, Counter(), Counter(), 0, documents, {}, Counter(), Counter(), [])


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, (9, 9), ""),
        ((9, 3), (9, 3), ""),
        ((0, 0), (30, 1), "in the last 10 s: 30 captures (3.0/s), 1 document (0.1/s)"),
        ((5, 5), (6, 5), "in the last 10 s: 1 capture (0.1/s)"),
        # a repaired archive may hold less than before
        ((5, 5), (4, 4), ""),
    ],
)
def test_the_pace_says_what_came_between_two_looks(before, now, expected):
    assert watching.pace(before and status(*before), status(*now), 10.0) == expected


def test_watching_tells_a_line_for_each_look_until_ctrl_c(demo):
    process = demo.program.started("--data", demo.folder, "status", "--watch", "--every", "0.1", "--json")
    assert process.stdout is not None
    looks = [json.loads(process.stdout.readline()) for _ in range(3)]
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == exits.DONE
    assert process.communicate()[1] == ""
    assert looks[0] == looks[2]
    assert looks[0]["documents"] > 50


def test_status_shows_schedules_beside_the_runs(demo):
    shown = demo("status").out
    assert "captures: " in shown
    assert "schedule" not in shown


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
