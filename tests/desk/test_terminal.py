"""A crawl as a person sees it: on a terminal, with Ctrl-C typed into it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator

import pytest

from desk import exits

CTRL_C = b"\x03"


class Terminal:
    """A pseudo-terminal with a program in it."""

    def __init__(self, arguments: list[str], folder, columns: int) -> None:
        self.screen, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        env = {key: value for key, value in os.environ.items() if not key.startswith(("CUTTINGS_", "COLUMNS"))}
        self.process = subprocess.Popen(
            arguments,
            cwd=folder,
            env=env | {"TERM": "xterm-256color"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            preexec_fn=lambda: (os.setsid(), fcntl.ioctl(0, termios.TIOCSCTTY, 0)),  # noqa: PLW1509 - no threads yet
        )
        os.close(theirs)
        self._raw = b""

    @property
    def seen(self) -> str:
        """All that was shown so far, without colours; read as a whole, since a read may part a letter or a sequence."""
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self._raw.decode("utf-8", "replace"))

    def read(self, until: str, seconds: float = 60) -> str:
        """What was shown, without colours, until ``until`` was or the program has ended."""
        end = time.monotonic() + seconds
        while not re.search(until, self.seen):
            assert time.monotonic() < end, self.seen
            if not select.select([self.screen], [], [], 0.2)[0]:
                continue
            try:
                self._raw += os.read(self.screen, 65536)
            except OSError:  # the program has closed its side
                break
        return self.seen


@pytest.fixture
def crawl(program, seed, sources) -> Iterator:
    started: list[Terminal] = []

    def start(columns: int, *more: str) -> Terminal:
        words = program.words("crawl", seed, "--sources", sources("nea-stoa", "paratiritis"), *more)
        started.append(Terminal(words, program.folder, columns))
        return started[-1]

    yield start
    for terminal in started:
        if terminal.process.poll() is None:
            os.killpg(terminal.process.pid, 9)
            terminal.process.wait()
        os.close(terminal.screen)


def test_progress_is_a_table_that_gives_way_to_the_summary(crawl) -> None:
    terminal = crawl(100, "--delay", "0", "--pages", "12", "--workers", "1")
    shown = terminal.read(r"cuttings status\r\n").replace("\r", "")
    assert terminal.process.wait(20) == exits.DONE
    assert re.search(r"^host +state +fetched +waiting +failed", shown, re.MULTILINE)
    assert re.search(r"^nea-stoa \(127\.0\.0\.11:?\d*\) +(fetching|waiting|done) +\d+ +\d+ +0", shown, re.MULTILINE)
    assert "Run 1 ended: 12 articles fetched" in shown
    assert [line for line in re.split(r"[\r\n]+", terminal.seen) if len(line) > 100] == []


@pytest.mark.parametrize("columns", [40, 80])
def test_ctrl_c_ends_with_what_was_done_and_no_noise(crawl, columns: int) -> None:
    terminal = crawl(columns, "--delay", "0.2")
    terminal.read(r"fetc\S* +[1-9]")
    os.write(terminal.screen, CTRL_C)
    shown = " ".join(terminal.read(r"cuttings status\r\n").split())
    assert terminal.process.wait(20) == exits.STOPPED
    assert "Run 1 stopped: " in shown
    assert "the same command goes on." in shown
    assert "Traceback" not in shown, terminal.seen
    assert "Warning" not in shown
