"""Bare Scrapy with our recorder, every exchange written as WARC records: the memory scheduler, and no database."""

from __future__ import annotations

from datetime import datetime

from scrapy.http import Response

from archive.capture import Exchange
from archive.warc import record
from archive.warc.ids import new_id
from archive.warc.writer import WarcWriter
from bench.job import Job, Told
from bench.modes.plain import ListSpider, crawl
from bench.modes.topic import POLITENESS
from crawler.scope import Scope
from crawler.settings import settings
from crawler.tape import TAPE, Tape

HANDLERS = ("DOWNLOAD_HANDLERS_BASE", "DOWNLOAD_HANDLERS")
SYNCED = 64


class RecordedSpider(ListSpider):
    """Keeps the wire bytes of each page, written and synced in groups as large as those of a crawl that is not idle."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.scope = Scope((), networks=("127.0.0.0/8",))
        self.warc = WarcWriter(job.out, "recorded", _opening)
        self.group: list[Tape] = []
        self.members: list[bytes] = []

    def keep(self, response: Response) -> None:
        """Response, request and metadata records of one exchange."""
        assert response.request is not None
        tape: Tape = response.request.meta.pop(TAPE)
        exchange = Exchange(response.url, tape.request, tape.final(), tape.started, ip=tape.ip)
        ids = record.Ids(new_id(), new_id(), self.warc.ready(), new_id())
        self.members += record.exchange(exchange, ids).members
        self.group.append(tape)
        if len(self.group) == SYNCED:
            self.sync()

    def sync(self) -> None:
        """What is kept so far is on the disk."""
        if self.members:
            self.warc.append(self.members)
            self.warc.sync()
        for tape in self.group:
            tape.free()
        self.members, self.group = [], []

    def closed(self, reason: str) -> None:
        """Called by Scrapy at the end."""
        del reason
        self.sync()
        self.warc.close()


def run(job: Job) -> Told:
    """Fetches and keeps the job's URLs."""
    ours = settings(POLITENESS)
    return Told(len(crawl(job, RecordedSpider, {name: ours[name] for name in HANDLERS}).got))


def _opening(name: str, made: datetime) -> tuple[str, bytes]:
    info = new_id()
    return info, record.warcinfo(info, made, name, [("software", "cuttings")])
