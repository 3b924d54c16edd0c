"""Rails on a page: zones found by where a heading stands in the tree, then lines judged by what they are.

A rail heading that opens a box of its own takes the box; one that stands among the paragraphs takes what follows
it up to the next real paragraph of the same text. Nothing is ever "cut to the end".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extract import lines, rails
from extract.blocks import Block, Blocks
from extract.document import Rail
from extract.lines import Kind, Line

_LINKED, _PLAIN = 0.5, 0.3
_SHORT_TEASER = 200
_MOST_BODY_IN_A_RAIL = 0.4
_FOREIGN = frozenset({"rail", "share", "comment", "nav", "subscribe", "footer", "form"})
_RUN = 3
_CELLS = ("td", "th", "li", "dd")
_AROUND = 15


@dataclass(frozen=True, slots=True)
class Judged:
    """For each block the rule that cuts it (None: body), the rails that were cut, and the labels round the body.

    ``labels``: blocks with their lines that stand near the body, outside rails, and are no body.
    """

    verdicts: Sequence[str | None]
    rails: tuple[Rail, ...]
    labels: tuple[tuple[Block, Line], ...]

    def labelled(self, kind: Kind) -> tuple[str, ...]:
        """Texts of the labels of ``kind``."""
        return tuple(line.text for _, line in self.labels if line.kind is kind)

    def in_region(self, region: str) -> tuple[str, ...]:
        """Texts of the labels that lie in ``region``."""
        return tuple(line.text for block, line in self.labels if region in block.regions)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The blocks of a page with their lines, and for each block element the range of blocks in it."""

    page: Blocks
    lines: Sequence[Line]
    chosen: Sequence[bool]
    spans: Sequence[tuple[int, int]]
    home: int
    native: frozenset[str]

    def is_paragraph(self, index: int) -> bool:
        """True for running text: a strong or medium line with few links."""
        return self.lines[index].kind in (Kind.STRONG, Kind.MEDIUM) and self.page.blocks[index].link < _PLAIN

    def body_letters(self, first: int, last: int) -> int:
        """Letters of chosen paragraphs among the blocks first..last."""
        places = range(first, last + 1)
        return sum(self.lines[i].size for i in places if self.chosen[i] and self.is_paragraph(i))


def judge(page: Blocks, chosen: Sequence[bool], title: str | None) -> Judged:
    """Which of the ``chosen`` blocks are no body after all, and by which rule; blocks not chosen are "not chosen"."""
    texts = [block.text for block in page.blocks]
    near = _near(chosen)
    sheet = _sheet(page, lines.classify(texts, title, near), chosen)
    headings = [_is_rail_heading(sheet, index) for index in range(len(texts))]
    zone = _zones(sheet, headings)
    verdicts = _cut_runs(sheet, [_verdict(sheet, index, zone[index]) for index in range(len(texts))])
    shown = [rule if zone[i] or chosen[i] else None for i, rule in enumerate(verdicts)]
    labels = [(page.blocks[i], sheet.lines[i]) for i, rule in enumerate(verdicts) if rule and near[i] and not zone[i]]
    strange = _FOREIGN - sheet.native
    return Judged(
        verdicts,
        rails.gather(texts, shown, headings),
        tuple((block, line) for block, line in labels if not block.regions & strange),
    )


def _near(chosen: Sequence[bool]) -> list[bool]:
    """The chosen blocks and those that stand between them, shortly before or shortly behind."""
    places = [index for index, taken in enumerate(chosen) if taken]
    if not places:
        return list(chosen)
    first, last = max(0, places[0] - _AROUND), places[-1] + _AROUND
    return [first <= index <= last for index in range(len(chosen))]


def _zones(sheet: _Sheet, headings: Sequence[bool]) -> list[bool]:
    zone = [False] * len(headings)
    for index, heading in enumerate(headings):
        if heading and not zone[index]:
            for inside in range(index, _zone_end(sheet, index)):
                zone[inside] = True
    return zone


def _sheet(page: Blocks, judged: Sequence[Line], chosen: Sequence[bool]) -> _Sheet:
    spans = [(len(page.blocks), -1)] * len(page.parents)
    weight: Counter[int] = Counter()
    for index, block in enumerate(page.blocks):
        first, last = spans[block.place]
        spans[block.place] = (min(first, index), max(last, index))
        if chosen[index] and judged[index].kind is Kind.STRONG and block.link < _PLAIN:
            weight[page.parents[block.place]] += judged[index].size
    for place in range(len(spans) - 1, 0, -1):  # an element stands behind the one around it
        (first, last), around = spans[place], page.parents[place]
        spans[around] = (min(first, spans[around][0]), max(last, spans[around][1]))
    home = max(weight, key=lambda place: weight[place], default=-1)
    return _Sheet(page, judged, chosen, spans, home, _regions_at(page, home))


