"""Errors of the crawler.

CrawlerError                 a crawl that cannot begin or go on; the message is one line for the user
├── SourcesError(path, line) the file of sources cannot be used
├── SeedsError               the seeds cannot be used: none there, or none that could be fetched
├── ContactMissing           the public web may not be crawled without a contact
├── NoSourceReachable        not one source answered
├── BudgetUnreadable         a budget that says no amount of pages, minutes or bytes
├── ScheduleError            a schedule that cannot be: its time, its name, its seeds
└── CrawlFailed              a fault of the crawler itself ended the crawl; what was fetched is kept
"""

from __future__ import annotations

from pathlib import Path


class CrawlerError(Exception):
    """Base of the crawler's errors. ``str()`` is one line that says what to do."""


class SourcesError(CrawlerError):
    """The file of sources cannot be used. ``line`` counts from 1; None where the whole file is meant."""

    def __init__(self, path: Path, line: int | None, what: str) -> None:
        place = path.name if line is None else f"{path.name} line {line}"
        super().__init__(f"{place}: {what}")
        self.path = path
        self.line = line
        self.what = what


class SeedsError(CrawlerError):
    """The seeds cannot be used: there are none, or none of their pages could be fetched."""


class ContactMissing(CrawlerError):
    """The public web may not be crawled without a contact in the User-Agent."""


class NoSourceReachable(CrawlerError):
    """Not one source answered."""


class BudgetUnreadable(CrawlerError):
    """A budget that says no amount of pages, minutes or bytes."""


class ScheduleError(CrawlerError):
    """A schedule that cannot be: its time, its name, its seeds."""


class CrawlFailed(CrawlerError):
    """A fault of the crawler itself ended the crawl; what was fetched until then is kept."""
