"""``cuttings diff``: what a version of the extractor changes, before it is made current."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator

import click
from rich.text import Text

from archive import staging
from archive.changes import Change, between, changes
from archive.store import Archive
from desk import exits, render
from desk.config import Settings


@click.command("diff", short_help="What a newer extractor changes, before it is made current.")
@click.argument("version", required=False)
@click.argument("other", required=False)
@click.option("--lines", is_flag=True, help="Show each line that came or went.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object for each page that changes.")
@click.pass_obj
def command(settings: Settings, /, version: str | None, other: str | None, lines: bool, as_json: bool) -> None:
    """Compare the texts that wait since `cuttings extract` with those that are in force.

    VERSION is the extractor's, by default the one whose texts wait. `cuttings extract --accept` makes them current.
    With OTHER the texts of two versions are compared, whichever is in force: what OTHER changes of VERSION.

    \b
    Example:
      cuttings diff --lines
      cuttings diff 0123456789ab ba9876543210
    """
    with Archive.open(settings.data, create=False) as archive:
        known = staging.versions(archive)
        wanted = version or next((name for name, (_, waits) in reversed(known.items()) if waits), None)
        if wanted is None:
            exits.fail("no texts wait: read pages anew first, with cuttings extract --all, or name two versions")
        counts: Counter[str] = Counter()
        for change in _found(archive, _plain(wanted, known), other and _plain(other, known)):
            counts["pages"] += 1
            if change.any:
                _count(counts, change)
                if as_json:
                    render.as_json(dataclasses.asdict(change))
                else:
                    _show(change, lines=lines)
    if not as_json:
        told = ", ".join(f"{name} {number:,}" for name, number in counts.items() if name != "pages")
        render.console().print(
            f"extractor {other or wanted}: {render.count(counts['pages'], 'page')} read; {told or 'no change'}"
        )


def _plain(version: str, known: dict[str, tuple[int, int]]) -> str:
    """Without the snapshot of a site's templates. Ends the command for a version that made nothing here."""
    plain = version.partition("+")[0]
    if plain not in known:
        exits.fail(f"no text here was made by extractor {version}; versions here: {', '.join(known) or 'none'}")
    return plain


def _found(archive: Archive, version: str, other: str | None) -> Iterator[Change]:
    return changes(archive, version) if other is None else between(archive, version, other)


def _count(counts: Counter[str], change: Change) -> None:
    counts["changed"] += 1
    counts["lines that came"] += len(change.came)
    counts["lines that went"] += len(change.went)
    if change.before.outcome != change.after.outcome:
        counts[f"{change.before.outcome} to {change.after.outcome}"] += 1
    for name, *_ in change.facts:
        counts[f"other {name}"] += 1


def _show(change: Change, *, lines: bool) -> None:
    screen = render.console()
    figures = f"  +{len(change.came)} -{len(change.went)} lines"
    screen.print(Text.assemble(render.shown(f"{change.capture_id} ", "dim"), render.shown(change.url, "bold"), figures))
    if change.before != change.after:
        was, now = (" ".join(filter(None, outcome)) for outcome in (change.before, change.after))
        screen.print(render.shown(f"  was {was}, now {now}"))
    for name, was, now in change.facts:
        screen.print(render.shown(f"  {name}: {was} -> {now}"))
    if lines:
        for sign, style, texts in (("-", "red", change.went), ("+", "green", change.came)):
            for text in texts:
                screen.print(render.shown(f"  {sign} {text}", style))
