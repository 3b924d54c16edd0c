"""Exit codes, and the one place where an error becomes a line for the user.

0   done
1   a check found a fault (a leak, a loss, a page worse than accepted, a source that does not answer)
2   the input cannot be used (arguments, configuration, seeds, sources.toml, a file that is no WARC)
3   nothing could be reached
4   another process is writing the data folder
5   the data folder cannot be used, or the disk is full
6   a fault of cuttings itself
130 stopped by Ctrl-C; the same command goes on where it stopped
"""

from __future__ import annotations

from typing import NoReturn

import click

from archive.errors import ArchiveBusy, ArchiveError, DiskFull, FolderUnusable
from compare.errors import CompareError
from crawler.errors import CrawlerError, CrawlFailed, NoSourceReachable
from desk import letters
from extract.errors import ExtractError

DONE, FAULT, UNUSABLE, UNREACHABLE, BUSY, FOLDER, BROKEN, STOPPED = 0, 1, 2, 3, 4, 5, 6, 130

_CODES: tuple[tuple[type[Exception], int], ...] = (
    (ArchiveBusy, BUSY),
    (DiskFull, FOLDER),
    (FolderUnusable, FOLDER),
    (NoSourceReachable, UNREACHABLE),
    (CrawlFailed, BROKEN),
    (ArchiveError, UNUSABLE),
    (CrawlerError, UNUSABLE),
    (CompareError, UNUSABLE),
    (ExtractError, UNUSABLE),
)
EXPECTED: tuple[type[Exception], ...] = (ArchiveError, CrawlerError, CompareError, ExtractError)


def code(error: Exception) -> int:
    """The exit code of an error of ours (see the table above); UNUSABLE for any other."""
    return next((number for kind, number in _CODES if isinstance(error, kind)), UNUSABLE)


def fail(message: str, exit_code: int = UNUSABLE) -> NoReturn:
    """End the command with one line on stderr; what is in ``message`` cannot break or steer it."""
    click.echo(f"cuttings: {letters.one_line(message)}", err=True)
    raise SystemExit(exit_code)
