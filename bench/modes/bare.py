"""Bare Scrapy: the list of URLs, the scheduler in memory, and nothing kept."""

from __future__ import annotations

from bench.job import Job, Told
from bench.modes.plain import ListSpider, crawl


def run(job: Job) -> Told:
    """Fetches the job's URLs."""
    return Told(len(crawl(job, ListSpider).got))
