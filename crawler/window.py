"""The time a story takes place in: which months to ask an archive for, and which lists come first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import exp

from extract.address.archives import Dated

NEAR = 31  # days before and after a day of the story in which it is looked for
_FADE = 180.0


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a story, in order; without any, the newest come first."""

    days: tuple[date, ...] = ()

    @classmethod
    def of(cls, days: Iterable[date]) -> Window:
        """A window over these days, each once."""
        return cls(tuple(sorted(set(days))))

    def months(self) -> list[tuple[int, int]]:
        """Year and month of each month near a day of the story, the months of the days themselves first."""
        own = [(day.year, day.month) for day in self.days]
        beside = [_shifted(year, month, step) for step in (1, -1) for year, month in own]
        return list(dict.fromkeys(own + beside))

    def distance(self, first: date, last: date) -> int:
        """Days from the time ``first`` to ``last`` (both included) to the nearest day of the story; 0 when within.

        A window without days is at distance 0 from everything.
        """
        gaps = (max(0, (first - day).days, (day - last).days) for day in self.days)
        return min(gaps, default=0)

    def nearness(self, first: date, last: date) -> float:
        """1.0 near a day of the story, towards 0 with distance (a half-life of about four months)."""
        return exp(-max(0, self.distance(first, last) - NEAR) / _FADE)

    def gap(self, dated: Dated) -> int:
        """``distance`` of the time that a list by date stands for; 0 for one that is no time."""
        span = _span(dated)
        return self.distance(*span) if span else 0

    def of_list(self, dated: Dated) -> float:
        """``nearness`` of the time that a list by date stands for; 0.0 for one that is no time."""
        span = _span(dated)
        return self.nearness(*span) if span else 0.0


def _span(dated: Dated) -> tuple[date, date] | None:
    try:
        if dated.month is None:
            return date(dated.year, 1, 1), date(dated.year, 12, 31)
        if dated.day is not None:
            day = date(dated.year, dated.month, dated.day)
            return day, day
        after = _shifted(dated.year, dated.month, 1)
        end = date.fromordinal(date(*after, 1).toordinal() - 1)
        return date(dated.year, dated.month, 1), end
    except ValueError:
        return None


def _shifted(year: int, month: int, step: int) -> tuple[int, int]:
    months = year * 12 + month - 1 + step
    return months // 12, months % 12 + 1
