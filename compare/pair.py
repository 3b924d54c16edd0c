"""Two documents side by side, without a topic: do they report one event, are they about one subject? Needs numpy.

The front door for stories and for "what is similar to this?"; ``compare.topic`` relates documents to seeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from compare.channels import CHANNELS, Seen, see
from compare.coverage import Relation
from compare.event import dates, in_time, shared_numbers, weekdays
from compare.model import model
from compare.sketches import Sketch, sketch
from compare.space import Space
from compare.topic import SURE, copy_measures
from compare.view import cosine

PAIR = (
    *CHANNELS,
    "grams, same language",
    "concepts, same language",
    "same language",
    "numbers",
    "same weekday",
    "other weekday",
    "published near",
    "published far",
    "both dated",
    "shared passages",
    "names x places",
    "grams, against a background",
)


@dataclass(frozen=True, slots=True, eq=False)
class Article:
    """A text ready to be held against others: its channels, its sketch, the day (UTC) it was published or None."""

    seen: Seen
    sketch: Sketch
    published: date | None

    @property
    def dates(self) -> list[date]:
        """When it is from, as far as it says."""
        return dates(self.published, self.seen.profile)


@dataclass(frozen=True, slots=True)
class Kinship:
    """How two documents stand to each other: the relation, and the probabilities (0..1) that they are copies, report
    one event, are about one subject (one event included).
    """

    relation: Relation
    copy: float
    event: float
    subject: float


def article(title: str | None, text: str, language: str | None, published: date | None = None) -> Article:
    """Look at a text (3 ms for 300 words). Never fails on any text."""
    return Article(see(title, text, language), sketch(text), published)


def measures(space: Space, here: Article, others: Sequence[Article]) -> list[list[float]]:
    """The measures named in PAIR, for each of the others."""
    through = space.cosines([here.seen], [other.seen for other in others])[0].tolist()
    return [_measure(cosines, here, other) for cosines, other in zip(through, others, strict=True)]


def _measure(cosines: list[float], here: Article, other: Article) -> list[float]:
    by = dict(zip(CHANNELS, cosines, strict=True))
    one = 1.0 if here.seen.language == other.seen.language else 0.0
    profile, there = here.seen.profile, other.seen.profile
    near, far = in_time(here.dates, other.dates)
    return [
        *cosines,
        by["grams"] * one,
        by["concepts"] * one,
        one,
        shared_numbers(profile, there),
        *weekdays(profile, there),
        near,
        far,
        1.0 if here.dates and other.dates else 0.0,
        copy_measures(here.sketch, other.sketch)[0],
        by["name bones"] * by["places"],
        cosine(profile.grams, there.grams),
    ]


def kinships(space: Space, here: Article, others: Sequence[Article]) -> list[Kinship]:
    """How ``here`` stands to each of the others. ``space``, which says what is rare, should know their like."""
    return [
        _kinship(measured, copy_measures(here.sketch, other.sketch))
        for measured, other in zip(measures(space, here, others), others, strict=True)
    ]


def _kinship(measured: list[float], copied: list[float]) -> Kinship:
    copy, event = model("copy").probability(copied), model("pair event").probability(measured)
    subject = max(event, model("pair subject").probability(measured))
    if copy >= SURE:
        return Kinship(Relation.COPY, copy, max(copy, event), max(copy, subject))
    if event >= SURE:
        return Kinship(Relation.SAME_EVENT, copy, event, subject)
    return Kinship(Relation.SAME_SUBJECT if subject >= SURE else Relation.UNRELATED, copy, event, subject)


def learned(articles: Sequence[Article]) -> Space:
    """A space that has learned from these."""
    space = Space()
    for one in articles:
        space.learn(one.seen)
    return space
