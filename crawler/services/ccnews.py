"""Common Crawl's news WARC files: their listings by month, and which of them may hold a story.

As documented (commoncrawl.org/blog/news-dataset-available, data.commoncrawl.org/crawl-data/CC-NEWS/index.html): below
the home, ``crawl-data/CC-NEWS/YYYY/MM/warc.paths.gz`` holds a path a line; each file is about a gigabyte and has the
UTC time in its name at which it was begun: ``CC-NEWS-YYYYMMDDHHMMSS-NNNNN.warc.gz``.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

from crawler.services.errors import ServiceDamaged

HOME = "https://data.commoncrawl.org/"
LONGEST_LISTING = 8 << 20  # bytes unpacked; a month has about 500 lines of 70 letters
_PATH = re.compile(r"crawl-data/CC-NEWS/\d{4}/\d\d/(CC-NEWS-(\d{14})-\d{1,9})\.warc\.gz", re.A)
_STAMP = "%Y%m%d%H%M%S"
_LAST = timedelta(days=1)  # what the last file of a listing may cover


@dataclass(frozen=True, slots=True)
class NewsFile:
    """A WARC file: where it is, its name without ending, and when it was begun."""

    url: str
    name: str
    begun: datetime


def listing(home: str, year: int, month: int) -> str:
    """The address of the listing of a month."""
    return urljoin(home, f"crawl-data/CC-NEWS/{year:04}/{month:02}/warc.paths.gz")


def months(spans: Iterable[tuple[date, date]]) -> list[tuple[int, int]]:
    """Year and month of each month that these times (both ends included) touch, in order."""
    found: set[tuple[int, int]] = set()
    for first, last in spans:
        numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        found.update((number // 12, number % 12 + 1) for number in numbers)
    return sorted(found)


def parse(body: bytes, home: str) -> list[NewsFile]:
    """The files of a listing (gzip), in order of time, each once; lines that name no such file are passed over.

    Raises ServiceDamaged for what is no listing: no gzip, damaged, too long, or without a single such line.
    """
    server = urlsplit(home).hostname
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        text = unpacker.decompress(body, LONGEST_LISTING).decode("utf-8", "replace")
    except zlib.error:
        said = " ".join(body[:80].decode("utf-8", "replace").split())
        raise ServiceDamaged(f"no listing from {server}: {said!r} is no gzip file") from None
    if not unpacker.eof:
        raise ServiceDamaged(f"no listing from {server}: it is cut short, or longer than {LONGEST_LISTING >> 20} MB")
    found = {line: file for line in text.split() if (file := _file(line, home))}
    if not found:
        raise ServiceDamaged(f"no listing from {server}: it names no CC-NEWS file")
    return sorted(found.values(), key=lambda file: (file.begun, file.name))


def within(files: Sequence[NewsFile], spans: Sequence[tuple[date, date]]) -> list[NewsFile]:
    """Those of the files, in order of time, that hold pages captured in these times (both ends included)."""
    ends = [later.begun for _, later in pairwise(files)]
    ends += [file.begun + _LAST for file in files[-1:]]
    times = [
        (datetime.combine(first, time(), UTC), datetime.combine(last, time(), UTC) + timedelta(days=1))
        for first, last in spans
    ]
    return [
        file
        for file, end in zip(files, ends, strict=True)
        if any(file.begun < last and end > first for first, last in times)
    ]


def _file(line: str, home: str) -> NewsFile | None:
    shape = _PATH.fullmatch(line)
    if shape is None:
        return None
    try:
        begun = datetime.strptime(shape[2], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return NewsFile(urljoin(home, line), shape[1], begun)
