"""What stands on the screen when a crawl or a replay has ended."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

from rich.console import Console

from archive import study, topics
from archive.store import Archive
from archive.studied import Filter, Row
from compare.coverage import Relation
from crawler.plan import CrawlResult
from desk import render, tables

BEST = 5


def crawl(screen: Console, folder: Path, topic: str, result: CrawlResult) -> None:
    """The crawl's figures, what it found by language, and the surest finds."""
    counts = result.counts
    went_on = " (begun before)" if result.resumed else ""
    ended = "ended" if result.outcome == "done" else "stopped"
    parts = [
        _brought(counts),
        f"{render.count(counts.get('documents', 0), 'text')} extracted",
        f"[green]{counts.get('found', 0):,} about the story[/]",
        *_asides(counts),
    ]
    screen.print(f"\n[bold]Run {result.run_id}{went_on} {ended}[/]: " + ", ".join(parts))
    with Archive.open(folder, create=False) as archive:
        if topic in topics.names(archive):  # none yet when it was stopped while it fetched its seeds
            found(screen, study.coverage(archive, Filter(topic=topic)))


def _brought(counts: dict[str, int]) -> str:
    articles, all_kinds = render.count(counts.get("pages", 0), "article"), counts.get("requests", 0)
    if "known" in counts:  # captures were asked
        return f"{articles} among {render.count(all_kinds, 'new capture')}, {counts['known']:,} known before"
    return f"{articles} fetched with {render.count(all_kinds, 'request')}"


def _asides(counts: dict[str, int]) -> list[str]:
    refused = "not among the captures" if "known" in counts else "not allowed by robots.txt"
    labels = {"failed": "failed", "refused": refused, "pending": "to extract"}
    labels["recalled"] = "lists read from the archive"
    return [f"{counts[name]:,} {label}" for name, label in labels.items() if counts.get(name)]


def found(screen: Console, rows: list[Row]) -> None:
    """The relations by language, and the surest documents of each relation that is about the story."""
    if not rows:
        return
    screen.print()
    render.put(screen, tables.languages(rows))
    screen.print()
    best = [row for relation in tables.ABOUT for row in _of(rows, relation)[:BEST]]
    if best:
        render.put(screen, tables.coverage(screen, best))
    else:
        screen.print("Nothing about the story was found; give more sources, or more seeds.")


def following(screen: Console, folder: Path) -> None:
    """The commands that a person will want next."""
    screen.print("\n[dim]Next:[/]")
    option = "" if folder == Path("cuttings-data") else f" --data {shlex.quote(str(folder))}"
    for words in ("list", "show ID --rails", "status"):
        screen.print(render.shown(f"  {_program()}{option} {words}"))


def _program() -> str:
    """The program as a shell finds it from here: by its name on the path, else as it was called."""
    called = Path(sys.argv[0])
    found = shutil.which("cuttings")
    if called.name != "cuttings" or not called.exists() or (found and Path(found).samefile(called)):
        return "cuttings"
    return shlex.quote(os.path.relpath(called))


def _of(rows: list[Row], relation: Relation) -> list[Row]:
    return [row for row in rows if row.relation is relation]
