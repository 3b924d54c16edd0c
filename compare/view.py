"""A topic as its seeds show it: what most of them have in common (the core) and what only one has (its event)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log1p, sqrt

from compare.namebook import NameBook
from compare.profile import LEAD_SENTENCES, Profile

CORE_SHARE = 0.5  # of the seeds that name it
CORE_PLACES = 2
CORE_NAMES = 6
FAMILIES = {
    "politics": "affairs", "diplomacy": "affairs", "defence": "affairs", "war": "affairs",
    "trade": "economy", "finance": "economy", "energy": "economy", "transport": "economy",
    "sport": "leisure", "culture": "leisure", "tourism": "leisure",
    "health": "society", "crime": "society", "science": "society", "education": "society",
    "weather": "land", "nature": "land", "food": "land",
}  # fmt: skip
NEAR = 0.03  # share of a subject (or family) in the topic below which it is foreign to it
LEAST_PLACE = 0.12  # of a topic's mentions of places


def shares(counts: Counter[str]) -> dict[str, float]:
    """Counts damped by their logarithm and brought to a sum of 1; {} stays {}."""
    damped = {key: log1p(count) for key, count in counts.items()}
    total = sum(damped.values())
    return {key: value / total for key, value in damped.items()}


def mean(vectors: list[dict[str, float]]) -> dict[str, float]:
    """The average of sparse vectors."""
    total: Counter[str] = Counter()
    for vector in vectors:
        for key, value in vector.items():
            total[key] += value  # type: ignore[assignment]  # Counter of floats: typeshed knows ints only
    return {key: value / len(vectors) for key, value in total.items()}


def cosine(a: dict[str, float], b: dict[str, float]) -> float:
    """Cosine of two sparse vectors, 0.0 where one is empty."""
    norms = sqrt(sum(v * v for v in a.values())) * sqrt(sum(v * v for v in b.values()))
    small, large = (a, b) if len(a) < len(b) else (b, a)
    return sum(v * large.get(key, 0.0) for key, v in small.items()) / norms if norms else 0.0


def in_families(subjects: dict[str, float]) -> dict[str, float]:
    """Shares of subjects added up by family."""
    total = dict.fromkeys(FAMILIES.values(), 0.0)
    for subject, share in subjects.items():
        total[FAMILIES[subject]] += share
    return total


@dataclass(frozen=True, slots=True)
class Side:
    """One text, ready for comparison: its profile and the shares of places and subjects in it."""

    profile: Profile
    places: dict[str, float]
    subjects: dict[str, float]

    @classmethod
    def of(cls, profile: Profile) -> Side:
        """Make the shares of a profile."""
        return cls(profile, shares(profile.counts("places")), shares(profile.counts("subjects")))


class View:
    """What the seeds say together. ``profiles`` are theirs, in their order; there must be at least one."""

    def __init__(self, profiles: list[Profile]) -> None:
        self.seeds = [Side.of(profile) for profile in profiles]
        self.places = mean([side.places for side in self.seeds])
        self.subjects = mean([side.subjects for side in self.seeds])
        self.families = in_families(self.subjects)
        self.core_places = self._core_places()
        self.book = NameBook(profiles)
        self.core_names = self._core_names()
        self.grams: dict[str, list[tuple[int, float]]] = {}
        for number, profile in enumerate(profiles):
            for gram, weight in profile.grams.items():
                self.grams.setdefault(gram, []).append((number, weight))
        self.centre = mean([profile.grams for profile in profiles])
        self.centre_norm = sqrt(sum(v * v for v in self.centre.values())) or 1.0

    def _core_places(self) -> tuple[str, ...]:
        spread = Counter(place for side in self.seeds for place in side.places)
        frequent = [
            place
            for place, weight in self.places.items()
            if spread[place] >= CORE_SHARE * len(self.seeds) and weight >= LEAST_PLACE
        ]
        return tuple(sorted(frequent, key=lambda place: (-self.places[place], place))[:CORE_PLACES])

    def _core_names(self) -> dict[int, float]:
        chosen = {}
        alone = len(self.seeds) == 1
        for number, name in enumerate(self.book.names):
            share = len(name.texts) / len(self.seeds)
            if (name.mentions >= 2 or name.leads) if alone else (share >= CORE_SHARE and len(name.texts) > 1):
                chosen[number] = self.book.weight(number) * share
        best = sorted(chosen, key=lambda number: (-chosen[number], number))[:CORE_NAMES]
        return {number: chosen[number] for number in best}


@dataclass(frozen=True, slots=True)
class Met:
    """What of a topic's core a document names: ``names`` maps the topic's name numbers to how often, ``sentences``
    counts core keys by sentence, ``lead`` holds the core keys of the lead.
    """

    names: Counter[int]
    sentences: dict[int, set[str]]
    lead: set[str]


def meet(view: View, profile: Profile) -> Met:
    """Find the topic's names and core places in a document."""
    names: Counter[int] = Counter()
    sentences: dict[int, set[str]] = {}
    for mention in profile.names:
        number = view.book.find(mention.key)
        if number is not None:
            names[number] += 1
            if number in view.core_names:
                sentences.setdefault(mention.sentence, set()).add(f"name {number}")
    for mention in profile.places:
        if mention.key in view.core_places:
            sentences.setdefault(mention.sentence, set()).add(mention.key)
    lead = {key for sentence, keys in sentences.items() if sentence < LEAD_SENTENCES for key in keys}
    return Met(names, sentences, lead)
