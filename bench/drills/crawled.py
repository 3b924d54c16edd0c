"""A crawl to be killed: ``python -m bench.drills.crawled JOB LOG``; LOG names what each WARC file has synced."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from bench.job import Job
from bench.modes.ours import table
from bench.modes.topic import POLITENESS, golds
from crawler import run, sources
from crawler.plan import CrawlPlan

_sync = os.fsync
SLOW = 0.05  # a disk that takes its time leaves more to lose


def watch(log: Path) -> None:
    """From now on every fsync of a file is written down, with its size, once it has returned."""
    out = log.open("a", buffering=1)

    def fsync(number: int) -> None:
        size = os.fstat(number).st_size
        time.sleep(SLOW)
        _sync(number)
        out.write(f"{size} {Path(f'/proc/self/fd/{number}').readlink()}\n")

    os.fsync = fsync


def main() -> int:
    job = Job.load(Path(sys.argv[1]))
    watch(Path(sys.argv[2]))
    file = job.out / "sources.toml"
    file.write_text("\n".join(table(number, origin) for number, origin in enumerate(job.origins)), encoding="utf-8")
    folder = job.out / "data"
    given = (folder, "drill", sources.load(file), golds())
    plan = CrawlPlan(*given, pages=len(job.urls), workers=0, politeness=POLITENESS)
    result = run.crawl(plan, lambda _: None)
    return 0 if result.outcome == "done" else 1


if __name__ == "__main__":
    sys.exit(main())
