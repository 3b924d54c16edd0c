"""The pages that a measurement serves: gathered in a folder, so many that the wanted count comes out."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError
from newsweb import world
from newsweb.site import Site

_PARAGRAPH = re.compile(rb"<(?:p|h1|title)\b[^>]*>", re.I)
ENDINGS = (".html", ".html.gz")


@dataclass(frozen=True, slots=True)
class PageSet:
    """``folder`` holds ``pages`` files to be served, of them ``copies`` made from others."""

    name: str
    folder: Path
    pages: int
    copies: int


def gather(given: Path | None, limit: int, into: Path) -> PageSet:
    """``limit`` pages, no two alike, in the empty folder ``into``: from all over ``given``, None for the news web.

    Where that has fewer, copies are made, with a number of their own before title and paragraphs, so that no body is
    kept as another's revisit. Raises BenchError when there are none.
    """
    files = render(into) if given is None else _linked(given, into)
    kept = {files[at * len(files) // limit] for at in range(limit)}
    for file in files:
        if file not in kept:
            file.unlink()
    for number in range(len(files), limit):
        _copy(files[number % len(files)], number)
    name = "newsweb" if given is None else given.name
    return PageSet(name, into, limit, max(0, limit - len(files)))


def _linked(given: Path, into: Path) -> list[Path]:
    folder = given / "html" if (given / "html").is_dir() else given
    found = sorted(path for path in folder.glob("*") if path.name.endswith(ENDINGS))
    if not found:
        raise BenchError(f"no *.html or *.html.gz in {given}: name a folder of pages")
    for path in found:
        # Not its bare name: an address that ends in a number such as 2020 reads like a list of that year's articles.
        (into / f"story-no{path.name}").symlink_to(path.resolve())
    return sorted(into.iterdir())


def _copy(file: Path, number: int) -> None:
    packed = file.name.endswith(".gz")
    page = gzip.decompress(file.read_bytes()) if packed else file.read_bytes()
    copy = _PARAGRAPH.sub(rb"\g<0>%d. " % number, page)
    if copy == page:
        copy += b"<p>%d.</p>" % number
    file.with_name(f"copy{number}-{file.name}").write_bytes(gzip.compress(copy, 1) if packed else copy)


def render(into: Path) -> list[Path]:
    """Writes every article page of the news web as a file; the files."""
    files = []
    for outlet in world.load().outlets:
        site = Site(outlet, 80)
        for path, entry in site.entries.items():
            if entry.kind == "article":
                file = into / f"{outlet.slug}-{entry.item.number if entry.item else 0}.html.gz"
                file.write_bytes(gzip.compress(site.page(path).codings[""], 1))
                files.append(file)
    return sorted(files)
