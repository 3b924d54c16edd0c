"""Sources: the outlets whose pages may be fetched, read from a TOML file.

One table a source, its name is the key::

    [nea-stoa]
    home = "https://nea-stoa.example/"      # the only field that must be there
    name = "Νέα Στοά"
    language = "el"                         # ISO 639-1
    country = "GR"                          # ISO 3166-1 alpha-2
    feeds = ["https://nea-stoa.example/rss"]
    sitemaps = []
    sections = []
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from crawler.address import is_private, netloc
from crawler.errors import SourcesError
from extract.urls import canonical, canonical_parts, host, site

_TEXTS = ("home", "name", "language", "country", "service", "replay", "token_env")
_LISTS = ("feeds", "sitemaps", "sections")
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SHAPES = {
    "language": (re.compile(r"[a-z]{2}"), "an ISO 639-1 code such as 'el'"),
    "country": (re.compile(r"[A-Z]{2}"), "an ISO 3166 code in capitals such as 'GR'"),
    "service": (re.compile("gdelt|cdx|ccnews"), "'gdelt', 'cdx' or 'ccnews'"),
    "replay": (re.compile(r"https?://\S*\{timestamp\}\S*\{url\}"), "an address with {timestamp} and {url} in it"),
    "token_env": (re.compile(r"[A-Z_][A-Z0-9_]*"), "the name of an environment variable such as 'GDELT_TOKEN'"),
}
_HOST = re.compile(r"[^\s.]{1,63}(\.[^\s.]{1,63})*")  # RFC 1035, 2.3.4
_LONGEST_SHOWN = 100
_AT = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet. ``key`` names it in the archive, ``name`` towards the user.

    ``home``, ``feeds``, ``sitemaps`` and ``sections`` are canonical http(s) URLs; feeds and sitemaps that are not
    listed are found from the home page and robots.txt. ``language`` (ISO 639-1) and ``country`` (ISO 3166-1) None
    means not stated. ``service``: not an outlet but a service that knows of old coverage ("gdelt", "cdx", "ccnews"; see
    crawler/services), asked at ``home``; ``replay``: where a CDX server's captures are replayed, with {timestamp} and
    {url}; ``token_env``: the environment variable with the token that the service wants as ``Authorization: Bearer``.
    """

    key: str
    name: str
    home: str
    language: str | None = None
    country: str | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    service: str | None = None
    replay: str | None = None
    token_env: str | None = None

    @property
    def listed(self) -> tuple[str, ...]:
        """Every URL that the source's own configuration names."""
        replay = (self.replay.partition("{")[0],) if self.replay else ()
        return (self.home, *self.feeds, *self.sitemaps, *self.sections, *replay)

    @property
    def is_private(self) -> bool:
        """Whether the source lives on a loopback or private address, as a demo or an intranet does."""
        return is_private(host(self.home))

    def covers(self, url: str) -> bool:
        """Whether ``url`` may be fetched for this source: http(s), and of the source's site.

        The site is the registrable domain of the home or of a listed section. A loopback or private address is
        covered only where the configuration names that very address and port.
        """
        if self.service or not url.startswith(("http://", "https://")):
            return False
        scope = _scope(self)
        return netloc(url) in scope.private if is_private(host(url)) else site(url) in scope.sites


@dataclass(frozen=True, slots=True)
class _Scope:
    sites: frozenset[str]
    private: frozenset[tuple[str, int]]


@lru_cache(maxsize=4096)
def _scope(source: Source) -> _Scope:
    sites = frozenset(site(url) for url in (source.home, *source.sections))
    return _Scope(sites, frozenset(netloc(url) for url in source.listed if is_private(host(url))))


def load(path: Path) -> tuple[Source, ...]:
    """The sources in the file, in its order; at least one.

    Raises SourcesError, with the line, for a file that cannot be read or is no TOML, an unknown or missing key, a
    value of a wrong type or shape, a URL that is none, the same key or home twice, and a file without sources.
    """
    text = _read(path)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        what = _AT.sub("", str(error))
        raise SourcesError(path, int(found[1]) if found else None, f"this is no TOML: {what}") from error
    lines = _Lines(path, text)
    sources = tuple(_source(key, table, lines) for key, table in tables.items())
    if not sources:
        raise SourcesError(path, None, "no source in it: add a table such as [example] with home = 'https://...'")
    _refuse_same_home(sources, lines)
    return sources


