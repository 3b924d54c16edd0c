"""Text of a page to one lxml tree, safely: what hangs or crashes parsers is taken out before they see it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import cast

from lxml import etree, html

_UNUSABLE = bytes({*range(32)} - set(b"\t\n\f\r"))
_FORM_FEED_AS_BLANK = bytes.maketrans(b"\f", b" ")  # white space in HTML, and no letter of XML 1.0
# What no XML 1.0 tree may hold (2.2), written out as a character reference or as two bytes of UTF-8.
_NO_LETTER = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
_NO_LETTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_ENDS = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)  # libxml2 drops what follows; browsers do not
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HUGE_TAG = re.compile(rb"<([a-zA-Z][\w:-]{0,40})\s[^<>]{50000,}>")
_LARGE, _LARGEST, _LONGEST_TAG = 3_000_000, 4_000_000, 50_000
_LONG_VALUE = re.compile(r"""=\s?(?:"[^"<>]{20000,}"|'[^'<>]{20000,}'|[^\s"'<>=]{20000,})""")  # pictures in the page
_EMPTY = re.compile(r"<(span|div|i|b|p|a|font|li)\b[^<>]*>\s*</\1>", re.IGNORECASE)
_MAIN, _BEFORE_MAIN = re.compile(r"<(?:h1|main|article)\b", re.IGNORECASE), 100_000
_ENDLESS = re.compile(r"(>[^<>]{100000})[^<>]{900000,}")  # no article is one run of a million letters
_NESTING = re.compile(
    rb"<(/?)(?:div|span|section|font|center|b|i|u|em|strong|blockquote|table|ul|ol|dl|main|article)\b[^<>]*>",
    re.IGNORECASE,
)
_NESTED = (b"<div", b"<span", b"<b", b"<table", b"<ul", b"<main")
_MANY_ELEMENTS, _DEEPEST = 2_000, 200  # libxml2 drops what lies deeper than 2,048 elements
_BULKY = [
    (re.compile(rf"<{begin}", re.IGNORECASE), re.compile(rf"{end}\s*>", re.IGNORECASE))
    for begin, end in ((r"script\b", "</script"), (r"style\b", "</style"), (r"svg\b", "</svg"), ("!--", "--"))
]
_BREAKS = re.compile(rb"(?:<br\s*/?>\s*){3,}", re.IGNORECASE)
_MOST_LINKS_IN_A_PARAGRAPH, _MANY_BREAKS = 2_000, 500
_LONG_PARAGRAPH, _MANY_PARAGRAPHS = 80, 5
_WHOLE_TEXT = 400  # letters; few labels are as long, and teasers that are buttons neither
_TEXTS = etree.XPath("//body//text()[not(parent::script or parent::style or parent::noscript)]")
_DEAD = ("style", "svg", "iframe", "template", "object", "embed", "canvas", "link", "audio", "video", "select", "math")
_ROUND = ("nav", "footer", "button", "input", "option")
_CLASSES = etree.ElementDefaultClassLookup(element=html.HtmlElement)  # one class for all: no look-up in Python


class Unreadable(ValueError):
    """No parser made a tree of the page (it has no element at all)."""


def parse(text: str) -> html.HtmlElement:
    """The tree of a page. Comments and processing instructions are gone.

    A tag of more than 50,000 letters loses its attributes; of hundreds of br three or more in a row become two;
    elements nested more than 200 deep lose their tags. A page of more than 3 million letters loses its scripts (JSON-LD
    among them), styles, drawings, comments and empty elements, attributes of more than 20,000 letters, and all but the
    beginning of a run of a million; of what is left 4 million are read, from the beginning or round the main heading.

    Raises Unreadable when there is nothing to make a tree of.
    """
    if len(text) > _LARGE:
        text = _lighter(text)
    clean = text.encode("utf-8", "ignore").translate(_FORM_FEED_AS_BLANK, _UNUSABLE)
    if clean.count(b"<br") > _MANY_BREAKS:
        clean = _BREAKS.sub(b"<br><br>", clean)
    if max(map(len, clean.split(b"<"))) > _LONGEST_TAG:
        clean = _HUGE_TAG.sub(rb"<\1>", clean)
    clean = mended(shallow(clean))
    if not clean.strip():
        raise Unreadable("the page is empty")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False)
    parser.set_element_class_lookup(_CLASSES)
    try:
        root = html.document_fromstring(clean, parser=parser)
    except (etree.ParserError, ValueError) as damage:
        raise Unreadable(f"no tree could be made of the page: {damage}") from damage
    return root


