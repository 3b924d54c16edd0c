"""A page frozen with what is expected of it, so that a later extractor can be held against it.

``expected.json`` of a fixture: ``url`` and ``charset`` (of the HTTP header, or null) as the page was read;
``why`` (null for an article, else why it is none); ``fields``, of which a person may strike out or correct any;
``wanted`` and ``unwanted``: snippets that must and must not stand in the clean text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from extract import seeds
from extract.article import extract
from extract.document import Document, Moment, NotArticle
from extract.golds import Difference, Held
from extract.text import strip

SHORTEST = 12  # letters of a cut line from which it is a snippet of its own: "Share" may stand anywhere


def _time(moment: Moment | None) -> str | None:
    return moment.instant.isoformat() if moment else None


_FIELDS: Mapping[str, Callable[[Document], Any]] = MappingProxyType(
    {
        "title": lambda found: found.title,
        "bylines": lambda found: list(found.bylines),
        "published": lambda found: _time(found.published),
        "updated": lambda found: _time(found.updated),
        "language": lambda found: found.language,
        "section": lambda found: found.section,
        "agencies": lambda found: list(found.agencies),
        "tags": lambda found: list(found.tags),
        "picture": lambda found: found.picture.url if found.picture else None,
        "canonical_url": lambda found: found.canonical_url,
    }
)


def read(data: bytes, url: str, charset: str | None = None) -> Document | NotArticle:
    """What the extractor makes of the bytes today: of a page, or of flattened text. Raises SeedUnusable for neither."""
    text = seeds.readable(data, "the page")
    return extract(data, url, charset=charset) if seeds.is_html(data) else strip(text)


def freeze(found: Document | NotArticle, url: str, charset: str | None = None) -> dict[str, Any]:
    """The content of ``expected.json`` as the extractor sees the page now; a person corrects it."""
    head: dict[str, Any] = {"url": url, "charset": charset}
    if isinstance(found, NotArticle):
        return head | {"why": found.why, "fields": {}, "wanted": [], "unwanted": []}
    cut = [line for rail in found.rails for line in rail.lines if len(line) >= SHORTEST]
    kept = found.text.split("\n") if found.text else []
    return head | {
        "why": None,
        "fields": {name: read_(found) for name, read_ in _FIELDS.items()},
        "wanted": kept,
        "unwanted": [line for line in dict.fromkeys(cut) if line not in found.text],
    }


def hold(found: Document | NotArticle, expected: Mapping[str, Any]) -> Held:
    """What is left in, what is missing, and which fields differ; blanks count for nothing in snippets.

    Raises KeyError and TypeError for what is no ``expected.json``.
    """
    wanted, unwanted = list(map(_squash, expected["wanted"])), list(map(_squash, expected["unwanted"]))
    why = found.why if isinstance(found, NotArticle) else None
    differences = [] if why == expected["why"] else [Difference("why", expected["why"] or "", why or "")]
    if isinstance(found, NotArticle):
        return Held(losses=tuple(wanted), differences=tuple(differences), why=None if why == expected["why"] else why)
    text = _squash(found.text)
    return Held(
        leaks=tuple(snippet for snippet in unwanted if snippet in text),
        losses=tuple(snippet for snippet in wanted if snippet not in text),
        differences=(*differences, *_differences(found, expected["fields"])),
    )


def _differences(found: Document, fields: Mapping[str, Any]) -> Iterable[Difference]:
    for name, stated in fields.items():
        said = _shown(_FIELDS[name](found))
        if said != _shown(stated):
            yield Difference(name, _shown(stated), said)


def _shown(value: object) -> str:
    return ", ".join(sorted(map(str, value))) if isinstance(value, list) else str(value or "")


def _squash(text: str) -> str:
    return " ".join(text.split())
