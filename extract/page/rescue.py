"""A second look at a page that gave no article, or tags for one: what an unclosed tag or quote swallowed, what stands
as data only.

It costs the ordinary page nothing. Each way gives markup that takes the ordinary path again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.document import Why
from extract.page import hidden

_SWALLOWS = "style|script|title|textarea|iframe|noframes|noembed|xmp|noscript|template|svg|math|select|object"
_OPEN = re.compile(rf"<({_SWALLOWS})\b[^<>]*>", re.IGNORECASE)
_RAW = ("style", "script", "title")
_TEXT = re.compile(r"<(?:/head|body|main|article|section|header|div|p|h1|h2|table)\b", re.IGNORECASE)
_FRAMES = re.compile(r"</?(?:frameset|noframes|frame)\b[^<>]*>", re.IGNORECASE)
_LITERAL = re.compile(r"</?(?:p|div|h1|h2|article|section|form|body)\b[^<>]{0,100}>")
_TINY, _FULL = 300, 3
_QUOTE = re.compile(r"""(=\s?)(["'])([^"'<>]{0,500})>(?=(?:(?!\2).){300})""", re.DOTALL)


def ways(text: str, why: Why) -> Iterator[str]:
    """The page's markup as it may have been meant, likeliest first. None for pages that are what they seem to be."""
    if why not in ("empty", "index page", "paywall stub"):
        return
    mended = closed(text)
    if mended != text:
        yield mended
    if why != "index page" and (article := hidden.article(text)):
        yield f"{text}<article>{article}</article>"


def instead(text: str, found: str) -> str | None:
    """Markup to read instead of ``text``, which gave the article ``found``; None where nothing speaks against that.

    Tags among the words come from an element that swallowed the page; beside a tiny text the whole one may be data.
    """
    if _LITERAL.search(found):
        mended = closed(text)
        return mended if mended != text else None
    if len(found) < _TINY and len(article := hidden.article(text) or "") > max(_TINY, _FULL * len(found)):
        return f"{text}<article>{article}</article>"
    return None


def closed(text: str) -> str:
    """``text`` without the marks that swallow what follows: a quote, comment or element that is never closed."""
    last = text.rfind("-->") + 1
    text = text[:last] + text[last:].replace("<!--", "")
    text = _QUOTE.sub(r"\1\2\3\2>", _FRAMES.sub("", text))
    lower = text.lower()
    ends = {name: lower.rfind(f"</{name}") for name in _SWALLOWS.split("|")}
    kept: list[str] = []
    done = 0
    last = max((mark.start() for mark in _TEXT.finditer(text)), default=-1)
    for tag in _OPEN.finditer(text):
        if tag.start() < done or tag.start() < ends[tag[1].lower()]:
            continue
        kept.append(text[done : tag.start()])
        goes_on = _TEXT.search(text, tag.end()) if tag[1].lower() in _RAW and tag.end() <= last else None
        done = goes_on.start() if goes_on else tag.end()
    return "".join([*kept, text[done:]])
