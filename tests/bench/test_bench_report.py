"""Ratios are paired within a round, bars are judged by the median, and a run replaces its own section only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench import report
from bench.figures import Bench, Spread, ratio
from bench.job import MODES, Measured
from bench.pages import PageSet

ONE = Measured("bare", 100, None, wall=10.0, cpu=5.0, crawl_cpu=4.0, rss=80_000_000, warc=0)


def rounds(*walls: tuple[float, float]) -> list[dict[str, Measured]]:
    """Rounds with these wall times of the naive design and of ours."""
    return [
        {mode: replace(ONE, mode=mode, documents=90) for mode in MODES}
        | {
            "same": replace(ONE, mode="same", documents=90, wall=naive),
            "ours": replace(ONE, mode="ours", documents=90, wall=ours),
        }
        for naive, ours in walls
    ]


class TestRatio:
    def test_is_taken_within_a_round(self) -> None:
        """The second round is ten times slower; the ratio does not see it."""
        found = ratio(rounds((20, 10), (200, 100)), "same", "ours", lambda one: one.wall)
        assert found == Spread(2.0, 2.0, 2.0)

    def test_shows_median_smallest_largest(self) -> None:
        found = ratio(rounds((20, 10), (30, 10), (10, 10)), "same", "ours", lambda one: one.wall)
        assert found is not None
        assert found.shown() == "2.00 (1.00-3.00)"

    def test_is_none_without_one_of_the_two(self) -> None:
        assert ratio([{"bare": ONE}], "ours", "bare", lambda one: one.wall) is None


class TestBars:
    @pytest.mark.parametrize(("wall", "word"), [(5.0, "holds"), (4.9, "holds"), (5.1, "MISSED")])
    def test_ours_must_be_twice_as_quick(self, wall: float, word: str) -> None:
        bar = report.bars(rounds((10.0, wall)))[0]
        assert bar.row().endswith(f"| {word} |")

    def test_what_was_not_measured_is_said(self) -> None:
        assert all("not measured" in bar.row() for bar in report.bars([{"bare": ONE}]))

    @pytest.mark.parametrize(("cpu", "word"), [(6.7, "holds"), (6.8, "MISSED")])
    def test_crawling_may_cost_135_hundredths_of_bare_scrapy(self, cpu: float, word: str) -> None:
        made = [{"bare": ONE, "capture": replace(ONE, mode="capture", cpu=cpu)}]
        assert report.bars(made)[2].row().endswith(f"| {word} |")


class TestWrite:
    def test_a_run_replaces_its_own_section_only(self, tmp_path: Path) -> None:
        path = tmp_path / "docs" / "benchmarks.md"
        report.write(path, "## Pages: b\n\nfirst\n")
        report.write(path, "## Pages: a\n\nother\n")
        report.write(path, "## Pages: b\n\nsecond\n")
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# Benchmarks")
        assert text.index("## Pages: a\n\nother") < text.index("## Pages: b\n\nsecond")
        assert "first" not in text
        assert text.count("# Benchmarks") == 1

    def test_a_section_names_pages_and_rounds(self) -> None:
        text = report.section(PageSet("news", Path("x"), 100, 50), Bench(rounds((10, 5)), 0.02))
        assert text.startswith("## Pages: news\n")
        assert "--rounds 1 --limit 100" in text
        assert text.count("\n| ") == 2 + len(MODES) + 6  # heads, and a row for each bar


class TestConditions:
    @pytest.mark.parametrize(
        ("others", "said"), [(0.03, "3% of the machine"), (0.4, "too much for pages/s"), (None, None)]
    )
    def test_other_work_on_the_machine_is_told(self, others: float | None, said: str | None) -> None:
        lines = report.quiet(others)
        assert (said in lines[0]) if said else lines == []

    def test_cpu_seconds_say_what_idle_cores_could_give(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(report.machine, "cores", lambda: 2)
        assert "at most 1.60 times" in report.ceiling(Spread(1.25, 1.2, 1.3))[0]
