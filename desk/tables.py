"""Tables that several commands print: coverage rows, and counts of relations by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from archive.studied import Row
from compare.coverage import Relation
from desk import render

ABOUT = (Relation.COPY, Relation.SAME_EVENT, Relation.SAME_SUBJECT)


def coverage(rows: Sequence[Row]) -> RenderableType:
    """The rows as a table: number, relation, score, date, language, outlet, title."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("id", justify="right")
    table.add_column("relation", no_wrap=True)
    table.add_column("score", justify="right")
    table.add_column("published", no_wrap=True)
    table.add_column("lang")
    table.add_column("outlet", no_wrap=True)
    table.add_column("title", overflow="fold")
    for row in rows:
        table.add_row(*_cells(row))
    return table


def _cells(row: Row) -> tuple[str | Text, ...]:
    relation = Text(str(row.relation or "-"), style=render.COLOURS.get(row.relation or "", ""))
    score = "" if row.score is None else f"{row.score:.2f}"
    date = f"{row.published:%Y-%m-%d}" if row.published else "-"
    again = f" [dim](as {row.copy_of})[/]" if row.copy_of else ""
    title = Text.from_markup(escape(row.title or row.url) + again)
    return str(row.id), relation, score, date, row.language or "-", row.source, title


def languages(rows: Iterable[Row]) -> RenderableType:
    """How many documents of each relation stand in each language, the languages with most of the story first."""
    counts: dict[str, Counter[Relation]] = {}
    for row in rows:
        if row.relation:
            counts.setdefault(row.language or "?", Counter())[row.relation] += 1
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("language")
    for relation in Relation:
        table.add_column(Text(str(relation), style=render.COLOURS[relation]), justify="right")
    for language in sorted(counts, key=lambda name: (-sum(counts[name][one] for one in ABOUT), name)):
        table.add_row(language, *(str(counts[language][relation] or "·") for relation in Relation))
    return table
