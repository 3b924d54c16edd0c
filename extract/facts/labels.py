"""What the labels round an article tell: when, in which section, after whose report, under which picture."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract import lexicon
from extract.document import Moment
from extract.facts import bylines, dates
from extract.facts.metadata import Facts
from extract.facts.written import UPDATE_WORDS
from extract.flat import lines
from extract.flat.lines import Kind, Line
from extract.page.blocks import Block
from extract.page.rails import Judged

_LONGEST_SECTION = 40
_LONGEST_CAPTION = 600
_CRUMB = re.compile(r"\s*[/|›»>·]\s*")
_TAIL = re.compile(r"(?<=\d[\s|,·–-])\s*[|,·–-]?\s*[^\W\d][^\d|]{4,60}$")


@dataclass(frozen=True, slots=True)
class Labels:
    """Fields read from the visible page; None or () where nothing was seen or the head told already."""

    published: Moment | None
    updated: Moment | None
    section: str | None
    credits: tuple[str, ...]
    captions: tuple[str, ...]
    bylines: tuple[str, ...]
    origins: tuple[tuple[str, str], ...]


def read(judged: Judged, facts: Facts) -> Labels:
    """The labels near the body and outside rails; times and section only where ``facts`` leave them open."""
    published, updated = _times(judged)
    section = None if facts.section else _section(judged)
    published = None if facts.published and not facts.weakly_dated else published
    updated = None if facts.updated else updated
    names = () if facts.bylines else _bylines(judged)
    seen = {"published": published, "updated": updated, "section": section, "bylines": names or None}
    return Labels(
        published,
        updated,
        section,
        judged.labelled(Kind.AGENCY),
        _captions(judged),
        names,
        tuple((name, "visible text") for name, value in seen.items() if value is not None),
    )


def _times(judged: Judged) -> tuple[Moment | None, Moment | None]:
    stated = [found for text in judged.nearest(Kind.DATE) for found in dates.date_lines(text, UPDATE_WORDS)]
    published = next((line.moment for line in stated if not line.update), None)
    return published, next((line.moment for line in stated if line.update), None)


def _section(judged: Judged) -> str | None:
    for text in judged.in_region("category"):
        if lines.size(text) <= _LONGEST_SECTION and any(map(str.isalpha, text)):
            return text
    for text in judged.labelled(Kind.TAGS):
        name = text.partition(":")[2].strip()
        if name and lines.size(name) <= _LONGEST_SECTION and "," not in name:
            return name
    return next(filter(None, map(_last_crumb, judged.labels)), None)


def _last_crumb(label: tuple[Block, Line]) -> str | None:
    """The section in "Home / World": two or three short links parted by signs, or a known word for home first."""
    block, line = label
    crumbs = [part.strip() for part in _CRUMB.split(line.text)]
    short = 1 < len(crumbs) <= 4 and all(1 < lines.size(part) <= _LONGEST_SECTION for part in crumbs)
    home = "breadcrumb" in lexicon.load().kinds(lexicon.key(crumbs[0]))
    return crumbs[1] if short and (home or (block.link >= 0.8 and len(crumbs) < 4)) else None


def _bylines(judged: Judged) -> tuple[str, ...]:
    """Names of the byline, or of a date line that ends in one ("12.09.2024, 14:05 By Jane Doe")."""
    signed = bylines.clean(judged.labelled(Kind.BYLINE))
    if signed:
        return signed
    tails = [match[0] for text in judged.labelled(Kind.DATE) if (match := _TAIL.search(text))]
    return bylines.clean(tail for tail in tails if lines.is_byline(tail))


def _captions(judged: Judged) -> tuple[str, ...]:
    """Captions and photo credits, each once."""
    found = (*judged.labelled(Kind.CAPTION), *judged.in_region("caption"))
    return tuple(dict.fromkeys(text for text in found if 3 < len(text) <= _LONGEST_CAPTION))
