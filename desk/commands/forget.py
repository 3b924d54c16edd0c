"""``cuttings forget``: a takedown."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from archive import exports, forgetting, recovery, tombstones
from archive.forgetting import Sight
from archive.store import Archive
from archive.tombstones import Kind, Order
from desk import checks, exits, render
from desk.config import Settings

SHOWN = 10
_RECORD = re.compile(r"<?(urn:[^<>\s]+)>?")


@click.command("forget", short_help="Take a page, a host or a capture down, out of everything.")
@click.argument("what")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it stays in the archive where the pages stood.")
@click.option(
    "--fixtures",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("fixtures"),
    show_default=True,
    help="Fixtures frozen from it go too, here and where `cuttings fixture add` has put them.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: what went, and what still holds it.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    settings: Settings, /, what: str, reason: str, folder: Path, yes: bool, as_json: bool
) -> None:
    """Remove WHAT for good: an address, a host with all below it, or a capture (its number or record id).

    It goes out of WARC files, indexes, database, full-text index, frontier and fixtures; a tombstone with the reason
    stays in its place. No crawl fetches an address or host again, no replay and no repair brings anything back. Files
    that were exported before are named: they are out of reach. So are WARC files outside the data folder.

    \b
    Example:
      cuttings forget https://example.org/story --reason "court order 12/2026"
      cuttings forget news.example.org --reason "asked by the publisher" --yes
    """
    with Archive.open(settings.data, create=False) as archive, archive.writing():
        recovery.recover(archive, None)  # what a killed crawl had synced is there to be taken down as well
        found = forgetting.orders(archive, _kind(what), _plain(what), reason)
        seen = forgetting.look(archive, found)
        frozen = sorted({*_remembered(seen), *_below(folder, found)})
        if not as_json:
            _tell(seen, frozen)
        if not yes:
            if as_json:
                exits.fail("--json does not ask: give --yes too")
            click.confirm("Remove this for good?", abort=True, err=True)
        count = forgetting.forget(archive, found)
        for place in frozen:
            shutil.rmtree(place)
        copies = sorted(str(path) for path in archive.folder.glob("cuttings.db.schema-*"))
    if as_json:
        render.as_json(_all(seen, found) | {"captures": count, "fixtures": frozen, "copies": copies})
        return
    screen = render.console()
    screen.print(f"{render.count(count, 'capture')} forgotten: {found[0].reason}", markup=False, highlight=False)
    for copy in copies:
        screen.print(render.shown(f"a copy of an older database may still hold it: remove {copy}", "yellow"))


def _kind(what: str) -> Kind:
    if what.lower().startswith(("http://", "https://")):
        return "url"
    return "capture" if what.isdecimal() or _RECORD.fullmatch(what) else "host"


def _plain(what: str) -> str:
    """A record id with its brackets, as the records state it."""
    found = _RECORD.fullmatch(what)
    return f"<{found[1]}>" if found else what


def _remembered(seen: Sight) -> Iterator[Path]:
    for one in seen.exports:
        if one.form == exports.FIXTURE and (Path(one.path) / checks.EXPECTED).is_file():
            yield Path(one.path)


def _below(folder: Path, orders: list[Order]) -> Iterator[Path]:
    """Fixtures whose page stood at an address that is to be forgotten."""
    stones = tombstones.of(orders)
    for expected in sorted(folder.rglob(checks.EXPECTED)):
        try:
            said = json.loads(expected.read_text(encoding="utf-8"))
            url = said.get("url") if isinstance(said, dict) else None
        except (OSError, ValueError):
            continue
        if isinstance(url, str) and stones.order(url) is not None:
            yield expected.parent.absolute()


def _all(seen: Sight, orders: list[Order]) -> dict[str, object]:
    told = {field.name: getattr(seen, field.name) for field in dataclasses.fields(seen)}
    return told | {"exports": _given_away(seen), "orders": orders}


def _given_away(seen: Sight) -> list[exports.Export]:
    return [one for one in seen.exports if one.form != exports.FIXTURE]


def _tell(seen: Sight, frozen: list[Path]) -> None:
    screen = render.console(stderr=True)
    counted = f"{render.count(seen.captures, 'capture')} with {render.count(seen.documents, 'document')}"
    screen.print(f"{counted} of {len(seen.urls):,} address{'' if len(seen.urls) == 1 else 'es'}")
    for url, number in seen.urls.most_common(SHOWN):
        screen.print(render.shown(f"  {number:>4} {url}"))
    if len(seen.urls) > SHOWN:
        screen.print(f"  and {len(seen.urls) - SHOWN:,} more")
    lines = [f"fixture {place} goes too" for place in frozen]
    if seen.revisits:
        lines.append(f"{seen.revisits:,} revisits at other addresses keep the payload, as records of their own")
    lines += [f"the same page, as it says, stands at {url} too, and stays: forget that as well" for url in seen.twins]
    lines += [f"outside the data folder, not changed: {path} ({n} captures)" for path, n in seen.elsewhere.items()]
    lines += [f"a seed of topic {name}: make the topic anew without it" for name in seen.topics]
    lines += [
        f"was exported on {one.at:%Y-%m-%d %H:%M} UTC as {one.form} to {one.path}: ask for its removal there"
        for one in _given_away(seen)
    ]
    for line in lines:
        screen.print(render.shown(line, "yellow"))
