"""Seeds as a person gives them on the command line: files, folders of files, and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from compare.seed import Seed
from extract import seeds
from extract.document import Document
from extract.errors import SeedUnusable

SHIPPED = Path(__file__).parents[1] / "seeds"  # five articles that come with a checkout
ENDINGS = (".txt", ".html", ".htm", ".md", ".urls")


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
    if not arguments:
        raise SeedUnusable("no seeds given: name a few article files, a folder of them, or their addresses")
    found: list[Seed] = []
    urls: list[str] = [argument for argument in arguments if _is_address(argument)]
    for path in _files(argument for argument in arguments if not _is_address(argument)):
        given = seeds.read(_bytes(path), path.name)
        urls += given.urls
        if given.document:
            found.append(seed(path.stem, given.document))
    return Given(tuple(found), tuple(dict.fromkeys(urls)), _name(arguments))


def seed(name: str, document: Document) -> Seed:
    """A seed called ``name`` from an extracted article."""
    published = document.published.instant if document.published else None
    return Seed(name, document.text, document.title, document.language, published, document.agencies)


def _is_address(argument: str) -> bool:
    return argument.startswith(("http://", "https://"))


def _files(arguments: Iterable[str]) -> list[Path]:
    files: list[Path] = []
    for path in map(Path, arguments):
        inside = sorted(file for file in path.iterdir() if file.suffix in ENDINGS) if path.is_dir() else [path]
        if not inside:
            raise SeedUnusable(f"no seeds in {path}: put articles there as .txt or .html, or lists of addresses")
        files += inside
    return files


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SeedUnusable(f"no such seed: {path}") from error
    except OSError as error:
        raise SeedUnusable(f"seed {path} cannot be read: {error.strerror}") from error


def _name(arguments: Sequence[str]) -> str:
    first = arguments[0].rstrip("/")
    return Path(first).stem if not _is_address(first) else first.rsplit("/", 1)[-1] or first
