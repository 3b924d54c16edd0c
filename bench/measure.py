"""Runs one mode in a process of its own, and reads from the kernel what it cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bench.check import check
from bench.errors import BenchError
from bench.job import Job, Measured, Told

ROOT = Path(__file__).resolve().parent.parent


def measure(job: Job) -> Measured:
    """The mode's cost from the start of its process to its end. Raises BenchError when it fails, CountOff when it
    did not deal with every page."""
    path = job.save()
    words = job.out / "words.txt"
    started = time.perf_counter()
    with words.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.modes", str(path)], cwd=ROOT, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    told_file = path.with_name("told.json")
    if process.returncode or not told_file.exists():
        said = words.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise BenchError(f"{job.mode} ended with {process.returncode}: {said[-1] if said else 'no word'}")
    told = Told(**json.loads(told_file.read_text(encoding="utf-8")))
    check(job, told)
    # wait4 counts the process and every descendant that has been waited for.
    cpu = usage.ru_utime + usage.ru_stime
    return Measured(job.mode, told.pages, told.documents, wall, cpu, told.cpu, told.rss, warc_bytes(job.out))


def warc_bytes(folder: Path) -> int:
    """Compressed bytes of all WARC files under the folder."""
    return sum(path.stat().st_size for path in warcs(folder))


def warcs(folder: Path) -> list[Path]:
    """The WARC files under the folder, those still open too."""
    return sorted(path for path in folder.rglob("*.warc.gz*") if path.is_file())
