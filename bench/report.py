"""Writes what was measured as Markdown: machine, versions, figures, and the ratios against their bars."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import machine
from bench.figures import Bench, Round, Spread, over_rounds, ratio
from bench.job import MODES, Measured
from bench.pages import PageSet

HEAD = """# Benchmarks

Written by `python -m bench.pipeline`, never by hand; each run replaces the section of its pages. What is measured and
how stands in `bench/README.md`. Ratios are taken within a round; the median is shown, then smallest and largest.
"""
MB = 1_000_000
BUSY = 0.1


@dataclass(frozen=True, slots=True)
class Bar:
    """What a ratio or figure must reach. ``high``: at least ``limit``; else at most."""

    what: str
    limit: float
    high: bool
    found: Spread | None

    def row(self) -> str:
        """A row of the table of bars."""
        if self.found is None:
            return f"| {self.what} | {self.wanted} | not measured | |"
        held = self.found.middle >= self.limit if self.high else self.found.middle <= self.limit
        return f"| {self.what} | {self.wanted} | {self.found.shown()} | {'holds' if held else 'MISSED'} |"

    @property
    def wanted(self) -> str:
        """``>= 2.00``."""
        return f"{'>=' if self.high else '<='} {self.limit:g}"


def _distinct(pages: PageSet) -> str:
    return f"{pages.copies} of them others with a number in each paragraph" if pages.copies else "no two alike"


def section(pages: PageSet, bench: Bench) -> str:
    """The section of one run."""
    rounds = bench.rounds
    lines = [
        f"## Pages: {pages.name}",
        "",
        f"`{machine.command(pages, len(rounds))}` on {machine.today()}: {pages.pages} pages a mode and round "
        f"({_distinct(pages)}), {len(rounds)} rounds.",
        f"{machine.machine()}; {machine.versions()}.",
        *quiet(bench.others),
        "",
        *table(rounds),
        "",
        "| bar | wanted | found | |",
        "|---|---|---|---|",
        *(bar.row() for bar in bars(rounds)),
        "",
        *ceiling(ratio(rounds, "ours", "same", _cpu)),
        "",
    ]
    return "\n".join(lines)


def quiet(others: float | None) -> list[str]:
    """How much else went on; above a tenth, pages/s say little."""
    if others is None:
        return []
    warning = "" if others <= BUSY else ": too much for pages/s to mean anything; CPU seconds hold better"
    return [f"Other work took {others:.0%} of the machine's CPU time meanwhile{warning}."]


def ceiling(cpu: Spread | None) -> list[str]:
    """What the CPU seconds allow, whatever else runs on the machine."""
    if cpu is None:
        return []
    most = machine.cores() / cpu.middle
    return [
        f"All processes of ours took {cpu.shown()} of the CPU of the naive design with the same extraction: "
        f"{machine.cores()} idle cores could make ours at most {most:.2f} times as quick."
    ]


def table(rounds: list[Round]) -> list[str]:
    """One row a mode, medians over the rounds."""
    rows = [
        "| design | pages | articles | pages/s | CPU s, all processes | CPU s, crawling process | peak MB, "
        "crawling process | WARC MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return rows + [_row(rounds, mode) for mode in MODES if mode in rounds[0]]


def bars(rounds: list[Round]) -> list[Bar]:
    """What issue and README promise, with what was found."""
    return [
        Bar("pages/s, ours / naive design with the same extraction", 2.0, True, ratio(rounds, "ours", "same", _rate)),
        Bar("pages/s, ours / naive design with trafilatura", 2.0, True, ratio(rounds, "ours", "naive", _rate)),
        # The first counts the process that reads the seeds too, 1 s a crawl: what is moved elsewhere is not saved.
        Bar(
            "CPU of all processes, our crawl with WARC / bare Scrapy",
            1.35,
            False,
            ratio(rounds, "capture", "bare", _cpu),
        ),
        Bar("CPU of the crawling process alone, the same", 1.35, False, ratio(rounds, "capture", "bare", _crawl_cpu)),
        Bar(
            "CPU of bare Scrapy with our recorder and WARC / bare Scrapy",
            1.15,
            False,
            ratio(rounds, "recorded", "bare", _crawl_cpu),
        ),
        Bar("peak MB of our crawling process", 250, False, _memory(rounds)),
    ]


def write(path: Path, text: str) -> None:
    """Puts the section of these pages into the report, in place of the one that stood there."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = re.split(r"^(?=## Pages: )", old, flags=re.MULTILINE)[1:]
    kept = {part.splitlines()[0]: part.rstrip() + "\n" for part in parts}
    kept[text.splitlines()[0]] = text.rstrip() + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEAD, *(kept[title] for title in sorted(kept))]), encoding="utf-8")


def _row(rounds: list[Round], mode: str) -> str:
    def shown(figure: Callable[[Measured], float], digits: int) -> str:
        return f"{over_rounds(rounds, mode, figure).middle:.{digits}f}"

    one = rounds[0][mode]
    articles = "" if one.documents is None else str(one.documents)
    return (
        f"| {MODES[mode]} | {one.pages} | {articles} | {shown(_rate, 1)} | {shown(_cpu, 2)} | {shown(_crawl_cpu, 2)} "
        f"| {shown(_peak, 0)} | {shown(_warc, 1) if one.warc else ''} |"
    )


def _memory(rounds: list[Round]) -> Spread | None:
    return over_rounds(rounds, "ours", _peak) if "ours" in rounds[0] else None


def _rate(one: Measured) -> float:
    return one.rate


def _cpu(one: Measured) -> float:
    return one.cpu


def _crawl_cpu(one: Measured) -> float:
    return one.crawl_cpu


def _peak(one: Measured) -> float:
    return one.rss / MB


def _warc(one: Measured) -> float:
    return one.warc / MB
