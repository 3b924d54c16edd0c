"""Measures of whether a document and one seed report the same event. What they weigh is fitted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from math import exp, fsum, log1p

from compare.figures import Day
from compare.profile import Profile
from compare.sketches import Sketch, containment
from compare.view import Side, View, cosine

EVENT = (
    "grams",
    "grams above other seeds",
    "own names",
    "own names found",
    "own places",
    "numbers",
    "days",
    "same weekday",
    "other weekday",
    "published near",
    "published far",
    "subjects",
    "shared passages",
)
NEAR_DAYS = 4.0
FAR_DAYS = 30


@dataclass(frozen=True, slots=True)
class Text:
    """A document or seed as the event measures need it: ``published`` is a day or None."""

    side: Side
    sketch: Sketch
    published: date | None


def day_of(moment: datetime | None) -> date | None:
    """The day of an instant (UTC), None for None."""
    return moment.date() if moment else None


def regime(view: View) -> str:
    """Which model judges: "several" seeds show what is common to all, "one" does not."""
    return "several" if len(view.seeds) > 1 else "one"


class EventRules:
    """Compares documents with the seeds of one view, one by one."""

    def __init__(self, view: View, seeds: list[Text]) -> None:
        self._view = view
        self._seeds = seeds
        self._own = [self._own_names(number) for number in range(len(seeds))]

    def _own_names(self, seed: int) -> dict[int, float]:
        """The names of a seed that the other seeds do not share, with their weight."""
        book, core = self._view.book, self._view.core_names
        alone = len(self._seeds) == 1
        return {
            number: book.weight(number) ** 2
            for number, name in enumerate(book.names)
            if seed in name.texts and (alone or number not in core)
        }

    def measure(self, seed: int, document: Text, names: Counter[int], grams: list[float]) -> list[float]:
        """The measures named in EVENT for the seed of that number. ``names``: the topic's names in the document;
        ``grams``: the document's gram cosine with every seed.
        """
        there = self._seeds[seed]
        others = [cos for number, cos in enumerate(grams) if number != seed]
        own = self._own[seed]
        found = sum(weight for number, weight in own.items() if number in names)
        near, far = in_time(_when(document), _when(there))
        return [
            grams[seed],
            grams[seed] - sum(others) / len(others) if others else 0.0,
            1.0 - exp(-0.7 * found),
            found / max(1.0, sum(own.values())),
            self._places(seed, document.side),
            shared_numbers(document.side.profile, there.side.profile),
            1.0 if names_same_day(document.side.profile.days, there.side.profile.days) else 0.0,
            *weekdays(document.side.profile, there.side.profile),
            near,
            far,
            cosine(document.side.subjects, there.side.subjects),
            containment(document.sketch, there.sketch),
        ]

    def _places(self, seed: int, side: Side) -> float:
        core = () if len(self._seeds) == 1 else self._view.core_places
        here = {key: v for key, v in side.places.items() if key not in core}
        there = {key: v for key, v in self._seeds[seed].side.places.items() if key not in core}
        return cosine(here, there)


def shared_numbers(here: Profile, there: Profile) -> float:
    """How much the numbers tell that stand in both, 0..1."""
    shared = {figure.value for figure in here.numbers} & {figure.value for figure in there.numbers}
    return min(1.0, fsum(log1p(len(value) - 1) for value in shared) / 3)  # a set has no order: fsum needs none


def names_same_day(here: tuple[Day, ...], there: tuple[Day, ...]) -> bool:
    """Whether both name a day of the same month, whatever the year."""
    known = {(day.month, day.day) for day in there}
    return any((day.month, day.day) in known for day in here)


def weekdays(here: Profile, there: Profile) -> tuple[float, float]:
    """Whether the leads of both name the same day of the week, and whether they name different ones. It tells much of
    texts without a date: those of one event mostly agree.
    """
    if here.weekday is None or there.weekday is None:
        return 0.0, 0.0
    return (1.0, 0.0) if here.weekday.key == there.weekday.key else (0.0, 1.0)


def _when(text: Text) -> list[date]:
    return dates(text.published, text.side.profile)


def dates(published: date | None, profile: Profile) -> list[date]:
    """When a text is from: the day it was published, or the full dates that it names where that is unknown."""
    named = [date(day.year, day.month, day.day) for day in profile.days if day.year]
    return [published] if published else named


def in_time(here: list[date], there: list[date]) -> tuple[float, float]:
    """How near in time two texts are (1 the same day, 0 unknown or far), and whether they are known to be far."""
    gaps = [abs((a - b).days) for a in here for b in there]
    if not gaps:
        return 0.0, 0.0
    return exp(-min(gaps) / NEAR_DAYS), 1.0 if min(gaps) > FAR_DAYS else 0.0
