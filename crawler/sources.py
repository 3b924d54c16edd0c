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
    budget = ["200 pages", "50 MB", "30 minutes"]   # of one run; budget_a_day: of all runs in 24 hours
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
from crawler.errors import BudgetUnreadable, SourcesError
from crawler.focus.yields import budget
from crawler.lines import Lines
from extract.urls import canonical, canonical_parts, host, site

_TEXTS = ("home", "name", "language", "country", "service", "replay", "token_env")
_LISTS = ("feeds", "sitemaps", "sections")
_BUDGETS = ("budget", "budget_a_day")
_NAMES = _TEXTS + _LISTS + _BUDGETS
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SHAPES = {
    "language": (re.compile(r"[a-z]{2}"), "an ISO 639-1 code such as 'el'"),
    "country": (re.compile(r"[A-Z]{2}"), "an ISO 3166 code in capitals such as 'GR'"),
    "service": (re.compile("gdelt|cdx|ccnews"), "'gdelt', 'cdx' or 'ccnews'"),
    "replay": (re.compile(r"https?://\S*\{timestamp\}\S*\{url\}"), "an address with {timestamp} and {url} in it"),
    "token_env": (re.compile(r"[A-Z_][A-Z0-9_]*"), "the name of an environment variable such as 'GDELT_TOKEN'"),
}
_HOST = re.compile(r"[^\s.]{1,63}(\.[^\s.]{1,63})*")  # RFC 1035, 2.3.4
_USER = re.compile(r"//[^/?#]*@")  # not to be shown: a password stands beside it
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
    ``budget``: what one run may take of it at most, in the words of crawler.focus.yields.budget; ``budget_a_day``: what
    all runs may within 24 hours.
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
    budget: tuple[str, ...] = ()
    budget_a_day: tuple[str, ...] = ()

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
    lines = Lines(path, text)
    sources = tuple(_source(key, table, lines) for key, table in tables.items())
    if not sources:
        raise SourcesError(path, None, "no source in it: add a table such as [example] with home = 'https://...'")
    _refuse_same_home(sources, lines)
    return sources


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourcesError(path, None, "this is no UTF-8 text: save it as UTF-8") from error
    except OSError as error:
        raise SourcesError(
            path, None, f"cannot be read ({error.strerror}): name another file with --sources"
        ) from error


def _source(key: str, table: Any, lines: Lines) -> Source:  # noqa: ANN401 - whatever the TOML held
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
    lists |= {name: _budget(key, name, table.get(name, []), lines) for name in _BUDGETS}
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


def _known(key: str, name: str, lines: Lines) -> None:
    if name in _NAMES:
        return
    near = get_close_matches(name, _NAMES, 1)
    hint = f" (did you mean {near[0]!r}?)" if near else f" (known: {', '.join(_NAMES)})"
    raise lines.error(f"unknown key {name!r}{hint}", key, name)


def _text(key: str, name: str, table: dict[str, Any], lines: Lines) -> str | None:
    value = table.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise lines.error(f"{name!r} must be a text in quotes, not {_shown(value)}", key, name)
    shape = _SHAPES.get(name)
    if shape and not shape[0].fullmatch(value):
        raise lines.error(f"{name!r} must be {shape[1]}, not {value!r}", key, name)
    return value.strip()


def _urls(key: str, name: str, value: Any, lines: Lines) -> tuple[str, ...]:  # noqa: ANN401 - whatever the TOML held
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise lines.error(f"{name!r} must be a list of URLs such as ['https://...'], not {_shown(value)}", key, name)
    return tuple(dict.fromkeys(_url(key, name, one, lines) for one in value))


def _budget(key: str, name: str, value: Any, lines: Lines) -> tuple[str, ...]:  # noqa: ANN401 - whatever the TOML held
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise lines.error(f"{name!r} must be a list of texts such as ['200 pages'], not {_shown(value)}", key, name)
    try:
        budget(tuple(texts))
    except BudgetUnreadable as error:
        raise lines.error(f"{name!r}: {error}", key, name) from error
    return tuple(texts)


def _url(key: str, name: str, value: str, lines: Lines) -> str:
    if not value.isprintable() or canonical_parts(value) is None or not _HOST.fullmatch(host(canonical(value))):
        if _USER.search(value):
            raise lines.error(f"{name!r} holds a user's name before its host: give the address without it", key, name)
        shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}..."
        raise lines.error(f"{name!r} holds {shown!r}, which is no http or https URL", key, name)
    return canonical(value)


def _refuse_same_home(sources: tuple[Source, ...], lines: Lines) -> None:
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
