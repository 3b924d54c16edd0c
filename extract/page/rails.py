"""Rails on a page: zones found by where a heading stands in the tree, then lines judged by what they are.

A rail heading that opens a box of its own takes the box; one that stands among the paragraphs takes what follows
it up to the next real paragraph of the same text. Nothing is ever "cut to the end".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.document import Rail
from extract.flat import lines, rails
from extract.flat.lines import Kind, Line
from extract.page import sheet, strays, template
from extract.page.blocks import Block, Blocks
from extract.page.sheet import LINKED, PLAIN, Shape, Sheet
from extract.snapshot import INSERTED, Snapshot

_SHORT_TEASER = 200
_MOST_BODY_IN_A_RAIL = 0.4
_FOREIGN = frozenset({"rail", "share", "comment", "nav", "subscribe", "footer", "form"})
_CERTAIN = frozenset({"share", "comment", "subscribe", "form"})
_CELLS = ("td", "th", "li", "dd")
_AROUND, _SHORTLY = 15, 5
_LONGEST_CAPTION = 300


@dataclass(frozen=True, slots=True)
class Judged:
    """For each block the rule that cuts it (None: body), the rails that were cut, and the labels round the body.

    ``labels``: blocks with their lines that stand near the body, outside rails, and are no body; the first
    ``above`` of them stand above it. ``shape``: how the
    chosen text lies on the page.
    """

    verdicts: Sequence[str | None]
    rails: tuple[Rail, ...]
    labels: tuple[tuple[Block, Line], ...]
    above: int
    shape: Shape

    def nearest(self, kind: Kind) -> tuple[str, ...]:
        """Texts of the labels of ``kind``, the last one above the body first, those behind it last."""
        order = (*reversed(self.labels[: self.above]), *self.labels[self.above :])
        return tuple(line.text for _, line in order if line.kind is kind)

    def labelled(self, kind: Kind) -> tuple[str, ...]:
        """Texts of the labels of ``kind``."""
        return tuple(line.text for _, line in self.labels if line.kind is kind)

    def texts(self) -> tuple[str, ...]:
        """Texts of all labels."""
        return tuple(line.text for _, line in self.labels)

    def in_region(self, region: str) -> tuple[str, ...]:
        """Texts of the labels that lie in ``region``."""
        return tuple(line.text for block, line in self.labels if region in block.regions)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the page: the article's ``title``, and the ``site``'s snapshot; None for what is not known.

    ``trusted``: the choice is the block model's, which has seen where everything stands, and it is sure; only the rules
    that know better are asked then. ``row``: blocks that stand in no rail, () where that is not known.
    """

    title: str | None = None
    trusted: bool = False
    site: Snapshot | None = None
    row: Sequence[bool] = ()


def judge(page: Blocks, chosen: Sequence[bool], known: Known) -> Judged:
    """Which of the ``chosen`` blocks are no body after all, and by which rule; others are "not article"."""
    texts = [block.text for block in page.blocks]
    near = _near(chosen)
    laid = sheet.lay_out(page, lines.classify(texts, known.title, near), chosen, trusted=known.trusted)
    headings = [_is_rail_heading(laid, index) for index in range(len(texts))]
    row = known.row or [False] * len(texts)
    zone = [inside and not beside for inside, beside in zip(_zones(laid, headings), row, strict=True)]
    verdicts = strays.cut(laid, zone, [_verdict(laid, index, zone[index]) for index in range(len(texts))])
    verdicts = [None if rule == strays.TEASER and row[index] else rule for index, rule in enumerate(verdicts)]
    if known.site is not None:
        verdicts = template.cut(laid, known.site, verdicts)
    beside = _beside(laid, verdicts)
    shown = [rule if zone[i] or chosen[i] or beside[i] else None for i, rule in enumerate(verdicts)]
    strange = _FOREIGN - laid.native
    labels = [
        i
        for i, rule in enumerate(verdicts)
        if rule and near[i] and not zone[i] and not page.blocks[i].regions & strange
    ]
    start = next((i for i, rule in enumerate(verdicts) if rule is None), len(texts))
    return Judged(
        verdicts,
        rails.gather(texts, shown, headings),
        tuple(_label(laid, i) for i in labels),
        sum(i < start for i in labels),
        sheet.shape(laid),
    )


def _label(laid: Sheet, index: int) -> tuple[Block, Line]:
    """A block with its line, without the regions that the whole text lies in."""
    block = laid.block(index)
    return replace(block, regions=block.regions - laid.native), laid.lines[index]


