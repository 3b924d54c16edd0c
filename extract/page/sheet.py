"""A page laid out for the rail pass: its blocks, their lines, and where the article's paragraphs hang."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extract.flat.lines import Kind, Line, ends_sentence
from extract.page.blocks import Block, Blocks
from extract.page.spans import spans

LINKED, PLAIN = 0.5, 0.3
_TEASER_LINK = 0.6
_REACH, _BELOW_TITLE = 3, 8
_CELLS = ("li", "td", "th", "dd", "dt")
_TEXT = (Kind.STRONG, Kind.MEDIUM, Kind.SHORT)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The blocks of a page with their lines.

    ``chosen``: the blocks that the extractor took. ``spans``: for each block element the first and last block in
    it. ``home``: the block element that most of the article's paragraphs hang in, -1 without any. ``native``: the
    regions that many of these lie in, which therefore say nothing. ``trusted``: the choice is the block model's, and it
    is sure of it.
    """

    page: Blocks
    lines: Sequence[Line]
    chosen: Sequence[bool]
    spans: Sequence[tuple[int, int]]
    home: int
    native: frozenset[str]
    trusted: bool = False

    def block(self, index: int) -> Block:
        """The block at ``index``."""
        return self.page.blocks[index]

    def is_paragraph(self, index: int) -> bool:
        """True for running text: a strong or medium line with few links that does not open with one."""
        block = self.block(index)
        plain = block.link < PLAIN and not (block.opens_linked and block.link > 0.1)
        return plain and self.lines[index].kind in (Kind.STRONG, Kind.MEDIUM)

    def runs_on(self, index: int) -> bool:
        """True where a strong chosen paragraph stands, another one follows, and neither is a teaser."""
        pair = (index, index + 1)
        return pair[1] < len(self.lines) and all(
            self.chosen[i] and self.lines[i].kind is Kind.STRONG and self.is_paragraph(i) and not self.is_teased(i)
            for i in pair
        )

    def is_at_home(self, index: int) -> bool:
        """True where the block hangs where the article's paragraphs hang."""
        return self.home < 0 or self.home in (self.block(index).place, self.page.parents[self.block(index).place])

    def is_inside_home(self, index: int) -> bool:
        """True where the block lies anywhere in the element that the article's paragraphs hang in."""
        return self.home < 0 or self.home in self.page.path(self.block(index).place)

    def is_teased(self, index: int) -> bool:
        """True for text that shares its element with a linked headline right before it: that headline's teaser."""
        if index == 0 or self.block(index).place == self.home:
            return False
        before, here = self.block(index - 1), self.block(index)
        return before.place == here.place and before.link >= _TEASER_LINK and here.link < PLAIN

    def is_gap(self, index: int) -> bool:
        """True for a block that was not chosen although it hangs like the chosen paragraphs right round it.

        Extractors lose sub-headings in bold, short paragraphs and lists so.
        """
        kind, block = self.lines[index].kind, self.block(index)
        text = kind in _TEXT or (block.tag in _CELLS and kind in (Kind.COUNTER, Kind.DATE))
        if index == 0 or not text or block.link > 0.1 or not block.regions <= self.native:
            return False
        if block.is_heading:
            return self._heads_chosen(index)
        if block.tag in _CELLS:
            return self._is_lost_item(index)
        if self._is_last_word(index):
            return True
        reach = 1 if kind is Kind.SHORT else _REACH
        behind = range(index + 1, min(index + 1 + reach, len(self.lines)))
        return self.is_at_home(index) and self._is_kin(index - 1) and any(map(self._is_kin, behind))

    def _heads_chosen(self, index: int) -> bool:
        """True for a heading right above a chosen paragraph in one element with it (an entry of a live blog)."""
        below = index + 1
        if below >= len(self.lines) or not self.chosen[below] or not self.is_paragraph(below):
            return False
        return self.page.parents[self.block(below).place] == self.page.parents[self.block(index).place]

    def _is_lost_item(self, index: int) -> bool:
        """True in a list or table that stands between two chosen paragraphs and hangs beside them."""
        path = list(self.page.path(self.block(index).place))
        around = next((place for place in path[1:] if self.page.parents[place] == self.home), -1)
        if self.home < 0 or around < 0:
            return False
        first, last = self.spans[around]
        return first > 0 and last + 1 < len(self.lines) and self._is_kin(first - 1) and self._is_kin(last + 1)

    def _is_last_word(self, index: int) -> bool:
        """True for a short sentence right behind the last chosen paragraph, in an element of its kind beside it."""
        before, here = self.block(index - 1), self.block(index)
        if not self._is_kin(index - 1) or here.tag != before.tag or any(self.chosen[index + 1 :]):
            return False
        beside = self.page.parents[here.place] == self.page.parents[before.place] and here.place != before.place
        return beside and ends_sentence(here.text)

    def _is_kin(self, index: int) -> bool:
        return self.chosen[index] and self.is_paragraph(index) and self.is_at_home(index) and not self.is_teased(index)

    def body_letters(self, first: int, last: int) -> int:
        """Letters of chosen paragraphs among the blocks first..last."""
        places = range(first, last + 1)
        return sum(self.lines[i].size for i in places if self.chosen[i] and self.is_paragraph(i))


