"""Is a link worth fetching? Judged by what is said about it before the fetch. Light: no numpy, no babel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import exp, log1p
from urllib.parse import unquote, urlsplit

from compare.event import day_of
from compare.features import gram_cosines, regime
from compare.model import model
from compare.names import alike
from compare.places import spellings
from compare.profile import Profile, profile
from compare.roman import sounded
from compare.topic import Topic
from compare.view import NEAR, Met, Side, View, cosine, in_families, meet
from extract.link import Link

LINK = (
    "core places in title",
    "core places in summary",
    "core places in address",
    "all core places",
    "core names",
    "names",
    "names in address",
    "subjects alike",
    "subjects alike x words",
    "foreign families",
    "home families",
    "foreign places",
    "topic places",
    "grams",
    "near a seed's day",
    "far from seeds' days",
    "within seeds' years",
    "no day",
    "no words",
)
SURE_NAME = 0.8  # likeness of a word in lower case, as addresses have them, to a name
NEAR_DAYS = 7.0
FAR_DAYS = 200
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class _Said:
    """A link's words, profiled: title and summary together, and the title alone."""

    all: Profile
    title: Profile
    address: tuple[str, ...]


class LinkScorer:
    """Scores links for one topic. Build it once a process (about 40 ms); ``score`` has no side effects and costs about
    0.2 ms.
    """

    def __init__(self, topic: Topic) -> None:
        profiles = [profile(seed.title, seed.text, seed.language) for seed in topic.shown_by] or [
            profile(None, "", None)
        ]
        self._view = View(profiles)
        self._days = sorted(
            {day for seed in topic.shown_by if (day := day_of(seed.published))}
            | {date(d.year, d.month, d.day) for p in profiles for d in p.days if d.year}
        )
        self._places = {place: spellings(place) for place in self._view.core_places}
        self.regime = regime(self._view)
        self._model = model(f"link {self.regime}")
        self._named_like = lru_cache(maxsize=10_000)(self._find_named)

    @property
    def days(self) -> tuple[date, ...]:
        """The days that the seeds name or were published on, in order: when the story takes place."""
        return tuple(self._days)

    def score(self, link: Link) -> float:
        """How promising the link is, 0..1, for sorting; 0.5 is even odds. Never fails on any link."""
        return self._model.probability(self.measure(link))

    def measure(self, link: Link) -> list[float]:
        """The measures named in LINK."""
        said = _Said(
            profile(link.title, link.summary or "", link.language),
            profile(link.title, "", link.language, with_grams=False),
            _address_words(link.url),
        )
        side = Side.of(said.all)
        met = meet(self._view, said.all)
        return [*self._core(said, met), *self._subjects(side), *self._rest(side, said), *self._when(link, said)]

    def _core(self, said: _Said, met: Met) -> list[float]:
        core = set(self._view.core_places)
        in_title = {m.key for m in said.title.places} & core
        in_all = {m.key for m in said.all.places} & core
        in_address = {place for place in core if self._in_address(place, said.address)}
        count = max(1, len(core))
        names = sum(self._view.book.weight(number) for number in met.names)
        address_names = sum(1 for word in said.address if self._named_like(word))
        return [
            len(in_title) / count,
            len(in_all - in_title) / count,
            len(in_address) / count,
            1.0 if core and core <= in_all | in_address else 0.0,
            min(1.0, sum(1 for number in met.names if number in self._view.core_names) / 2),
            1.0 - exp(-names),
            min(1.0, address_names / 2),
        ]

    def _in_address(self, place: str, words: tuple[str, ...]) -> bool:
        return any(word.startswith(self._places[place]) for word in words)

    def _find_named(self, word: str) -> bool:
        number = self._view.book.find(word)
        forms = self._view.book.names[number].forms if number is not None else ()
        return any(alike(form, word) >= SURE_NAME for form in forms)

    def _subjects(self, side: Side) -> list[float]:
        likeness = cosine(side.subjects, self._view.subjects)
        families = in_families(side.subjects)
        foreign = sum(share for family, share in families.items() if self._view.families.get(family, 0.0) < NEAR)
        certain = min(1.0, log1p(len(side.profile.subjects)) / 2)
        return [likeness, likeness * certain, foreign * certain, cosine(families, self._view.families) * certain]

    def _rest(self, side: Side, said: _Said) -> list[float]:
        foreign = {m.key for m in said.all.places} - self._view.places.keys()
        own = {m.key for m in said.all.places} & self._view.places.keys() - set(self._view.core_places)
        return [min(1.0, len(foreign) / 2), min(1.0, len(own) / 2), gram_cosines(self._view, side)[1]]

    def _when(self, link: Link, said: _Said) -> list[float]:
        day = day_of(link.published)
        gaps = [abs((day - known).days) for known in self._days] if day else []
        within = bool(gaps and day and self._days[0].year <= day.year <= self._days[-1].year)
        return [
            exp(-min(gaps) / NEAR_DAYS) if gaps else 0.0,
            1.0 if gaps and min(gaps) > FAR_DAYS else 0.0,
            1.0 if within else 0.0,
            0.0 if day else 1.0,
            0.0 if said.all.length else 1.0,
        ]


def _address_words(url: str) -> tuple[str, ...]:
    """The words of a URL's path as they sound; () for one that cannot be read."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ()
    return tuple(sounded(word.casefold()) for word in _WORD.findall(path))
