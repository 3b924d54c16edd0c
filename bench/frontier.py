"""``python -m bench.frontier``: what a frontier of a million URLs costs: bytes on disk, memory, microseconds a URL.

The URLs are offered in batches as discovery does, and all that the agenda then gives out is taken and settled, over the
real file. Memory is the process's, beyond what it held before the first URL.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.frontier import Entry, Frontier
from bench import machine
from crawler.agenda import Agenda
from crawler.saver import Saver
from extract.urls import host

BATCH = 2_000
KNOWN_AGAIN = 100_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Of ``urls`` URLs on ``hosts`` hosts. ``added``, ``again`` and ``taken``: microseconds of CPU for a URL that is
    new, one that is known, one that is given out and settled; ``disk``: bytes a URL; ``memory``: bytes of the process
    beyond its start, after a tenth of the URLs and after all.
    """

    urls: int
    hosts: int
    added: float
    again: float
    taken: float
    disk: float
    memory: tuple[int, int]


def main(arguments: list[str] | None = None) -> int:
    """Parses the command line, measures, prints a table."""
    parser = argparse.ArgumentParser(prog="bench.frontier", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--urls", type=int, default=1_000_000, help="how many URLs (default 1,000,000)")
    parser.add_argument("--hosts", type=int, default=1_000, help="on how many hosts (default 1,000)")
    parser.add_argument("--take", type=int, default=50_000, help="how many are given out and settled (default 50,000)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="frontier-") as folder:
        cost = measure(Path(folder), given.urls, given.hosts, given.take)
    sys.stdout.write(table(cost))
    return 0


def measure(folder: Path, urls: int, hosts: int, take: int) -> Cost:
    """Fills a frontier in ``folder`` with that many URLs, offers some again, and takes ``take`` of them."""
    with Frontier(folder) as frontier:
        saver = Saver(frontier, _raise)
        try:
            return asyncio.run(_measure(Agenda(saver, per_host=1, pages=urls), folder, (urls, hosts, take)))
        finally:
            saver.close()


async def _measure(agenda: Agenda, folder: Path, sizes: tuple[int, int, int]) -> Cost:
    urls, hosts, take = sizes
    start = _memory()
    tenth = 0
    began = time.process_time()
    for number, batch in enumerate(_batches(0, urls, hosts)):
        await agenda.offer(batch)
        if not tenth and (number + 1) * BATCH >= urls // 10:
            tenth = _memory() - start
    added = time.process_time() - began
    memory = _memory() - start
    known = min(KNOWN_AGAIN, urls)
    began = time.process_time()
    for batch in _batches(0, known, hosts):
        await agenda.offer(batch)
    again = time.process_time() - began
    disk = sum(path.stat().st_size for path in folder.iterdir())
    began = time.process_time()
    taken = await _take(agenda, take)
    spent = time.process_time() - began
    micro = 1e6
    return Cost(
        urls, hosts, added / urls * micro, again / known * micro, spent / taken * micro, disk / urls, (tenth, memory)
    )


async def _take(agenda: Agenda, most: int) -> int:
    taken = 0
    while taken < most and agenda.has_more:
        entry = agenda.take(float(taken))
        if entry is None:
            await asyncio.sleep(0.001)
            continue
        agenda.queues.leave(host(entry.url))
        agenda.settle(entry, "done")
        taken += 1
        if taken % 100 == 0:
            await asyncio.sleep(0)
    return taken


def _batches(first: int, end: int, hosts: int) -> Iterator[list[Entry]]:
    for start in range(first, end, BATCH):
        yield [_entry(number, hosts) for number in range(start, min(start + BATCH, end))]


def _entry(number: int, hosts: int) -> Entry:
    name = f"www.outlet-{number % hosts}.example"
    url = f"https://{name}/2024/05/{number % 28 + 1:02}/ministers-agree-on-joint-exercises-of-both-navies-{number}"
    score = round(number * 7919 % 10_007 / 10_007, 4)
    title = f"Ministers agree on joint exercises of both navies, part {number}"
    return Entry(url, score, "page", f"outlet-{number % hosts}", "sitemap", f"https://{name}/sitemap.xml", score, title)


def _memory() -> int:
    """Bytes that the process holds now, or the most that it ever held where the system does not say."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _raise(error: Exception) -> None:
    raise error


def table(cost: Cost) -> str:
    """The figures as a table of Markdown."""
    tenth, whole = cost.memory
    return f"""\
Measured on {machine.today()}, {machine.machine()}: `python -m bench.frontier --urls {cost.urls} --hosts {cost.hosts}`

| {cost.urls:,} URLs on {cost.hosts:,} hosts | |
|---|---|
| bytes on disk a URL | {cost.disk:.0f} |
| microseconds of CPU for a new URL | {cost.added:.1f} |
| microseconds of CPU for a known URL | {cost.again:.1f} |
| microseconds of CPU to give a URL out and settle it | {cost.taken:.1f} |
| memory beyond the start after a tenth of the URLs, MB | {tenth / 1e6:.0f} |
| memory beyond the start after all, MB | {whole / 1e6:.0f} |
"""


if __name__ == "__main__":
    sys.exit(main())
