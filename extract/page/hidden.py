"""An article that stands on the page only as data: in a script that draws the page, in JSON-LD, in a frame's source.

Asked only where the visible page holds no article, or a tiny one.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping

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
    weights: dict[int, int] = {}
    letters = _weigh(data, 0, weights)
    node, inner = data, data if letters else None
    while inner is not None:
        node = inner
        inner = next((child for child in _children(node) if _weight(child, weights) >= _MOSTLY * letters), None)
    found = list(_texts(node, 0)) if letters else []
    if len(found) >= fewest or (found and _PARAGRAPH.search(found[0])):
        return "".join(text if _PARAGRAPH.search(text) else f"<p>{html.escape(text)}</p>" for text in found)
    return None


def _weigh(node: object, depth: int, weights: dict[int, int]) -> int:
    """Letters of running text in ``node``, and in ``weights`` those of each value in it, by identity: each is asked
    once, however deep it lies.
    """
    if isinstance(node, str):
        return _weight(node, weights)
    if depth > _DEEPEST:
        return 0
    total = sum(_weigh(child, depth + 1, weights) for child in _told_children(node))
    weights[id(node)] = total
    return total


def _weight(node: object, weights: Mapping[int, int]) -> int:
    return sum(map(len, _texts(node, 0))) if isinstance(node, str) else weights.get(id(node), 0)


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
    for child in _told_children(node):
        yield from _texts(child, depth + 1)


def _told_children(node: object) -> Iterator[object]:
    teaser = isinstance(node, dict) and not _ADDRESS.isdisjoint(map(str.lower, node))
    return (child for child in _children(node) if not teaser or not isinstance(child, str) or len(child) > _LEAST)


def _runs(line: str) -> bool:
    return len(line) >= _RUNNING and "<" not in line and bool(_STOP.search(line))
