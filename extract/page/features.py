"""What the block model looks at: one row of numbers for each block of a page, in columns that ``names`` tells.

Numbers of a page's blocks are computed together, column by column; strings are looked at once each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from extract import lexicon
from extract.page import letters, marks, opening, stems, surroundings
from extract.page.basis import GOOD, Basis, Column, Columns, Whole
from extract.page.basis import make as basis_of
from extract.page.blocks import Block, Blocks
from extract.page.stated import Stated

_TAGS = ("p", "h1", "h2", "h3", "h4", "li", "td", "div", "blockquote", "figcaption", "dd", "pre", "section", "article")
_INSIDE = "article main aside header form figure ul ol table blockquote section details address dl figcaption"
_AROUND = tuple(_INSIDE.split())
_KINDS = (
    "rail",
    "inline",
    "tag_line",
    "share",
    "follow_us",
    "comment_form",
    "photo_credit",
    "agency_credit",
    "ad",
    "breadcrumb",
)
_REGIONS = ("rail", "share", "comment", "nav", "subscribe", "caption", "byline", "tags", "category", "aside", "form")
_LABEL, _OPENING = 60, 220
_NEAR = 3
_BEGIN = 80


def matrix(page: Blocks, stated: Stated) -> Column:
    """A row of features for each block of ``page``, which has at least one (float32, no NaN). Never raises."""
    return as_rows(columns(page, stated))


def as_rows(columns: Mapping[str, Column | Whole]) -> Column:
    """The columns side by side."""
    made = np.array(list(columns.values()), dtype=np.float32)
    return np.ascontiguousarray(made.T)


def columns(page: Blocks, stated: Stated) -> dict[str, Column | Whole]:
    """The same by name, a column a feature."""
    basis = basis_of(page)
    found: Columns = {}
    for make in (_text, _tag, _position, _marks, _labels, surroundings.containers, surroundings.groups):
        found |= make(basis)
    found |= _stated(basis, stated)
    return found | surroundings.neighbours(found, basis)


def _text(basis: Basis) -> Columns:
    texts = [block.text for block in basis.page.blocks]
    seen = Counter(texts)
    columns = letters.counts(texts) | stems.counts(texts)
    columns["size"] = basis.size
    columns["link"] = basis.link
    columns["strong"] = np.array([block.strong for block in basis.page.blocks])
    columns["opens linked"] = np.array([block.opens_linked for block in basis.page.blocks])
    columns["repeats"] = np.array([seen[text] for text in texts])
    return columns


def _tag(basis: Basis) -> Columns:
    tags = [block.tag for block in basis.page.blocks]
    numbers = {tag: number for number, tag in enumerate(_TAGS)}
    numbered = np.array([numbers.get(tag, -1) for tag in tags])
    columns: Columns = {f"tag {tag}": numbered == number for tag, number in numbers.items()}
    bits = {tag: 1 << index for index, tag in enumerate(_AROUND)}
    inside, depth = [0] * len(basis.page.parents), [0] * len(basis.page.parents)
    for place, (around, tag) in enumerate(zip(basis.page.parents, basis.page.tags, strict=True)):
        inside[place] = bits.get(tag, 0) | (inside[around] if around >= 0 else 0)
        depth[place] = depth[around] + 1 if around >= 0 else 0
    held = np.array(inside, dtype=np.int64)[basis.place]
    columns |= {f"in {tag}": (held & bit) > 0 for tag, bit in bits.items()}
    columns["depth"] = np.array(depth)[basis.place]
    return columns


def _position(basis: Basis) -> Columns:
    count = len(basis.size)
    index = np.arange(count)
    strong = np.flatnonzero(basis.good > 2 * GOOD)
    first, last = (strong[0], strong[-1]) if len(strong) else (0, count - 1)
    all_good = max(1.0, float(basis.good.sum()))
    before = np.cumsum(basis.good) - basis.good
    return {
        "index": index,
        "place on page": index / max(1, count),
        "blocks": np.full(count, count),
        "from first": index - first,
        "from last": index - last,
        "good before": before / all_good,
        "good behind": (all_good - before - basis.good) / all_good,
        "all good": np.full(count, all_good),
        "good": basis.good,
        "all text": np.full(count, basis.size.sum()),
    }


def _marks(basis: Basis) -> Columns:
    """For each kind of class name: 2 in one of the three nearest elements, and 1 around but not round the main text."""
    own = [marks.of(names) for names in basis.page.names]
    far = list(own)
    for element, around in enumerate(basis.page.parents):
        if around >= 0:
            far[element] |= far[around]
    mine, around_all = np.array(own, dtype=np.int64), np.array(far, dtype=np.int64)[basis.place]
    near = mine[basis.place]
    place: Whole = basis.place
    for _ in range(_NEAR - 1):
        place = np.where(place >= 0, basis.parents[place], -1)
        near = near | np.where(place >= 0, mine[place], 0)
    apart = around_all & ~np.int64(far[basis.top])
    columns: Columns = {
        f"named {name}": ((apart >> bit) & 1) + 2 * ((near >> bit) & 1) for bit, name in enumerate(marks.NAMES)
    }
    native = _regions_of_top(basis)
    bits = {name: 0 if name in native else 1 << bit for bit, name in enumerate(_REGIONS)}
    masks = {held: sum(bits.get(name, 0) for name in held) for held in {block.regions for block in basis.page.blocks}}
    mask = np.array([masks[block.regions] for block in basis.page.blocks])
    return columns | {f"region {name}": (mask & bit) > 0 for name, bit in bits.items()}


def _regions_of_top(basis: Basis) -> frozenset[str]:
    """Regions that two thirds of the main element's good text lie in."""
    weights: defaultdict[str, float] = defaultdict(float)
    first, last = int(basis.first[basis.top]), int(basis.last[basis.top])
    total = 0.0
    for index in range(first, last + 1):
        total += float(basis.good[index])
        for region in basis.page.blocks[index].regions:
            weights[region] += float(basis.good[index])
    return frozenset(region for region, weight in weights.items() if weight * 3 >= total * 2)


