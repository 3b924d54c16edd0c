"""A few keys by which documents that are like each other are found among many, in any language. Needs numpy.

Names by their letters and by their consonants, countries, subjects, concepts, numbers, long words and a sample of the
shingles: two reports of one event share several of them, in other languages too. What is near is then decided by
``compare.space`` and ``compare.pair``; keys only say where to look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import takewhile
from typing import Any

import numpy as np

from compare.concepts import concepts_of
from compare.names import SHORTEST, skeleton
from compare.profile import Profile, looked_at, profile
from compare.roman import sounded
from compare.sketches import Sketch
from compare.words import languages, words

MOST = {"name": 20, "bones": 16, "place": 6, "subject": 6, "concept": 10, "number": 8, "word": 16, "shingle": 8}
BONES = 4
LONG = 6  # letters of a word that tells something in most languages
LEAD = 1500  # characters in which words and concepts are looked for
STEM = 5


def keys(title: str | None, text: str, language: str | None, sketch: Sketch) -> bytes:
    """The keys of a text, at most 90, as 32-bit numbers one after the other (little-endian); the same in every process.

    An empty text has none. ``sketch``: of the text.
    """
    told = profile(title, text, language)
    found = [f"{kind} {value}" for kind, values in _values(told, title, text, language) for value in values]
    numbers = [_number(one) for one in dict.fromkeys(found)]
    numbers += [value & 0xFFFFFFFF for value in sketch.hashes[: MOST["shingle"]]]
    return np.array(list(dict.fromkeys(numbers)), dtype="<u4").tobytes()


class Keyring:
    """The keys of many documents, to be asked which of them share most with a text: 4 bytes a key, no index to keep.

    ``kept``: ids (the caller's) with what ``keys`` gave. A hundred thousand documents take 22 MB and are asked in a
    quarter of a second.
    """

    def __init__(self, kept: Iterable[tuple[int, bytes]]) -> None:
        found = list(kept)
        self._ids = [id_ for id_, _ in found]
        self._keys = np.frombuffer(b"".join(stored for _, stored in found), dtype="<u4")
        self._owners = np.repeat(np.arange(len(found), dtype=np.uint32), [len(stored) // 4 for _, stored in found])

    def nearest(self, asked: bytes, most: int) -> list[int]:
        """The ids of at most ``most`` documents that share keys, first those that share most; a key that few documents
        hold counts more. Those that were given later come first among equals.
        """
        wanted = np.unique(np.frombuffer(asked, dtype="<u4"))
        if not len(wanted) or not len(self._keys):
            return []
        places = np.minimum(np.searchsorted(wanted, self._keys), len(wanted) - 1)
        hit = wanted[places] == self._keys
        places, owners = places[hit], self._owners[hit]
        held = np.bincount(places, minlength=len(wanted))
        told = np.log((len(self._ids) + 1) / np.maximum(held, 1)) ** 2
        votes = np.bincount(owners, weights=told[places], minlength=len(self._ids))
        order = np.lexsort((-np.arange(len(votes)), -votes))[:most]
        return [self._ids[number] for number in order if votes[number] > 0]


def _values(
    told: Profile, title: str | None, text: str, language: str | None
) -> Iterator[tuple[str, Iterable[object]]]:
    names = told.counts("names")
    bones = Counter[str]()
    for name, count in names.items():
        if len(skeleton(name)) >= SHORTEST:
            bones[skeleton(name)[:BONES]] += count
    lead = tuple(takewhile(lambda word: word.start < LEAD, words(looked_at(title, text))))
    known = (*languages(lead, language), "")[0]
    counts = Counter(word.plain for word in lead)
    concepts = Counter(number for word, count in counts.items() for number in concepts_of(word, known) * count)
    long = Counter(sounded(word)[:STEM] for word in counts if len(word) >= LONG)
    yield "name", _first("name", names)
    yield "bones", _first("bones", bones)
    yield "place", _first("place", told.counts("places"))
    yield "subject", _first("subject", told.counts("subjects"))
    yield "concept", _first("concept", concepts)
    yield "word", _first("word", long)
    yield "number", [one.value for one in told.numbers if len(one.value) >= 2][: MOST["number"]]


def _first(kind: str, counts: Counter[Any]) -> list[Any]:
    return [key for key, _ in counts.most_common(MOST[kind])]


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big")
