"""What stands on the screen when a crawl or a replay has ended."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from archive import study
from archive.store import Archive
from archive.studied import Filter, Row
from compare.coverage import Relation
from crawler.plan import CrawlResult
from desk import render, tables

BEST = 5


def crawl(folder: Path, topic: str, result: CrawlResult, *, next_steps: bool = True) -> None:
    """The crawl's figures, what it found by language, the surest finds, and the commands to go on with."""
    shown = render.console()
    counts = result.counts
    begun = "went on with" if result.resumed else "ended"
    head = f"Run {result.run_id} {begun if result.outcome == 'done' else 'stopped'}"
    shown.print(
        f"\n[bold]{head}[/]: {render.count(counts.get('pages', 0), 'article')} fetched with "
        f"{render.count(counts.get('requests', 0), 'request')}, {render.count(counts.get('documents', 0), 'text')} "
        f"extracted, [green]{counts.get('found', 0)} about the story[/]"
        + (f", {counts['failed']} failed" if counts.get("failed") else "")
    )
    with Archive.open(folder, create=False) as archive:
        found(shown, study.coverage(archive, Filter(topic=topic)))
    if result.outcome == "stopped":
        shown.print(f"\n{counts.get('waiting', 0)} links wait: the same command goes on where it stopped.")
    if next_steps:
        following(shown, folder)


def found(shown: Console, rows: list[Row]) -> None:
    """The relations by language, and the surest documents of each relation that is about the story."""
    if not rows:
        return
    shown.print()
    shown.print(tables.languages(rows))
    best = [row for relation in tables.ABOUT for row in _of(rows, relation)[:BEST]]
    if best:
        shown.print()
        shown.print(tables.coverage(best))


def following(shown: Console, folder: Path) -> None:
    """The commands that a person will want next."""
    shown.print("\n[dim]Next:[/]")
    for words in ("list", "show ID --rails", "status"):
        shown.print(escape(f"  cuttings --data {folder} {words}"))


def _of(rows: list[Row], relation: Relation) -> list[Row]:
    return [row for row in rows if row.relation is relation]