def _is_rail_heading(sheet: _Sheet, index: int) -> bool:
    """A line of the lexicon that is no link, unless it stands in a heading element."""
    block = sheet.page.blocks[index]
    return sheet.lines[index].kind is Kind.RAIL and (block.link < _LINKED or block.is_heading)


def _zone_end(sheet: _Sheet, heading: int) -> int:
    """Index behind the last block of the zone that the rail heading opens."""
    box = next(
        (p for p in sheet.page.path(sheet.page.blocks[heading].place) if sheet.spans[p][1] > heading),
        None,
    )
    if box is None:
        return heading + 1
    first, last = sheet.spans[box]
    all_body = sheet.body_letters(0, len(sheet.lines) - 1)
    in_box = sheet.body_letters(first, last)
    is_box = (
        first == heading and in_box <= _MOST_BODY_IN_A_RAIL * all_body and not _has_running_text(sheet, first, last)
    )
    return last + 1 if is_box else _where_text_goes_on(sheet, heading, last)


def _has_running_text(sheet: _Sheet, first: int, last: int) -> bool:
    """True where two chosen paragraphs without links stand together among the blocks first..last."""
    return any(_runs_on(sheet, index) for index in range(first + 1, last))


def _runs_on(sheet: _Sheet, index: int) -> bool:
    return index + 1 < len(sheet.lines) and all(
        sheet.chosen[i] and sheet.lines[i].kind is Kind.STRONG and sheet.page.blocks[i].link < _PLAIN
        for i in (index, index + 1)
    )


def _where_text_goes_on(sheet: _Sheet, heading: int, last: int) -> int:
    for index in range(heading + 1, last + 1):
        block, line = sheet.page.blocks[index], sheet.lines[index]
        if block.tag == "h1" or _is_subhead(sheet, index, last) or _runs_on(sheet, index):
            return index
        if sheet.is_paragraph(index) and _is_at_home(sheet, index) and not _is_teaser(sheet, index, line):
            return index
    return last + 1


def _is_subhead(sheet: _Sheet, index: int, last: int) -> bool:
    """A heading without link, no rail's own, that a paragraph of the text follows."""
    block = sheet.page.blocks[index]
    if not block.is_heading or block.link >= _LINKED or sheet.lines[index].kind is Kind.RAIL or index >= last:
        return False
    return sheet.is_paragraph(index + 1) and _is_at_home(sheet, index + 1)


def _is_at_home(sheet: _Sheet, index: int) -> bool:
    """True where the block hangs where the text's paragraphs hang."""
    return sheet.home < 0 or sheet.page.parents[sheet.page.blocks[index].place] == sheet.home


def _is_teaser(sheet: _Sheet, index: int, line: Line) -> bool:
    """A cut-off or short text right under a linked headline."""
    if sheet.page.blocks[index - 1].link < 0.8:
        return False
    return line.kind is Kind.TEASER or line.size < _SHORT_TEASER


def _verdict(sheet: _Sheet, index: int, in_zone: bool) -> str | None:
    kind = sheet.lines[index].kind
    if in_zone:
        return "rail heading" if kind is Kind.RAIL else "rail zone"
    if not sheet.chosen[index]:
        return "not chosen"
    block = sheet.page.blocks[index]
    if kind in rails.ALWAYS_CUT and not (kind is Kind.COUNTER and block.tag in _CELLS):
        return str(kind)
    running = kind is Kind.STRONG and block.link < _PLAIN
    return None if running else _foreign(sheet, block)


def _foreign(sheet: _Sheet, block: Block) -> str | None:
    """The region that a block lies in and the text's paragraphs do not, where it holds little of the text."""
    regions = block.regions & _FOREIGN
    strange = sorted(regions - sheet.native)
    return f"in a {strange[0]} region" if strange else None


def _regions_at(page: Blocks, home: int) -> frozenset[str]:
    """Regions of the paragraphs that hang at ``home``; class names that the whole text shares say nothing."""
    found = [block.regions for block in page.blocks if page.parents[block.place] == home]
    return frozenset.union(*found) if found else _FOREIGN


def _cut_runs(sheet: _Sheet, verdicts: list[str | None]) -> list[str | None]:
    """Three or more links in a row before the first paragraph or behind the last are a rail without a heading."""
    paragraphs = [i for i, rule in enumerate(verdicts) if rule is None and sheet.is_paragraph(i)]
    first, last = (paragraphs[0], paragraphs[-1]) if paragraphs else (0, -1)
    left = [i for i, rule in enumerate(verdicts) if rule is None]
    for run in ([i for i in left if i < first], [i for i in left if i > last]):
        linked = [i for i in run if sheet.page.blocks[i].link >= 0.9]
        if len(linked) >= _RUN:
            for index in linked:
                verdicts[index] = "teaser run"
    return verdicts
