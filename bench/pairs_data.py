"""Pairs of the news web's articles and of NTREX's halves, with what they are to each other."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from compare_data import OFF, ROOT, Page, ntrex
from numpy.typing import NDArray

from compare.pair import PAIR, Article, article, learned, measures
from compare.space import Space

Array = NDArray[np.float64]
WEIGHT_OF_NTREX = 0.3
UNDATED = 0.4  # of the pairs; seeds and many pages have no date, all of the news web have one
TIMES = ("published near", "published far", "both dated")


@dataclass(frozen=True)
class Pair:
    """Two pages, their measures, and the truth; ``subject`` None where it is not known."""

    one: Page
    other: Page
    measured: list[float]
    event: bool
    subject: bool | None
    weight: float = 1.0


def articles(pages: tuple[Page, ...]) -> dict[str, Article]:
    return {page.id: article(page.title, page.body, page.language, page.published) for page in pages}


def story(page: Page) -> str:
    """The event of a page; a wire copy of a seed reports the seed's."""
    return page.event


def _topics() -> tuple[dict[str, str], set[frozenset[str]]]:
    """Page id to the topic that it was put into by hand, and pairs that are neither alike nor apart."""
    named: dict[str, str] = {}
    unknown: set[frozenset[str]] = set()
    for entry in tomllib.loads((ROOT / "bench" / "topics.toml").read_text(encoding="utf-8"))["topic"]:
        for name in entry.get("articles", ()):
            named[name] = entry["name"]
            unknown |= {frozenset((name, near)) for near in entry.get("near", ())}
    return named, unknown


def web_pairs(pages: tuple[Page, ...], made: dict[str, Article], space: Space, share: float = 1.0) -> list[Pair]:
    """Every pair of the pages (a share of those without anything in common) as the space sees it."""
    named, unknown = _topics()
    rnd = random.Random(5)
    found = []
    for number, page in enumerate(pages):
        others = []
        for other in pages[number + 1 :]:
            both = OFF not in {page.relation, other.relation}
            alike = (
                both or page.event == other.event or (named.get(page.id) == named.get(other.id) and page.id in named)
            )
            if frozenset((page.id, other.id)) not in unknown and (alike or rnd.random() < share):
                others.append((other, alike))
        measured = measures(space, made[page.id], [made[other.id] for other, _ in others]) if others else []
        for (other, alike), values in zip(others, measured, strict=True):
            weight = 1.0 if alike else 1.0 / share
            known = without_dates(values) if rnd.random() < UNDATED else values
            found.append(Pair(page, other, known, story(page) == story(other), alike, weight))
    return found


def without_dates(measured: list[float]) -> list[float]:
    """The measures of a pair as they would be if neither page said when it was published."""
    return [0.0 if name in TIMES else value for name, value in zip(PAIR, measured, strict=True)]


def ntrex_pairs(path: Path, documents: int = 62) -> list[Pair]:
    """First halves against second halves in another language: of one document, and of others."""
    rnd = random.Random(6)
    pages = [page for page in ntrex(path) if page.id.endswith(("/1", "/2"))]
    by_key = {(page.id, page.language): page for page in pages}
    events = sorted({page.event for page in pages})[:documents]
    languages = sorted({page.language for page in pages})
    chosen = [(name, rnd.choice(languages), rnd.choice(languages)) for name in events for _ in range(3)]
    made = {(p.id, p.language): article(p.title, p.body, p.language) for p in pages if p.event in set(events)}
    space = learned(list(made.values()))
    found = []
    for name, here, there in chosen:
        one = by_key[f"{name}/1", here]
        others = [by_key[f"{event}/2", there] for event in [name, *rnd.sample(events, 12)]]
        measured = measures(space, made[one.id, here], [made[o.id, o.language] for o in others])
        for other, values in zip(others, measured, strict=True):
            same = other.event == one.event
            found.append(Pair(one, other, values, same, True if same else None, WEIGHT_OF_NTREX))
    return found
