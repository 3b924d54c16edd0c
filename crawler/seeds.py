"""Seeds that are given as URLs: their pages are fetched and kept first, then read by a process of its own.

Extraction is done elsewhere for the reasons that hold everywhere: a hostile page may hang it, and its libraries are
large.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TypeVar

from compare.seed import Seed
from crawler import children
from crawler.errors import SeedsError
from extract.document import Document
from extract.errors import ExtractError

PATIENCE = 60.0
G = TypeVar("G")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SeedPage:
    """A page that was given as a seed: ``id`` is its URL as given, ``url`` where it was found, ``html`` decoded."""

    id: str
    url: str
    html: bytes
    charset: str | None = None


def extract(pages: Sequence[SeedPage], failure: str | None = None) -> tuple[Seed, ...]:
    """The seeds that the pages hold; those without an article are left out. Blocks for at most a minute.

    ``failure``: why a page could not be fetched, for the message. Raises SeedsError when not one seed is left.
    """
    found = apart(_read, tuple(pages)) if pages else ()
    if not found:
        said = f" ({failure})" if failure else " (no article on them)"
        raise SeedsError(f"none of the seed addresses gave an article{said}: give other addresses, or saved pages")
    return found


def apart(function: Callable[[G], T], given: G) -> T:
    """``function(given)``, run in a process of its own that is gone afterwards, with all that it had to load.

    ``function`` stands at the top of a module; what goes in and comes out can be pickled. Raises the ExtractError
    that it raised, and SeedsError when it takes longer than a minute or the process dies.
    """
    context = children.context()
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(there, function, given), daemon=True)
    children.start(child)
    there.close()
    try:
        found = here.recv() if here.poll(PATIENCE) else None
    except EOFError:
        found = None
    finally:
        child.kill()
        child.join()
        here.close()
    if found is None:
        raise SeedsError("the seeds cannot be read: a page among them hangs or breaks the extraction")
    if isinstance(found, ExtractError):
        raise found
    value: T = found[0]
    return value


def _answer(to: Connection, function: Callable[[G], T], given: G) -> None:
    try:
        to.send((function(given),))
    except ExtractError as error:
        to.send(error)


def _read(pages: tuple[SeedPage, ...]) -> tuple[Seed, ...]:
    # In the child only: the crawling process does without the extractor's libraries.
    from extract import article  # noqa: PLC0415 - see above

    found = ((page, article.extract(page.html, page.url, charset=page.charset)) for page in pages)
    return tuple(_seed(page, document) for page, document in found if isinstance(document, Document))


def _seed(page: SeedPage, document: Document) -> Seed:
    published = document.published.instant if document.published else None
    return Seed(page.id, document.text, document.title, document.language, published, document.agencies)
