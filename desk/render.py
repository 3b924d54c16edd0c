"""How values look on a terminal. Text goes to stdout; progress and asides go to stderr."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from compare.coverage import Relation
from desk import fitting, letters, output
from extract import markdown
from extract.document import Document, Moment, Rail

UNWRAPPED = 1_000_000
COLOURS: Mapping[str, str] = {
    Relation.COPY: "magenta",
    Relation.SAME_EVENT: "green",
    Relation.SAME_SUBJECT: "cyan",
    Relation.UNRELATED: "dim",
}


class Screen(Console):
    """A console on which nothing in a text is a command, a link or a picture, and that tells when its reader left."""

    def __init__(self, *, stderr: bool = False, width: int | None = None) -> None:
        super().__init__(stderr=stderr, width=width, highlight=False, emoji=False)

    def on_broken_pipe(self) -> None:
        """Raises BrokenPipeError (rich would end the program with 1)."""
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Console:
    """A console that wraps for people; a pipe or a file gets every paragraph on a line of its own."""
    found = Screen(stderr=stderr)
    return found if found.is_terminal else Screen(stderr=stderr, width=UNWRAPPED)


def shown(text: str | None, style: str = "") -> Text:
    """One line of other people's text, as it is: no markup in it works, and nothing in it steers the terminal."""
    return Text(letters.one_line(text or ""), style=style)


def grid(*columns: str, numbers: Iterable[str] = ()) -> Table:
    """A table without lines; the columns named in ``numbers`` stand to the right, the last one takes what is left."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in columns:
        right = name in numbers
        table.add_column(name, justify="right" if right else "left", no_wrap=name != columns[-1])
    return table


def put(screen: Console, *parts: RenderableType) -> None:
    """Print tables: row by row where the terminal is too narrow, without blanks at the ends where there is none."""
    if screen.is_terminal:
        for part in parts:
            screen.print(*fitting.fitted(screen, part), sep="\n")
        return
    with screen.capture() as held:
        screen.print(*parts)
    for line in held.get().splitlines():
        click.echo(line.rstrip(), err=screen.stderr)


def item(screen: Console, said: Text, indent: int = 4) -> None:
    """Print a line of a list; what does not fit on a terminal stands below it, ``indent`` columns in."""
    screen.print(fitting.hung(screen, said, indent))


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        # Not asdict(): it makes a Counter anew from pairs, and counts the pairs.
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


def as_json(value: object) -> None:
    """Print one value as one line of JSON, dates as UTC instants, letters of all scripts as the output allows."""
    click.echo(json.dumps(value, default=_plain, ensure_ascii=not output.says_all()))


def as_markdown(document: Document) -> None:
    """Print an article as Markdown; control characters in it are shown, not obeyed."""
    for line in markdown.write(document).rstrip("\n").split("\n"):
        click.echo(letters.one_line(line))


def rails(screen: Console, found: Iterable[Rail]) -> None:
    """The cut rails: heading, rule, and each line, struck through where the terminal can."""
    for rail in found:
        aside = f" · rule: {rail.rule} · {count(len(rail.lines), 'line')}"
        screen.print()
        screen.print(Text.assemble(("cut ", "bold red"), shown(rail.heading or "(no heading)"), (aside, "dim")))
        for line in rail.lines:
            item(screen, Text.assemble(("- ", "red"), shown(line, "red strike")), 2)


def facts(document: Document) -> list[tuple[str, str]]:
    """The document's metadata as (label, value), absent fields left out."""
    pairs = [
        ("by", ", ".join(document.bylines)),
        ("published", _stated(document.published)),
        ("updated", _stated(document.updated)),
        ("language", document.language or ""),
        ("section", document.section or ""),
        ("agencies", ", ".join(document.agencies)),
        ("tags", ", ".join(document.tags)),
        ("rights", ", ".join(f"{signal} {value}" for signal, value in document.rights)),
        ("address", document.canonical_url or ""),
    ]
    return [(label, value) for label, value in pairs if value]


def _stated(found: Moment | None) -> str:
    if found is None:
        return ""
    if found.precision == "day":
        return f"{found.instant:%Y-%m-%d}"
    return moment(found.instant, zoned=found.zone_known)


def moment(instant: datetime, *, zoned: bool = True) -> str:
    """``2022-09-19 14:05 UTC``; without the zone when the page did not state one."""
    return f"{instant:%Y-%m-%d %H:%M}" + (" UTC" if zoned else "")


def article(screen: Console, document: Document) -> None:
    """Title, facts and clean text, as a reader wants them."""
    if document.title:
        screen.print(shown(document.title, "bold"))
    if pairs := facts(document):
        screen.print(shown(" · ".join(f"{label} {value}" for label, value in pairs), "dim"))
    if document.title or pairs:
        screen.print()
    for number, line in enumerate(document.text.split("\n")):
        if number:
            screen.print()
        screen.print(shown(line))


def count(number: int, noun: str) -> str:
    """``1 line``, ``2 lines``, ``1,024 lines``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
