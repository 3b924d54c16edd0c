"""How values look on a terminal. Text goes to stdout; progress and asides go to stderr."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from compare.coverage import Relation
from extract.document import Document, Rail

UNWRAPPED = 1_000_000
COLOURS: Mapping[str, str] = {
    Relation.COPY: "magenta",
    Relation.SAME_EVENT: "green",
    Relation.SAME_SUBJECT: "cyan",
    Relation.UNRELATED: "dim",
}


def console(*, stderr: bool = False) -> Console:
    """A console that wraps for people; a pipe or a file gets every paragraph on a line of its own."""
    found = Console(stderr=stderr, highlight=False)
    return found if found.is_terminal else Console(stderr=stderr, highlight=False, width=UNWRAPPED)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


def as_json(value: object) -> None:
    """Print one value as one line of JSON, dates as UTC instants, letters of all scripts as they are."""
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False))


def rails(shown: Console, found: Iterable[Rail]) -> None:
    """The cut rails: heading, rule, and each line, struck through where the terminal can."""
    for rail in found:
        aside = f"rule: {rail.rule} · {count(len(rail.lines), 'line')}"
        shown.print(f"\n[bold red]cut[/] {escape(rail.heading or '(no heading)')} [dim]· {escape(aside)}[/]")
        for line in rail.lines:
            shown.print(f"[red]- [strike]{escape(line)}[/strike][/]")


def facts(document: Document) -> list[tuple[str, str]]:
    """The document's metadata as (label, value), absent fields left out."""
    published = document.published
    pairs = [
        ("by", ", ".join(document.bylines)),
        ("published", moment(published.instant, zoned=published.zone_known) if published else ""),
        ("language", document.language or ""),
        ("section", document.section or ""),
        ("agencies", ", ".join(document.agencies)),
        ("address", document.canonical_url or ""),
    ]
    return [(label, value) for label, value in pairs if value]


def moment(instant: datetime, *, zoned: bool = True) -> str:
    """``2022-09-19 14:05 UTC``; without the zone when the page did not state one."""
    return f"{instant:%Y-%m-%d %H:%M}" + (" UTC" if zoned else "")


def article(shown: Console, document: Document) -> None:
    """Title, facts and clean text, as a reader wants them."""
    if document.title:
        shown.print(f"[bold]{escape(document.title)}[/]")
    if pairs := facts(document):
        shown.print("[dim]" + escape(" · ".join(f"{label} {value}" for label, value in pairs)) + "[/]")
    if document.title or pairs:
        shown.print()
    shown.print(escape("\n\n".join(document.text.split("\n"))))


def count(number: int, noun: str) -> str:
    """``1 line``, ``2 lines``, ``1,024 lines``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
