"""Which teasers stand in which rail of a page, and what stands between its paragraphs: by a hash of the page, so
that rails differ from page to page as real ones do, yet every run makes the same pages.

The traps are made here: on pages about other matters some of the rails speak of the story, and the "latest" rail of an
old article shows what is new today.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from newsweb.values import Article, Block, Outlet

InsertKind = Literal["read_also", "rail", "ad", "follow", "newsletter"]


@dataclass(frozen=True, slots=True)
class Rails:
    """The articles that each rail of one page shows; an empty one is a rail with a heading and nothing in it."""

    related: tuple[Article, ...]
    latest: tuple[Article, ...]
    popular: tuple[Article, ...]
    see_also: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Insert:
    """What a theme puts between two paragraphs; ``articles``: those it links, none for ad, follow, newsletter."""

    kind: InsertKind
    articles: tuple[Article, ...] = ()


def draw(*key: object) -> int:
    """A number that depends on the key only, evenly spread over 0..2**32-1."""
    return int.from_bytes(hashlib.sha256("|".join(map(str, key)).encode()).digest()[:4], "big")


def pick(items: Sequence[Article], count: int, *key: object) -> tuple[Article, ...]:
    """``count`` of the items (all when there are fewer), drawn by the key."""
    return tuple(sorted(items, key=lambda item: draw(*key, item.slug))[:count])


def rails(outlet: Outlet, page: str, here: Article | None = None) -> Rails:
    """The rails of the page named ``page``; ``here`` is the article it shows, which no rail of it lists.

    Every "popular" rail holds two articles about the story, and every second "related" rail one.
    """
    others = [item for item in outlet.articles if item is not here]
    story = [item for item in others if item.on_topic]
    rest = [item for item in others if not item.on_topic]
    near = pick([item for item in rest if here and item.section == here.section], 3, page, "related")
    near += pick([item for item in rest if item not in near], 3 - len(near), page, "related")
    related = near + pick(story, draw(page, "story") % 2, page, "related")
    if draw(page, "empty") % 9 == 0:
        related = ()
    popular = _shuffled(pick(story, 2, page, "popular") + pick(rest, 3, page, "popular"), page, "popular")
    latest = tuple(others[:3]) + pick([item for item in others[3:12] if item not in story], 1, page, "latest")
    wide = pick(others, 3 + draw(page, "wide") % 3, page, "see also")
    return Rails(_shuffled(related, page, "related"), latest, popular, wide)


def inserts(outlet: Outlet, here: Article) -> dict[int, tuple[Insert, ...]]:
    """What stands after the paragraph of that index (never after the last one) of an article's body."""
    places = [
        index
        for index, block in enumerate(here.body[:-1])
        if block.kind == "p" and not _before_heading(here.body, index)
    ]
    found: dict[int, tuple[Insert, ...]] = {}
    wanted = _wanted(outlet, here)
    for order, insert in enumerate(wanted):
        if places:
            place = places[draw(here.key, "place", order) % len(places)]
            found[place] = (*found.get(place, ()), insert)
    return found


def _wanted(outlet: Outlet, here: Article) -> tuple[Insert, ...]:
    others = [item for item in outlet.articles if item is not here]
    story = [item for item in others if item.on_topic]
    chance = draw(here.key, "inserts") % 100
    made: list[Insert] = []
    if chance < 75 and others:
        pool = story if story and draw(here.key, "pool") % 3 == 0 else others
        made.append(Insert("read_also", pick(pool, 1, here.key, "read also")))
    if chance % 5 < 2 and others:
        mixed = pick(story, 1, here.key, "inner") + pick(others, 2, here.key, "inner others")
        made.append(Insert("rail", _shuffled(tuple(dict.fromkeys(mixed)), here.key, "inner")))
    if chance % 3 < 2:
        made.append(Insert("ad"))
    if chance % 4 == 0:
        made.append(Insert("newsletter" if chance % 8 else "follow"))
    return tuple(made)


def _before_heading(body: tuple[Block, ...], index: int) -> bool:
    return body[index + 1].kind == "h"


def _shuffled(items: tuple[Article, ...], *key: object) -> tuple[Article, ...]:
    return pick(items, len(items), *key, "order")
