"""Cuts from a page what a snapshot of its site knows to stand on other articles too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate

from extract.flat.lines import Kind
from extract.page.sheet import Sheet
from extract.snapshot import RULE, SAME_ARTICLE, Snapshot, fingerprint


def cut(sheet: Sheet, known: Snapshot, verdicts: list[str | None]) -> list[str | None]:
    """``verdicts`` with the lines cut that the snapshot knows.

    Not those of running text between paragraphs that stay (background is told again in every report) or before the
    first of them (a lead is the teaser elsewhere), not a heading above one, and nothing where most of the text is known
    (that is the same article at another address).
    """
    left = [index for index, rule in enumerate(verdicts) if rule is None]
    known_ones = {index for index in left if fingerprint(sheet.lines[index].text) in known.prints}
    own = sum(sheet.lines[index].size for index in left if index not in known_ones)
    if own < SAME_ARTICLE * sum(sheet.lines[index].size for index in left):
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
        running = running and (between or before[position] == 0)
        heads = sheet.block(index).is_heading and position + 1 < len(left) and position + 1 not in found
        if not running and not heads:
            found.append(position)
    return found
