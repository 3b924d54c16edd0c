"""What a person sees while a crawl or an extraction runs: a live table on a terminal, a line now and then in a log."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol, Self

from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from crawler.plan import HostState, Progress
from desk import render

EVERY = 5.0  # seconds between two lines where no terminal shows the live table
ROWS = 12
COLOURS = {"fetching": "green", "waiting": "", "done": "dim", "unreachable": "red"}


class Shown(Protocol):
    """Something that shows progress for as long as its context lasts."""

    def __enter__(self) -> Self:
        """Begin to show."""
        ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop showing."""
        ...

    def update(self, progress: Progress) -> None:
        """Show this moment."""
        ...


def view(*, quiet: bool) -> Shown:
    """The way of showing that fits: none when ``quiet``, a live table on a terminal, else lines on stderr."""
    if quiet:
        return _Silent()
    return _Table() if render.console(stderr=True).is_terminal else _Lines()


def line(progress: Progress) -> str:
    """One moment in one line."""
    return (
        f"{progress.phase}: {progress.pages} articles ({progress.rate:.1f}/s), {progress.requests} requests, "
        f"{progress.waiting} links wait, {progress.documents} texts, {progress.found} about the story"
        + (f", {progress.pending} to extract" if progress.pending else "")
    )


def table(progress: Progress) -> RenderableType:
    """One moment as a table: a line for the whole, a row for each host, the busiest first."""
    rows = Table(box=None, pad_edge=False, header_style="dim")
    rows.add_column("host")
    rows.add_column("state")
    for name in ("fetched", "waiting", "failed"):
        rows.add_column(name, justify="right")
    ranked = sorted(progress.hosts, key=_rank)
    for host in ranked[:ROWS]:
        rows.add_row(*_cells(host))
    more = Text(f"and {len(ranked) - ROWS} more hosts", style="dim") if len(ranked) > ROWS else Text()
    return Group(Text(line(progress), style="bold"), rows, more)


def _rank(host: HostState) -> tuple[bool, int, str]:
    return host.status == "done", -host.waiting, host.host


def _cells(host: HostState) -> tuple[str | Text, ...]:
    name = host.host if host.source is None else f"{host.source} ({host.host})"
    state = Text(host.status, style=COLOURS[host.status])
    return name, state, str(host.fetched), str(host.waiting), Text(str(host.failed), style="red" if host.failed else "")


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
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def update(self, progress: Progress) -> None:
        self._live.update(table(progress), refresh=True)


class _Lines(_Silent):
    def __init__(self) -> None:
        self._console = render.console(stderr=True)
        self._due = 0.0

    def update(self, progress: Progress) -> None:
        if time.monotonic() >= self._due:
            self._console.print(line(progress), soft_wrap=True)
            self._due = time.monotonic() + EVERY
