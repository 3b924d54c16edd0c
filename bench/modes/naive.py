"""The design that one writes first: all in the spider's callback, one page after the other.

Stock warcio writes the decoded body, trafilatura extracts text and metadata, SQLite commits a row.
"""

from __future__ import annotations

import io
import sqlite3
from urllib.parse import urlsplit

import trafilatura
from scrapy.http import Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench.job import Job, Told
from bench.modes.plain import ListSpider, crawl

TABLE = "CREATE TABLE document (url TEXT PRIMARY KEY, title TEXT, published TEXT, text TEXT)"
Row = tuple[str | None, str | None, str]


class NaiveSpider(ListSpider):
    """Keeps each page as WARC and as a row."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.file = (job.out / "naive.warc.gz").open("wb")
        self.warc = WARCWriter(self.file, gzip=True)
        self.rows = sqlite3.connect(job.out / "naive.db")
        self.rows.execute(TABLE)

    def keep(self, response: Response) -> None:
        """Record, extraction, row; each waits for the one before."""
        self.record(response)
        title, published, text = self.extract(response)
        self.rows.execute("INSERT INTO document VALUES (?, ?, ?, ?)", (response.url, title, published, text))
        self.rows.commit()

    def record(self, response: Response) -> None:
        """A response and a request record from what Scrapy still knows."""
        request = response.request
        assert request is not None
        parts = urlsplit(request.url)
        head = StatusAndHeaders(f"{response.status} OK", _pairs(response.headers), protocol="HTTP/1.1")
        kept = self.warc.create_warc_record(
            request.url, "response", payload=io.BytesIO(response.body), http_headers=head
        )
        asked = StatusAndHeaders(
            f"{request.method} {parts.path or '/'} HTTP/1.1",
            [("Host", parts.netloc), *_pairs(request.headers)],
            is_http_request=True,
        )
        self.warc.write_request_response_pair(
            self.warc.create_warc_record(request.url, "request", http_headers=asked), kept
        )

    def extract(self, response: Response) -> Row:
        """Title, date and text by trafilatura with its metadata pass."""
        found = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)
        if found is None or isinstance(found, dict):
            return None, None, ""
        return found.title, found.date, found.text or ""

    def closed(self, reason: str) -> None:
        """Called by Scrapy at the end."""
        del reason
        self.file.close()

    @property
    def documents(self) -> int:
        """Rows with a text."""
        return int(self.rows.execute("SELECT count(*) FROM document WHERE text <> ''").fetchone()[0])


def run(job: Job, spider: type[NaiveSpider] = NaiveSpider) -> Told:
    """Fetches, keeps and extracts the job's URLs."""
    made = crawl(job, spider)
    assert isinstance(made, NaiveSpider)
    return Told(len(made.got), made.documents)


def _pairs(headers: object) -> list[tuple[str, str]]:
    assert hasattr(headers, "items")
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]
