"""Blocks that an extractor took along although they stand beside the article: judged by structure, in any language.

The block model has seen the same structure; where it is sure, only the headings of what was cut are left to cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from extract.flat.lines import Kind
from extract.page.sheet import Sheet

_RUN = 3
_AN_ARTICLE = 5
_PAIRS = 2
_LINKED = 0.6
_MOST_OF_THE_TEXT = 0.6
_COPIED = 40
_FAR = 3
_SHORT = 220
TEASER = "teaser"
_LINKS = (TEASER, "teaser run", "box of links", "linked headline", "link behind the text")
_LISTED = ("li", "td", "th", "dd", "dt")


def cut(sheet: Sheet, zone: Sequence[bool], verdicts: list[str | None]) -> list[str | None]:
    """``verdicts`` with the strays cut too. Each rule looks at what the ones before it have left."""
    for judge in (_teasers, _headed):
        for index in judge(sheet, verdicts):
            verdicts[index] = TEASER
    if not sheet.trusted:
        _cut_doubtful(sheet, zone, verdicts)
    for index in _headings(sheet, verdicts):
        verdicts[index] = str(Kind.RAIL)
    return verdicts


def _cut_doubtful(sheet: Sheet, zone: Sequence[bool], verdicts: list[str | None]) -> None:
    for rule, judge in (
        ("box of links", _boxes),
        ("linked headline", _headlines),
        ("outside the article", _outside),
        ("teaser run", _runs),
        ("link behind the text", _tail),
    ):
        for index in judge(sheet, verdicts):
            verdicts[index] = rule
    for index in _copies(sheet, zone, verdicts):
        verdicts[index] = str(Kind.REPEAT)


def _left(verdicts: Sequence[str | None]) -> list[int]:
    return [index for index, rule in enumerate(verdicts) if rule is None]


def _teasers(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Linked headlines with the text under them in one element, where the page has several such pairs."""
    texts = [
        index
        for index in range(len(verdicts))
        if sheet.is_teased(index) and not _in_cell(sheet, index) and sheet.lines[index].size >= _COPIED
    ]
    if len(texts) < _PAIRS:
        return []
    pairs = {place for index in texts for place in (index - 1, index)}
    return [index for index in _left(verdicts) if index in pairs]


