"""How a person's verdicts on documents move the scores of others. What they weigh is fitted (bench/fit_feedback.py)."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from compare.model import model
from compare.profile import Profile, profile
from compare.sketches import Sketch, sketch
from compare.view import Side, cosine

if TYPE_CHECKING:
    from compare.topic import Topic

FEEDBACK = ("score", "like a rejected one", "like a rejected one, beyond the seeds", "subjects of a rejected one")


def odds(score: float) -> float:
    """The logarithm of the odds of a probability, cut off at one in ten thousand."""
    sure = min(1 - 1e-4, max(1e-4, score))
    return log(sure / (1 - sure))


class Verdicts:
    """What was said of documents. A document is known again by its text: its sketch."""

    def __init__(self, topic: Topic) -> None:
        self._said = {sketch(seed.text).hashes: True for seed in topic.accepted}
        self._said |= {sketch(seed.text).hashes: False for seed in topic.rejected}
        self._own = {sketch(seed.text).hashes: place for place, seed in enumerate(topic.shown_by)}
        self._own = {h: place for h, place in self._own.items() if place >= len(topic.seeds)}
        self._rejected = [Side.of(profile(seed.title, seed.text, seed.language)) for seed in topic.rejected]

    def of(self, text: Sketch) -> bool | None:
        """What was said of this very text, None for nothing."""
        return self._said.get(text.hashes) if text.hashes else None

    def leave_out(self, text: Sketch, *chances: list[float]) -> None:
        """An accepted document is no copy of itself: its own place in each list of chances by seed becomes 0."""
        place = self._own.get(text.hashes) if text.hashes else None
        if place is not None:
            for listed in chances:
                listed[place] = 0.0

    def moved(self, score: float, found: Profile, near: float) -> float:
        """The score (0..1) of a document when it is held against what was rejected too. ``near``: the cosine of its
        grams with the nearest seed's. Nothing rejected: the score as it is.
        """
        if not self._rejected:
            return score
        return model("feedback").probability(self.measure(score, found, near))

    def measure(self, score: float, found: Profile, near: float) -> list[float]:
        """The measures named in FEEDBACK."""
        side = Side.of(found)
        like = max(cosine(found.grams, other.profile.grams) for other in self._rejected)
        subjects = max(cosine(side.subjects, other.subjects) for other in self._rejected)
        return [odds(score), like, like - near, subjects]
