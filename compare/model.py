"""Fitted weights and what they make of measures: probabilities."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from compare.tables import text


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression: ``names`` of its measures, one weight each, and the constant."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    constant: float

    def probability(self, measures: list[float]) -> float:
        """What the measures, in the order of ``names``, come to: 0..1."""
        total = self.constant + sum(w * x for w, x in zip(self.weights, measures, strict=True))
        return 1.0 / (1.0 + exp(-max(-40.0, min(40.0, total))))


@lru_cache(maxsize=16)
def model(name: str) -> Model:
    """The model of that name in data/weights.json, which bench/fit_compare.py wrote: "about anchored", "about open",
    "event several", "event one", "copy", "link anchored", "link open"."""
    found = json.loads(text("weights.json"))[name]
    return Model(tuple(found["weights"]), tuple(found["weights"].values()), found["constant"])
