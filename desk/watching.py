"""Looking at an archive again and again: a screen that is drawn anew, or a line for each look."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from rich.console import Console
from rich.live import Live
from rich.text import Text

from archive.studied import Status
from desk import render

Show = Callable[[Console, Status], None]
_SHARE = 5  # a look may take a fifth of the time: it is another's database


def watch(look: Callable[[], Status], show: Show, *, as_json: bool, every: float) -> None:
    """Shows what ``look`` gives, every so many seconds, until Ctrl-C; less often where a look takes long."""
    screen = render.console()
    try:
        with _interrupted() as over:
            if as_json or not screen.is_terminal:
                _lines(look, show if not as_json else None, every, over)
            else:
                _drawn(look, show, every, over)
    except KeyboardInterrupt:
        return


@contextmanager
def _interrupted() -> Iterator[Event]:
    """Set by the first Ctrl-C; the second is Python's own again.

    An exception out of a signal is lost where it meets a finalizer, and a look at a database has many.
    """
    over = Event()
    before = signal.getsignal(signal.SIGINT)

    def heard(*_: object) -> None:
        over.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, heard)
    try:
        yield over
    finally:
        signal.signal(signal.SIGINT, before)


def pace(before: Status | None, now: Status, seconds: float) -> str:
    """What happened between two looks, in words; "" when nothing did."""
    if before is None or seconds <= 0:
        return ""
    gained = (("capture", now.captures - before.captures), ("document", now.documents - before.documents))
    told = [f"{render.count(number, noun)} ({number / seconds:.1f}/s)" for noun, number in gained if number > 0]
    return f"in the last {seconds:.0f} s: {', '.join(told)}" if told else ""


def _lines(look: Callable[[], Status], show: Show | None, every: float, over: Event) -> None:
    while not over.is_set():
        begun = time.monotonic()
        status = look()
        if show is None:
            render.as_json(status)
        else:
            show(render.console(), status)
        over.wait(max(every, _SHARE * (time.monotonic() - begun)))


def _drawn(look: Callable[[], Status], show: Show, every: float, over: Event) -> None:
    before: Status | None = None
    at = time.monotonic()
    with Live(console=render.console(), auto_refresh=False, screen=True) as live:
        while not over.is_set():
            begun = time.monotonic()
            status = look()
            paper = render.console()
            with paper.capture() as held:
                show(paper, status)
                paper.print(f"\n[dim]{pace(before, status, begun - at)}[/]")
            before, at = status, begun
            live.update(Text.from_ansi(held.get()), refresh=True)
            over.wait(max(every, _SHARE * (time.monotonic() - begun)))
