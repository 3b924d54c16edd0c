"""A Document held against the gold of a seed: what was left in, what was lost, which fields differ.

A gold says what every line of one flattened article is (``seeds/gold/*.json``). Its keys, as far as they are read
here: ``title``, ``published`` (ISO 8601, as the text states it), ``section``, ``language``, ``byline`` (null where the
article states none), ``agency`` (a list), ``body`` (its lines, sub-headings included) and ``boilerplate`` (pieces with
``text`` and ``severity``: "hard" must never reach the clean text, "soft" belongs into a field of its own).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from extract.document import Document, NotArticle

LONG = 20  # letters from which a hard line inside a longer line counts as left in
Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not what the gold says; "" stands for absent."""

    field: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Held:
    """What came of the comparison; all empty is perfect.

    ``leaks``: lines of the clean text that are, or hold, a hard boilerplate line. ``strays``: other lines of it that
    are no body line (labels, title, date). ``losses``: body lines of the gold that are missing verbatim.
    ``why``: for a page taken for no article, the reason; then every body line is lost.
    """

    leaks: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    why: str | None = None

    @property
    def good(self) -> bool:
        """No hard line left and no body line lost; fields and strays do not decide."""
        return not self.leaks and not self.losses


def hold(found: Document | NotArticle, gold: Gold, *, page: bool = False) -> Held:
    """Holds what was extracted from a seed, or with ``page`` from a page of it, against the seed's gold.

    Lines are compared letter by letter, white space included. A page may state more than the flattened text kept: a
    field for which the gold has nothing is then free. Raises KeyError for a gold without one of the keys above.
    """
    body = tuple(gold["body"])
    if isinstance(found, NotArticle):
        return Held(losses=body, why=found.why)
    lines = tuple(found.text.split("\n")) if found.text else ()
    extra = [line for line in lines if line not in body]
    hard = _hard(gold["boilerplate"])
    leaks = tuple(line for line in extra if _leaks(line, hard))
    return Held(
        leaks=leaks,
        strays=tuple(line for line in extra if line not in leaks),
        losses=tuple(line for line in body if line not in lines),
        differences=tuple(_differences(found, gold, page=page)),
    )


def _hard(pieces: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    lines = (line for piece in pieces if piece["severity"] == "hard" for line in piece["text"].split("\n"))
    return frozenset(_squash(line) for line in lines if line.strip())


def _leaks(line: str, hard: frozenset[str]) -> bool:
    shown = _squash(line)
    return shown in hard or any(len(one) >= LONG and one in shown for one in hard)


def _squash(line: str) -> str:
    return " ".join(line.split())


def _published(document: Document) -> str:
    return _moment(document.published.instant.isoformat()) if document.published else ""


def _moment(stated: str | None) -> str:
    return datetime.fromisoformat(stated).replace(tzinfo=None).isoformat() if stated else ""


def _as_it_is(stated: str | None) -> str:
    return stated or ""


def _names(names: Iterable[str] | None) -> str:
    return ", ".join(sorted(names or ()))


_FOUND: Mapping[str, Callable[[Document], str]] = MappingProxyType(
    {
        "title": lambda document: document.title or "",
        "published": _published,
        "section": lambda document: document.section or "",
        "language": lambda document: document.language or "",
        "byline": lambda document: _names(document.bylines),
        "agency": lambda document: _names(document.agencies),
    }
)
_FORMS: Mapping[str, Callable[[Any], str]] = MappingProxyType({"published": _moment, "agency": _names})


def _differences(found: Document, gold: Gold, *, page: bool) -> Iterable[Difference]:
    for name, read in _FOUND.items():
        expected, said = _FORMS.get(name, _as_it_is)(gold[name]), read(found)
        if said != expected and not (page and not expected):
            yield Difference(name, expected, said)
