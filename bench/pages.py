"""The pages that a measurement serves: gathered in a folder, so many that the wanted count comes out."""

from __future__ import annotations

import gzip
import math
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
    """``folder`` holds ``files`` pages, to be served ``repeat`` times under different addresses."""

    name: str
    folder: Path
    files: int
    repeat: int

    @property
    def pages(self) -> int:
        """How many addresses there are."""
        return self.files * self.repeat


def gather(given: Path | None, limit: int, into: Path) -> PageSet:
    """``limit`` pages (or one less than ``repeat`` fewer) of the folder ``given``, None for the news web.

    They are linked (the news web's: rendered) into the empty folder ``into``. A folder with fewer is gone through
    several times. Raises BenchError when there are none.
    """
    if given is None:
        into = into.parent / "newsweb"
        into.mkdir()
        sources = render(into)
        return _chosen("newsweb", sources, limit)
    folder = given / "html" if (given / "html").is_dir() else given
    found = sorted(path for path in folder.glob("*") if path.name.endswith(ENDINGS))
    if not found:
        raise BenchError(f"no *.html or *.html.gz in {given}: name a folder of pages")
    for path in found:
        # Not its bare name: an address that ends in a number such as 2020 reads like a list of that year's articles.
        (into / f"story-no{path.name}").symlink_to(path.resolve())
    return _chosen(given.name, sorted(into.iterdir()), limit)


def distinct(limit: int, into: Path) -> PageSet:
    """``limit`` pages in the empty folder ``into``, no two alike: the news web's articles, and copies of them with a
    number of their own before title and paragraphs, so that no body is kept as another's revisit.
    """
    files = render(into)
    for number in range(len(files), limit):
        of = files[number % len(files)]
        page = _PARAGRAPH.sub(rb"\g<0>%d. " % number, gzip.decompress(of.read_bytes()))
        (into / f"copy{number}-{of.name}").write_bytes(gzip.compress(page, 1))
    for file in files[limit:]:
        file.unlink()
    return PageSet("newsweb", into, limit, 1)


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


def _chosen(name: str, files: list[Path], limit: int) -> PageSet:
    """Keeps so many files, evenly over the folder, that ``repeat`` times them is the limit."""
    repeat = math.ceil(limit / len(files))
    wanted = limit // repeat
    kept = {files[at * len(files) // wanted] for at in range(wanted)}
    for file in files:
        if file not in kept:
            file.unlink()
    return PageSet(name, files[0].parent, len(kept), repeat)