@dataclass(frozen=True, slots=True)
class Shape:
    """How the chosen text lies on the page: an article's paragraphs run on at one place, a list's stand apart.

    ``letters``: of all chosen paragraphs. ``at_home``: share of them that hangs where most do. ``runs``: how often
    a paragraph follows a paragraph. ``headed``: share of paragraphs right behind a linked headline
    or its date. ``titled``: the first paragraph stands shortly below the page's title. ``sure``: the choice is trusted.
    """

    letters: int
    at_home: float
    runs: int
    headed: float
    titled: bool = False
    sure: bool = False


def shape(sheet: Sheet) -> Shape:
    """The shape of what the extractor chose on the page."""
    places = [i for i in range(len(sheet.lines)) if sheet.chosen[i] and sheet.is_paragraph(i)]
    letters = sum(sheet.lines[i].size for i in places)
    home = sum(sheet.lines[i].size for i in places if sheet.is_at_home(i))
    headed = sum(_is_headed(sheet, i) for i in places)
    runs = sum(sheet.runs_on(i) for i in places)
    titled = bool(places) and _is_titled(sheet, places[0])
    return Shape(letters, home / max(1, letters), runs, headed / max(1, len(places)), titled, sheet.trusted)


def _is_titled(sheet: Sheet, index: int) -> bool:
    """True where a heading of first rank, or the title, that is no link stands among the blocks right above."""
    above = range(max(0, index - _BELOW_TITLE), index)
    return any(
        (sheet.block(i).tag == "h1" or sheet.lines[i].kind is Kind.TITLE) and sheet.block(i).link < LINKED
        for i in above
    )


def _is_headed(sheet: Sheet, index: int) -> bool:
    """True right behind a linked headline; its date or kicker may stand between."""
    between = index > 1 and sheet.lines[index - 1].kind in (Kind.DATE, Kind.LABEL, Kind.BYLINE, Kind.COUNTER)
    above = index - 2 if between else index - 1
    return above >= 0 and sheet.block(above).link >= 0.8


def lay_out(page: Blocks, judged: Sequence[Line], chosen: Sequence[bool], *, trusted: bool) -> Sheet:
    """The sheet of ``page``, with its lines and the extractor's choice."""
    home = _home(page, judged, chosen)
    return Sheet(page, judged, chosen, spans(page), home, _regions_at(page, home), trusted)


def _home(page: Blocks, judged: Sequence[Line], chosen: Sequence[bool]) -> int:
    """Where most strong text hangs: round the paragraphs' elements, or the element itself where br part them."""
    strong = [
        (block.place, line.size)
        for block, line, taken in zip(page.blocks, judged, chosen, strict=True)
        if taken and line.kind is Kind.STRONG and block.link < PLAIN
    ]
    sharing = Counter(place for place, _ in strong)
    weight: Counter[int] = Counter()
    for place, size in strong:
        weight[place if sharing[place] > 1 else page.parents[place]] += size
    return max(weight, key=lambda place: weight[place], default=-1)


def _regions_at(page: Blocks, home: int) -> frozenset[str]:
    """Regions that a third or more of the blocks at ``home`` lie in; all regions of the page without a home."""
    hanging = [b.regions for b in page.blocks if home < 0 or home in (b.place, page.parents[b.place])]
    counts = Counter(region for regions in hanging for region in regions)
    return frozenset(region for region, count in counts.items() if home < 0 or count * 3 >= len(hanging))
