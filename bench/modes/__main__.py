"""``python -m bench.modes JOB``: runs one mode as the job file says, and writes what it tells beside it."""

from __future__ import annotations

import importlib
import json
import resource
import sys
from dataclasses import asdict, replace
from pathlib import Path

from bench.job import Job


def main() -> None:
    job_file = Path(sys.argv[1])
    job = Job.load(job_file)
    told = importlib.import_module(f"bench.modes.{job.mode}").run(job)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    told = replace(told, rss=peak(), cpu=usage.ru_utime + usage.ru_stime)
    job_file.with_name("told.json").write_text(json.dumps(asdict(told)), encoding="utf-8")


def peak() -> int:
    """Bytes: the most memory that this process has held since its exec (ru_maxrss would count its parent's too)."""
    status = Path("/proc/self/status")
    if not status.exists():
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
