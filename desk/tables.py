"""Tables that several commands print: coverage rows, and counts of relations by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from archive.health import Health
from archive.studied import Row
from compare.coverage import Relation
from desk import render

NARROW = 100  # columns; below, a title beside the facts would be a tower of words
OUTLET = 22
INDENT = 6
ABOUT = (Relation.COPY, Relation.SAME_EVENT, Relation.SAME_SUBJECT)


def coverage(screen: Console, rows: Sequence[Row]) -> RenderableType:
    """The rows: number, relation, score, date, language, outlet, title; the title on a line of its own when narrow."""
    if screen.width < NARROW:
        return Group(*(part for row in rows for part in _two_lines(row)))
    table = render.grid("id", "relation", "score", "published", "lang", "outlet", "title", numbers=("id", "score"))
    table.columns[5].max_width = OUTLET
    for row in rows:
        relation, *middle = _facts(row)
        table.add_row(str(row.id), relation, *middle, _title(row))
    return table


def _facts(row: Row) -> tuple[Text, ...]:
    relation = Text(str(row.relation or "-"), style=render.COLOURS.get(row.relation or "", ""))
    score = "-" if row.score is None else f"{row.score:.2f}"
    date = f"{row.published:%Y-%m-%d}" if row.published else "-"
    return relation, Text(score), Text(date), render.shown(row.language or "-"), render.shown(row.source)


def _title(row: Row) -> Text:
    title = render.shown(row.title or row.url)
    return title.append(f" (as {row.copy_of})", style="dim") if row.copy_of else title


def _two_lines(row: Row) -> tuple[RenderableType, RenderableType]:
    facts = Text("  ", no_wrap=True, overflow="ellipsis").join(
        [Text(f"{row.id:>4}"), *(fact for fact in _facts(row) if fact.plain != "-")]
    )
    return facts, Padding(_title(row), (0, 0, 0, INDENT))


def sources(found: Iterable[Health]) -> RenderableType:
    """A row for each source: what it gave, what failed, when it last answered."""
    numbers = ("requests", "articles", "texts", "errors", "failed")
    table = render.grid("source", *numbers, "last answer", "note", numbers=numbers)
    for one in found:
        figures = (one.requests, one.pages, one.documents, one.errors, one.failed)
        last = render.moment(one.last) if one.last else "-"
        note = Text("its pages read badly", style="red") if one.alarm else Text("")
        table.add_row(render.shown(one.key), *(f"{figure:,}" for figure in figures), last, note)
    return table


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
