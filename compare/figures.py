"""Numbers and dates in a text, written in any of the usual ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from compare.roman import plain
from compare.tables import rows

Span = tuple[int, int]
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?!\d)|(?<![\w.,])\d+(?:[.,]\d+)?(?!\d)")
_GROUPED = re.compile(r"\d{1,3}(?:\D\d{3})+")
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|º|er|st|nd|rd|th)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,})\.?(?:\s+(?:de\s+)?(\d{4}))?"
)
# From the start of a word and without giving letters back: each word is looked at once.
_MONTH_DAY = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,}+)\.?\s+(\d{1,2})(?!\d)(?:,\s+(\d{4}))?")
_HAN_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
LONGEST_SHORT = 4  # letters of an abbreviated month, and of a word that has no ending to lose
CAPITALISED = frozenset({"de", "el", "en"})  # in which days of the week are written so
_ENDINGS = "aeiouyаеиоуыьэюяіїєαεηιουωσ"
SMALLEST_TELLING = 13  # smaller whole numbers stand in any text
_LONGEST_READ = 1000  # digits; Python refuses to read numbers of several thousand


class Figure(NamedTuple):
    """A number as it stands in a text: ``value`` is its canonical form ("1234.5")."""

    value: str
    found: str


class Day(NamedTuple):
    """A day as a text names it; ``year`` None where it does not say."""

    year: int | None
    month: int
    day: int
    found: str


@lru_cache(maxsize=64)
def _months(known: tuple[str, ...] = ()) -> dict[str, int]:
    """Names of months (folded) by number. Short ones count in their own language only: "24 out of 30" names no day in
    English, though it would in Portuguese. ``known`` () for unknown: all.
    """
    return {
        plain(name): int(number)
        for language, number, names in rows("calendar.tsv")
        if number.isdigit()
        for name in names.split()
        if not known or language in known or len(name) > LONGEST_SHORT
    }


@lru_cache(maxsize=1)
def calendar_words() -> frozenset[str]:
    """The names (folded) of months and of days of the week in CLDR's languages: capitalised in some, never names."""
    return frozenset(plain(name) for _, _, names in rows("calendar.tsv") for name in names.split())


@lru_cache(maxsize=1)
def _weekdays() -> dict[tuple[str, str], int]:
    """(language, name or name less its ending) to the day of the week; no ending is cut where a month would be left."""
    exact: dict[tuple[str, str], int] = {}
    months = set()
    for language, number, names in rows("calendar.tsv"):
        for name in names.split():
            if number.isdigit():
                months |= {(language, plain(name)), (language, _stem(plain(name)))}
            else:
                exact[language, plain(name)] = int(number.removeprefix("day "))
    cut = {(language, _stem(name)): day for (language, name), day in exact.items()}
    return {key: day for key, day in cut.items() if key not in months} | exact


def _stem(word: str) -> str:
    """A word that is declined meets its other forms without its last vowels: среда, среду."""
    return word.rstrip(_ENDINGS) if len(word) > LONGEST_SHORT else word


def weekday(word: str, capital: bool, known: tuple[str, ...]) -> int | None:
    """The day of the week (0 Monday to 6 Sunday) that a folded word names in one of these languages, declined or not;
    None for any other word. ``capital``: whether it is written with one, as it must be in some: Τρίτη, not τρίτη
    (third).
    """
    for language in known:
        if capital or language not in CAPITALISED:
            day = _weekdays().get((language, word), _weekdays().get((language, _stem(word))))
            if day is not None:
                return day
    return None


def numbers(text: str, known: tuple[str, ...] = ()) -> list[Figure]:
    """The telling numbers of a text: not below 13 (unless with decimals), no years, and none that is part of a day as
    ``days`` reads it: two texts that name the 24th of February share a day and no number.
    """
    found = []
    dated = {at for span, _ in _dated(text, known) for at in range(*span)}
    for match in _NUMBER.finditer(text):
        written = match.group()
        if match.start() in dated:
            continue
        value = _canonical(written)
        if "." in value or not (_is_small(value) or _is_year(value, written)):
            found.append(Figure(value, written))
    return found


def _canonical(written: str) -> str:
    if _GROUPED.fullmatch(written):
        return re.sub(r"\D", "", written).lstrip("0") or "0"
    value = written.replace(",", ".")
    return (value.rstrip("0").rstrip(".") if "." in value else value.lstrip("0")) or "0"


def _is_small(value: str) -> bool:
    return len(value) <= _LONGEST_READ and int(value) < SMALLEST_TELLING


def _is_year(value: str, written: str) -> bool:
    return written.isdigit() and len(value) == 4 and 1900 <= int(value) <= 2100


def days(text: str, known: tuple[str, ...] = ()) -> list[Day]:
    """The days a text names: 30.12.2022, 2022-12-30, "30 December", "Dec 30, 2022", 12月30日, in CLDR's languages.
    ``known``: the languages it is in, for months of few letters; () for unknown.
    """
    return [day for _, day in _dated(text, known)]


@lru_cache(maxsize=1)  # a text is asked for its numbers, and then for its days
def _dated(text: str, known: tuple[str, ...]) -> tuple[tuple[Span, Day], ...]:
    return tuple(_each_day(text, _months(known)))


def _each_day(text: str, months: Mapping[str, int]) -> Iterator[tuple[Span, Day]]:
    for match in _NUMERIC_DATE.finditer(text):
        d, m, y, y2, m2, d2 = match.groups()
        yield from _day(match, y or y2, m or m2, d or d2)
    for match in _DAY_MONTH.finditer(text):
        yield from _day(match, match[3], months.get(plain(match[2])), match[1])
    for match in _MONTH_DAY.finditer(text):
        yield from _day(match, match[3], months.get(plain(match[1])), match[2])
    for match in _HAN_DATE.finditer(text):
        yield from _day(match, match[1], match[2], match[3])


def _day(match: re.Match[str], year: str | None, month: str | int | None, day: str) -> Iterator[tuple[Span, Day]]:
    if month is None:
        return
    try:
        made = date(int(year) if year else 2000, int(month), int(day))
    except ValueError:
        return
    yield match.span(), Day(made.year if year else None, made.month, made.day, match.group().strip())
