"""NTREX's documents as texts to find again: the first half in one language asks for the other half in another."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from itertools import permutations
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from compare.channels import Seen, see
from compare.grams import grams_of
from compare.space import Space
from compare.words import words

Array = NDArray[np.float64]
Key = tuple[str, str, int]
LEAD = 700  # characters of a half
THREE = ("en", "el", "ro")
FOLDS = 5


def halves(path: Path) -> dict[Key, str]:
    """(document, language, half 1 or 2): its first 700 characters."""
    found: dict[Key, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        sentences, middle = entry["sentences"], len(entry["sentences"]) // 2
        for part, lines in ((1, sentences[:middle]), (2, sentences[middle:])):
            found[entry["id"], entry["lang"], part] = " ".join(lines)[:LEAD]
    return found


def seen(texts: dict[Key, str]) -> dict[Key, Seen]:
    return {key: see(None, text, key[1]) for key, text in texts.items()}


def learned(found: dict[Key, Seen], languages: tuple[str, ...]) -> Space:
    space = Space()
    for key, text in found.items():
        if key[1] in languages:
            space.learn(text)
    return space


def cosines(found: dict[Key, Seen], languages: tuple[str, ...], parts: tuple[int, int] = (1, 2)) -> Array:
    """By ordered pair of languages: every first part against every second part, by channel."""
    ids = sorted({key[0] for key in found})
    space = learned(found, languages)
    return np.stack([
        space.cosines([found[i, a, parts[0]] for i in ids], [found[i, b, parts[1]] for i in ids])
        for a, b in permutations(languages, 2)
    ])  # fmt: skip


def baseline(texts: dict[Key, str], languages: tuple[str, ...], parts: tuple[int, int] = (1, 2)) -> Array:
    """TF-IDF (1 + log tf, idf over all halves) on romanised character 4-grams, cosine: what is to be beaten."""
    keys = [key for key in texts if key[1] in languages]
    bags = [Counter(gram for word in words(texts[key]) for gram in grams_of(word.plain)) for key in keys]
    spread = Counter(gram for bag in bags for gram in bag)
    places = {gram: n for n, gram in enumerate(spread)}
    matrix = np.zeros((len(keys), len(places)), dtype=np.float32)
    for row, bag in enumerate(bags):
        for gram, count in bag.items():
            matrix[row, places[gram]] = (1 + log(count)) * log((len(keys) + 1) / (spread[gram] + 0.5))
    return by_pairs(keys, matrix, languages, parts)


def by_pairs(
    keys: list[Key], vectors: NDArray[np.float32], languages: tuple[str, ...], parts: tuple[int, int]
) -> Array:
    """Cosines of vectors (rows as ``keys``) by ordered pair of languages."""
    unit = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    rows: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row, (_, language, part) in sorted(enumerate(keys), key=lambda pair: pair[1]):
        rows[language, part].append(row)
    return np.stack([unit[rows[a, parts[0]]] @ unit[rows[b, parts[1]]].T for a, b in permutations(languages, 2)])


def fit(x: Array, steps: int = 400, penalty: float = 1e-4) -> Array:
    """Weights under which each text's own other half comes first: a softmax over all candidates, by Adam."""
    count = x.shape[1]
    flat, own = x.reshape(-1, count, x.shape[-1]), np.tile(np.arange(count), len(x))
    weights = np.full(x.shape[-1], 3.0)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        scores = flat @ weights
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        expected = np.einsum("qc,qcf->f", chances, flat)
        gradient = (expected - flat[np.arange(len(own)), own].sum(axis=0)) / len(own) + penalty * weights
        mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2
        weights -= 0.3 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def crossed(x: Array) -> Array:
    """Scores (pair, asking, candidate) by weights that were fitted without the asking document."""
    folds = np.random.default_rng(0).permutation(x.shape[1]) % FOLDS
    made = np.zeros(x.shape[:3])
    for fold in range(FOLDS):
        rest, mine = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        made[:, mine] = x[:, mine] @ fit(x[:, rest][:, :, rest])
    return made


def hits(scores: Array, among: int = 1) -> Array:
    """Whether the own half is among the best, by (pair, document)."""
    own = np.diagonal(scores, axis1=1, axis2=2)[:, :, None]
    return (scores > own).sum(axis=2) < among
