"""The bench as a program: it really crawls, and it fails rather than print figures of a run that was off."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.job import MODES

ROOT = Path(__file__).resolve().parents[2]
PAGES = 8


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.pipeline", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("bench") / "docs" / "benchmarks.md"
    done = run("--limit", str(PAGES), "--rounds", "1", "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MODES.values())
def test_every_design_fetches_all_pages_and_has_its_row(report: str, name: str) -> None:
    row = next(line for line in report.splitlines() if line.startswith(f"| {name} |"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1] == str(PAGES)
    assert all(float(cell) > 0 for cell in cells[3:7])


def test_every_bar_is_judged(report: str) -> None:
    bars = report.split("| bar |")[1].strip().split("\n\n")[0].splitlines()[2:]
    assert len(bars) == 6
    assert all("holds" in line or "MISSED" in line for line in bars)


def test_the_report_names_machine_versions_and_command(report: str) -> None:
    assert f"`python -m bench.pipeline --rounds 1 --limit {PAGES}`" in report
    assert "scrapy 2.19" in report
    assert "cores" in report


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--pages", "/nonexistent"), "no *.html"),
        (("--modes", "bear"), "modes of bare"),
        (("--rounds", "0"), "at least one page and round"),
        (("--limit", "0"), "at least one page and round"),
    ],
)
def test_what_cannot_be_measured_gets_one_line(arguments: tuple[str, ...], said: str) -> None:
    done = run("--print", *arguments)
    assert done.returncode != 0
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
