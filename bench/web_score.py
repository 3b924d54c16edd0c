"""Extraction on what we have line by line: the golds of the seeds, and the news web with site templates off and on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.blocks_data import NEWS_WEB, Page
from extract import article, golds, snapshot, text
from extract.article import Given
from extract.document import Document
from extract.encoding import decode
from extract.forest import Forest
from extract.snapshot import Snapshot

SEEDS = Path(__file__).parents[1] / "seeds"
THIRD = 2


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines counted over ``pages``: unwanted ones left, body lines lost, pages that were taken for no article."""

    pages: int = 0
    left: int = 0
    lost: int = 0
    refused: int = 0

    def __add__(self, other: Lines) -> Lines:
        return Lines(
            self.pages + other.pages, self.left + other.left, self.lost + other.lost, self.refused + other.refused
        )


@dataclass(slots=True)
class Web:
    """The news web: each outlet's first two articles, and the others without and with the snapshot of those before."""

    first: Lines = field(default_factory=Lines)
    off: Lines = field(default_factory=Lines)
    on: Lines = field(default_factory=Lines)


def seeds() -> Lines:
    """All seeds, as text and as page; refused ones count by their lines."""
    found = Lines()
    for path in sorted((SEEDS / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        page = (SEEDS / "pages" / f"{path.stem}.html").read_bytes()
        stripped = text.strip(decode((SEEDS / gold["seed"]).read_bytes()).text)
        for held in (golds.hold(stripped, gold), golds.hold(article.extract(page, "about:blank"), gold, page=True)):
            found += Lines(1, len(held.leaks), len(held.losses))
    return found


def news_web(pages: Sequence[Page], forests: Sequence[Forest] | None) -> Web:
    """Each page by the model of its fold, or by the packaged one; a snapshot holds the outlet's earlier pages only."""
    by_outlet: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        by_outlet[page.group].append(page)
    found = Web()
    for held in by_outlet.values():
        _outlet(found, held, forests[held[0].fold] if forests else None)
    return found


def _outlet(found: Web, pages: Sequence[Page], model: Forest | None) -> None:
    earlier: dict[str, dict[int, int]] = {}
    known: Snapshot | None = None
    for number, page in enumerate(pages):
        plain = article.extract_with(page.html, page.url, Given(model=model))
        if number < THIRD:
            found.first += _lines(page, plain)
            learnt = plain
        else:
            found.off += _lines(page, plain)
            learnt = article.extract_with(page.html, page.url, Given(model=model, site=known))
            found.on += _lines(page, learnt)
        if isinstance(learnt, Document):
            earlier[learnt.canonical_url or page.url] = snapshot.prints(snapshot.lines(learnt))
            known = snapshot.snapshot(NEWS_WEB, earlier.values())


def _lines(page: Page, found: object) -> Lines:
    if not isinstance(found, Document):
        return Lines(1, 0, 0, 1)
    rails = set(map(_squash, page.gold["rail_lines"])) - set(map(_squash, page.gold["body"]))
    kept = found.text.split("\n")
    return Lines(1, sum(_squash(line) in rails for line in kept), sum(line not in kept for line in page.gold["body"]))


def _squash(line: str) -> str:
    return " ".join(line.split())
