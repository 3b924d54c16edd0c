"""Addresses: one form for each page, the site it belongs to, and whether it looks like an article's.

Nothing here changes which page is meant unless that is certain from the address alone: no "www." is dropped, no
scheme is switched, no parameters are sorted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote_plus, urljoin, urlsplit, urlunsplit

from extract.address import shapes, twins
from extract.address.sites import host, site
from extract.address.tracking import is_tracking

__all__ = ["absolute", "canonical", "canonical_parts", "host", "is_article_like", "site"]

_LONGEST = 4096
_PORTS = {"http": 80, "https": 443}
_BLANKS = re.compile(r"[\t\r\n]+")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_STRAY_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*|/\((?:[A-Z]\([a-z0-9]{20,}\))+\)(?=/)", re.IGNORECASE)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_NOTHING_TO_DO = re.compile(r"[A-Za-z0-9/._~=&+:@,-]*")
_PLAIN_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_PATH_SAFE = "%/:@!$&'()*+,;=~"
_QUERY_SAFE = _PATH_SAFE + "?[]|"


def canonical(url: str) -> str:
    """The one form of an http(s) address under which its page is known.

    Scheme and host in lower case (RFC 3986, 6.2.2.1), IDNA host, no default port (6.2.3), no dot segments, escapes
    in upper case and only where needed (6.2.2.2), no fragment, no tracking parameters or session ids; AMP and
    print forms become the plain form where the address alone makes that certain. The order of parameters and a
    final slash are kept, since both may matter. What is no such address (another scheme, a user name, no host,
    more than 4,096 characters) comes back stripped of blanks and else unchanged. Idempotent. Never raises.
    """
    parts = canonical_parts(url)
    return urlunsplit(parts) if parts else url.strip()


def canonical_parts(url: str) -> SplitResult | None:
    """The parts of ``canonical(url)``; None where ``url`` is no http(s) address of a page. Never raises."""
    return _canonical(url.strip()) if len(url) <= _LONGEST else None


def absolute(base: str, href: str) -> str | None:
    """``href`` as it stands on the page ``base``, made absolute, without fragment; None where it leads to no page.

    None: an empty or same-page link, a scheme other than http(s), a user name, a host or port that is none, more
    than 4,096 characters. Never raises.
    """
    href = _BLANKS.sub("", href.strip())
    if not href or href[0] == "#" or len(href) > _LONGEST:
        return None
    try:
        found = href if href.startswith(("https://", "http://")) else urljoin(base, href)
        parts = _web_parts(found)
    except ValueError:
        return None
    return found.partition("#")[0].replace(" ", "%20") if parts else None


def is_article_like(url: str) -> bool:
    """Whether the address has the shape of an article's (date, long number, slug, id); a hint. Never raises."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return shapes.is_article(parts.path, parts.query)


@lru_cache(maxsize=8192)
def _canonical(url: str) -> SplitResult | None:
    try:
        parts = _normal(url)
        while parts and (plain := twins.plain(parts)):
            parts = _normal(plain)
    except ValueError:
        return None
    return parts


def _web_parts(url: str) -> SplitResult | None:
    """The parts of an http(s) address of a host and no user; None for any other. Raises ValueError for a bad port."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or "@" in parts.netloc:
        return None
    if _PLAIN_HOST.fullmatch(parts.netloc):
        return parts
    return parts if (parts.hostname or "").strip(".") and parts.port != 0 else None


def _normal(url: str) -> SplitResult | None:
    parts = _web_parts(url)
    if parts is None:
        return None
    path, query = parts.path, parts.query
    path = _without_dots(_escaped(_SESSION.sub("", path) if "(" in path or ";" in path else path, _PATH_SAFE))
    if query:
        query = _escaped("&".join(piece for piece in query.split("&") if piece and not _tracks(piece)), _QUERY_SAFE)
    return SplitResult(parts.scheme, _netloc(parts), path or "/", query, "")


def _netloc(parts: SplitResult) -> str:
    if _PLAIN_HOST.fullmatch(parts.netloc):
        return parts.netloc
    name = (parts.hostname or "").rstrip(".")
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    if ":" in name:
        name = f"[{name}]"
    return name if parts.port in (None, _PORTS[parts.scheme]) else f"{name}:{parts.port}"


def _tracks(piece: str) -> bool:
    name, _, value = piece.partition("=")
    return is_tracking(unquote_plus(name), unquote_plus(value))


def _escaped(text: str, safe: str) -> str:
    """``text`` with every escape in its one form: upper case, and plain letters where none is needed."""
    if _NOTHING_TO_DO.fullmatch(text):
        return text
    return quote(_ESCAPE.sub(_one_form, _STRAY_PERCENT.sub("%25", text)), safe=safe)


def _one_form(escape: re.Match[str]) -> str:
    letter = chr(int(escape[0][1:], 16))
    return letter if letter in _UNRESERVED else escape[0].upper()


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4."""
    if "/." not in path:
        return path
    kept: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            kept = kept[:-1] if len(kept) > 1 else kept
        elif part != ".":
            kept.append(part)
    return "/".join(kept) + ("/" if parts[-1] in (".", "..") and kept[-1] else "")
