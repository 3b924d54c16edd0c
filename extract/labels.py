"""What the labels round an article tell: when, in which section, after whose report, under which picture."""

from __future__ import annotations

from dataclasses import dataclass

from extract import dates, lines
from extract.document import Moment
from extract.lines import Kind
from extract.metadata import Facts
from extract.pagerails import Judged
from extract.times import UPDATE_WORDS

_LONGEST_SECTION = 40
_LONGEST_CAPTION = 600


@dataclass(frozen=True, slots=True)
class Labels:
    """Fields read from the visible page; None or () where nothing was seen or the head told already."""

    published: Moment | None
    updated: Moment | None
    section: str | None
    credits: tuple[str, ...]
    captions: tuple[str, ...]
    origins: tuple[tuple[str, str], ...]


def read(judged: Judged, facts: Facts) -> Labels:
    """The labels near the body and outside rails; times and section only where ``facts`` leave them open."""
    published, updated = _times(judged)
    section = None if facts.section else _section(judged)
    published = None if facts.published else published
    updated = None if facts.updated else updated
    seen = {"published": published, "updated": updated, "section": section}
    return Labels(
        published,
        updated,
        section,
        judged.labelled(Kind.AGENCY),
        _captions(judged),
        tuple((name, "visible text") for name, value in seen.items() if value is not None),
    )


def _times(judged: Judged) -> tuple[Moment | None, Moment | None]:
    found = [dates.date_line(text, UPDATE_WORDS) for text in judged.labelled(Kind.DATE)]
    stated = [line for line in found if line]
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
    return None


def _captions(judged: Judged) -> tuple[str, ...]:
    """Captions and photo credits, each once."""
    found = (*judged.labelled(Kind.CAPTION), *judged.in_region("caption"))
    return tuple(dict.fromkeys(text for text in found if 3 < len(text) <= _LONGEST_CAPTION))
