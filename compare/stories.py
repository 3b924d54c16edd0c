"""Documents clustered into stories, one by one as they come, across languages. Needs numpy.

A document is held against the kept members of a few likely stories only, found by the rarest things that it names, so
placing one costs the same in an archive of any size. Two stories that turn out to be one are merged (the older id
stays); one that turns out to be two is split (the larger part keeps the id). Each step is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from compare.channels import CHANNELS
from compare.pair import Article, Kinship, kinships
from compare.space import Space

MARKS = 32  # things by which a document is found
POSTED = 48  # latest documents kept under each
STORIES = 8  # held against a new document
MEMBERS = 6  # of each story that are looked at
BEST = 3  # of these, how many a new document must resemble
JOINS = 0.3  # mean probability of one event with those; below even odds, since three must agree
APART = 0.2  # mean probability below which two halves of a story are two stories
LARGEST_CHECKED = 32
_MARKED_BY = tuple(CHANNELS.index(name) for name in ("name grams", "name bones", "fives", "concepts", "grams"))
_EACH = {"name grams": 8, "name bones": 8, "fives": 6, "concepts": 4, "grams": 6}


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a story: ``kind`` is new, join, merge (``other`` went into ``story``) or split (``documents``
    left ``story`` for ``other``).
    """

    kind: str
    story: int
    documents: tuple[int, ...]
    other: int | None = None


def marks(space: Space, article: Article) -> tuple[str, ...]:
    """The rarest things in a text by which its like are found, each with its channel in front."""
    chosen: list[str] = []
    for channel in _MARKED_BY:
        bag = article.seen.bags[channel]
        rare = sorted(bag, key=lambda key, c=channel, b=bag: (-b[key] * space.rarity(c, key), key))  # type: ignore[misc]  # mypy cannot type such a default
        chosen += [f"{channel} {key}" for key in rare[: _EACH[CHANNELS[channel]]]]
    chosen += [f"n {figure.value}" for figure in article.seen.profile.numbers[:6] if len(figure.value) >= 2]
    return tuple(dict.fromkeys(chosen))[: MARKS + 6]


