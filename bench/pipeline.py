"""``python -m bench.pipeline``: measures ours against bare Scrapy and the naive design, interleaved, in one run.

Every mode fetches the same pages from the same server on loopback, in a process of its own. A round runs each mode
once; figures are compared within a round only, since a machine is never as quick in the next minute as in this one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import machine, origin, report
from bench.errors import BenchError
from bench.figures import Bench, Round
from bench.job import MODES, Job
from bench.measure import adopt_orphans, measure, warm_up
from bench.pages import PageSet, gather
from newsweb.errors import NewswebError

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HOSTS = 8
WARM_UP = 8


def main(arguments: list[str] | None = None) -> int:
    """Parses the command line, measures, writes the report; 1 with one line when a run cannot be measured."""
    given = _parser().parse_args(arguments)
    unknown = set(given.modes) - set(MODES)
    if unknown or given.rounds < 1 or given.limit < 1:
        sys.stderr.write(f"bench: give at least one page and round, and modes of {', '.join(MODES)}\n")
        return 2
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            work = Path(folder)
            (work / "pages").mkdir()
            pages = gather(given.pages, given.limit, work / "pages")
            done = run(pages, given.rounds, tuple(given.modes), work)
    except (BenchError, NewswebError) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    text = report.section(pages, done)
    sys.stdout.write(text)
    if given.out:
        report.write(given.out, text)
    return 0


def run(pages: PageSet, rounds: int, modes: tuple[str, ...], work: Path, *, hosts: int = HOSTS) -> Bench:
    """Each mode once a round, starting with another one each time, after a short run of each. Raises BenchError."""
    adopt_orphans()
    with origin.serving(pages, hosts) as served:
        for mode in modes:
            with _job(mode, served.urls[:WARM_UP], served.origins, work) as job:
                warm_up(job)
        began, busy = time.monotonic(), machine.busy()
        done = [_round(number, modes, served, work) for number in range(rounds)]
        own = sum(one.cpu for measured in done for one in measured.values())
        return Bench(done, _others(busy, own, time.monotonic() - began))


def _round(number: int, modes: tuple[str, ...], served: origin.Served, work: Path) -> Round:
    turn = number % len(modes)
    measured: Round = {}
    for mode in modes[turn:] + modes[:turn]:
        with _job(mode, served.urls, served.origins, work) as job:
            one = measured[mode] = measure(job)
        sys.stderr.write(f"round {number + 1}  {mode:8} {one.rate:7.1f} pages/s  {one.cpu:6.2f} s CPU\n")
    return measured


def _others(before: float | None, own: float, wall: float) -> float | None:
    now = machine.busy()
    if before is None or now is None:
        return None
    return max(0.0, (now - before - own) / (wall * (os.cpu_count() or 1)))


@contextmanager
def _job(mode: str, urls: tuple[str, ...], origins: tuple[str, ...], work: Path) -> Iterator[Job]:
    with tempfile.TemporaryDirectory(prefix=f"{mode}-", dir=work) as out:
        yield Job(mode, urls, origins, Path(out))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.pipeline", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=Path, help="folder of *.html or *.html.gz (default: the news web's articles)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each mode runs (default 3)")
    parser.add_argument(
        "--limit", type=int, default=2000, help="pages a mode and round (default 2000; start-up weighs more in fewer)"
    )
    parser.add_argument("--modes", nargs="+", default=list(MODES), help=f"of {', '.join(MODES)} (default: all)")
    parser.add_argument("--out", type=Path, default=DOCUMENT, help="the report (default docs/benchmarks.md)")
    parser.add_argument("--print", dest="out", action="store_const", const=None, help="print only, write no report")
    return parser


if __name__ == "__main__":
    sys.exit(main())
