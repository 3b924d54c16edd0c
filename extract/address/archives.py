"""Lists by date: which month or day an address stands for, and the address of another month of the same list.

A site's archive is a set of pages that differ in a date alone. From one of them the others follow, so that the months
that matter can be asked for, and a calendar that goes on for ever need not be walked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from extract.address.words import words

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_PATH = re.compile(rf"^(?P<front>(?:/[^/]*[^/\d])*/){_YEAR}(?:[/-]{_MONTH}(?:[/-]{_DAY})?)?(?P<end>/?(?:index\.\w+)?)$")
_FILE = re.compile(
    rf"^(?P<front>(?:/[^/]*)*[^/\d]){_YEAR}[-_.]?(?P<month>0[1-9]|1[0-2])(?:[-_.]?(?P<day>\d\d))?(?P<end>(?:\.\w+)*/?)$"
)
_NAMES = {
    "year": re.compile(r"(?:^|&)(?:year|y|yr|jahr|annee|ano|anno|an|etos|god|yyyy)=(?P<value>(?:19|20)\d\d)(?=&|$)"),
    "month": re.compile(
        r"(?:^|&)(?:month|m|mon|monat|mois|mes|mese|luna|minas|mesec|mm)=(?P<value>0?[1-9]|1[0-2])(?=&|$)"
    ),
    "day": re.compile(r"(?:^|&)(?:day|d|tag|jour|dia|giorno|zi|imera|den|dd)=(?P<value>0?[1-9]|[12]\d|3[01])(?=&|$)"),
}
_WHOLE = re.compile(
    rf"(?:^|&)(?:date|day|d|datum|data|fecha|month|archive|m)={_YEAR}-?(?P<month>0[1-9]|1[0-2])(?:-?(?P<day>\d\d))?(?=&|$)"
)
_FEWEST_ARCHIVE_LETTERS = 4

Spans = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """An address of a list by date. ``month`` and ``day``: None where it stands for a longer time."""

    url: str
    year: int
    month: int | None = None
    day: int | None = None
    spans: Spans = ()

    def at(self, year: int, month: int) -> str | None:
        """The address of the list of another month; None where this one is of a year alone, or of one day."""
        if self.month is None or self.day is not None:
            return None
        made, shift = self.url, 0
        values = {"year": f"{year:04}", "month": f"{month:02}"}
        for name, start, end in sorted(self.spans, key=lambda span: span[1]):
            value = values[name] if end - start > 1 else str(month)
            made = made[: start + shift] + value + made[end + shift :]
            shift += len(value) - (end - start)
        return made


def read(url: str) -> Dated | None:
    """What list by date stands at ``url``, by its shape alone; None for any other address. Never raises.

    Known shapes: ``/2022/09/``, ``/archive/2022-09``, ``/2022/09/19/``, ``/sitemap-2022-09.xml``, ``?y=2022&m=9``,
    ``?date=2022-09-19``. An article's address has more behind the date, so it is none.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.query:
        return _of_query(url, parts.query)
    offset = url.find(parts.path, len(parts.scheme) + 3 + len(parts.netloc)) if parts.path else -1
    found = _PATH.match(parts.path) or _FILE.match(parts.path) if offset >= 0 else None
    return _dated(url, {name: found.span(name) for name in _NAMES}, offset) if found else None


def is_front(url: str) -> bool:
    """Whether ``url`` looks like the page from which an archive's lists by date are reached: its last part says so."""
    try:
        parts = [part for part in unquote(urlsplit(url).path).lower().split("/") if part]
    except ValueError:
        return False
    last = re.split(r"[.]", parts[-1])[0] if parts else ""
    return len(last) >= _FEWEST_ARCHIVE_LETTERS and last in words("archive")


def _of_query(url: str, query: str) -> Dated | None:
    start = url.index("?") + 1
    whole = _WHOLE.search(query)
    if whole:
        return _dated(url, {name: whole.span(name) for name in _NAMES}, start)
    found = {name: pattern.search(query) for name, pattern in _NAMES.items()}
    if found["year"] is None:
        return None
    return _dated(url, {name: one.span("value") if one else (-1, -1) for name, one in found.items()}, start)


def _dated(url: str, spans: dict[str, tuple[int, int]], offset: int) -> Dated | None:
    there = {name: (start + offset, end + offset) for name, (start, end) in spans.items() if start >= 0}
    values = {name: int(url[start:end]) for name, (start, end) in there.items()}
    kept = tuple((name, start, end) for name, (start, end) in there.items() if name != "day")
    return Dated(url, values["year"], values.get("month"), values.get("day"), kept)
