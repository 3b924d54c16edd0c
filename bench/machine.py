"""What a figure depends on: processor, system, versions, load, date, command."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.pages import PageSet

LIBRARIES = ("scrapy", "twisted", "trafilatura", "lxml", "warcio", "isal", "sqlalchemy")


def machine() -> str:
    """Processor, cores that this process may use, system, Python."""
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{_processor()}, {cores()} cores, {system}"


def versions() -> str:
    """Versions of the libraries that the figures hang on."""
    return ", ".join(f"{name} {version(name)}" for name in LIBRARIES)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def busy() -> float | None:
    """CPU seconds that the whole machine has worked since it started; None where the system does not say."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return None
    user, nice, system, _idle, _wait, irq, softirq, steal = map(int, stat.read_text().split("\n", 1)[0].split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def today() -> str:
    """The date, UTC."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def command(pages: PageSet, rounds: int) -> str:
    """The command that does this again."""
    which = "" if pages.name == "newsweb" else f" --pages {pages.name}"
    return f"python -m bench.pipeline{which} --rounds {rounds} --limit {pages.pages}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", info.read_text(), re.MULTILINE) if info.exists() else None
    return found.group(1).strip() if found else platform.processor() or "unknown processor"
