"""What stands on several articles of one site is the site's, not the article's.

No extractor can see that on one page. So the lines left in the texts of a host's earlier articles are counted, each
article once, and frozen into a snapshot; an extraction that is given it cuts what it holds. The snapshot is a
value: the same page with the same snapshot gives the same document.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extract import lexicon
from extract.document import Document

RULE = "on other articles of the site"
INSERTED = "not article"  # what the block model left out; such a block beside the text is kept as a rail
_LEAST, _SHARE = 2, 0.1
SAME_ARTICLE = 0.5
_DIGITS = 12
_PRINT = 8
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``prints`` of the lines that stand on at least two, and a tenth, of ``articles`` different articles of ``host``.

    ``version``: 12 hexadecimal digits, equal only for equal prints.
    """

    host: str
    articles: int
    prints: frozenset[int]
    version: str


def fingerprint(line: str) -> int:
    """A number for a line of text; case, accents, blanks, digits and end marks do not matter (counters change)."""
    letters = _NUMBER.sub("0", lexicon.key(line))
    return int.from_bytes(hashlib.blake2b(letters.encode("utf-8", "replace"), digest_size=_PRINT).digest(), "big") >> 1


def lines(document: Document) -> list[str]:
    """The lines of a document that count: its text, and what was cut from between or behind its paragraphs.

    Teasers do not count: the teaser of an article, on all other pages, would be cut from the article's own beginning.
    """
    cut_before = [line for rail in document.rails if rail.rule in (RULE, INSERTED) for line in rail.lines]
    return [*filter(None, document.text.split("\n")), *cut_before]


def prints(lines: Iterable[str]) -> dict[int, int]:
    """The fingerprint of each line with the line's length."""
    return {fingerprint(line): len(line) for line in lines}


def snapshot(host: str, articles: Iterable[Mapping[int, int]]) -> Snapshot:
    """The snapshot of ``host`` from the ``prints`` of its articles.

    An article is given once, however often it was captured; two that share half of their letters are versions of
    one and count once.
    """
    kept: list[Mapping[int, int]] = []
    for sizes in articles:
        if sizes and not any(_are_one(sizes, other) for other in kept):
            kept.append(sizes)
    counts = Counter(print_ for sizes in kept for print_ in sizes)
    least = max(_LEAST, _SHARE * len(kept))
    return frozen(host, len(kept), (print_ for print_, count in counts.items() if count >= least))


def frozen(host: str, articles: int, prints: Iterable[int]) -> Snapshot:
    """A snapshot of these prints, with its version."""
    held = frozenset(prints)
    told = f"{host} {' '.join(map(str, sorted(held)))}"
    return Snapshot(host, articles, held, hashlib.sha256(told.encode()).hexdigest()[:_DIGITS])


def _are_one(one: Mapping[int, int], other: Mapping[int, int]) -> bool:
    shared = sum(size for print_, size in one.items() if print_ in other)
    return shared > SAME_ARTICLE * min(sum(one.values()), sum(other.values()))
