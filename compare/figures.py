"""Numbers and dates in a text, written in any of the usual ways."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from compare.roman import plain
from compare.tables import rows

_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?!\d)|(?<![\w.,])\d+(?:[.,]\d+)?(?!\d)")
_GROUPED = re.compile(r"\d{1,3}(?:\D\d{3})+")
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|º|er|st|nd|rd|th)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,})\.?(?:\s+(?:de\s+)?(\d{4}))?"
)
# From the start of a word and without giving letters back: each word is looked at once.
_MONTH_DAY = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,}+)\.?\s+(\d{1,2})(?!\d)(?:,\s+(\d{4}))?")
_HAN_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
SMALLEST_TELLING = 13  # smaller whole numbers stand in any text


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


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {
        plain(name): int(number)
        for _, number, names in rows("calendar.tsv")
        if number.isdigit()
        for name in names.split()
    }


@lru_cache(maxsize=1)
def calendar_words() -> frozenset[str]:
    """The names (folded) of months and of days of the week in CLDR's languages: capitalised in some, never names."""
    return frozenset(plain(name) for _, _, names in rows("calendar.tsv") for name in names.split())


def numbers(text: str) -> list[Figure]:
    """The telling numbers of a text: not below 13 (unless with decimals) and no years."""
    found = []
    for match in _NUMBER.finditer(text):
        written = match.group()
        value = _canonical(written)
        if "." in value or (int(value) >= SMALLEST_TELLING and not _is_year(value, written)):
            found.append(Figure(value, written))
    return found


def _canonical(written: str) -> str:
    if _GROUPED.fullmatch(written):
        return re.sub(r"\D", "", written).lstrip("0") or "0"
    value = written.replace(",", ".")
    return (value.rstrip("0").rstrip(".") if "." in value else value.lstrip("0")) or "0"


def _is_year(value: str, written: str) -> bool:
    return written.isdigit() and len(value) == 4 and 1900 <= int(value) <= 2100


def days(text: str) -> list[Day]:
    """The days a text names: 30.12.2022, 2022-12-30, "30 December", "Dec 30, 2022", 12月30日, in CLDR's languages."""
    found = []
    for match in _NUMERIC_DATE.finditer(text):
        d, m, y, y2, m2, d2 = match.groups()
        found.append(_day(y or y2, m or m2, d or d2, match.group()))
    for match in _DAY_MONTH.finditer(text):
        found.append(_day(match[3], _months().get(plain(match[2])), match[1], match.group()))
    for match in _MONTH_DAY.finditer(text):
        found.append(_day(match[3], _months().get(plain(match[1])), match[2], match.group()))
    for match in _HAN_DATE.finditer(text):
        found.append(_day(match[1], match[2], match[3], match.group()))
    return [day for day in found if day]


def _day(year: str | None, month: str | int | None, day: str, found: str) -> Day | None:
    if month is None:
        return None
    try:
        made = date(int(year) if year else 2000, int(month), int(day))
    except ValueError:
        return None
    return Day(made.year if year else None, made.month, made.day, found.strip())
