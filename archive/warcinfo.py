"""What the first record of each WARC file says about the run that wrote it (WARC 1.1, 6.2)."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from archive.runs import Run
from archive.warc.ids import new_id
from archive.warc.record import warcinfo

_STANDARD = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_PARTS = ("scrapy", "twisted", "isal", "trafilatura", "lxml")


def opening(run: Run, *, new_id: Callable[[], str] = new_id) -> Callable[[str, datetime], tuple[str, bytes]]:
    """For ``WarcWriter``: gives record id and bytes of the warcinfo record of a file by its name and time.

    The run's settings ``robots`` and ``user_agent`` stand under the names that the standard gives them, all of them
    once more as JSON under ``cuttings-settings``.
    """
    fields = [
        ("software", " ".join((run.software, *_versions()))),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", _STANDARD),
        ("isPartOf", f"run {run.id}" + (f", topic {run.topic}" if run.topic else "")),
        ("description", f"{run.kind} started {run.started.isoformat(timespec='seconds')}"),
    ]
    for setting, name in (("robots", "robots"), ("user_agent", "http-header-user-agent")):
        if run.settings.get(setting) is not None:
            fields.append((name, str(run.settings[setting])))
    fields.append(("cuttings-settings", json.dumps(run.settings, ensure_ascii=False, sort_keys=True)))

    def member(name: str, made: datetime) -> tuple[str, bytes]:
        record_id = new_id()
        return record_id, warcinfo(record_id, made, name, fields)

    return member


def _versions() -> list[str]:
    found = [f"python/{platform.python_version()}"]
    for part in _PARTS:
        try:
            found.append(f"{part}/{version(part)}")
        except PackageNotFoundError:
            continue
    return found
