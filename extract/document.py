"""The values that extraction gives: a Document with its rails, or the reason why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Precision = Literal["day", "minute", "second"]
PartKind = Literal["heading", "paragraph", "item", "quote", "cell", "caption"]
Why = Literal["consent wall", "paywall stub", "index page", "empty", "not html", "error page", "unreadable"]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a page states it.

    ``instant`` is aware and in UTC; where the page gave no zone it is the page's wall time read as UTC and
    ``zone_known`` is False. ``found`` is the string it was read from, ``precision`` how fine that string was.
    """

    instant: datetime
    found: str
    precision: Precision
    zone_known: bool

    @property
    def day(self) -> date:
        """The calendar day as the page states it; in UTC, 00:57 on the 26th may have been the 25th where it stood."""
        stated = _DAY.match(self.found)
        try:
            return date.fromisoformat(stated[0]) if stated else self.instant.date()
        except ValueError:
            return self.instant.date()


@dataclass(frozen=True, slots=True)
class Rail:
    """A run of teasers or labels that stood round (or inside) the text and was cut.

    ``rule`` names the rule that cut it, ``heading`` is the heading line (None when it had none),
    ``lines`` are the cut lines in reading order, the heading included.
    """

    rule: str
    heading: str | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The lead picture: its absolute address, and what is said under it (None where nothing is)."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an article as it is built: one line of its text, or a caption beside it.

    ``level``: of a heading 1 to 6, of a list item how deep it lies (1 is outermost) and negative where the list is
    numbered, of a cell the number of its row in the article, from 1; else 0.
    """

    kind: PartKind
    text: str
    level: int = 0

    def __reduce__(self) -> tuple[type[Part], tuple[PartKind, str, int]]:
        """For pickle: a page has a hundred parts, and a dataclass's own way costs over twice as much."""
        return Part, (self.kind, self.text, self.level)


@dataclass(frozen=True, slots=True)
class Document:
    """What one extractor version made of one page or flattened text.

    ``text``: clean paragraphs joined by a newline, without the title, never with a line of a rail. An absent
    field is None or ().
    ``language``: ISO 639-1. ``origins``: pairs (field, where it came from), e.g. ("published", "json-ld").
    ``tags``: the article's own, as the page lists them. ``rights``: pairs (signal, value) of what the page says about
    its use by machines: ("robots", "noarchive"), ("tdm-reservation", "1"), ("tdm-policy", address), ("license", ...).
    ``parts``: the text by its structure; those that are no captions are the lines of ``text``, in order.
    ``charset``: encoding the bytes were read with and, after a space, the rule that chose it; None for text input.
    """

    text: str
    title: str | None = None
    bylines: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    language: str | None = None
    section: str | None = None
    agencies: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    canonical_url: str | None = None
    rails: tuple[Rail, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()
    charset: str | None = None
    tags: tuple[str, ...] = ()
    picture: Picture | None = None
    rights: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class NotArticle:
    """A page that is no article: a value, not an error. ``detail`` says what was seen, for a person."""

    why: Why
    detail: str = ""
    canonical_url: str | None = None
