"""How well a crawl of the news web did, held against the truth file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsweb.site import untracked
from newsweb.truth import Record

LONG = 20  # letters from which a rail's line inside a longer line counts as left in


@dataclass(frozen=True, slots=True)
class Found:
    """A document that a crawl kept: the page's ``url``, the ``relation`` told, the ``lines`` of its clean text."""

    url: str
    relation: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """What came of the comparison.

    ``about``: pages of the truth that are about the story; ``told``: documents said to be; ``right``: those of them
    that are. ``leaked``: pairs (url, line) of rail lines left in clean texts; ``lost``: of body lines missing.
    ``languages``: those of the right ones. ``wrong``: pairs (url, relation in truth) of documents told wrongly.
    """

    pages: int
    about: int
    told: int
    right: int
    languages: frozenset[str]
    leaked: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str], ...]

    @property
    def precision(self) -> float:
        """Right ones of those told; 1.0 when none was told."""
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        """Right ones of those there are; a page that was never captured counts as missed."""
        return self.right / self.about if self.about else 1.0


def score(truth: Iterable[Record], found: Iterable[Found]) -> Score:
    """Holds the documents of a crawl against the truth; each page counts once, whatever URL it was found under."""
    articles = [record for record in truth if record["kind"] == "article"]
    pages = {place: record for record in articles for place in _places(record)}
    matched: dict[tuple[str, str], tuple[Found, Record]] = {}
    for one in found:
        record = pages.get(_place(one.url))
        if record is not None:
            matched.setdefault((record["address"], record["path"]), (one, record))
    pairs = list(matched.values())
    right = [record for one, record in pairs if _about(one.relation) and _about(record["relation"])]
    return Score(
        pages=len(pairs),
        about=sum(_about(record["relation"]) for record in articles),
        told=sum(_about(one.relation) for one, _ in pairs),
        right=len(right),
        languages=frozenset(record["language"] for record in right),
        leaked=tuple((one.url, line) for one, record in pairs for line in _leaks(one, record)),
        lost=tuple((one.url, line) for one, record in pairs for line in _losses(one, record)),
        wrong=tuple(
            (one.url, record["relation"]) for one, record in pairs if _about(one.relation) != _about(record["relation"])
        ),
    )


def _about(relation: str) -> bool:
    return relation != "unrelated"


def _places(record: Record) -> Iterator[tuple[str, str]]:
    for path in (record["path"], *record["other_paths"]):
        yield record["address"], path


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.hostname or "", untracked(parts.path + (f"?{parts.query}" if parts.query else ""))


def _squash(line: str) -> str:
    return " ".join(line.split())


def _leaks(one: Found, record: Record) -> Iterator[str]:
    body = {_squash(line) for line in record["body"]}
    rails = {_squash(line) for line in record["rail_lines"]}
    long = [line for line in rails if len(line) >= LONG]
    for line in map(_squash, one.lines):
        if line not in body and (line in rails or any(rail in line for rail in long)):
            yield line


def _losses(one: Found, record: Record) -> Iterator[str]:
    kept = {_squash(line) for line in one.lines}
    return (line for line in record["body"] if _squash(line) not in kept)
