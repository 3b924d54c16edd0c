"""Dates as sites print them, in the words of their language and in the time of their country."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from newsweb.values import Ui


def long(when: datetime, ui: Ui) -> str:
    """``19 September 2022``, in the language's words."""
    return _filled(ui.day, when, ui)


def short(when: datetime, ui: Ui) -> str:
    """``19/09/2022``, in the country's order and dots."""
    return _filled(ui.short, when, ui)


def full(when: datetime, ui: Ui) -> str:
    """With weekday and time: ``Monday, 19 September 2022, 14:05``."""
    return f"{ui.weekdays[when.weekday()]}, {long(when, ui)}, {when:%H:%M}"


def stamp(when: datetime) -> str:
    """``2022-09-19 14:05:00``: a database's time without a zone."""
    return f"{when:%Y-%m-%d %H:%M:%S}"


def iso(when: datetime) -> str:
    """W3C date-time with the country's offset (RFC 3339, 5.6)."""
    return when.isoformat()


def http(when: datetime) -> str:
    """The date as HTTP headers hold it, in GMT (RFC 9110, 5.6.7)."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


def mail(when: datetime) -> str:
    """The date as RSS 2.0 holds it: RFC 822 with a four-digit year and the country's offset."""
    return format_datetime(when)


def _filled(pattern: str, when: datetime, ui: Ui) -> str:
    return pattern.format(d=when.day, dd=f"{when:%d}", month=ui.months[when.month - 1], mm=f"{when:%m}", y=f"{when:%Y}")
