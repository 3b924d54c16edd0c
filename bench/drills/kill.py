"""``python -m bench.drills.kill [--kills N] [--limit N]``: kill -9 in the midst of crawls, and nothing is lost.

A crawl of 1,000 pages is killed at random moments, each time what its WARC file has not synced is thrown away, as a
power cut would, and the crawl goes on. At the end the set of (URL, payload digest) must be that of a crawl that nobody
disturbed, and ``verify`` must find no fault.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import select

from archive.schema import capture
from archive.store import Archive
from archive.verify import Fault, verify
from bench.job import Job
from bench.origin import serving
from bench.pages import gather

HOSTS = 8


def start(job: Job) -> subprocess.Popen[bytes]:
    """The crawl in a process group of its own."""
    command = [sys.executable, "-m", "bench.drills.crawled", str(job.save()), str(job.out / "synced.log")]
    words = (job.out / "words.txt").open("ab")
    return subprocess.Popen(command, stdout=words, stderr=words, start_new_session=True)


def throw_away(job: Job) -> int:
    """Cuts every WARC file in work to what was synced; how many bytes were not."""
    synced: dict[str, int] = {}
    log = job.out / "synced.log"
    for line in log.read_text().splitlines() if log.exists() else ():
        size, _, path = line.partition(" ")
        synced[path] = int(size)
    lost = 0
    for path in (job.out / "data" / "archive").glob("*.open"):
        kept = synced.get(str(path), 0)
        lost += path.stat().st_size - kept
        os.truncate(path, kept)
    return lost


def found(folder: Path) -> set[tuple[str, str | None]]:
    """URL and payload digest of every capture."""
    with Archive.open(folder, create=False) as archive, archive.read() as connection:
        return {tuple(row) for row in connection.execute(select(capture.c.url, capture.c.digest))}


def undisturbed(job: Job) -> tuple[set[tuple[str, str | None]], float]:
    """What a crawl finds that nobody kills, and its seconds."""
    begun = time.monotonic()
    if start(job).wait(600):
        raise SystemExit((job.out / "words.txt").read_text()[-2000:])
    return found(job.out / "data"), time.monotonic() - begun


def killed(job: Job, kills: int, seconds: float, chance: random.Random) -> tuple[int, int]:
    """Kills the crawl ``kills`` times and lets it end then; how many kills hit it, and bytes that were thrown away."""
    hits = lost = 0
    log = job.out / "synced.log"
    for _ in range(kills):
        process = start(job)
        begin = _size(log)
        while _size(log) == begin and process.poll() is None:
            time.sleep(0.005)  # until it has begun to keep what it fetches
        try:
            process.wait(chance.random() * seconds / kills)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            hits += 1
            lost += throw_away(job)
        else:
            break
    if start(job).wait(600):
        raise SystemExit((job.out / "words.txt").read_text()[-2000:])
    return hits, lost


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        work = Path(place)
        for name in ("pages", "calm", "storm"):
            (work / name).mkdir()
        pages = gather(None, given.limit, work / "pages")
        with serving(pages, HOSTS) as served:
            calm, seconds = undisturbed(Job("ours", served.urls, served.origins, work / "calm"))
            job = Job("ours", served.urls, served.origins, work / "storm")
            hits, lost = killed(job, given.kills, seconds, random.Random(given.seed))
            storm = found(job.out / "data")
        faults: list[Fault] = []
        with Archive.open(job.out / "data", create=False) as archive:
            done = verify(archive, faults.append)
        print(
            f"{len(calm)} captures undisturbed; {hits} kills, {lost} unsynced bytes thrown away, {len(storm)} captures"
        )
        print(f"missing {len(calm - storm)}, extra {len(storm - calm)}, faults {len(faults)} in {done.records} records")
        for fault in faults[:10]:
            print(fault)
        return int(calm != storm or bool(faults) or hits < given.kills)


if __name__ == "__main__":
    sys.exit(main())