def _lighter(text: str) -> str:
    """At most 4 million letters of a page: without what holds no text, from its beginning or round its main heading."""
    for begin, end in _BULKY:
        text = _without(text, begin, end)
    text = _EMPTY.sub("", _ENDLESS.sub(r"\1 ", _LONG_VALUE.sub('=""', text)))
    main = _MAIN.search(text)
    if main and main.start() > _LARGEST - _LARGEST // 4:
        at = main.start() - _BEFORE_MAIN
        return text[:_BEFORE_MAIN] + text[text.find("<", at) : at + _LARGEST]
    return text[:_LARGEST]


def _without(text: str, begin: re.Pattern[str], end: re.Pattern[str]) -> str:
    """``text`` without what ``begin`` and ``end`` bound; one that never ends stays. One look at each letter."""
    *closed, rest = end.split(text)
    opened = (begin.search(part) for part in closed)
    kept = [part[: found.start()] if found else part for part, found in zip(closed, opened, strict=True)]
    return " ".join([*kept, rest])


def shallow(markup: bytes) -> bytes:
    """``markup`` without the tags of plain elements that lie more than 200 deep in others of them."""
    if markup.count(b"<") < _MANY_ELEMENTS or sum(map(markup.count, _NESTED)) < _MANY_ELEMENTS:
        return markup
    depth = 0

    def keep(tag: re.Match[bytes]) -> bytes:
        nonlocal depth
        if tag[1]:
            depth = max(0, depth - 1)
            return tag[0] if depth < _DEEPEST else b""
        depth += 1
        return tag[0] if depth <= _DEEPEST else b""

    return _NESTING.sub(keep, markup)


def mended(markup: bytes) -> bytes:
    """``markup`` (UTF-8) without what makes libxml2 lose text: early ends of the page, references to no letter.

    A reference that only what was taken out has put together (``&#&#1;1;``) becomes a blank, which joins nothing.
    """
    markup = _NO_LETTER.sub(b"", markup)
    for sign in _NO_LETTERS:
        markup = markup.replace(sign, b"")
    return _NO_LETTER.sub(b" ", _ENDS.sub(b"", markup))


def prune(root: html.HtmlElement) -> None:
    """Take out of ``root`` what is never article: styles, frames, drawings, menus, footers, buttons, and scripts
    that hold no article data.
    """
    for element in list(root.iter("script", *_DEAD, *_ROUND)):
        data = element.tag == "script" and "articleBody" in (element.text or "")
        if not data and not holds_article(element) and not _is_wrapping(element):
            drop(element)
    for anchor in list(root.iter("a")):
        if len(anchor) and _is_long(anchor):  # a link that is never closed
            anchor.drop_tag()
    for paragraph in list(root.iter("p")):
        if len(paragraph) > _MOST_LINKS_IN_A_PARAGRAPH:
            etree.strip_tags(paragraph, "a", "b", "i", "em", "strong", "span", "br")


def _is_wrapping(element: html.HtmlElement) -> bool:
    """True for a button round most of the page's text: browsers show it."""
    if element.tag != "button":
        return False
    held = _letters(element.itertext())
    return held > _WHOLE_TEXT and 2 * held > _letters(cast(list[str], _TEXTS(element)))


def _letters(texts: Iterable[object]) -> int:
    return sum(len(str(text).strip()) for text in texts)


def holds_article(element: html.HtmlElement) -> bool:
    """True where the page's main part lies in ``element`` by mistake: an unclosed menu or button swallows the rest
    of a page, and some pages are hidden as a whole until a script shows them.
    """
    if next(element.iter("h1", "main"), None) is not None:
        return True
    return _is_long(element)


def _is_long(element: html.HtmlElement) -> bool:
    long = (True for paragraph in element.iter("p") if len(paragraph.text or "") > _LONG_PARAGRAPH)
    return len(list(islice(long, _MANY_PARAGRAPHS))) == _MANY_PARAGRAPHS


def squeeze(text: str) -> str:
    """``text`` with runs of blanks as one; no-break and other special spaces stay as they are."""
    return _BLANKS.sub(" ", text).strip(" ")


def drop(element: html.HtmlElement) -> None:
    """Take ``element`` out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
