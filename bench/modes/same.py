"""The naive design with our extraction and comparison in trafilatura's place, so that only the designs differ."""

from __future__ import annotations

from scrapy.http import Response

from bench.job import Job, Told
from bench.modes.naive import NaiveSpider, Row
from bench.modes.naive import run as run_naive
from bench.modes.topic import golds
from compare.topic import Matcher, Topic
from extract.article import extract
from extract.document import NotArticle


class SameSpider(NaiveSpider):
    """Extracts and compares as our workers do, in the callback."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.matcher = Matcher(Topic("bench", golds()))

    def extract(self, response: Response) -> Row:
        """Title, date and text by ``extract.article``; an empty text where it is no article."""
        found = extract(response.body, response.url)
        if isinstance(found, NotArticle):
            return None, None, ""
        self.matcher.relate(found)
        published = found.published.instant.isoformat() if found.published else None
        return found.title, published, found.text


def run(job: Job) -> Told:
    """Fetches, keeps and extracts the job's URLs."""
    return run_naive(job, SameSpider)
