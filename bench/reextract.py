"""Re-extraction with two workers against one, in turns: wall time, and the CPU of all processes.

``python -m bench.reextract [--pages FOLDER] [--limit N] [--rounds N]``. The wall ratio needs two idle cores: what other
work took of them meanwhile is printed. CPU seconds say what two workers cost more than one, and how much
quicker they could be at most, as the process that hands out pages and writes rows works on the same cores.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archive.ingest import ingest
from archive.replay import replay
from archive.store import Archive
from bench.machine import busy
from bench.measure import adopt_orphans, orphans
from bench.pages import gather
from bench.warc import ours, page

BAR = 1.8


def extracted(warc: Path, workers: int) -> tuple[float, float, float]:
    """Seconds, CPU seconds of all processes that took part and of the main one alone, of reading all pages."""
    command = [sys.executable, "-m", "bench.reextract", "--one", str(workers), str(warc)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, process_group=0)
    assert process.stdout is not None
    seconds, alone = map(float, process.stdout.readline().split())
    process.wait()
    return seconds, alone + orphans(process.pid), alone


def one(warc: Path, workers: int) -> None:
    """Reads every page of the file in a new archive and prints seconds and CPU seconds of this process."""
    with tempfile.TemporaryDirectory() as place, Archive.open(Path(place) / "data") as archive:
        kept = replay(archive, [warc]).captures
        begun, before = time.monotonic(), time.process_time()
        assert sum(ingest(archive, None, workers=workers).values()) == kept
        print(time.monotonic() - begun, time.process_time() - before)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--limit", type=int, default=2000, help="pages (default 2000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one(Path(given.one[1]), int(given.one[0]))
        return 0
    adopt_orphans()
    walls: list[float] = []
    costs: list[float] = []
    most: list[float] = []
    with tempfile.TemporaryDirectory() as place:
        (into := Path(place) / "pages").mkdir()
        files = sorted(gather(given.pages, given.limit, into).folder.iterdir())
        ours(Path(place), [gzip.compress(page(file), 6, mtime=0) for file in files], len(files))
        (warc,) = Path(place).glob("ours-*.warc.gz")
        begun, worked, spent = time.monotonic(), busy() or 0.0, 0.0
        for _ in range(given.rounds):
            single, pair = extracted(warc, 1), extracted(warc, 2)
            walls.append(single[0] / pair[0])
            costs.append(pair[1] / single[1])
            most.append(2 * (single[1] - single[2]) / pair[1])
            spent += single[1] + pair[1]
        others = ((busy() or 0.0) - worked - spent) / (2 * (time.monotonic() - begun))
    wall, cost = statistics.median(walls), statistics.median(costs)
    bound = statistics.median(most)
    print(f"{len(files)} pages, {given.rounds} rounds")
    print(f"other work took {max(0.0, others):.0%} of two cores meanwhile")
    print(f"wall, one worker / two {wall:5.2f} (bar {BAR}; {', '.join(f'{each:.2f}' for each in walls)})")
    print(f"CPU, two workers / one {cost:5.2f} ({', '.join(f'{each:.2f}' for each in costs)})")
    print(
        f"two workers could be {bound:.2f} times as quick as one, by CPU ({', '.join(f'{each:.2f}' for each in most)})"
    )
    return int(wall < BAR)


if __name__ == "__main__":
    sys.exit(main())
