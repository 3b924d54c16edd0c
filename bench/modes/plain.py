"""What bare Scrapy and the naive designs share: a spider over the list of URLs, and the settings of our crawl."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from bench.job import Job
from bench.modes.topic import POLITENESS
from crawler.settings import settings as ours

# What makes a crawl ours; the others keep Scrapy's own, and leave robots.txt out in their favour.
OURS = (
    "DOWNLOAD_HANDLERS_BASE",
    "DOWNLOAD_HANDLERS",
    "DOWNLOADER_MIDDLEWARES_BASE",
    "DOWNLOADER_MIDDLEWARES",
    "SPIDER_MIDDLEWARES_BASE",
    "SCHEDULER",
    "ROBOTSTXT_OBEY",
    "LOG_FORMATTER",
)


def settings() -> dict[str, Any]:
    """Our crawl's scheduling, limits and switches, without what makes it ours."""
    return {name: value for name, value in ours(POLITENESS).items() if name not in OURS}


class ListSpider(scrapy.Spider):
    """Fetches the job's URLs; ``keep`` does with a page what its design does."""

    name = "list"

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self.got: set[str] = set()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Called by Scrapy."""
        for url in self.job.urls:
            yield scrapy.Request(url)

    def parse(self, response: Response) -> None:
        """Called by Scrapy with each page."""
        if response.status == 200 and response.body:
            self.got.add(response.url)
            self.keep(response)

    def keep(self, response: Response) -> None:
        """Bare Scrapy keeps nothing."""


def crawl(job: Job, spider: type[ListSpider], more: Mapping[str, Any] = MappingProxyType({})) -> ListSpider:
    """Runs the spider to its end in this process, with ``more`` settings; the spider, with what it got."""
    process = AsyncCrawlerProcess(settings() | dict(more))
    crawler = process.create_crawler(spider)
    process.crawl(crawler, job=job)
    process.start()
    made = crawler.spider
    assert isinstance(made, ListSpider)
    return made
