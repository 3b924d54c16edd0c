"""An article that stands on the page only as data: in a script that draws the page, in JSON-LD, in a frame's source.

Asked only where the visible page holds no article, or a tiny one.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

_SCRIPT, _SCRIPT_END = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE), re.compile(r"</script\s*>", re.IGNORECASE)
_DATA = re.compile(r"json|__NEXT_DATA__|__NUXT", re.IGNORECASE)
_ASSIGNED = re.compile(r"^\s*(?:window|self|globalThis)?[\w.$\[\]\"']*\s*=\s*(?=[{\[])")
_FRAME = re.compile(r"""\bsrcdoc\s*=\s*(?:"([^"]+)"|'([^']+)')""", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p\b", re.IGNORECASE)
_STOP = re.compile(r"""[.!?…。！？।]["'”’»)]*\s*$""")
_ADDRESS = frozenset(("url", "href", "slug", "link", "permalink", "path", "uri", "canonicalurl"))
_RUNNING, _LEAST, _FEWEST, _MOSTLY = 40, 300, 3, 0.8
_BODY = "articleBody"
_DEEPEST, _LONGEST = 100, 5_000_000


def article(markup: str) -> str | None:
    """Markup of the article that ``markup`` holds as data only, None where it holds none. Never raises."""
    framed = [html.unescape(one or other) for one, other in _FRAME.findall(markup[:_LONGEST])]
    told = [_of_script(name, text) for name, text in _scripts(markup[:_LONGEST]) if len(text) >= _LEAST]
    return max((text for text in (*framed, *told) if text and len(text) >= _LEAST), key=len, default=None)


def _scripts(markup: str) -> Iterator[tuple[str, str]]:
    """Attributes and content of each script that is closed. One look at each letter, whatever stands there."""
    for part in _SCRIPT_END.split(markup)[:-1]:
        if opened := _SCRIPT.search(part):
            yield opened[1], part[opened.end() :]


def _of_script(attributes: str, text: str) -> str | None:
    assigned = _ASSIGNED.match(text)
    if not assigned and not _DATA.search(attributes):
        return None
    try:
        data, _ = json.JSONDecoder(strict=False).raw_decode(text[assigned.end() :] if assigned else text.strip())
    except (ValueError, RecursionError):
        return None
    return _told(data, 1 if _BODY in text else _FEWEST)


def _told(data: object, fewest: int) -> str | None:
    """The running text of the innermost value that holds most of it."""
    node, found = data, list(_texts(data, 0))
    letters = sum(map(len, found))
    while True:
        inner = ((child, list(_texts(child, 0))) for child in _children(node))
        most = next(((child, texts) for child, texts in inner if sum(map(len, texts)) >= _MOSTLY * letters), None)
        if most is None or not letters:
            break
        node, found = most
    if len(found) >= fewest or (found and _PARAGRAPH.search(found[0])):
        return "".join(text if _PARAGRAPH.search(text) else f"<p>{html.escape(text)}</p>" for text in found)
    return None


def _children(node: object) -> Iterator[object]:
    if isinstance(node, dict):
        yield from node.values()
    elif isinstance(node, list):
        yield from node


def _texts(node: object, depth: int) -> Iterator[str]:
    """Strings of running text in reading order; none that stands beside an address, as a teaser's does."""
    if depth > _DEEPEST:
        return
    if isinstance(node, str):
        if len(_PARAGRAPH.findall(node)) >= _FEWEST:
            yield node
        else:
            yield from filter(_runs, map(str.strip, node.split("\n")))
        return
    teaser = isinstance(node, dict) and not _ADDRESS.isdisjoint(map(str.lower, node))
    for child in _children(node):
        if not teaser or not isinstance(child, str) or len(child) > _LEAST:
            yield from _texts(child, depth + 1)


def _runs(line: str) -> bool:
    return len(line) >= _RUNNING and "<" not in line and bool(_STOP.search(line))
