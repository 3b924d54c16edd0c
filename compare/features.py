"""Measures of how a document stands to a topic, each about 0..1. What they weigh is fitted (bench/fit_compare.py)."""

from __future__ import annotations

from collections import Counter
from math import exp, log1p

from compare.view import NEAR, Met, Side, View, cosine, in_families, shares

ABOUT = (
    "places alike",
    "core places balanced",
    "core places, least of them",
    "core places together",
    "core places in lead",
    "foreign places",
    "core names",
    "names",
    "sentences with core keys",
    "subjects alike",
    "nearest subjects",
    "subjects there alike",
    "foreign families",
    "grams, centre",
    "balanced x subjects",
    "balanced x home families",
    "sentences x home families",
    "all core places named x subjects",
    "all core places named x names",
    "all core places named x sentences",
    "no core place",
)


def regime(view: View) -> str:
    """Which model judges: "anchored" where at least two seeds share two core places, "open" for every other topic."""
    return "anchored" if len(view.seeds) > 1 and len(view.core_places) > 1 else "open"


def gram_cosines(view: View, side: Side) -> tuple[list[float], float]:
    """The cosine of a document's letter grams with each seed's, and with the seeds' centre."""
    near = [0.0] * len(view.seeds)
    centre = 0.0
    for gram in sorted(side.profile.grams.keys() & view.grams.keys()):  # sorted: sums must not depend on hash order
        weight = side.profile.grams[gram]
        centre += weight * view.centre[gram]
        for number, other in view.grams[gram]:
            near[number] += weight * other
    return near, centre / view.centre_norm


def about(view: View, side: Side, met: Met, centre: float) -> list[float]:
    """The measures named in ABOUT, for the question whether a document is about the topic at all. ``centre``: the
    cosine of its grams with the seeds' centre.
    """
    places = _places(view, side, met)
    names = _names(view, met, side.profile.sentences)
    subjects = _subjects(view, side, met)
    balance, named = places[1], _all_named(view, side)
    home = 1.0 - subjects[3]
    return [
        *places,
        *names,
        *subjects,
        centre,
        balance * subjects[0],
        balance * home,
        names[2] * home,
        named * subjects[0],
        named * names[1],
        named * names[2],
        0.0 if view.core_places else 1.0,
    ]


def _places(view: View, side: Side, met: Met) -> list[float]:
    """From "places alike" to "foreign places"."""
    core = set(view.core_places)
    counts = side.profile.counts("places")
    together = sum(1 for keys in met.sentences.values() if core and core <= keys)
    return [
        cosine(side.places, view.places),
        _balance(view, side),
        min((log1p(counts[place]) for place in core), default=0.0) / 3,
        min(1.0, log1p(together) / 2),
        len(met.lead & core) / max(1, len(core)),
        sum(share for place, share in side.places.items() if place not in view.places),
    ]


def _balance(view: View, side: Side) -> float:
    """Whether all core places weigh in the document as they do in the topic: one of two alone gives little."""
    if not view.core_places:
        return 0.0
    product = 1.0
    for place in view.core_places:
        product *= min(1.0, side.places.get(place, 0.0) / view.places[place]) + 0.01
    return float(min(1.0, product ** (1 / len(view.core_places))))


def _all_named(view: View, side: Side) -> float:
    return 1.0 if view.core_places and all(place in side.places for place in view.core_places) else 0.0


def _names(view: View, met: Met, sentences: int) -> list[float]:
    """From "core names" to "sentences with core keys"; three rare names nearly fill "names"."""
    total = sum(view.core_names.values())
    found = sum(weight for number, weight in view.core_names.items() if number in met.names)
    return [
        found / total if total else 0.0,
        1.0 - exp(-0.7 * sum(view.book.weight(number) ** 2 for number in met.names)),
        min(1.0, len(met.sentences) / max(1, sentences)),
    ]


def _subjects(view: View, side: Side, met: Met) -> list[float]:
    """From "subjects alike" to "foreign families"; "there" means in the sentences that hold a core key."""
    there = shares(Counter(m.key for m in side.profile.subjects if m.sentence in met.sentences))
    families = in_families(side.subjects)
    return [
        cosine(side.subjects, view.subjects),
        max(cosine(side.subjects, seed.subjects) for seed in view.seeds),
        cosine(there, view.subjects),
        sum(share for family, share in families.items() if view.families.get(family, 0.0) < NEAR),
    ]