def _beside(laid: Sheet, verdicts: Sequence[str | None]) -> list[bool]:
    """Which blocks stand between the first and the last that stay or shortly behind, and are no link or teaser."""
    left = [index for index, rule in enumerate(verdicts) if rule is None]
    if not left:
        return [False] * len(verdicts)
    linked = [laid.block(index).link >= LINKED for index in range(len(verdicts))]
    last = left[-1] + _SHORTLY
    return [left[0] < i <= last and not linked[i] and not linked[i - 1] for i in range(len(verdicts))]


def _near(chosen: Sequence[bool]) -> list[bool]:
    """The chosen blocks and those that stand between them, shortly before or shortly behind."""
    places = [index for index, taken in enumerate(chosen) if taken]
    if not places:
        return list(chosen)
    first, last = max(0, places[0] - _AROUND), places[-1] + _AROUND
    return [first <= index <= last for index in range(len(chosen))]


def _zones(laid: Sheet, headings: Sequence[bool]) -> list[bool]:
    zone = [False] * len(headings)
    for index, heading in enumerate(headings):
        if heading and not zone[index]:
            end = _zone_end(laid, index)
            holds_links = any(laid.block(inside).link >= LINKED for inside in range(index + 1, end))
            for inside in range(index, end if holds_links else index + 1):
                zone[inside] = True
    return zone


def _is_rail_heading(laid: Sheet, index: int) -> bool:
    """A line of the lexicon that is no link, unless it stands in a heading element."""
    block = laid.block(index)
    return laid.lines[index].kind is Kind.RAIL and (block.link < LINKED or block.is_heading)


def _zone_end(laid: Sheet, heading: int) -> int:
    """Index behind the last block of the zone that the rail heading opens."""
    box = next(
        (p for p in laid.page.path(laid.block(heading).place) if laid.spans[p][1] > heading),
        None,
    )
    if box is None:
        return heading + 1
    first, last = laid.spans[box]
    all_body = laid.body_letters(0, len(laid.lines) - 1)
    in_box = laid.body_letters(first, last)
    is_box = first == heading and in_box <= _MOST_BODY_IN_A_RAIL * all_body and not _has_running_text(laid, first, last)
    return last + 1 if is_box else _where_text_goes_on(laid, heading, last)


def _has_running_text(laid: Sheet, first: int, last: int) -> bool:
    """True where two chosen paragraphs without links stand together among the blocks first..last."""
    return any(laid.runs_on(index) for index in range(first + 1, last))


def _where_text_goes_on(laid: Sheet, heading: int, last: int) -> int:
    for index in range(heading + 1, last + 1):
        block, line = laid.block(index), laid.lines[index]
        if block.tag == "h1" or _is_subhead(laid, index, last) or laid.runs_on(index):
            return index
        if laid.is_paragraph(index) and laid.is_at_home(index) and not _is_teaser(laid, index, line):
            return index
    return last + 1


def _is_subhead(laid: Sheet, index: int, last: int) -> bool:
    """A heading without link, no rail's own, that a paragraph of the text follows."""
    block = laid.block(index)
    if not block.is_heading or block.link >= LINKED or laid.lines[index].kind is Kind.RAIL or index >= last:
        return False
    return laid.is_paragraph(index + 1) and laid.is_at_home(index + 1)


def _is_teaser(laid: Sheet, index: int, line: Line) -> bool:
    """A cut-off or short text right under a linked headline; behind the last item of a list the article goes on."""
    if laid.block(index - 1).link < 0.8 or laid.block(index - 1).tag == "li" != laid.block(index).tag:
        return False
    return line.kind is Kind.TEASER or line.size < _SHORT_TEASER


def _verdict(laid: Sheet, index: int, in_zone: bool) -> str | None:
    kind = laid.lines[index].kind
    if in_zone:
        return "rail heading" if kind is Kind.RAIL else "rail zone"
    if not laid.chosen[index]:
        return None if laid.is_gap(index) else INSERTED
    block = laid.block(index)
    if "caption" in block.regions - laid.native and laid.lines[index].size < _LONGEST_CAPTION:
        return str(Kind.CAPTION)
    if kind in rails.ALWAYS_CUT and not (kind in (Kind.COUNTER, Kind.DATE) and block.tag in _CELLS):
        return str(kind)
    return _foreign(laid, block, kind)


def _foreign(laid: Sheet, block: Block, kind: Kind) -> str | None:
    """The region that a block lies in and the text's paragraphs do not.

    A class name that smells of a rail or a menu does not cut a paragraph of running text; a form's does.
    """
    running = kind is Kind.STRONG and block.link < PLAIN
    regions = block.regions & (_CERTAIN if running or laid.trusted else _FOREIGN)
    strange = sorted(regions - laid.native)
    return f"in a {strange[0]} region" if strange else None
