"""Times as pages state them: ISO 8601, RFC 5322, and the written dates of 28 languages.

No general date parser stands behind this: one costs a second at its first call. What cannot be read is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from importlib.resources import files

from extract.document import Moment, Precision
from extract.lexicon import fold

EARLIEST, LATEST = 1900, 2100
_LONGEST = 300
_BEFORE = r"(?:(?<![\d:])(?P<before>(?:[01]?\d|2[0-3]):[0-5]\d)[\s,|/·•@–—-]+)?"
_TIME = (
    r"(?:\.?[T\s,|/·•@–—-]*(?:[(（][^\W\d][)）])?(?:(?!오후|下午|午後)[^\W\d]{1,4}\.?,?\s+){0,2}(?:(?P<late>오후|下午|午後)\s?)?"
    r"(?P<hour>[01]?\d|2[0-3])(?:[:.h時点시]|\sh\s|시\s)(?P<minute>[0-5]\d)(?!\d)"
    r"(?::(?P<second>[0-5]\d))?(?:\.\d+)?(?:\s?(?P<half>[apπμ])\.?[mμ]\b\.?)?"
    r"(?:\s?\(?(?P<zone>Z|(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})(?!\w)\)?)?)?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PATTERNS = tuple(
    re.compile(_BEFORE + pattern + _TIME, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}[-./](?P<month>1[0-2]|0?[1-9])[-./](?P<day>3[01]|[12]\d|0?[1-9])(?!\d)",
        rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<month>1[0-2]|0?[1-9])\s?[月월]\s?(?P<day>3[01]|[12]\d|0?[1-9])\s?[日일]",
        rf"(?<!\d)(?P<first>3[01]|[12]\d|0?[1-9])[-./]\s?(?P<other>3[01]|[12]\d|0?[1-9])[-./]\s?{_YEAR}(?!\d)",
        rf"(?<!\d)(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|η|ης|ª|º)?(?P<dot>\.?)[\s-]*(?:de\s|d['’]|of\s)?"
        rf"(?P<name>[^\W\d_]{{3,12}})\.?,?[\s-]*(?:de\s|del\s)?{_YEAR}(?!\d)",
        rf"(?P<name>[^\W\d_]{{3,12}})\.?\s(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,?\s{_YEAR}(?!\d)",
        rf"{_YEAR}\.\s(?P<name>[^\W\d_]{{3,12}})\s(?P<day>3[01]|[12]\d|0?[1-9])\.?",
    )
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:?\d\d.*)?$")
_BASIC_ZONE = re.compile(r"([+-]\d\d)(\d\d)$")
_WEEKDAY_FIRST = re.compile(r"^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4}")
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
_YEAR_IN = re.compile(r"(?:19|20)\d\d")
_WORDS = re.compile(r"[^\W\d_]+")
_MOST_WORDS, _MOST_WORDS_WITH_TIME = 3, 10


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that says little more than when: ``moment``, and True in ``update`` where it speaks of an update."""

    moment: Moment
    update: bool


def read(text: str, *, month_first: bool = False) -> Moment | None:
    """The first time stated in ``text`` (at most 300 characters are looked at), or None.

    ``month_first``: how to read 03/04/2024 where both are possible; day first unless told.
    Years before 1900 and after 2100 are not read. Never raises.
    """
    text = " ".join(text[:_LONGEST].split())
    if not _YEAR_IN.search(text):
        return None
    return _iso(text) or _rfc5322(text) or _written(text, month_first)


def instant(text: str) -> datetime | None:
    """The UTC instant of ``read(text)``."""
    moment = read(text)
    return moment.instant if moment else None


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    """Month names without accents, to 1..12; abbreviations and inflected forms included.

    A name that ends in a dot counts only behind a day with a dot: "17. listopada" is October (Croatian),
    "17 listopada" November (Polish).
    """
    names: dict[str, int] = {}
    for row in files("extract").joinpath("data/months.tsv").read_text("utf-8").splitlines()[1:]:
        for number, forms in enumerate(row.split("\t")[1].split(";"), 1):
            for form in forms.split():
                names.setdefault(fold(form), number)
    return names


def _iso(text: str) -> Moment | None:
    if not _ISO.match(text):
        return None
    shape = text.upper()
    try:
        parsed = datetime.fromisoformat(_BASIC_ZONE.sub(r"\1:\2", shape))
    except ValueError:
        return None
    return moment_of(parsed, text, _fineness(text))


