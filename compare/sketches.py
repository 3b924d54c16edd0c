"""Sketches: a text as a sample of its 3-word shingles, small enough to keep for every document.

A wire copy is often cut to half or less, so what counts is containment (which share of the smaller text stands in
the other), not the Jaccard index that MinHash estimates (Broder 1997). Sampling is by hash value ("mod p"): two
sketches of different rates are compared at the coarser one.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from compare.errors import SketchDamaged

WORDS_IN_SHINGLE = 3
CHARACTERS_IN_SHINGLE = 6  # in scripts without spaces; about three words
KEPT = 128  # hashes a sketch holds before it samples more coarsely
COARSEST = 8  # one shingle in eight, whatever the length

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_ONE_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_HEAD = struct.Struct("<2sBI")
_MAGIC = b"S1"
_GOLDEN, _64_BITS = 0x9E3779B97F4A7C15, 0xFFFFFFFFFFFFFFFF


@dataclass(frozen=True, slots=True)
class Sketch:
    """A sample of a text's shingles: sorted 64-bit hashes, every one divisible by ``rate`` (1, 2, 4 or 8).

    ``total`` is how many different shingles the whole text has. The same text gives the same sketch in every process.
    """

    hashes: tuple[int, ...]
    rate: int
    total: int

    def to_bytes(self) -> bytes:
        """Serialise for storage: a head of 7 bytes (magic, rate, total), then 8 bytes a hash, little-endian."""
        return _HEAD.pack(_MAGIC, self.rate, self.total) + struct.pack(f"<{len(self.hashes)}Q", *self.hashes)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Sketch:
        """Read back what ``to_bytes`` wrote. Raises SketchDamaged for anything else."""
        if len(stored) < _HEAD.size or (len(stored) - _HEAD.size) % 8:
            raise SketchDamaged(f"{len(stored)} bytes are no stored sketch; make it again from the text")
        magic, rate, total = _HEAD.unpack_from(stored)
        hashes = struct.unpack_from(f"<{(len(stored) - _HEAD.size) // 8}Q", stored, _HEAD.size)
        if not _is_sound(magic, rate, total, hashes):
            raise SketchDamaged("the stored sketch does not hold together; make it again from the text")
        return cls(hashes, rate, total)


def _is_sound(magic: bytes, rate: int, total: int, hashes: tuple[int, ...]) -> bool:
    return (
        magic == _MAGIC
        and rate in (1, 2, 4, 8)
        and total >= len(hashes)
        and list(hashes) == sorted(set(hashes))
        and not [h for h in hashes if h % rate]
    )


def tokens(text: str) -> list[tuple[str, int, int]]:
    """The words of ``text`` as shingles see them: (folded word, start, end); a character of a script without spaces
    is a word of its own.
    """
    return [(match.group().casefold(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def width(words: list[str]) -> int:
    """How many tokens make one shingle: 3 words, or 6 characters where most tokens are single characters of a script
    without spaces.
    """
    unspaced = len(_ONE_UNSPACED.findall("".join(word for word in words if len(word) == 1)))
    return CHARACTERS_IN_SHINGLE if unspaced * 2 > len(words) else WORDS_IN_SHINGLE


@lru_cache(maxsize=50_000)
def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def shingle_hashes(words: list[str], size: int) -> list[int]:
    """The 64-bit hash of every run of ``size`` words, in order; empty when there are fewer words."""
    codes = [_word_hash(word) for word in words]
    hashes = [0] * max(0, len(codes) - size + 1)
    for offset in range(size):
        pairs = zip(hashes, codes[offset:], strict=False)
        mixed = (((value ^ code) * _GOLDEN) & _64_BITS for value, code in pairs)
        hashes = [value ^ (value >> 29) for value in mixed]
    return hashes


@lru_cache(maxsize=2)  # a document's sketch is asked for when it is compared, and again to be stored
def sketch(text: str) -> Sketch:
    """Sketch a clean text. An empty text, or one of fewer words than a shingle, gives an empty sketch."""
    words = _TOKEN.findall(text.casefold())
    every = set(shingle_hashes(words, width(words)))
    rate = 1
    while rate < COARSEST and len(every) > KEPT * rate:
        rate *= 2
    return Sketch(tuple(sorted(h for h in every if h % rate == 0)), rate, len(every))


def shared(a: Sketch, b: Sketch) -> tuple[int, int, int]:
    """How many sampled shingles stand in both, in ``a``, in ``b``, counted at the coarser of the two rates."""
    rate = max(a.rate, b.rate)
    left, right = _coarser(a, rate), _coarser(b, rate)
    return len(set(left).intersection(right)), len(left), len(right)


def _coarser(sketch: Sketch, rate: int) -> Sequence[int]:
    return sketch.hashes if sketch.rate == rate else [value for value in sketch.hashes if value % rate == 0]


def containment(a: Sketch, b: Sketch) -> float:
    """Which share (0..1) of the smaller text's shingles stands in the other, as far as the samples tell.

    0.0 when either is empty. Symmetric. A copy cut to half its length still has containment near 1.
    """
    both, left, right = shared(a, b)
    return both / min(left, right) if left and right else 0.0
