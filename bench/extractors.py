"""The extractors that ``bench/extraction.py`` compares, all called on one page before the next is read."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from trafilatura import bare_extraction
from trafilatura.utils import decode_file

from bench.blocks_data import Page
from bench.extraction_score import Found
from extract import lexicon
from extract.article import Given, extract_with
from extract.document import Document
from extract.lexicon import Lexicon

Extractor = Callable[[Page, Given], Found]
LEXICON = Path(__file__).parents[1] / "extract" / "data" / "lexicon.tsv"


def ours(page: Page, given: Given) -> Found:
    begun = time.process_time()
    found = extract_with(page.html, page.url, given)
    spent = time.process_time() - begun
    if not isinstance(found, Document):
        return Found("", None, None, (), spent)
    stated = found.published or found.updated  # trafilatura gives one date, of whichever kind the page states
    day = stated.day.isoformat() if stated else None
    return Found(found.text, found.title, day, found.bylines, spent)


def trafilatura(page: Page, _: Given) -> Found:
    """Trafilatura alone with metadata, as its users call it."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    begun = time.process_time()
    try:
        found = bare_extraction(decode_file(page.html), url=page.url, include_comments=False, with_metadata=True)
    except (RecursionError, AttributeError, TypeError, ValueError, AssertionError):
        found = None
    spent = time.process_time() - begun
    if found is None:
        return Found("", None, None, (), spent)
    return Found(found.text or "", found.title, found.date, (found.author,) if found.author else (), spent)


@contextmanager
def lexicon_without(pages: Sequence[Page], others: Sequence[Page]) -> Iterator[None]:
    """The lexicon as it would be had ``pages`` never been seen: without phrases that stand on no page of ``others``.

    Phrases that are there for common knowledge stay.
    """
    rows = (row.split("\t") for row in LEXICON.read_text("utf-8").splitlines()[1:])
    observed = {lexicon.key(phrase) for _, _, phrase, evidence in rows if not evidence.startswith("knowledge")}
    here: frozenset[str] = frozenset().union(*(page.lines for page in pages))
    there: frozenset[str] = frozenset().union(*(page.lines for page in others))
    whole = lexicon.load()
    gone = (here - there) & whole.lines.keys() & observed
    left = {key: kinds for key, kinds in whole.lines.items() if key not in gone}
    reduced = Lexicon(left, whole.openings, whole.services)
    kept, lexicon.load = lexicon.load, lambda: reduced  # type: ignore[assignment]  # put back below
    try:
        yield
    finally:
        lexicon.load = kept