def _rfc5322(text: str) -> Moment | None:
    if not _WEEKDAY_FIRST.match(text):
        return None
    try:
        return moment_of(parsedate_to_datetime(text), text, _fineness(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _fineness(text: str) -> Precision:
    colons = len(re.findall(r"(?<=\d):(?=\d\d)", re.sub(r"[+-]\d\d:?\d\d$", "", text)))
    if not colons:
        return "minute" if re.search(r"[T ]\d{4}", text) else "day"
    return "minute" if colons == 1 else "second"


def moment_of(parsed: datetime, found: str, precision: Precision) -> Moment | None:
    """A Moment from a parsed time; a naive one is read as UTC. None outside 1900..2100."""
    if not EARLIEST <= parsed.year <= LATEST:
        return None
    zone_known = parsed.tzinfo is not None
    aware = parsed if zone_known else parsed.replace(tzinfo=UTC)
    try:
        return Moment(aware.astimezone(UTC), found, precision, zone_known)
    except OverflowError:
        return None


def _written(text: str, month_first: bool) -> Moment | None:
    best: tuple[int, Moment] | None = None
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            moment = _from_match(match, month_first)
            if moment and (best is None or match.start() < best[0]):
                best = (match.start(), moment)
            if moment:
                break
    return best[1] if best else None


def _from_match(match: re.Match[str], month_first: bool) -> Moment | None:
    part = match.groupdict()
    day, month = _day_and_month(part, month_first)
    if not month:
        return None
    hour, minute = _clock(part)
    zone = _zone(part.get("zone"))
    try:
        parsed = datetime(int(part["year"]), month, day, hour or 0, minute, int(part["second"] or 0), tzinfo=zone)
    except ValueError:
        return None
    precision: Precision = "day" if hour is None else "second" if part["second"] else "minute"
    return moment_of(parsed, match[0].strip(" ,|/·•@–—-"), precision)


def _day_and_month(part: Mapping[str, str | None], month_first: bool) -> tuple[int, int]:
    """Day and month of a match; month 0 where the word is no month."""
    if part.get("name"):
        name = fold(part["name"] or "")
        return int(part["day"] or 0), _months().get(name + (part.get("dot") or ""), 0) or _months().get(name, 0)
    if part.get("month"):
        return int(part["day"] or 0), int(part["month"] or 0)
    first, other = int(part["first"] or 0), int(part["other"] or 0)
    if other > 12 or (month_first and first <= 12):
        first, other = other, first
    return first, other if other <= 12 else 0


def _clock(part: Mapping[str, str | None]) -> tuple[int | None, int]:
    """Hour and minute behind the date, else before it; (None, 0) where no time is told."""
    if part["hour"] is None:
        hour, _, minute = (part["before"] or "").partition(":")
        return (int(hour), int(minute)) if hour else (None, 0)
    hour_told = int(part["hour"])
    half = "p" if part["late"] else (part["half"] or "").lower()
    if half and 1 <= hour_told <= 12:
        hour_told = hour_told % 12 + (12 if half in ("p", "μ") else 0)
    return hour_told, int(part["minute"] or 0)


def _zone(found: str | None) -> timezone | None:
    """The zone of "Z", "+0200", "+02" and "GMT+2"; None for none and for an offset of a day or more."""
    if not found:
        return None
    offset = _OFFSET.search(found)
    if not offset:
        return UTC
    away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(-away if offset[1] == "-" else away) if away < timedelta(days=1) else None


def date_lines(line: str, update_words: frozenset[str] = frozenset()) -> list[DateLine]:
    """The dates of a line that says when, and little else; empty where the line is something else.

    "2024-09-12 23:28:21" and "Published on 12 September 2024, 14:05" are such lines; a sentence is not, nor is a
    heading with a day in it. ``update_words``: folded words before a date that make it the time of an update.
    """
    if len(line) > 160 or not _YEAR_IN.search(line) or line.rstrip().endswith(("!", "?", "…")):
        return []
    found: list[DateLine] = []
    words: list[str] = []
    rest = " ".join(line.split())
    while (moment := read(rest)) and len(found) < 3:
        before, _, rest = rest.partition(moment.found)
        said = _WORDS.findall(fold(before))
        found.append(DateLine(moment, any(word in update_words for word in said)))
        words += said
    words += _WORDS.findall(fold(rest))
    return found if _says_when(found, words) else []


def _says_when(found: list[DateLine], words: list[str]) -> bool:
    if not found:
        return False
    timed = any(item.moment.precision != "day" for item in found)
    return len(words) <= (_MOST_WORDS_WITH_TIME if timed else _MOST_WORDS)


def date_line(line: str, update_words: frozenset[str] = frozenset()) -> DateLine | None:
    """The first of ``date_lines``, or None."""
    return next(iter(date_lines(line, update_words)), None)
