"""When an address is to be asked again: lists (feeds, sitemaps, sections, front pages) by how often they change,
articles at a growing distance. Values only; the clock is the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SLOWER, FASTER = 1.5, 0.5  # in balance when a little more than one look in three finds something new
FIRST = HOUR
OLDEST = 90 * DAY
GROWTH, AFTER_CHANGE = 2.0, 0.5
_LIE = 12


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a kind of list is asked: at ``first``, and at the most and at the least."""

    first: timedelta
    least: timedelta
    most: timedelta


PACES: Mapping[str, Pace] = MappingProxyType(
    {
        "feed": Pace(15 * MINUTE, 5 * MINUTE, 2 * DAY),
        "home": Pace(30 * MINUTE, 10 * MINUTE, 2 * DAY),
        "section": Pace(HOUR, 15 * MINUTE, 4 * DAY),
        "sitemap": Pace(HOUR, 15 * MINUTE, 7 * DAY),
    }
)


def interval(kind: str, before: timedelta | None, elapsed: timedelta, *, changed: bool) -> timedelta:
    """How long to leave a list alone after a look at it.

    ``before``: the interval that was in force, None at the first look; ``elapsed``: since the look before. A change
    halves it, none makes it longer by half; a look that came long after its time says more, one that came long before
    its time says nothing.
    """
    pace = PACES[kind]
    if before is None:
        return pace.first
    if changed:
        found = min(before, max(elapsed, pace.least)) * FASTER
    elif elapsed < before / 2:
        found = before
    else:
        found = max(before, elapsed) * SLOWER
    return min(max(found, pace.least), pace.most)


def article(born: datetime, checked: datetime, *, changed: bool) -> datetime | None:
    """When to look at an article again; None: it is old enough to be left alone.

    ``born``: when it was published, as far as its list said, or first fetched. Each look comes at three times the age
    of the one before, and sooner where the last one found an edit; the first an hour after the fetch.
    """
    age = checked - born
    due = checked + max(FIRST, age * (AFTER_CHANGE if changed else GROWTH))
    return due if due - born <= OLDEST else None


def may_be_edited(stated: datetime, checked: datetime, due: datetime | None, now: datetime, *, streak: int) -> bool:
    """Whether a list that says the article was changed at ``stated`` is to be believed.

    Some lists give every article the present time. So after a look that found no edit (``streak`` of them in a row)
    the next waits for a twelfth of the time until it would be due anyway.
    """
    if stated <= checked:
        return False
    wait = (due - checked if due is not None else OLDEST) / _LIE
    return streak == 0 or now - checked >= wait
