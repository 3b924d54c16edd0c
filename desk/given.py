"""What a person gives on the command line: seeds as files, folders of files and addresses; and sources by key."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from compare.seed import Seed
from crawler.errors import SourcesError
from crawler.seeds import apart
from crawler.sources import Source, load
from desk import letters
from extract.document import Document
from extract.errors import SeedUnusable

SHIPPED = Path(__file__).parents[1] / "seeds"  # five articles that come with a checkout
ENDINGS = (".txt", ".html", ".htm", ".md", ".urls")
MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Given:
    """What the arguments hold: seed texts, addresses of articles to fetch first, and a name to call the topic."""

    seeds: tuple[Seed, ...]
    urls: tuple[str, ...]
    name: str


def collect(arguments: Sequence[str]) -> Given:
    """Read every seed. A folder stands for its files ending in .txt, .html, .htm, .md or .urls, in order of name.

    Raises SeedUnusable: nothing given, a path that is not there or cannot be read, a folder without seeds, a seed
    that is empty, binary or too short, or no article.
    """
    from extract import seeds  # noqa: PLC0415 - with the extractor's libraries; see collect_apart

    if not arguments:
        raise SeedUnusable("no seeds given: name a few article files, a folder of them, or their addresses")
    found: list[Seed] = []
    urls: list[str] = [argument for argument in arguments if _is_address(argument)]
    for path in _files(argument for argument in arguments if not _is_address(argument)):
        given = seeds.read(contents(path), named(path.name))
        urls += given.urls
        if given.document:
            found.append(seed(named(path.stem), given.document))
    return Given(tuple(found), tuple(dict.fromkeys(urls)), _name(arguments))


def collect_apart(arguments: Sequence[str]) -> Given:
    """``collect`` in a process of its own, for a crawl: libraries and language model would cost it 100 MB and 0.6 s.

    Raises SeedUnusable as ``collect`` does, SeedsError when a seed hangs or breaks the extraction.
    """
    return apart(collect, tuple(arguments))


def seed(name: str, document: Document) -> Seed:
    """A seed called ``name`` from an extracted article."""
    published = document.published.instant if document.published else None
    return Seed(name, document.text, document.title, document.language, published, document.agencies)


def named(name: str) -> str:
    """``name`` as a topic may be called: one line, and text (a file name need not be any)."""
    return letters.one_line(os.fsencode(name).decode("utf-8", "replace")).strip()


def outlets(file: Path, only: Sequence[str]) -> tuple[Source, ...]:
    """The sources of the file, or those with the keys in ``only``. Raises SourcesError, for an unknown key too."""
    found = load(file)
    unknown = set(only) - {source.key for source in found}
    if unknown:
        raise SourcesError(file, None, f"there is no source {', '.join(sorted(unknown))}: see the names in [brackets]")
    return tuple(source for source in found if not only or source.key in only)


def _is_address(argument: str) -> bool:
    return argument.lower().startswith(("http://", "https://"))


def _files(arguments: Iterable[str]) -> list[Path]:
    files: list[Path] = []
    for path in map(Path, arguments):
        inside = _inside(path) if path.is_dir() else [path]
        if not inside:
            raise SeedUnusable(f"no seeds in {path}: put articles there as .txt or .html, or lists of addresses")
        files += inside
    return files


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())
    except OSError as error:
        raise SeedUnusable(f"seeds in {folder} cannot be read: {error.strerror}") from error


def contents(path: Path) -> bytes:
    """The bytes of a file, of standard input for ``-``; a byte more than is allowed where there are too many.

    Raises SeedUnusable when it is not there or cannot be read.
    """
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)  # no more: it may be a device that never ends
    except FileNotFoundError as error:
        raise SeedUnusable(f"there is no file {path}") from error
    except OSError as error:
        raise SeedUnusable(f"{path} cannot be read: {error.strerror}") from error


def _name(arguments: Sequence[str]) -> str:
    first = arguments[0].rstrip("/")
    return (Path(first).resolve().stem if not _is_address(first) else first.rsplit("/", 1)[-1]) or first
