"""Near-duplicates: made wire copies among hard negatives, their cost, and the index at a million documents."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import numpy as np
from compare_data import Page, news_web
from copies_data import borrowed, cut, edited, furnished
from lines import Line

from compare.shingles import COPY_SHARE, ShingleIndex, Sketch, containment, sketch

WAYS = {
    "cut to half": (0.5, 0.0, False),
    "cut to a quarter": (0.25, 0.0, False),
    "a fifth of the words edited": (1.0, 0.2, False),
    "re-headlined": (1.0, 0.0, False),
    "boilerplate added": (1.0, 0.0, True),
    "cut to half, edited, boilerplate": (0.5, 0.2, True),
}
MILLION = 1_000_000
POSTED_EACH = 40


def lines(documents: int = MILLION) -> Iterator[Line]:
    yield from quality()
    yield cost()
    yield from large(documents)


def quality() -> Iterator[Line]:
    """Originals that have no copy among the pages; each is copied in every way, and quoted by another report."""
    rnd = random.Random(11)
    pages = [page for page in news_web() if not page.copy_of and page.relation != "copy" and len(page.body) > 600]
    words = [word for page in pages for word in page.body.split()]
    index = ShingleIndex()
    for number, page in enumerate(pages):
        index.add(number, sketch(page.body))
    said = {
        way: [_found(index, _copy(page, how, words, rnd)) == n for n, page in enumerate(pages)]
        for way, how in WAYS.items()
    }
    false = sum(_mistaken(page, pages, rnd) for page in pages)
    hit, made = sum(map(sum, said.values())), len(pages) * len(WAYS)
    by_way = ", ".join(f"{way} {np.mean(hits):.3f}" for way, hits in said.items())
    yield Line(
        "near-duplicates, precision", hit / (hit + false), 0.99, note=f"{false} false of {len(pages)} hard negatives"
    )
    yield Line("near-duplicates, recall", hit / made, 0.98, note=by_way)


def _copy(page: Page, how: tuple[float, float, bool], words: list[str], rnd: random.Random) -> str:
    share, edits, boiler = how
    text = edited(cut(page.body, share), edits, words, rnd)
    return furnished(text, rnd) if boiler else text


def _found(index: ShingleIndex, text: str) -> int | None:
    found = index.nearest(sketch(text))
    return found.id if found else None


def _mistaken(page: Page, pages: list[Page], rnd: random.Random) -> bool:
    """A report of its own that quotes up to a fifth of a page: is it called a copy of that page?"""
    other = rnd.choice([p for p in pages if p.language == page.language and p.id != page.id])
    report = sketch(f"{other.body} {borrowed(page.body, rnd)}")
    return containment(report, sketch(page.body)) >= COPY_SHARE


def cost() -> Line:
    """Sketching, adding and looking up."""
    texts = [page.body for page in news_web()]
    texts = (texts * (1000 // len(texts) + 1))[:1000]
    texts = [f"{number} {text} {number * 7919}" for number, text in enumerate(texts)]
    index, began = ShingleIndex(), time.process_time()
    for number, text in enumerate(texts):
        made = sketch(text)
        index.nearest(made)
        index.add(number, made)
    return Line("near-duplicates, CPU seconds for 1,000 documents", time.process_time() - began, 1.5, high=False)


def large(documents: int) -> Iterator[Line]:
    """Documents of random hashes, as many as a 400-word text keeps: their memory, and what a look-up costs."""
    rnd = np.random.default_rng(2)
    index = ShingleIndex()
    asked = []
    for number in range(documents):
        hashes = np.unique(rnd.integers(0, 2**61, 100, dtype=np.uint64) << np.uint64(2))
        made = Sketch(tuple(hashes.tolist()), 4, 400)
        index.add(number, made)
        if number % (documents // 200) == 0:
            asked.append((number, made))
    began = time.process_time()
    right = sum((found := index.nearest(made)) is not None and found.id == number for number, made in asked)
    each = (time.process_time() - began) / len(asked) * 1000
    size = f"{documents:,} documents"
    yield Line(f"near-duplicates, milliseconds a look-up among {size}", each, note=f"{right} of {len(asked)} right")
    yield Line(f"near-duplicates, MB of the index with {size}", index.nbytes / 1e6)
