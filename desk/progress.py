"""What a person sees while a crawl or an extraction runs: a live table on a terminal, a line now and then in a log."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from types import MappingProxyType, TracebackType
from typing import Protocol, Self

from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from crawler.plan import HostState, Progress
from desk import render

EVERY = 5.0  # seconds between two lines where no terminal shows the live table
ROWS = 12
COLOURS: Mapping[str, str] = MappingProxyType({"fetching": "green", "done": "dim", "unreachable": "red"})


class Shown(Protocol):
    """Something that shows progress for as long as its context lasts."""

    def __enter__(self) -> Self:
        """Begin to show."""
        ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop showing."""
        ...

    def update(self, progress: Progress) -> None:
        """Show this moment. Never raises: a crawl goes on when nobody watches any more."""
        ...


def view(*, quiet: bool) -> Shown:
    """The way of showing that fits: none when ``quiet``, a live table on a terminal, else lines on stderr."""
    if quiet:
        return _Silent()
    screen = render.console(stderr=True)
    return _Table() if screen.is_terminal and not screen.is_dumb_terminal else _Lines()


def line(progress: Progress) -> str:
    """One moment in one line."""
    parts = [
        f"{render.count(progress.pages, 'article')} ({progress.rate:.1f}/s)",
        render.count(progress.requests, "request"),
        f"{progress.waiting:,} waiting",
        render.count(progress.documents, "text"),
        f"{progress.found:,} about the story",
    ]
    parts += [f"{progress.pending:,} to extract"] if progress.pending else []
    return f"{progress.phase}: {', '.join(parts)}"


def table(progress: Progress) -> RenderableType:
    """One moment as a table: a line for the whole, a row for each host, the busiest first."""
    names = ("fetched", "waiting", "failed")
    rows = render.grid("host", "state", *names, numbers=names)
    ranked = sorted(progress.hosts, key=_rank)
    for host in ranked[:ROWS]:
        rows.add_row(*_cells(host))
    more = [Text(f"and {render.count(len(ranked) - ROWS, 'more host')}", style="dim")] if len(ranked) > ROWS else []
    return Group(Text(line(progress), style="bold"), rows, *more)


def _rank(host: HostState) -> tuple[bool, int, str]:
    return host.status == "done", -host.waiting, host.host


def _cells(host: HostState) -> tuple[str | Text, ...]:
    name = host.host if host.source is None else f"{host.source} ({host.host})"
    state = Text(host.status, style=COLOURS.get(host.status, ""))
    failed = Text(f"{host.failed:,}", style="red" if host.failed else "dim")
    return render.shown(name), state, f"{host.fetched:,}", f"{host.waiting:,}", failed


class _Silent:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def update(self, progress: Progress) -> None:
        del progress


class _Table(_Silent):
    def __init__(self) -> None:
        self._live = Live(console=render.console(stderr=True), transient=True, auto_refresh=False)

    def __enter__(self) -> Self:
        with contextlib.suppress(OSError):
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._live.stop()

    def update(self, progress: Progress) -> None:
        with contextlib.suppress(OSError):
            self._live.update(table(progress), refresh=True)


class _Lines(_Silent):
    def __init__(self) -> None:
        self._screen = render.console(stderr=True)
        self._due = 0.0

    def update(self, progress: Progress) -> None:
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + EVERY
        with contextlib.suppress(OSError):
            self._screen.print(render.shown(line(progress)))
