"""Blocks that an extractor took along although they stand beside the article: judged by structure, in any language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extract.lines import Kind
from extract.sheet import Sheet

_RUN = 3
_PAIRS = 2
_LINKED = 0.6
_MOST_OF_THE_TEXT = 0.85
_COPIED = 40


def cut(sheet: Sheet, zone: Sequence[bool], verdicts: list[str | None]) -> list[str | None]:
    """``verdicts`` with the strays cut too. Each rule looks at what the ones before it have left."""
    for rule, judge in (
        ("teaser", _teasers),
        ("outside the article", _outside),
        ("teaser run", _runs),
        ("link behind the text", _tail),
    ):
        for index in judge(sheet, verdicts):
            verdicts[index] = rule
    for index in _copies(sheet, zone, verdicts):
        verdicts[index] = str(Kind.REPEAT)
    return verdicts


def _left(verdicts: Sequence[str | None]) -> list[int]:
    return [index for index, rule in enumerate(verdicts) if rule is None]


def _teasers(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Linked headlines with the text under them in one element, where the page has several such pairs."""
    texts = [index for index in range(len(verdicts)) if sheet.is_teased(index) and not _in_cell(sheet, index)]
    if len(texts) < _PAIRS:
        return []
    pairs = {place for index in texts for place in (index - 1, index)}
    return [index for index in _left(verdicts) if index in pairs]


def _in_cell(sheet: Sheet, index: int) -> bool:
    """Text hanging directly where the paragraphs hang is no teaser's element: br part everything there."""
    return sheet.block(index).place == sheet.home


def _outside(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Where nearly all text hangs at one place: what stands behind it, and what is no paragraph before it."""
    left = _left(verdicts)
    if sheet.home < 0:
        return []
    paragraphs = [index for index in left if sheet.is_paragraph(index)]
    inside = sum(sheet.lines[i].size for i in paragraphs if sheet.is_inside_home(i))
    if inside < _MOST_OF_THE_TEXT * sum(sheet.lines[i].size for i in paragraphs):
        return []
    first, last = sheet.spans[sheet.home]
    return [i for i in left if i > last or (i < first and not sheet.is_paragraph(i))]


def _runs(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Three or more links in a row before the first paragraph or behind the last are a rail without a heading."""
    cut_now = []
    for run in _ends(sheet, verdicts):
        linked = [index for index in run if sheet.block(index).link >= 0.9]
        cut_now += linked if len(linked) >= _RUN else []
    return cut_now


def _tail(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Behind the last paragraph: lines that are links for the most part, and labels with a link ("Tags: World")."""
    _, behind = _ends(sheet, verdicts)
    return [
        index
        for index in behind
        if sheet.block(index).tag not in ("li", "td", "th")
        and (sheet.block(index).link >= _LINKED or _is_linked_label(sheet, index))
    ]


def _is_linked_label(sheet: Sheet, index: int) -> bool:
    line = sheet.lines[index]
    return sheet.block(index).link > 0.1 and line.kind is Kind.SHORT and any(sign in line.text for sign in ":|：")


def _ends(sheet: Sheet, verdicts: Sequence[str | None]) -> tuple[list[int], list[int]]:
    """What is left before the first paragraph, and what is left behind the last."""
    left = _left(verdicts)
    paragraphs = [index for index in left if sheet.is_paragraph(index)]
    if not paragraphs:
        return left, []
    return [i for i in left if i < paragraphs[0]], [i for i in left if i > paragraphs[-1]]


def _copies(sheet: Sheet, zone: Sequence[bool], verdicts: Sequence[str | None]) -> list[int]:
    """Lines that stand in a rail of the page too, or behind the article: a newsletter's or a teaser's text."""
    blocks = sheet.page.blocks
    last = sheet.spans[sheet.home][1] if sheet.home >= 0 else len(blocks)
    elsewhere = Counter(block.text for i, block in enumerate(blocks) if zone[i] or (i > last and not sheet.chosen[i]))
    left = _left(verdicts)
    return [i for i in left if len(blocks[i].text) >= _COPIED and elsewhere[blocks[i].text]]
