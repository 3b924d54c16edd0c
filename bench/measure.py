"""Runs one mode in a process of its own, and reads from the kernel what it cost."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from bench.check import check, warcs
from bench.errors import BenchError
from bench.job import Job, Measured, Told

ROOT = Path(__file__).resolve().parent.parent
# Seconds after which a mode hangs: many times what the slowest one needs.
PATIENCE = 60.0
PER_PAGE = 0.5


def measure(job: Job) -> Measured:
    """The mode's cost from the start of its process to its end.

    Raises BenchError when it fails or hangs, CountOff when it did not deal with every page.
    """
    one, told = _run(job)
    check(job, told)
    return one


def warm_up(job: Job) -> None:
    """Runs the mode once without looking at what it did, so that its modules are compiled and its files in memory."""
    _run(job)


def adopt_orphans() -> None:
    """Makes this process the parent of its descendants' orphans, so that their CPU time can be had.

    A fork server outlives the process that started it. Linux only (prctl(2), PR_SET_CHILD_SUBREAPER); elsewhere the
    workers' time is missing in the CPU of all processes.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def _run(job: Job) -> tuple[Measured, Told]:
    path = job.save()
    words = job.out / "words.txt"
    command = [sys.executable, "-m", "bench.modes", str(path)]
    started = time.perf_counter()
    with words.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=output, stderr=output, process_group=0)
        hung = threading.Timer(PATIENCE + PER_PAGE * len(job.urls), os.killpg, (process.pid, signal.SIGKILL))
        hung.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            hung.cancel()
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    # wait4 counts the process and every descendant that it has waited for; the others are ours now.
    cpu = usage.ru_utime + usage.ru_stime + orphans(process.pid)
    told_file = path.with_name("told.json")
    if process.returncode or not told_file.exists():
        said = words.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise BenchError(f"{job.mode} ended with {process.returncode}: {said[-1] if said else 'no word'}")
    told = Told(**json.loads(told_file.read_text(encoding="utf-8")))
    one = Measured(job.mode, told.pages, told.documents, wall, cpu, told.cpu, told.rss, warc_bytes(job.out))
    return one, told


def orphans(group: int) -> float:
    """Waits for what is left of the process group, once ``adopt_orphans`` was called; its CPU seconds."""
    seconds = 0.0
    with suppress(ChildProcessError):
        while True:
            _, _, usage = os.wait4(-group, 0)
            seconds += usage.ru_utime + usage.ru_stime
    return seconds


def _environment() -> dict[str, str]:
    """Modules are compiled once, in the warm-up, whatever the environment says about that."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def warc_bytes(folder: Path) -> int:
    """Compressed bytes of all WARC files under the folder."""
    return sum(path.stat().st_size for path in warcs(folder))
