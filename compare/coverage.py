"""How a document relates to a topic: the values that comparison gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """From nearest to farthest (TDT's on-topic decision, refined)."""

    COPY = "copy"
    SAME_EVENT = "same event"
    SAME_SUBJECT = "same subject"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands in both texts.

    ``kind``: name, place, number, date, words, passage, agency, subject. ``here`` and ``there`` quote the
    document and the seed as they
    write it (a name in two scripts is shown as the pair).
    """

    kind: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """A document's relation to a topic.

    ``score``: 0..1, how surely it is about the topic (>= 0.5 means "about this story"). ``nearest``: the id of
    the seed it was found nearest to.
    """

    relation: Relation
    score: float
    nearest: str
    reasons: tuple[Reason, ...] = ()
