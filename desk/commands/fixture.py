"""``cuttings fixture``: pages frozen with what is expected of their extraction."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from archive import exports, frozen
from archive.store import Archive
from desk import checks, exits, given
from desk.config import Settings
from extract import fixtures, seeds
from extract.errors import SeedUnusable

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes to freeze, the address and header charset that they were read with, and the record that they are from."""

    data: bytes
    url: str
    charset: str | None
    record_id: str | None = None


@click.group("fixture")
def command() -> None:
    """Freeze pages with what is expected of their extraction, for `cuttings check`.

    \b
    Example:
      cuttings fixture add page.html --url https://example.org/story
      cuttings check fixtures
    """


@command.command("add", short_help="Freeze a page with what is expected of it.")
@click.argument("what")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("fixtures"),
    help="The folder of fixtures.  [default: fixtures]",
)
@click.option("--name", help="The fixture's folder below it.  [default: from the address or file]")
@click.option("--url", help="The page's address, for a file.")
@click.pass_obj
def add(settings: Settings, /, what: str, folder: Path, name: str | None, url: str | None) -> None:
    """Freeze WHAT: a saved page or flattened text, or out of the archive a document's number or a page's address.

    Writes FOLDER/NAME/page.html.gz (or text.txt.gz) and expected.json with what the extractor makes of it now. Correct
    that: strike out snippets you do not care for, and write down what should be found. Then `cuttings check FOLDER`.

    \b
    Example:
      cuttings fixture add page.html --url https://example.org/a --to mine
    """
    page = _page(settings, what, url)
    found = fixtures.read(page.data, page.url, page.charset)
    place = folder / (name or _name(page.url if page.url != _NOWHERE else Path(what).stem))
    if (place / checks.EXPECTED).exists():
        exits.fail(f"{place} is a fixture already: name another one with --name, or take it away")
    place.mkdir(parents=True, exist_ok=True)
    kept = checks.PAGE if seeds.is_html(page.data) else checks.FLAT
    (place / kept).write_bytes(gzip.compress(page.data, mtime=0))
    expected = json.dumps(fixtures.freeze(found, page.url, page.charset), ensure_ascii=False, indent=1)
    (place / checks.EXPECTED).write_text(f"{expected}\n", encoding="utf-8")
    if page.record_id is not None:  # so that a takedown finds it
        with Archive.open(settings.data, create=False) as archive:
            exports.remember(archive, exports.FIXTURE, str(place.absolute()), {"url": page.url}, [page.record_id])
    click.echo(place)


_NOWHERE = "about:blank"


def _page(settings: Settings, what: str, url: str | None) -> Page:
    """A file where there is one of that name; else what the archive has."""
    address = what.lower().startswith(("http://", "https://"))
    if not address and (Path(what).exists() or not what.isdecimal()):
        return Page(given.contents(Path(what)), url or _NOWHERE, None)
    if not address and len(what) > 18:
        raise SeedUnusable(f"there is no file {what}")
    with Archive.open(settings.data, create=False) as archive:
        found = frozen.page(archive, what if address else int(what))
    return Page(found.body, found.url, found.charset, found.record_id)


def _name(address: str) -> str:
    """A folder's name from an address or a file's: host and last words of the path, letters of any script."""
    try:
        parts = urlsplit(address)
        said = f"{parts.hostname or ''} {parts.path}"
    except ValueError:
        said = address
    words = re.findall(r"\w+", said.removeprefix("www."))
    return "-".join(words)[:_LONGEST_NAME].strip("-") or "page"
