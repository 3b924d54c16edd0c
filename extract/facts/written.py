"""Dates that stand on a page for its readers only: in an element named for it, or on a line that says little else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import html

from extract.document import Moment
from extract.facts import dates
from extract.facts.places import in_rail
from extract.lexicon import fold

_UPDATES = (
    "updated update modified actualizado actualizada aktualisiert stand actualise ενημερωθηκε ενημερωση "
    "обновено обновена обновлено actualizat actualizata aggiornato atualizado aktualizacja guncelleme оновлено"
)
UPDATE_WORDS = frozenset(_UPDATES.split())
_NAMED = re.compile("date|publi|posted|byline|time|meta")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST, _MOST = 120, 400
_LINE = 60


def read(root: html.HtmlElement) -> Iterator[tuple[Moment, bool]]:
    """Moments outside rails, each with True where it is one of an update: elements named for dates, then lines.

    Lines are those behind the first h1. 03/04/2024 is read as the page's language tag has it (en-US: in March).
    """
    month_first = (root.get("lang") or "").replace("_", "-").lower() == "en-us"
    named = (element for element in root.iter() if _NAMED.search(element.get("class") or ""))
    for element in islice(named, _MOST):
        text = _short(element)
        moment = dates.read(text, month_first=month_first) if text and not in_rail(element) else None
        if moment:
            yield moment, is_update(text.partition(moment.found)[0], element.get("class") or "")
    yield from _lines(root, month_first)


def is_update(before: str, name: str = "") -> bool:
    """True where the words before a date, or the class name of its element, speak of an update."""
    own = re.search(r"modif|updat", name, re.IGNORECASE) and "publish" not in name and "entry-date" not in name
    return bool(own) or any(word in UPDATE_WORDS for word in _WORD.findall(fold(before)))


def _short(element: html.HtmlElement) -> str:
    """The text of an element that holds little; "" of any other and where no year stands in it."""
    if len(element) > 8:
        return ""
    text = " ".join(" ".join(element.itertext()).split())
    return text if len(text) <= _LONGEST and _YEAR.search(text) else ""


def _lines(root: html.HtmlElement, month_first: bool) -> Iterator[tuple[Moment, bool]]:
    headed, tried = False, 0
    for element in root.iter():
        headed = headed or element.tag == "h1"
        text = (element.text or "") if headed else ""
        if not text or len(text) > 4 * _LINE or not _YEAR.search(text) or element.tag in ("script", "style"):
            continue
        tried += 1
        if tried > _MOST:
            return
        line = " ".join(text.split())
        said = dates.date_line(line, UPDATE_WORDS) if len(line) <= _LINE else None
        if said and not in_rail(element):
            yield dates.read(line, month_first=month_first) or said.moment, said.update
