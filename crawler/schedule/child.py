"""A job's crawl in a process of its own: its crash harms nobody, and it ends when its scheduler does."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress

GRACE = 30.0
_LAST_BYTES = 4096


class Child:
    """Runs ``command``, tied to this process by its standard input; nobody but us ends it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the child
        self._process = subprocess.Popen(  # noqa: S603 - a command of our own
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            start_new_session=True,  # Ctrl-C in a terminal reaches us; we decide when the crawl ends
        )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait(self, seconds: float) -> int | None:
        """Its exit code, negative for a signal; None when it still runs after so many seconds."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(seconds)
        return None

    def stop(self, grace: float = GRACE) -> int:
        """Asks it to end and gives it ``grace`` seconds; then it is killed. Its exit code."""
        self._process.terminate()
        code = self.wait(grace)
        if code is None:
            self._process.kill()
            code = self._process.wait()
        return code

    def last_words(self) -> str:
        """The last line that it wrote to standard error, "" when it wrote none."""
        end = self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, end - _LAST_BYTES))
        lines = self._said.read().decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def close(self) -> None:
        """Frees what it held, once it has ended."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
        self._said.close()


def tie() -> None:
    """In the child: asks this process to end as by SIGTERM when standard input closes, so when its parent is gone."""
    threading.Thread(target=_end_with_stdin, name="tie", daemon=True).start()


def _end_with_stdin() -> None:
    # Not through sys.stdin: its lock, held by this thread, would be missed when Python ends.
    with suppress(OSError):
        while os.read(0, 1024):
            pass
    os.kill(os.getpid(), signal.SIGTERM)
