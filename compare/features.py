"""Measures of how a document stands to a topic and to one seed, each about 0..1. What they weigh is fitted."""

from __future__ import annotations

from collections import Counter
from math import exp, log1p, sqrt

from compare.view import NEAR, Met, Side, View, cosine, in_families, shares

ABOUT = (
    "places alike",
    "core places balanced",
    "core places together",
    "core places together, share",
    "core keys together",
    "core in lead",
    "core places in lead",
    "core names",
    "names",
    "subjects alike",
    "nearest subjects",
    "foreign subjects",
    "foreign places",
    "grams, centre",
    "grams, nearest",
    "places x subjects",
    "together x subjects",
    "together x native subjects",
    "core places, share of mentions",
    "core places, least of them",
    "native subjects",
    "balanced x subjects",
    "balanced x native subjects",
    "balanced x lead",
    "several seeds hold the names",
    "families of subjects alike",
    "foreign families",
    "sentences with core keys",
    "sentences with core places",
    "subjects there alike",
    "foreign families there",
    "balanced x home families",
    "together x home families",
    "sentences x home families",
    "all core places named",
    "all core places named, home families",
    "all core places named x subjects",
    "all core places named x names",
    "all core places named x core keys",
    "no core place",
)
NATIVE = 0.12  # share above which it is what the topic is about


def regime(view: View) -> str:
    """Which model judges: "anchored" where at least two seeds share two core places, "open" for every other topic."""
    return "anchored" if len(view.seeds) > 1 and len(view.core_places) > 1 else "open"


def gram_cosines(view: View, side: Side) -> tuple[list[float], float]:
    """The cosine of a document's letter grams with each seed's, and with the seeds' centre."""
    near = [0.0] * len(view.seeds)
    centre = 0.0
    for gram, weight in side.profile.grams.items():
        listed = view.grams.get(gram)
        if listed:
            centre += weight * view.centre[gram]
            for number, other in listed:
                near[number] += weight * other
    return near, centre / view.centre_norm


def about(view: View, side: Side, met: Met, grams: tuple[list[float], float]) -> list[float]:
    """The measures named in ABOUT, for the question whether a document is about the topic at all."""
    balance = _balance(view, side)
    both, share, keys = _together(view, met, side.profile.sentences)
    counts = side.profile.counts("places")
    native = sum(v for key, v in side.subjects.items() if view.subjects.get(key, 0.0) >= NATIVE)
    named = 1.0 if view.core_places and all(counts[place] for place in view.core_places) else 0.0
    families = in_families(side.subjects)
    away = sum(v for key, v in families.items() if view.families.get(key, 0.0) < NEAR)
    there = shares(Counter(m.key for m in side.profile.subjects if m.sentence in met.sentences))
    alike = cosine(side.places, view.places)
    subjects = cosine(side.subjects, view.subjects)
    foreign = sum(v for key, v in side.subjects.items() if view.subjects.get(key, 0.0) < NEAR)
    return [
        alike,
        balance,
        both,
        share,
        keys,
        min(1.0, len(met.lead) / 3),
        len(met.lead & set(view.core_places)) / max(1, len(view.core_places)),
        _core_names(view, met),
        _names(view, met),
        subjects,
        max(cosine(side.subjects, seed.subjects) for seed in view.seeds),
        foreign,
        sum(v for key, v in side.places.items() if key not in view.places),
        grams[1],
        max(grams[0]),
        alike * subjects,
        both * subjects,
        both * (1.0 - foreign),
        sum(side.places.get(place, 0.0) for place in view.core_places),
        min((log1p(counts[place]) for place in view.core_places), default=0.0) / 3,
        native,
        balance * subjects,
        balance * native,
        balance * len(met.lead & set(view.core_places)) / max(1, len(view.core_places)),
        _common_names(view, met),
        cosine(families, view.families),
        away,
        *_sentences(view, met, side.profile.sentences),
        cosine(there, view.subjects),
        sum(v for key, v in in_families(there).items() if view.families.get(key, 0.0) < NEAR),
        balance * (1.0 - away),
        both * (1.0 - away),
        _sentences(view, met, side.profile.sentences)[0] * (1.0 - away),
        named,
        named * (1.0 - away),
        named * subjects,
        named * _names(view, met),
        named * _sentences(view, met, side.profile.sentences)[0],
        0.0 if view.core_places else 1.0,
    ]


def _balance(view: View, side: Side) -> float:
    """Whether all core places weigh in the document as they do in the topic: one of two alone gives little."""
    if not view.core_places:
        return 0.0
    product = 1.0
    for place in view.core_places:
        product *= min(1.0, side.places.get(place, 0.0) / view.places[place]) + 0.01
    return float(min(1.0, product ** (1 / len(view.core_places))))


def _together(view: View, met: Met, sentences: int) -> tuple[float, float, float]:
    """Sentences that hold all core places, damped; their share; and sentences that hold any two core keys."""
    places = set(view.core_places)
    all_places = sum(1 for keys in met.sentences.values() if places and places <= keys)
    two_keys = sum(1 for keys in met.sentences.values() if len(keys) > 1)
    count = max(1, sentences)
    return min(1.0, log1p(all_places) / 2), sqrt(all_places / count), min(1.0, log1p(two_keys) / 2)


def _core_names(view: View, met: Met) -> float:
    total = sum(view.core_names.values())
    return sum(weight for number, weight in view.core_names.items() if number in met.names) / total if total else 0.0


def _names(view: View, met: Met) -> float:
    """The weight of all the topic's names that the document holds, damped: three rare ones nearly fill it."""
    return 1.0 - exp(-0.7 * sum(view.book.weight(number) ** 2 for number in met.names))


def _common_names(view: View, met: Met) -> float:
    """The same of the names that at least two seeds hold, core or not."""
    book = view.book
    shared = sum(book.weight(number) ** 2 for number in met.names if len(book.names[number].texts) > 1)
    return 1.0 - exp(-0.7 * shared)


def _sentences(view: View, met: Met, sentences: int) -> tuple[float, float]:
    """The share of sentences with any core key, and with any core place."""
    places = set(view.core_places)
    with_place = sum(1 for keys in met.sentences.values() if keys & places)
    count = max(1, sentences)
    return min(1.0, len(met.sentences) / count), min(1.0, with_place / count)
