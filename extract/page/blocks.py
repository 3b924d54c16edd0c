"""One walk of a page's tree into blocks of text, with what is known of each from where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree, html

from extract.page.markup import holds_article

_UNSEEN = (
    "script style noscript template svg iframe head object embed canvas select textarea math video audio map title"
)
_SKIP = frozenset(_UNSEEN.split())
_WITHIN = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span "
    "strike strong sub sup time tt u var wbr img picture source nobr button"
)
_INLINE = frozenset(_WITHIN.split())
_UNSEEN_NAMES = frozenset(("hidden", "d-none", "visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text"))
_SHOWN = re.compile(r":|^d-(?!none)|visible|show")
_BOLD = frozenset(("b", "strong"))
_LONGEST_NAMES, _LONGEST_ID = 300, 100
_RANKS = "h1 h2 h3 h4 h5 h6"
_HEADINGS = frozenset(_RANKS.split())
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_EDGES = " \xa0\u200b\ufeff\u2028"
_HYPHEN = "\xad"  # where a word may be parted, no letter
_WORDY = re.compile(r"[^\W\d_]{2}")
_PARTS, _SLUG = re.compile(r"[-_]+"), 3
_CAMEL = re.compile(r"([a-z])([A-Z])")
_SENTENCE_END = (".", "!", "?", "”", "»", '"', "…", ":")
_REGIONS = re.compile(
    r"(?P<rail>relat|recommend|more-(?:stor|news|from|art|like|on)|read-?(?:also|more|next)|see-?also|suggest|similar"
    r"|outbrain|taboola|trending|popular|most-|latest|recent-|teaser|carousel|slider|widget|sidebar|crosslink|promo"
    r"|td[_-]block|upnext|up-next|further-reading|inread|mgid|zergnet)"
    r"|(?P<share>shar(?:e|ing)\b|social|addtoany|sharedaddy|follow-)"
    r"|(?P<comment>comment|disqus|respond\b|discussion)"
    r"|(?P<nav>\bnav|menu|breadcrumb|crumbs|pagination|pager)"
    r"|(?P<subscribe>newsletter|subscri|signup|sign-up|paywall|cookie|consent|gdpr)"
    r"|(?P<caption>caption|credit|figure)"
    r"|(?P<byline>byline|author\b|autor\b)"
    r"|(?P<tags>\btags?\b|post-tags|keywords)"
    r"|(?P<category>categor(?!ies)|kicker|eyebrow|section-(?:label|name|title)|rubrik|rubric)",
)
_NOWHERE: frozenset[str] = frozenset()
_TAG_REGIONS = {"nav": "nav", "aside": "aside", "footer": "footer", "form": "form", "figcaption": "caption"}


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that a reader sees as one piece.

    ``text``: blanks collapsed, no-break spaces as they are. ``tag``: of the nearest block element. ``link``:
    share of the letters inside links, 0..1. ``opens_linked``: its first letters are a link. ``place``: index of the
    nearest block element in ``Blocks.parents``.
    ``regions``: names of the regions it lies in (rail, share, comment, nav, subscribe, caption, byline, tags,
    aside, footer, form), read from tags and class names. ``strong``: share of the letters in bold, 0..1.
    """

    text: str
    tag: str
    link: float
    place: int
    regions: frozenset[str]
    opens_linked: bool = False
    strong: float = 0.0

    @property
    def is_heading(self) -> bool:
        """True for h1 to h6."""
        return self.tag in _HEADINGS


@dataclass(frozen=True, slots=True)
class Blocks:
    """All blocks in reading order, and for each block element (by index) the index of the one around it.

    ``tags`` and ``names`` (class, short id, role, itemprop) of the block elements stand beside ``parents``.
    """

    blocks: tuple[Block, ...]
    parents: tuple[int, ...]
    tags: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def path(self, place: int) -> Iterator[int]:
        """``place`` and the block elements round it, from the inside to the outside."""
        while place >= 0:
            yield place
            place = self.parents[place]

    def steps(self) -> int:
        """How many steps it takes to climb from each block to the top: some ten a block on an ordinary page."""
        depth: list[int] = []
        for around in self.parents:
            depth.append(depth[around] + 1 if around >= 0 else 1)
        return sum(depth[block.place] for block in self.blocks)


@lru_cache(maxsize=20_000)
def regions_of(names: str) -> frozenset[str]:
    """Regions that class names, an id or a role speak of."""
    return _NOWHERE.union(*map(_regions_of_name, names.split()))


