"""Does a document belong to a topic, and how? The front door of compare."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import exp, log, sqrt

from compare.coverage import Coverage, Relation
from compare.errors import TopicEmpty
from compare.roman import sounded
from compare.seed import Seed
from compare.sketches import containment, sketch, tokens
from extract.document import Document


@dataclass(frozen=True, slots=True)
class Topic:
    """What the user looks for: a ``name`` and the seeds that show it (1 to 50, in any language)."""

    name: str
    seeds: tuple[Seed, ...]


def _vector(text: str) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for word, _, _ in tokens(text):
        padded = f"_{sounded(word)}_"
        counts.update(padded[i : i + 4] for i in range(len(padded) - 3))
    weighed = {gram: 1 + log(count) for gram, count in counts.items()}
    norm = sqrt(sum(v * v for v in weighed.values())) or 1.0
    return {gram: value / norm for gram, value in weighed.items()}


class Matcher:
    """Relates documents to one topic. Build it once a process; ``relate`` has no side effects.

    Raises TopicEmpty for a topic without seeds.
    """

    def __init__(self, topic: Topic) -> None:
        if not topic.seeds:
            raise TopicEmpty(f"topic {topic.name!r} has no seeds; give it at least one")
        self._seeds = [(s.id, sketch(s.text), _vector(f"{s.title or ''} {s.text}")) for s in topic.seeds]

    def relate(self, document: Document) -> Coverage:
        """How ``document`` relates to the topic and which seed it is nearest to, with reasons.

        Never fails on any text; an empty one is unrelated with score 0.
        """
        here, grams = sketch(document.text), _vector(f"{document.title or ''} {document.text}")
        rated = [
            (max(containment(here, there), sum(v * other.get(g, 0.0) for g, v in grams.items())), id_, there)
            for id_, there, other in self._seeds
        ]
        best, nearest, there = max(rated, key=lambda r: r[0])
        score = 1 / (1 + exp(-20 * (best - 0.4)))
        relation = Relation.SAME_SUBJECT if score >= 0.5 else Relation.UNRELATED
        if containment(here, there) >= 0.35:
            relation = Relation.COPY
        return Coverage(relation, score, nearest)