class Stories:
    """The stories of one topic. ``fetch`` gives a document's Article by its id; ``first`` is the id of the next new
    story. Not safe for several threads.
    """

    def __init__(self, space: Space, fetch: Callable[[int], Article], first: int = 1) -> None:
        self._space = space
        self._fetch = lru_cache(maxsize=512)(fetch)
        self._next = first
        self._members: dict[int, list[int]] = {}
        self._story: dict[int, int] = {}
        self._posted: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=POSTED))

    @property
    def members(self) -> dict[int, tuple[int, ...]]:
        """The documents of each story, in the order in which they came."""
        return {story: tuple(found) for story, found in self._members.items()}

    def marks(self, document: int) -> list[str]:
        """The marks of a document, to be kept for ``restore``."""
        return list(marks(self._space, self._fetch(document)))

    def restore(self, document: int, story: int, marked: Iterable[str]) -> None:
        """Put back what was placed before."""
        self._members.setdefault(story, []).append(document)
        self._story[document] = story
        self._next = max(self._next, story + 1)
        self._post(document, marked)

    def _post(self, document: int, marked: Iterable[str]) -> None:
        for mark in marked:
            self._posted[mark].append(document)

    def place(self, document: int) -> tuple[Change, ...]:
        """Give a new document its story: one that is there, or a new one. What happened, in order; () when it has one
        already.
        """
        if document in self._story:
            return ()
        article = self._fetch(document)
        marked = marks(self._space, article)
        likely = self._likely(marked)
        held = self._held(article, likely)
        self._post(document, marked)
        fitting = sorted((story for story in likely if held[story] >= JOINS), key=lambda s: (-held[s], s))
        if not fitting:
            story, self._next = self._next, self._next + 1
            self._members[story], self._story[document] = [document], story
            return (Change("new", story, (document,)),)
        changes = [self._join(document, fitting[0])]
        changes += self._merged(document, fitting)
        return (*changes, *self._split(self._story[document]))

    def _join(self, document: int, story: int) -> Change:
        self._members[story].append(document)
        self._story[document] = story
        return Change("join", story, (document,))

    def _likely(self, marked: Sequence[str]) -> list[int]:
        """The stories whose documents share most marks, a mark that fewer have counting more."""
        votes: dict[int, float] = defaultdict(float)
        for mark in marked:
            found = {self._story[document] for document in self._posted.get(mark, ())}
            for story in found:
                votes[story] += 1.0 / (1.0 + len(found))
        return sorted(votes, key=lambda story: (-votes[story], story))[:STORIES]

    def _kept(self, story: int) -> list[int]:
        """The members that stand for a story: the first two and the latest."""
        members = self._members[story]
        return members if len(members) <= MEMBERS else [*members[:2], *members[2 - MEMBERS :]]

    def _held(self, article: Article, stories: Sequence[int]) -> dict[int, float]:
        """The probability of one event with the members that stand for each story, the mean of the best."""
        owners = [(story, document) for story in stories for document in self._kept(story)]
        found = kinships(self._space, article, [self._fetch(document) for _, document in owners]) if owners else []
        chances: defaultdict[int, list[float]] = defaultdict(list)
        for (story, _), kin in zip(owners, found, strict=True):
            chances[story].append(_one_event(kin))
        return {story: _best(values) for story, values in chances.items()}

    def _merged(self, document: int, fitting: Sequence[int]) -> list[Change]:
        """Merge the other stories that fit, where their members fit each other too."""
        changes = []
        for rival in fitting[1:]:
            mine = self._story[document]
            between = [
                self._held(self._fetch(member), [rival])[rival] for member in self._kept(mine) if member != document
            ]
            if between and sum(between) / len(between) >= JOINS:
                stays, goes = min(mine, rival), max(mine, rival)
                moved = self._members.pop(goes)
                self._members[stays] += moved
                self._story.update(dict.fromkeys(moved, stays))
                changes.append(Change("merge", stays, tuple(moved), goes))
        return changes

    def _split(self, story: int) -> list[Change]:
        """At 4, 8, 16 and 32 members: part a story whose two halves hardly report one event."""
        members = self._members[story]
        if len(members) not in (4, 8, 16, LARGEST_CHECKED):
            return []
        leaving = self._two_halves(members)
        if not leaving:
            return []
        new, self._next = self._next, self._next + 1
        self._members[story] = [document for document in members if document not in leaving]
        self._members[new] = [document for document in members if document in leaving]
        self._story.update(dict.fromkeys(leaving, new))
        return [Change("split", story, tuple(self._members[new]), new)]

    def _two_halves(self, members: Sequence[int]) -> set[int]:
        """The smaller of two parts, at least two documents each, that hardly report one event; empty for none."""
        articles = [self._fetch(document) for document in members]
        chance = [[_one_event(kin) for kin in kinships(self._space, one, articles)] for one in articles]
        parts = [[number] for number in range(len(members))]
        while len(parts) > 2:
            near = max(
                ((_between(chance, a, b), i, j) for i, a in enumerate(parts) for j, b in enumerate(parts[:i])),
            )
            parts[near[2]] += parts.pop(near[1])
        small, large = sorted(parts, key=lambda part: (len(part), -part[0]))
        if len(small) < 2 or _between(chance, small, large) >= APART:
            return set()
        return {members[number] for number in small}


def _one_event(kin: Kinship) -> float:
    return max(kin.event, kin.copy)


def _best(chances: list[float]) -> float:
    """The mean of the best ones: a story has sides, and a report need not resemble all of them."""
    best = sorted(chances, reverse=True)[:BEST]
    return sum(best) / len(best)


def _between(chance: list[list[float]], one: Sequence[int], other: Sequence[int]) -> float:
    return sum(chance[a][b] for a in one for b in other) / (len(one) * len(other))


def counts(changes: Iterable[Change]) -> Counter[str]:
    """How many changes there were of each kind."""
    return Counter(change.kind for change in changes)