@lru_cache(maxsize=20_000)
def _regions_of_name(name: str) -> frozenset[str]:
    words = _CAMEL.sub(r"\1-\2", name).lower()
    return frozenset(match.lastgroup or "" for match in _REGIONS.finditer(words))


@dataclass(slots=True)
class _Walk:
    """State of one walk: the open block elements and the text gathered since the last boundary."""

    blocks: list[Block] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    open: list[tuple[int, str, frozenset[str]]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    bold: int = 0
    bolds: int = 0
    opens_linked: bool | None = None

    def enter(self, element: html.HtmlElement, tag: str) -> None:
        if tag in _INLINE:
            self.links += tag == "a"
            self.bolds += tag in _BOLD
            return
        self.flush()
        place, _, regions = self.open[-1] if self.open else (-1, "", frozenset())
        self.parents.append(place)
        self.tags.append(tag)
        named, name = element.get("class"), element.get("id")
        if name and len(_PARTS.findall(name)) >= _SLUG:
            name = None  # an id as long as that is a heading's text as an anchor
        told = (named, element.get("role"), element.get("itemprop"), name)
        self.names.append(" ".join(filter(None, told))[:_LONGEST_NAMES])
        own = _own_regions(tag, named, name)
        self.open.append((len(self.parents) - 1, tag, regions | own if own else regions))

    def leave(self, tag: str) -> None:
        if tag in _INLINE:
            self.links -= tag == "a"
            self.bolds -= tag in _BOLD
            return
        self.flush()
        self.open.pop()

    def add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            if self.opens_linked is None and not text.isspace() and _WORDY.search(text):
                self.opens_linked = self.links > 0
            if self.links:
                self.linked += len(text.strip())
            if self.bolds:
                self.bold += len(text.strip())

    def line_break(self, element: html.HtmlElement) -> None:
        """A br parts lines, but for one inside a sentence: what follows it goes on in lower case."""
        after = (element.tail or "").lstrip()
        if after[:1].islower() and not "".join(self.pieces[-3:]).rstrip().endswith(_SENTENCE_END):
            self.pieces.append(" ")
        else:
            self.flush()

    def flush(self) -> None:
        if not self.pieces:
            return
        text = "".join(self.pieces)
        if not text.isspace():  # between elements mostly nothing else stands
            text = _BLANKS.sub(" ", text).replace(_HYPHEN, "").strip(_EDGES)
        if any(map(str.isalnum, text)):
            place, tag, regions = self.open[-1]
            share, bold = min(1.0, self.linked / len(text)), min(1.0, self.bold / len(text))
            self.blocks.append(Block(text, tag, share, place, regions, bool(self.opens_linked), bold))
        self.pieces.clear()
        self.opens_linked = None
        self.linked = self.bold = 0


def _own_regions(tag: str, named: str | None, name: str | None) -> frozenset[str]:
    own = regions_of(named[:_LONGEST_NAMES]) if named else _NOWHERE
    if name:
        own |= regions_of(name[:_LONGEST_ID])
    return own | {_TAG_REGIONS[tag]} if tag in _TAG_REGIONS else own


def walk(root: html.HtmlElement) -> Blocks:
    """All blocks of the page below ``root``, in reading order. Never raises."""
    body = root.find("body")
    start = root if body is None else body
    state = _Walk()
    skipped = None
    steps = etree.iterwalk(start, events=("start", "end"))
    for event, element in steps:
        tag = element.tag
        if event == "start":
            if tag in _SKIP or (element is not start and _is_hidden(element)):
                steps.skip_subtree()
                skipped = element
            elif tag != "br":
                state.enter(element, tag)
                state.add(element.text)
            continue
        if element is skipped:
            skipped = None
        elif tag == "br":
            state.line_break(element)
        else:
            state.leave(tag)
        if element is not start:
            state.add(element.tail)
    return Blocks(tuple(state.blocks), tuple(state.parents), tuple(state.tags), tuple(state.names))


def _is_hidden(element: html.HtmlElement) -> bool:
    style, names = element.get("style"), element.get("class")
    unseen = element.get("hidden") is not None or (style and "display:none" in style.replace(" ", "").lower())
    return bool(unseen or (names and _is_unseen(names))) and not holds_article(element)


@lru_cache(maxsize=20_000)
def _is_unseen(names: str) -> bool:
    """Class names that every stylesheet hides by, without those that bring it back on larger screens."""
    held = names.lower().split()
    return not _UNSEEN_NAMES.isdisjoint(held) and not any(map(_SHOWN.search, held))
