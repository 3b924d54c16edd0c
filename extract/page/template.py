"""What stands on several articles of one site is the site's, not the article's.

No extractor can see that on one page. So the lines left in the texts of a host's earlier articles are counted, each
article once, and frozen into a snapshot; an extraction that is given it cuts what it holds. The snapshot is a
value: the same page with the same snapshot gives the same document.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from extract import lexicon
from extract.flat.lines import Kind
from extract.page.sheet import Sheet

RULE = "on other articles of the site"
_LEAST, _SHARE = 2, 0.2
_SAME_ARTICLE = 0.5
_DIGITS = 12
_PRINT = 8
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``prints`` of the lines that stand on at least two, and a fifth, of ``articles`` different articles of ``host``.

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


def snapshot(host: str, articles: Iterable[Sequence[str]]) -> Snapshot:
    """The snapshot of ``host`` from its articles, each given by its lines (what was cut by this rule too).

    An article is given once, however often it was captured; two that share half of their letters are versions of
    one and count once.
    """
    kept: list[dict[int, int]] = []
    for lines in articles:
        sizes = {fingerprint(line): len(line) for line in lines}
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


def _are_one(one: dict[int, int], other: dict[int, int]) -> bool:
    shared = sum(size for print_, size in one.items() if print_ in other)
    return shared > _SAME_ARTICLE * min(sum(one.values()), sum(other.values()))


def cut(sheet: Sheet, known: Snapshot, verdicts: list[str | None]) -> list[str | None]:
    """``verdicts`` with the lines cut that the snapshot knows.

    Not those of running text between paragraphs that stay (background is told again in every report), not a heading
    above one, and nothing where most of the text is known: that is the same article at another address.
    """
    left = [index for index, rule in enumerate(verdicts) if rule is None]
    known_ones = {index for index in left if fingerprint(sheet.lines[index].text) in known.prints}
    own = sum(sheet.lines[index].size for index in left if index not in known_ones)
    if own < _SAME_ARTICLE * sum(sheet.lines[index].size for index in left):
        return verdicts
    for position in _cuttable(sheet, left, known_ones):
        verdicts[left[position]] = RULE
    return verdicts


def _cuttable(sheet: Sheet, left: Sequence[int], known: Collection[int]) -> list[int]:
    """Places in ``left`` of the known lines that may go."""
    telling = [index not in known and sheet.is_paragraph(index) for index in left]
    before = list(accumulate(telling))
    behind = list(accumulate(reversed(telling)))[::-1]
    found: list[int] = []
    for position in reversed(range(len(left))):
        index = left[position]
        if index not in known:
            continue
        between = before[position] > 0 and behind[position] > 0
        running = sheet.lines[index].kind is Kind.STRONG and sheet.is_paragraph(index) and sheet.is_at_home(index)
        heads = sheet.block(index).is_heading and position + 1 < len(left) and position + 1 not in found
        if not (between and running) and not heads:
            found.append(position)
    return found
