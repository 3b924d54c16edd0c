"""Does a document belong to a topic, and how? The front door of compare."""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p

from compare import event, features
from compare.coverage import Coverage, Reason, Relation
from compare.errors import TopicEmpty
from compare.model import model
from compare.profile import Profile, profile
from compare.reasons import Quoted, reasons
from compare.seed import Seed
from compare.sketches import Sketch, shared, sketch
from compare.verdicts import Verdicts
from compare.view import Side, View, meet
from extract.document import Document

SURE = 0.5


@dataclass(frozen=True, slots=True)
class Topic:
    """What the user looks for: a ``name`` and the seeds that show it (1 to 50, in any language).

    ``accepted`` and ``rejected``: documents of which a person said that they belong to the topic, or do not.
    """

    name: str
    seeds: tuple[Seed, ...]
    accepted: tuple[Seed, ...] = ()
    rejected: tuple[Seed, ...] = ()

    @property
    def shown_by(self) -> tuple[Seed, ...]:
        """All that shows what belongs to the topic: the seeds, then what was accepted."""
        return self.seeds + self.accepted


def copy_measures(here: Sketch, there: Sketch) -> list[float]:
    """The measures for "is one a copy of the other": containment and, damped, how many sampled shingles are shared."""
    both, left, right = shared(here, there)
    return [both / min(left, right) if left and right else 0.0, min(1.0, log1p(both) / 4)]


def _whole(title: str | None, text: str) -> str:
    return f"{title}\n{text}" if title else text


class Matcher:
    """Relates documents to one topic. Build it once a process; ``relate`` has no side effects.

    What most seeds have in common is the topic's core; what only one has is its event. Raises TopicEmpty for a topic
    without seeds.
    """

    def __init__(self, topic: Topic) -> None:
        if not topic.seeds:
            raise TopicEmpty(f"topic {topic.name!r} has no seeds; give it at least one")
        self._seeds = topic.shown_by
        profiles = [profile(seed.title, seed.text, seed.language) for seed in self._seeds]
        self._view = View(profiles)
        self._texts = [
            event.Text(side, sketch(seed.text), event.day_of(seed.published))
            for side, seed in zip(self._view.seeds, self._seeds, strict=True)
        ]
        self._verdicts = Verdicts(topic)
        self._rules = event.EventRules(self._view, self._texts)
        self._about = model(f"about {features.regime(self._view)}")
        self._event = model(f"event {event.regime(self._view)}")
        self._copy = model("copy")

    def relate(self, document: Document) -> Coverage:
        """How ``document`` relates to the topic and which seed it is nearest to, with reasons (none for an unrelated
        one). Never fails on any text; an empty one is unrelated with score 0.
        """
        found = profile(document.title, document.text, document.language)
        if not found.length and not found.places:
            return Coverage(Relation.UNRELATED, 0.0, self._seeds[0].id)
        side = Side.of(found)
        met = meet(self._view, found)
        grams = features.gram_cosines(self._view, side)
        score = self._about.probability(features.about(self._view, side, met, grams[1]))
        published = document.published.instant if document.published else None
        text = event.Text(side, sketch(document.text), event.day_of(published))
        events = [
            self._event.probability(self._rules.measure(number, text, met.names, grams[0]))
            for number in range(len(self._texts))
        ]
        copies = [self._copy.probability(copy_measures(text.sketch, seed.sketch)) for seed in self._texts]
        self._verdicts.leave_out(text.sketch, events, copies)
        score = self._verdicts.moved(score, found, max(grams[0]))
        said = self._verdicts.of(text.sketch)
        if said is not None:
            score, copies = (1.0 if said else 0.0), copies if said else [0.0] * len(copies)
        return self._decide(document, found, score, (events, copies))

    def _decide(
        self, document: Document, found: Profile, score: float, chances: tuple[list[float], list[float]]
    ) -> Coverage:
        events, copies = chances
        numbers = range(len(events))
        copied = max(numbers, key=copies.__getitem__)
        nearest = max(numbers, key=events.__getitem__)
        if copies[copied] >= SURE:
            relation, nearest, score = Relation.COPY, copied, max(score, copies[copied])
        elif score < SURE:
            relation = Relation.UNRELATED
        else:
            relation = Relation.SAME_EVENT if events[nearest] >= SURE else Relation.SAME_SUBJECT
        seed = self._seeds[nearest]
        why = () if relation is Relation.UNRELATED else self._reasons(document, found, nearest)
        return Coverage(relation, score, seed.id, why)

    def _reasons(self, document: Document, found: Profile, nearest: int) -> tuple[Reason, ...]:
        seed = self._seeds[nearest]
        here = Quoted(_whole(document.title, document.text), found, document.agencies)
        there = Quoted(_whole(seed.title, seed.text), self._view.seeds[nearest].profile, seed.agencies)
        return reasons(self._view, nearest, here, there)
