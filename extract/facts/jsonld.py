"""What a page says of itself in JSON-LD (schema.org Article and its kinds), tolerant of what the web writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from types import MappingProxyType

from lxml import html

from extract.page.markup import squeeze

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|Recipe|LiveBlogPosting)$")
_LARGEST = 1_000_000
_DEEPEST = 12
_CONTROL = re.compile(r"[\x00-\x1f]+")
_WRAPPING = re.compile(r"^(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)\s*")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_DECODER = json.JSONDecoder(strict=False)
_MARKUP = re.compile(r"<[^<>]{1,200}>")


def articles(root: html.HtmlElement) -> list[Mapping[str, object]]:
    """The objects of an article type in the page's JSON-LD, in order; damaged scripts are passed over."""
    found = []
    for thing in things(root):
        kinds = thing.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(name, str) and _ARTICLE.search(name) for name in names):
            found.append(thing)
    return found


def things(root: html.HtmlElement) -> Iterator[Mapping[str, object]]:
    """Every JSON object of the page's JSON-LD scripts, outermost first."""
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield from _objects(_load(script.text[:_LARGEST]), 0)


def _load(text: str) -> object:
    """What the script holds: its first value; comment and CDATA marks round it and commas before an end are passed."""
    cleaned = _WRAPPING.sub("", text.lstrip("\ufeff \t\r\n"))
    for attempt in (cleaned, _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", cleaned))):
        try:
            return _DECODER.raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner, depth + 1)


def text(value: object) -> str | None:
    """A string out of what stands where one is expected (a string, a list of them, {"@value"}, {"name"}), or None."""
    if isinstance(value, list):
        return next((found for found in map(text, value[:5]) if found), None)
    if isinstance(value, dict):
        return text(value.get("@value") or value.get("name") or value.get("headline") or value.get("@id"))
    if not isinstance(value, str):
        return None
    return squeeze(_MARKUP.sub("", unescape(value))) or None


def people(root: html.HtmlElement) -> Mapping[str, str]:
    """Names by "@id" of the persons that the page's JSON-LD describes."""
    found: dict[str, str] = {}
    for thing in things(root):
        address, name = thing.get("@id"), text(thing.get("name"))
        if isinstance(address, str) and name and "Person" in str(thing.get("@type")):
            found.setdefault(address, name)
    return found


def names(value: object, *, persons: bool = True, known: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """Names of persons in an ``author`` value, or of organisations where ``persons`` is False.

    ``known``: names by "@id", for authors that are given by reference.
    """
    if isinstance(value, list):
        return [name for inner in value[:20] for name in names(inner, persons=persons, known=known)]
    if isinstance(value, dict):
        kind = value.get("@type")
        house = any(
            "Organization" in str(k) or "Organisation" in str(k) for k in (kind if isinstance(kind, list) else [kind])
        )
        return [] if house is persons else _texts(value.get("name")) or _known(value.get("@id"), known)
    return _texts(value) if persons else []


def _known(address: object, known: Mapping[str, str]) -> list[str]:
    return [known[address]] if isinstance(address, str) and address in known else []


def _texts(value: object) -> list[str]:
    found = map(text, value if isinstance(value, list) else [value])
    return [name for name in found if name]
