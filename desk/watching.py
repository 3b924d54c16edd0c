"""Looking at an archive again and again: a screen that is drawn anew, or a line for each look."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from rich.console import Console
from rich.live import Live
from rich.text import Text

from archive.studied import Status
from desk import render
from desk.standing import Standing


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at an archive shows. ``at``: when (UTC). ``alarms``: what is to be said of a source, by its key.

    ``at_work``: the number of the run whose process is writing now; None when none is.
    """

    at: datetime
    status: Status
    schedules: list[Standing]
    alarms: dict[str, str]
    at_work: int | None = None


Show = Callable[[Console, Look, str], None]  # on this screen, this look, with this line under the head
_SHARE = 5  # a look may take a fifth of the time: it is another's database
_ENDING = (signal.SIGINT, signal.SIGTERM)


def watch(look: Callable[[], Look], show: Show, every: float) -> None:
    """Shows what ``look`` gives, every so many seconds, until Ctrl-C or SIGTERM; less often where a look takes long.

    Drawn anew on a terminal; elsewhere a line with the time, the totals and the pace.
    """
    screen = render.console()
    if not screen.is_terminal:
        _again(look, lambda now, said: screen.print(render.shown(line(now, said))), every)
        return
    with Live(console=screen, auto_refresh=False, screen=True) as live:
        _again(look, lambda now, said: live.update(drawn(show, now, said, every), refresh=True), every)


def stream(look: Callable[[], Look], tell: Callable[[Look], None], every: float) -> None:
    """As ``watch``, with ``tell`` called for each look."""
    _again(look, lambda now, _: tell(now), every)


def totals(status: Status) -> str:
    """How much is kept and waits, in one line."""
    kept = f"{render.count(status.captures, 'capture')}, {render.count(status.documents, 'document')}"
    return f"{kept}, {status.pending:,} to extract, {status.failed_fetches:,} fetched in vain"


def pace(before: Look | None, now: Look) -> str:
    """What happened between two looks, in words; "" when nothing did."""
    seconds = (now.at - before.at).total_seconds() if before else 0
    if before is None or seconds <= 0:
        return ""
    gained = (
        ("capture", now.status.captures - before.status.captures),
        ("document", now.status.documents - before.status.documents),
    )
    told = [f"{render.count(number, noun)} ({number / seconds:.1f}/s)" for noun, number in gained if number > 0]
    return f"in the last {seconds:.0f} s: {', '.join(told)}" if told else ""


def line(now: Look, said: str) -> str:
    """A look in one line, for a log: time, totals, pace, and how many sources have an alarm."""
    alarms = f"{render.count(len(now.alarms), 'source')} to look at" if now.alarms else ""
    return "; ".join(filter(None, (f"{now.at:%Y-%m-%d %H:%M:%S} UTC  {totals(now.status)}", said, alarms)))


def _again(look: Callable[[], Look], tell: Callable[[Look, str], None], every: float) -> None:
    before = None
    with _interrupted() as over:
        while not over.is_set():
            begun = time.monotonic()
            now = look()
            tell(now, pace(before, now))
            before = now
            over.wait(max(every, _SHARE * (time.monotonic() - begun)))


def drawn(show: Show, now: Look, said: str, every: float) -> Text:
    """The screen that ``show`` makes of a look, with the clock under its head; it is as wide as the terminal."""
    paper = render.console()
    clock = f"{now.at:%H:%M:%S} UTC, every {every:g} s, Ctrl-C ends"
    with paper.capture() as held:
        show(paper, now, "; ".join(filter(None, (clock, said))))
    return Text.from_ansi(held.get())


@contextmanager
def _interrupted() -> Iterator[Event]:
    """Set by the first Ctrl-C or SIGTERM; from then on they do what they did before.

    An exception out of a signal is lost where it meets a finalizer, and a look at a database has many.
    """
    over = Event()
    before = {number: signal.getsignal(number) for number in _ENDING}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def heard(*_: object) -> None:
        over.set()
        restore()

    for number in _ENDING:
        signal.signal(number, heard)
    try:
        yield over
    except KeyboardInterrupt:  # the second Ctrl-C
        return
    finally:
        restore()
