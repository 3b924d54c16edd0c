"""When a job is due: an interval, or a cron expression in a time zone. Values only; the clock is the caller's."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from crawler.errors import ScheduleError

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=366)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_SPAN = re.compile(r"(\d{1,9})\s*([smhdw])[a-z]*", re.IGNORECASE)
_NAMED = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *"}


def span(text: str) -> timedelta:
    """``90m``, ``6h``, ``2 days``, ``1h 30m`` as a time; "0" is none.

    Raises ScheduleError for anything else.
    """
    text = text.strip()
    if text == "0":
        return timedelta(0)
    parts = _SPAN.findall(text)
    if not parts or _SPAN.sub("", text).strip():
        raise ScheduleError(f"{text!r} is no time span: write it like 90m, 6h, 2d or 1h 30m")
    seconds = sum(int(number) * _UNITS[unit.lower()] for number, unit in parts)
    if seconds > LONGEST.total_seconds():
        raise ScheduleError(f"{text!r} is longer than {LONGEST.days} days: take a shorter span")
    return timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class When:
    """``text``: an interval (``6h``) or a cron expression of five fields (``0 */6 * * *``, ``@daily``).

    ``zone``: IANA name of the time zone in which a cron expression is read. Made by ``parse``.
    """

    text: str
    zone: str = "UTC"

    @property
    def interval(self) -> timedelta | None:
        """The interval, None for a cron expression."""
        return None if _is_cron(self.text) else span(self.text)

    def after(self, last: datetime, now: datetime) -> datetime:
        """The first time behind ``now``; both are aware, and so is the answer, in UTC.

        ``last``: when the job was due before. An interval keeps its grid: what was missed in between is left out, and a
        run that takes long moves nothing. A cron expression follows the wall clock of its zone as Debian's cron does:
        a time that the clock skips is caught up behind the gap, one that comes twice counts once.
        """
        every = self.interval
        if every is None:
            return _cron(self, now)
        steps = max(1, (now - last) // every + 1)
        return (last + steps * every).astimezone(UTC)


def parse(text: str, zone: str = "UTC") -> When:
    """The When of what a person wrote. Raises ScheduleError, with what to write instead."""
    text = " ".join(text.split())
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError) as error:
        raise ScheduleError(f"there is no time zone {zone!r}: write it like Europe/Athens or UTC") from error
    when = When(text, zone)
    every = when.interval
    if every is None:
        _cron(when, datetime(2026, 1, 1, tzinfo=UTC))
    elif every < SHORTEST:
        raise ScheduleError(f"{text!r} is too short an interval: the shortest is a minute")
    return when


def jittered(due: datetime, jitter: timedelta, salt: str) -> datetime:
    """``due``, later by a part of ``jitter`` that looks random but is the same for every process.

    ``salt``: the job's name, so that jobs of one minute do not begin in one second.
    """
    stamp = f"{salt} {due.timestamp():.0f}".encode("utf-8", "replace")
    share = int.from_bytes(hashlib.blake2b(stamp, digest_size=4).digest(), "big") / (1 << 32)
    return due + timedelta(seconds=int(share * jitter.total_seconds()))


def _is_cron(text: str) -> bool:
    return text.startswith("@") or len(text.split()) >= 5


def _cron(when: When, now: datetime) -> datetime:
    expression = _NAMED.get(when.text.lower(), when.text)
    try:
        if len(expression.split()) != 5:
            raise CronSimError("it has five fields")
        found: datetime = next(CronSim(expression, now.astimezone(ZoneInfo(when.zone))))
    except (CronSimError, StopIteration) as error:
        what = str(error) or "it never comes"
        raise ScheduleError(f"{when.text!r} is no cron expression ({what}): write it like '0 */6 * * *'") from error
    return found.astimezone(UTC)