def _headed(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Short text right under a linked headline that the extractor left out, both apart from most other text."""
    apart = [i for i in _left(verdicts) if i and not sheet.is_at_home(i) and not sheet.is_at_home(i - 1)]
    teasers = [i for i in apart if _is_headed(sheet, i) and not sheet.chosen[i - 1] and sheet.lines[i].size <= _SHORT]
    if _hangs_together(sheet, verdicts):
        return teasers
    cut_too = set(teasers)
    others = [rule or (TEASER if i in cut_too else None) for i, rule in enumerate(verdicts)]
    at_home = sum(sheet.is_paragraph(i) and sheet.is_inside_home(i) for i in _left(others))
    return teasers if at_home >= _AN_ARTICLE and _hangs_together(sheet, others) else []


def _hangs_together(sheet: Sheet, verdicts: Sequence[str | None]) -> bool:
    """True where most of the text that is left lies in one element."""
    if sheet.home < 0:
        return False
    paragraphs = [index for index in _left(verdicts) if sheet.is_paragraph(index)]
    inside = sum(sheet.lines[i].size for i in paragraphs if sheet.is_inside_home(i))
    return inside >= _MOST_OF_THE_TEXT * sum(sheet.lines[i].size for i in paragraphs)


def _in_cell(sheet: Sheet, index: int) -> bool:
    """Text hanging directly where the paragraphs hang is no teaser's element: br part everything there."""
    return sheet.block(index).place == sheet.home


def _boxes(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Elements beside the paragraphs that hold two links or more on lines of their own, and no text."""
    held: dict[int, list[int]] = {}
    for index in _left(verdicts):
        if not _in_cell(sheet, index):
            held.setdefault(sheet.block(index).place, []).append(index)
    return [index for inside in held.values() if _is_box(sheet, inside) for index in inside]


def _headlines(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Lines that are a link and nothing else, in an element of their own beside the paragraphs."""
    if sheet.home < 0:
        return []
    return [
        index
        for index in _left(verdicts)
        if sheet.block(index).link >= 0.95
        and sheet.block(index).tag not in _LISTED
        and not sheet.is_at_home(index)
        and sheet.lines[index].size > _COPIED
    ]


def _is_box(sheet: Sheet, inside: Sequence[int]) -> bool:
    linked = sum(sheet.block(index).link >= _LINKED for index in inside)
    return linked >= _PAIRS and linked >= len(inside) - 1 and not any(map(sheet.is_paragraph, inside))


def _outside(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Where most text hangs at one place: what stands far behind it, and what is no paragraph far before it.

    Far: with three or more blocks between that the extractor left out.
    """
    if not _hangs_together(sheet, verdicts):
        return []
    left = _left(verdicts)
    first, last = sheet.spans[sheet.home]
    between = list(accumulate(not taken for taken in sheet.chosen))
    before = [i for i in left if i < first and between[first] - between[i] >= _FAR and not sheet.is_paragraph(i)]
    return before + [i for i in left if i > last and between[i] - between[last] >= _FAR]


def _runs(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Three or more links in a row before the first paragraph or behind the last are a rail without a heading."""
    cut_now = []
    for run in _ends(sheet, verdicts):
        linked = [index for index in run if sheet.block(index).link >= 0.9]
        cut_now += linked if len(linked) >= _RUN else []
    return cut_now


def _tail(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Behind the last paragraph: lines that are links for the most part, and labels with a link ("Tags: World").

    None where they are a third of the text or more: then the text itself is full of links.
    """
    _, behind = _ends(sheet, verdicts)
    found = [
        index
        for index in behind
        if sheet.block(index).tag not in _LISTED and (sheet.block(index).link >= 0.8 or _is_linked_label(sheet, index))
    ]
    letters = sum(sheet.lines[index].size for index in _left(verdicts))
    return found if sum(sheet.lines[index].size for index in found) * 3 < letters else []


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
    """Lines that stand in a rail or a newsletter box of the page too, or behind the article if they are short.

    A text under a linked headline is left out: an article's first paragraph often is the teaser of the article.
    """
    blocks = sheet.page.blocks
    beside = frozenset({"subscribe", "rail", "aside"}) - sheet.native
    last = sheet.spans[sheet.home][1] if sheet.home >= 0 else len(blocks)
    cut = [i for i, rule in enumerate(verdicts) if rule is not None and not _is_headed(sheet, i)]
    sure = {blocks[i].text for i in cut if zone[i]}
    likely = {blocks[i].text for i in cut if blocks[i].regions & beside or i > last}
    left = [i for i in _left(verdicts) if len(blocks[i].text) >= _COPIED]
    return [i for i in left if blocks[i].text in sure or (blocks[i].text in likely and sheet.lines[i].size <= _SHORT)]


def _is_headed(sheet: Sheet, index: int) -> bool:
    return index > 0 and sheet.block(index - 1).link >= _LINKED and sheet.block(index).link < _LINKED


def _headings(sheet: Sheet, verdicts: Sequence[str | None]) -> list[int]:
    """Short lines without a link right above links that were cut: the headings of these, in words of their own."""
    return [
        index
        for index in _left(verdicts)
        if sheet.lines[index].kind in (Kind.SHORT, Kind.REPEAT)
        and not sheet.lines[index].text.endswith(":")
        and sheet.block(index).link < 0.1
        and index + 1 < len(verdicts)
        and (verdicts[index + 1] in _LINKS or _leads_cut_links(sheet, index, verdicts))
    ]


def _leads_cut_links(sheet: Sheet, index: int, verdicts: Sequence[str | None]) -> bool:
    """True where a cut link follows that is no "read also" line, and behind it another one or its teaser."""
    first, second = index + 1, index + 2
    if second >= len(verdicts) or verdicts[first] is None or verdicts[second] is None:
        return False
    if sheet.block(first).link < _LINKED or sheet.lines[first].kind is Kind.INLINE:
        return False
    return verdicts[second] in _LINKS or sheet.block(second).link >= _LINKED
