"""Starts the news web (or a pages server) as a child process and waits until it answers."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from newsweb.errors import ServerFailed

PATIENCE = 30.0
STEP = 0.02
ENDING = 5.0


@dataclass(frozen=True, slots=True)
class Running:
    """A child that answers. ``origins``: scheme, address and port by name (an outlet's slug, or a host's address).

    ``pid``: its process id, for a look at its CPU time.
    """

    pid: int
    port: int
    origins: MappingProxyType[str, str]


@contextmanager
def running(port: int | None = 0, *, access_log: Path | None = None) -> Iterator[Running]:
    """The news web as a child process, for as long as the context lasts; it ends with this process in any case.

    ``port``: None takes the first free one from 8811, 0 (the default) any. Raises ServerFailed, with its last words,
    when it ends or does not answer within 30 s.
    """
    more = [] if port is None else ["--port", str(port)]
    more += ["--access-log", str(access_log)] if access_log else []
    with _child(["-m", "newsweb", "--tied", *more]) as found:
        yield found


@contextmanager
def running_pages(folder: Path, hosts: int = 8) -> Iterator[Running]:
    """``newsweb.pages_server`` over a folder as a child process; the same promises as ``running``."""
    with _child(["-m", "newsweb.pages_server", str(folder), "--tied", "--hosts", str(hosts)]) as found:
        yield found


@contextmanager
def _child(arguments: Sequence[str]) -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="newsweb-") as folder:
        ready, words = Path(folder) / "ready.json", Path(folder) / "words.txt"
        with words.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, *arguments, "--once-ready-file", str(ready)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
            )
        try:
            yield _awaited(process, ready, words)
        finally:
            _end(process)


def _awaited(process: subprocess.Popen[bytes], ready: Path, words: Path) -> Running:
    end = time.monotonic() + PATIENCE
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > end:
            said = words.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise ServerFailed(said[-1] if said else f"the news web did not answer within {PATIENCE:.0f} s")
        time.sleep(STEP)
    told = json.loads(ready.read_text(encoding="utf-8"))
    return Running(process.pid, int(told["port"]), MappingProxyType(told["origins"]))


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