class _Lines:
    """Finds the line of a table or of a key in it: tomllib does not tell."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()

    def error(self, what: str, table: str, key: str | None = None) -> SourcesError:
        return SourcesError(self._path, self._of(table, key), what)

    def _of(self, table: str, key: str | None) -> int | None:
        name = re.escape(table)
        # A table of that name first: another source may have a key that is called so.
        header = self._first(rf"""\s*\[\[?\s*["']?{name}["']?\s*[\].]""", 0)
        start = header or self._first(rf"""\s*["']?{name}["']?\s*[=.]""", 0)
        if key is None or start is None:
            return start
        quoted = rf"""["']?{re.escape(key)}["']?"""
        return self._first(rf"\s*{quoted}\s*[=.]|\s*\[[^\]]*\.\s*{quoted}\s*\]", start) or start

    def _first(self, pattern: str, after: int) -> int | None:
        wanted = re.compile(pattern)
        numbered = enumerate(self._lines[after:], after + 1)
        return next((number for number, line in numbered if wanted.match(line)), None)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourcesError(path, None, "this is no UTF-8 text: save it as UTF-8") from error
    except OSError as error:
        raise SourcesError(
            path, None, f"cannot be read ({error.strerror}): name another file with --sources"
        ) from error


def _source(key: str, table: Any, lines: _Lines) -> Source:  # noqa: ANN401 - whatever the TOML held
    if isinstance(table, list) and table and isinstance(table[0], dict):
        raise lines.error(f"a source stands under [{key}], not under [[{key}]]", key)
    if not isinstance(table, dict):
        raise lines.error(f"{key!r} stands outside a source: begin with a table such as [example]", key)
    if not _KEY.fullmatch(key):
        raise lines.error(f"the source's key {key!r} may hold a-z, 0-9, '-', '_' and '.' only, at most 64", key)
    for name in table:
        _known(key, name, lines)
    texts = {name: _text(key, name, table, lines) for name in _TEXTS}
    home = texts["home"]
    if home is None:
        raise lines.error(f"source {key!r} has no 'home': add home = 'https://...'", key)
    lists = {name: _urls(key, name, table.get(name, []), lines) for name in _LISTS}
    return Source(
        key=key,
        name=texts["name"] or key,
        home=_url(key, "home", home, lines),
        language=texts["language"],
        country=texts["country"],
        service=texts["service"],
        replay=texts["replay"],
        token_env=texts["token_env"],
        **lists,
    )


def _known(key: str, name: str, lines: _Lines) -> None:
    if name in _TEXTS or name in _LISTS:
        return
    near = get_close_matches(name, _TEXTS + _LISTS, 1)
    hint = f" (did you mean {near[0]!r}?)" if near else f" (known: {', '.join(_TEXTS + _LISTS)})"
    raise lines.error(f"unknown key {name!r}{hint}", key, name)


def _text(key: str, name: str, table: dict[str, Any], lines: _Lines) -> str | None:
    value = table.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise lines.error(f"{name!r} must be a text in quotes, not {_shown(value)}", key, name)
    shape = _SHAPES.get(name)
    if shape and not shape[0].fullmatch(value):
        raise lines.error(f"{name!r} must be {shape[1]}, not {value!r}", key, name)
    return value.strip()


def _urls(key: str, name: str, value: Any, lines: _Lines) -> tuple[str, ...]:  # noqa: ANN401 - whatever the TOML held
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise lines.error(f"{name!r} must be a list of URLs such as ['https://...'], not {_shown(value)}", key, name)
    return tuple(dict.fromkeys(_url(key, name, one, lines) for one in value))


def _url(key: str, name: str, value: str, lines: _Lines) -> str:
    if not value.isprintable() or canonical_parts(value) is None or not _HOST.fullmatch(host(canonical(value))):
        shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}..."
        raise lines.error(f"{name!r} holds {shown!r}, which is no http or https URL", key, name)
    return canonical(value)


def _refuse_same_home(sources: tuple[Source, ...], lines: _Lines) -> None:
    seen: dict[str, str] = {}
    for source in sources:
        other = seen.setdefault(source.home.rstrip("/"), source.key)
        if other != source.key:
            raise lines.error(f"source {source.key!r} has the same home as {other!r}: keep one", source.key, "home")


def _shown(value: object) -> str:
    if isinstance(value, str) and not value.strip():
        return "empty"
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table", str: "a text"}
    return names.get(type(value), "a date")
