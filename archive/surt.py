"""Sort-friendly URLs, the keys of a CDXJ index: ``http://www.Dam.example/B?y&x`` has ``example,dam)/b?x&y``.

Written from the description of the form and from what other programs answer: pywb looks a page up by its own key, so
ours must be the same for every URL that a crawl meets.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urlsplit

_PORTS = {"http": "80", "https": "443"}
_WWW = re.compile(r"^www\d*\.")
_HEX32 = "[0-9a-f]{32}"
# Parameters that name a visit and not a page.
_SESSION = re.compile(
    rf"(?:jsessionid|phpsessid|sid)={_HEX32}|aspsessionid[a-z]{{8}}=[a-z]{{24}}|cfid=[^&]+|cftoken=[^&]+", re.A
)
_IN_PATH = re.compile(rf";jsessionid={_HEX32}$|\((?:[a-z]\([0-9a-z]{{24}}\))+\)/", re.A)
_ESCAPED = re.compile(rb"[\x00-\x20\x7f-\xff#%]")


def surt(url: str) -> str:
    """The key of an http(s) URL: host reversed, case, default port, ``www`` and session folded, parameters sorted.

    ASCII without blanks; a URL that cannot be read gives itself, escaped. Never raises.
    """
    url = re.sub(r"[\t\r\n]", "", url).strip()
    try:
        parts = urlsplit(url)
        host = _host(parts.hostname or "", parts.port, parts.scheme.lower())
    except ValueError:
        return _plain(url).lower()
    query = _query(_plain(parts.query).lower())
    return f"{host}){_path(_plain(parts.path).lower(), query)}{'?' if query else ''}{query}"


def _host(name: str, port: int | None, scheme: str) -> str:
    shown = "" if port is None or str(port) == _PORTS.get(scheme) else f":{port}"
    if ":" in name:
        return name + shown
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        name = _plain(name).lower()
    labels = [label for label in _WWW.sub("", name).split(".") if label]
    return ",".join(reversed(labels)) + shown


def _path(path: str, query: str) -> str:
    found: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            found = found[:-1]
        elif segment not in ("", "."):
            found.append(segment)
    whole = "/" + "/".join(found)
    return whole if query else _IN_PATH.sub("", whole)


def _query(query: str) -> str:
    kept = [part for part in query.split("&") if not _SESSION.fullmatch(part)]
    return "&".join(sorted(kept))


def _plain(text: str) -> str:
    """Escapes undone, however often they were made, and only what must be escaped made anew."""
    raw = text.encode("utf-8", "surrogatepass")
    for _ in range(10):
        once = unquote_to_bytes(raw)
        if once == raw:
            break
        raw = once
    return _ESCAPED.sub(lambda found: b"%%%02x" % found[0][0], raw).decode("ascii")
