"""The names of several texts as one list, so that another text's names are found in it across scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from compare.grams import grams_of, rarity
from compare.names import ALIKE, SHORTEST, alike, cuts, skeleton
from compare.profile import LEAD_SENTENCES, Profile


@dataclass(slots=True)
class Name:
    """One name with the ways it is written: ``forms`` folded, ``texts`` which texts hold it, ``mentions`` in all."""

    forms: set[str] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)
    mentions: int = 0
    leads: int = 0


@lru_cache(maxsize=20_000)
def telling(word: str) -> float:
    """How rare a word's letter grams are, 0..1: near 1 for a name seldom in the news, low for everyday words."""
    grams = grams_of(word)
    most = rarity("")
    return sum(map(rarity, grams)) / (len(grams) * most) if grams else 0.0


class NameBook:
    """Names of texts given by number; ``find`` looks one up by sound. Filled once, then only read."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self.names: list[Name] = []
        self._by_skeleton: dict[str, list[tuple[int, str]]] = {}
        for number, profile in enumerate(profiles):
            self._add(number, profile)
        self.find = lru_cache(maxsize=10_000)(self._find)

    def _add(self, number: int, profile: Profile) -> None:
        counts = Counter(mention.key for mention in profile.names)
        leads = {mention.key for mention in profile.names if mention.sentence < LEAD_SENTENCES}
        for key in sorted(counts):
            found = self._find(key)
            if found is None:
                if len(skeleton(key)) < SHORTEST:
                    continue
                found = len(self.names)
                self.names.append(Name())
            name = self.names[found]
            name.mentions += counts[key]
            name.leads += key in leads
            name.texts.add(number)
            if key not in name.forms:
                name.forms.add(key)
                for bones in cuts(skeleton(key)):
                    self._by_skeleton.setdefault(bones, []).append((found, key))

    def _find(self, word: str) -> int | None:
        """The number of the name that ``word`` (folded) is another spelling of, or None."""
        best, likeness = None, ALIKE
        for bones in cuts(skeleton(word)):
            for number, form in self._by_skeleton.get(bones, ()):
                degree = 1.01 if form == word else alike(form, word)
                if degree > likeness:
                    best, likeness = number, degree
        return best

    def weight(self, number: int) -> float:
        """How much a name tells, 0..1: that of its rarest spelling."""
        return max(telling(form) for form in self.names[number].forms)
