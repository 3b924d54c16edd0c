"""The small parts between a measured process and its figure: values, spreads, the machine, the pages' server."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench import machine
from bench.drills import kill
from bench.errors import BenchError, CountOff
from bench.figures import Spread, over_rounds, ratio
from bench.job import MODES, Job, Measured
from bench.origin import serving
from bench.pages import PageSet

ONE = Measured("bare", 100, None, wall=10.0, cpu=5.0, crawl_cpu=4.0, rss=80_000_000, warc=0)


class TestSpread:
    @pytest.mark.parametrize(
        ("values", "shown"),
        [
            ([1.0], "1.00"),
            ([1.0, 1.0], "1.00"),
            ([2.0, 1.0, 4.0], "2.00 (1.00-4.00)"),
            # of an even number, the mean of the two in the middle
            ([4.0, 1.0, 2.0, 3.0], "2.50 (1.00-4.00)"),
            # figures that are shown alike are one
            ([1.001, 1.002], "1.00"),
        ],
    )
    def test_is_median_smallest_largest(self, values: list[float], shown: str) -> None:
        assert Spread.of(values).shown() == shown

    def test_of_a_modes_figure_is_over_all_rounds(self) -> None:
        rounds = [{"bare": replace(ONE, wall=wall)} for wall in (10.0, 20.0, 50.0)]
        assert over_rounds(rounds, "bare", lambda one: one.rate) == Spread(5.0, 2.0, 10.0)

    def test_of_a_ratio_leaves_out_rounds_without_one_of_the_two(self) -> None:
        both = {"bare": ONE, "ours": replace(ONE, mode="ours", cpu=10.0)}
        assert ratio([both, {"bare": ONE}], "ours", "bare", lambda one: one.cpu) == Spread(2.0, 2.0, 2.0)


class TestJob:
    def test_comes_back_from_its_file_as_it_was(self, tmp_path: Path) -> None:
        job = Job("ours", ("http://127.0.2.1/ä", "http://127.0.2.2/b"), ("http://127.0.2.1:1",), tmp_path)
        assert Job.load(job.save()) == job

    @pytest.mark.parametrize("mode", MODES)
    def test_every_mode_is_a_module(self, mode: str) -> None:
        assert (Path(machine.__file__).parent / "modes" / f"{mode}.py").is_file()

    def test_a_count_that_is_off_is_an_error_of_the_bench(self) -> None:
        assert issubclass(CountOff, BenchError)


class TestMachine:
    def test_says_processor_cores_system_and_python(self) -> None:
        said = machine.machine()
        assert re.search(rf"[^,]+, {machine.cores()} cores, \w+ \w+, Python 3\.\d+\.\d+", said)
        assert 1 <= machine.cores() <= (os.cpu_count() or 1)

    @pytest.mark.parametrize("library", machine.LIBRARIES)
    def test_says_the_version_of_each_library(self, library: str) -> None:
        assert re.search(rf"\b{library} \d+\.\d+", machine.versions())

    def test_its_work_only_grows(self) -> None:
        before = machine.busy()
        sum(range(100_000))
        after = machine.busy()
        assert (before is None) == (after is None)
        assert before is None or (after is not None and after >= before)

    @pytest.mark.parametrize(
        ("name", "command"),
        [
            ("newsweb", "python -m bench.pipeline --rounds 3 --limit 9"),
            ("mine", "python -m bench.pipeline --pages mine --rounds 3 --limit 9"),
        ],
    )
    def test_the_command_that_does_it_again(self, name: str, command: str) -> None:
        assert machine.command(PageSet(name, Path(), 9, 0), 3) == command


class TestServing:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        for number in range(5):
            (tmp_path / f"{number}.html").write_text(f"<title>{number}</title>")
        return tmp_path

    def test_every_page_has_one_address_and_the_hosts_take_turns(self, folder: Path) -> None:
        with serving(PageSet("x", folder, 5, 0), 2) as served:
            assert len(served.origins) == 2
            assert len(set(served.urls)) == 5
            hosts = [url.split("/")[2] for url in served.urls]
            assert hosts == [hosts[0], hosts[1], hosts[0], hosts[1], hosts[0]]
            assert {f"http://{host}" for host in hosts} == set(served.origins)

    def test_a_page_that_is_missing_ends_the_run(self, folder: Path) -> None:
        with pytest.raises(BenchError, match="lists 5 of 6 pages"), serving(PageSet("x", folder, 6, 0), 2):
            raise AssertionError("nothing is measured")


class TestThrownAway:
    """What a power cut takes: all of a file in work that was not synced."""

    @pytest.mark.parametrize(
        ("log", "kept"),
        [
            ("", 0),
            ("4 {path}\n", 4),
            # the last word counts, and that of another file does not
            ("4 {path}\n9 {path}\n", 9),
            ("9 /elsewhere\n", 0),
            ("10 {path}\n", 10),
        ],
    )
    def test_is_what_came_after_the_last_sync(self, tmp_path: Path, log: str, kept: int) -> None:
        (tmp_path / "data" / "archive").mkdir(parents=True)
        path = tmp_path / "data" / "archive" / "a.warc.gz.open"
        path.write_bytes(b"0123456789")
        closed = path.with_name("b.warc.gz")
        closed.write_bytes(b"closed")
        (tmp_path / "synced.log").write_text(log.format(path=path))
        assert kill.throw_away(Job("ours", (), (), tmp_path)) == 10 - kept
        assert path.read_bytes() == b"0123456789"[:kept]
        assert closed.read_bytes() == b"closed"

    def test_is_nothing_before_the_crawl_has_begun(self, tmp_path: Path) -> None:
        assert kill.throw_away(Job("ours", (), (), tmp_path)) == 0
