"""Tables that several commands print: coverage rows, and counts of relations by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from archive.studied import Row
from compare.coverage import Relation
from desk import render

ABOUT = (Relation.COPY, Relation.SAME_EVENT, Relation.SAME_SUBJECT)


def coverage(rows: Sequence[Row]) -> RenderableType:
    """The rows as a table: number, relation, score, date, language, outlet, title."""
    table = render.grid("id", "relation", "score", "published", "lang", "outlet", "title", numbers=("id", "score"))
    table.columns[5].max_width = 22
    table.columns[5].overflow = "ellipsis"
    for row in rows:
        table.add_row(*_cells(row))
    return table


def _cells(row: Row) -> tuple[str | Text, ...]:
    relation = Text(str(row.relation or "-"), style=render.COLOURS.get(row.relation or "", ""))
    score = "-" if row.score is None else f"{row.score:.2f}"
    date = f"{row.published:%Y-%m-%d}" if row.published else "-"
    title = render.shown(row.title or row.url)
    if row.copy_of:
        title.append(f" (as {row.copy_of})", style="dim")
    return str(row.id), relation, score, date, render.shown(row.language or "-"), render.shown(row.source), title


def languages(rows: Iterable[Row]) -> RenderableType:
    """How many documents of each relation stand in each language, the languages with most of the story first."""
    counts: dict[str, Counter[Relation]] = {}
    for row in rows:
        if row.relation:
            counts.setdefault(row.language or "?", Counter())[row.relation] += 1
    names = [str(relation) for relation in Relation]
    table = render.grid("language", *names, numbers=names)
    for relation, column in zip(Relation, table.columns[1:], strict=True):
        column.header_style = render.COLOURS[relation]
    for language in sorted(counts, key=lambda name: (-sum(counts[name][one] for one in ABOUT), name)):
        table.add_row(render.shown(language), *(str(counts[language][relation] or "·") for relation in Relation))
    return table