def _labels(basis: Basis) -> Columns:
    """Which lines the lexicon knows, and how far above and below the next rail heading and heading stand."""
    bits = {kind: 1 << index for index, kind in enumerate(_KINDS)}
    mask = np.array([_label(block.text, bits) for block in basis.page.blocks], dtype=np.int64)
    columns: Columns = {
        f"label {kind}": ((mask & bit) > 0) * 2 + ((mask & (bit << 16)) > 0) for kind, bit in bits.items()
    }
    heading = np.array([block.is_heading for block in basis.page.blocks])
    headed = heading | ((basis.size < _LABEL) & np.array([block.strong > 0.8 for block in basis.page.blocks]))
    rail = (mask & bits["rail"]) > 0
    columns["since rail"] = _since(rail)
    columns["till rail"] = _since(rail[::-1])[::-1]
    columns["since heading"] = _since(headed)
    last_heading = _last(headed)
    columns["under rail"] = np.where(last_heading >= 0, rail[last_heading], False)
    columns["heading link"] = np.where(last_heading >= 0, basis.link[last_heading], -1)
    return columns


def _label(text: str, bits: Mapping[str, int]) -> int:
    """The bits of what the lexicon knows the text to be, or, 16 bits higher, of what it knows to open it."""
    known = lexicon.load()
    if len(text) <= _LABEL and (kinds := known.kinds(lexicon.key(text))):
        return sum(bits.get(kind, 0) for kind in kinds)
    opens = known.opening_kinds(text) if len(text) <= _OPENING else frozenset()
    return sum(bits.get(kind, 0) for kind in opens) << 16 if opens else 0


def _last(true: NDArray[np.bool_]) -> Whole:
    """For each block the index of the last true one up to it, -1 before the first."""
    return np.maximum.accumulate(np.where(true, np.arange(len(true)), -1))


def _since(true: NDArray[np.bool_]) -> Whole:
    """For each block how many blocks ago the last true one stood; 999 before the first."""
    last = _last(true)
    return np.where(last >= 0, np.arange(len(true)) - last, 999)


def _stated(basis: Basis, stated: Stated) -> Columns:
    blocks = basis.page.blocks
    title = lexicon.key(stated.title)
    titles = [index for index, block in enumerate(blocks) if _is_title(block, title)]
    main = next((i for i in titles if blocks[i].tag == "h1"), titles[0] if titles else -1)
    summary, text = _plain(stated.summary), _plain(stated.text)
    begins = [_plain(block.text[:_BEGIN]) for block in blocks] if summary or text else []
    in_text = np.array([begin in text for begin in begins]) if text else np.full(len(blocks), -1)
    in_summary = np.array([len(b) > 25 and b[:60] in summary for b in begins]) if summary else np.zeros(len(blocks))
    index = np.arange(len(blocks))
    return {
        "is title": np.isin(index, titles),
        "from title": index - main if main >= 0 else np.full(len(blocks), -999),
        "in stated text": in_text,
        "in summary": in_summary,
    } | opening.columns(basis, main)


def _is_title(block: Block, title: str) -> bool:
    return bool(title) and abs(len(block.text) - len(title)) <= _BEGIN and lexicon.key(block.text) == title


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
