"""AMP and print forms of a page, undone where the address alone makes it certain which page is meant.

A word in the path counts only where what is left has an article's shape: ``/tag/amp`` is a tag, and ``/print/`` in
front is often the section for the printed paper.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote_plus, urlunsplit

from extract.address import shapes, sites

_HINT = re.compile("amp|print|imprim|drucken", re.IGNORECASE)
_CACHE_HOST = ".cdn.ampproject.org"
_CACHED = re.compile(r"/(?:c|v|wp|a|ar)/(?P<secure>s/)?(?P<rest>[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/.*)?)")
_VIEWER_HOST = re.compile(r"www\.google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_VIEWED = re.compile(r"/amp/(?P<secure>s/)?(?P<rest>[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/.*)?)")
_ENDING = re.compile(r"/(?:amp|print|printable|printversion)(?P<slash>/?)$", re.IGNORECASE)
_FRONT = re.compile(r"^/(?:amp|imprimir|imprimer|drucken)(?=/.)", re.IGNORECASE)
_FILE = re.compile(r"\.(?:amp|print)(?P<kind>\.s?html?)?$", re.IGNORECASE)
_YES = frozenset(["", "1", "true", "yes", "y", "on", "amp", "print"])
_SWITCHES = frozenset(["amp", "_amp", "isamp", "print", "printable", "printview", "printversion", "print_view"])
_VIEWS = frozenset(["outputtype", "output", "view", "format", "mode", "version", "display"])
_VIEW_VALUES = frozenset(["amp", "print", "printable"])


def plain(parts: SplitResult) -> str | None:
    """The address of the plain form of an AMP or print form, or None where ``parts`` is none.

    The answer is always shorter than what was given.
    """
    if not _HINT.search(parts.netloc + parts.path + "?" + parts.query):
        return None
    return _from_cache(parts) or _from_query(parts) or _from_path(parts) or _from_host(parts)


def _from_cache(parts: SplitResult) -> str | None:
    """The publisher's address inside an address of an AMP cache or viewer."""
    name = parts.netloc
    if name.endswith(_CACHE_HOST):
        match = _CACHED.fullmatch(parts.path)
    elif _VIEWER_HOST.fullmatch(name):
        match = _VIEWED.fullmatch(parts.path)
    else:
        return None
    if not match:
        return None
    query = "?" + parts.query if parts.query else ""
    return ("https://" if match["secure"] else "http://") + match["rest"] + query


def _from_query(parts: SplitResult) -> str | None:
    pieces = parts.query.split("&") if parts.query else []
    kept = [piece for piece in pieces if not _switches(piece)]
    if len(kept) == len(pieces):
        return None
    if any("print" in piece.lower() for piece in pieces):  # Joomla's print view is a bare template besides
        kept = [piece for piece in kept if piece.lower() != "tmpl=component"]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _switches(piece: str) -> bool:
    name, _, value = piece.partition("=")
    name, value = unquote_plus(name).lower(), unquote_plus(value).lower()
    return (name in _SWITCHES and value in _YES) or (name in _VIEWS and value in _VIEW_VALUES)


def _from_path(parts: SplitResult) -> str | None:
    for pattern, kept in ((_ENDING, r"\g<slash>"), (_FRONT, ""), (_FILE, r"\g<kind>")):
        path = pattern.sub(kept, parts.path)
        if path != parts.path and shapes.is_article(path, parts.query):
            return urlunsplit(parts._replace(path=path))
    return None


def _from_host(parts: SplitResult) -> str | None:
    """``amp.example.org`` is ``example.org`` (which leads on to "www." where that is the site's habit)."""
    name, colon, port = parts.netloc.partition(":")
    rest = name.removeprefix("amp.")
    if rest == name or name == sites.of_host(name) or not rest.endswith(sites.of_host(name)):
        return None
    return urlunsplit(parts._replace(netloc=rest + colon + port))
