"""What a page says to whoever fetches it, in fields and in its first kilobytes: robots directives, a refresh.

Every page is looked at while the crawl waits, so no tree is built: what an ordinary page costs is a search for a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from extract.urls import absolute

ROBOT = "cuttings"  # the name by which a page may speak to us alone
MOST_READ = 8_192
LONGEST_WAIT = 10.0  # seconds; a page that waits longer is meant to be read, and loads itself anew
_MOST_SAID = 500
_MOST_ELEMENTS = 20
_UNSEEN = re.compile(rb"<(?:!--.*?(?:-->|\Z)|(script|style|noscript|template|textarea)\b.*?(?:</\1\b|\Z))", re.I | re.S)
_ATTRIBUTE = re.compile(rb"""([a-z-]{1,20})\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.I)
_REFRESH = re.compile(r"\s*(\d{1,9}(?:\.\d*)?|\.\d+)\s*(?:[;,]\s*|\s)(?:url\s*=\s*)?(.*)", re.I | re.S)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WITH_VALUE = ("max-image-preview", "max-snippet", "max-video-preview", "unavailable_after")
_FREE = frozenset({"", "all", "archive", "follow", "index", "noodp", "noydir", *_WITH_VALUE[:3]})


def robots(fields: Iterable[str], beginning: bytes) -> str | None:
    """What the X-Robots-Tag ``fields`` and the meta elements of a page forbid, such as ``noarchive, nofollow``.

    ``beginning``: of the decoded page, of which 8 KiB are read. What is said to another robot by name, and what only
    allows, is left out. In lower case, each once, in order; None: nothing.
    """
    stated = list(_forbidding(part for field in fields for part in _to_us(field)))
    if any(_forbidding(_directives(beginning[:MOST_READ]))):
        stated += _forbidding(_directives(_seen(beginning)))
    return ", ".join(dict.fromkeys(stated))[:_MOST_SAID] or None


def follows(said: str | None) -> bool:
    """Whether the links of a page may be followed of which ``robots`` gave ``said``."""
    return said is None or {"nofollow", "none"}.isdisjoint(said.split(", "))


def refresh(field: str, beginning: bytes, url: str) -> str | None:
    """Where a Refresh ``field`` or a page's ``<meta http-equiv=refresh>`` leads within 10 s (WHATWG HTML, 4.2.5.3).

    An absolute address of whatever scheme; None where the page stays. ``beginning``: as for ``robots``. What stands in
    scripts, comments and noscript is passed over; a page that loads itself anew stays.
    """
    stated = field
    if not stated and any(_contents(beginning[:MOST_READ], b"http-equiv", b"refresh")):
        stated = next(_contents(_seen(beginning), b"http-equiv", b"refresh"), "")
    found = _REFRESH.match(stated[:5000])
    if found is None or float(found[1]) > LONGEST_WAIT:
        return None
    target = found[2].strip()
    if target[:1] in ("'", '"'):
        target = target[1:].partition(target[0])[0]
    scheme = _SCHEME.match(target)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return target
    there = absolute(url, target)
    return None if there is None or there == url.partition("#")[0] else there


def _to_us(field: str) -> Iterator[str]:
    """The directives of one field: a name before a colon says to whom all that follows is said."""
    ours = True
    for part in field.lower().split(","):
        name, colon, rest = part.partition(":")
        named = bool(colon) and name.strip() not in _WITH_VALUE
        ours = name.strip() == ROBOT if named else ours
        if ours:
            yield rest if named else part


def _directives(text: bytes) -> Iterator[str]:
    for name in (b"robots", ROBOT.encode()):
        for content in _contents(text, b"name", name):
            yield from content.lower().split(",")


def _forbidding(parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        said = " ".join("".join(letter if letter.isprintable() else " " for letter in part).split())
        if said.partition(":")[0].rstrip() not in _FREE:
            yield said


def _seen(beginning: bytes) -> bytes:
    """Without what stands in scripts, comments and the like; costs far more than to look for an element."""
    return _UNSEEN.sub(b" ", beginning[:MOST_READ])


def _contents(text: bytes, key: bytes, name: bytes) -> Iterator[str]:
    """The contents of meta elements whose attribute ``key`` is ``name``; 20 places are looked at."""
    lower = text.lower()
    at = lower.find(name)
    for _ in range(_MOST_ELEMENTS):
        if at < 0:
            return
        start, end = lower.rfind(b"<", 0, at), lower.find(b">", at)
        if lower.startswith(b"<meta", start):
            element = text[start + 5 : end if end >= 0 else None]
            given = {one.lower(): value.strip(b"\"'").strip() for one, value in _ATTRIBUTE.findall(element)}
            if given.get(key, b"").lower() == name:
                yield unescape(given.get(b"content", b"").decode("utf-8", "replace"))
        at = lower.find(name, max(at + 1, end))
