"""Our crawl as shipped: sources.toml, discovery from sitemaps, recorder, WARC, rows, frontier, workers, comparison."""

from __future__ import annotations

from bench.job import Job, Told
from bench.modes.topic import POLITENESS, golds
from crawler import run as crawler_run
from crawler import sources
from crawler.plan import CrawlPlan, CrawlResult


def run(job: Job) -> Told:
    """Crawls all pages of the job's hosts, as the command line would with the delay set to 0."""
    result = crawl(job)
    return Told(result.counts["pages"], result.counts["documents"], result.counts["pending"])


def crawl(job: Job, workers: int = 2) -> CrawlResult:
    """The crawl of the job's hosts, with the five seeds for a topic; without workers all stays pending."""
    file = job.out / "sources.toml"
    file.write_text("\n".join(table(number, origin) for number, origin in enumerate(job.origins)), encoding="utf-8")
    plan = CrawlPlan(
        folder=job.out / "data",
        topic="bench",
        sources=sources.load(file),
        seeds=golds(),
        pages=len(job.urls),
        workers=workers,
        politeness=POLITENESS,
        follow=0,  # what the pages link to is on sites that are not served here, and no other mode asks for it
    )
    return crawler_run.crawl(plan, lambda _: None)


def table(number: int, origin: str) -> str:
    """One host as a source with its sitemap."""
    return f'[host-{number}]\nhome = "{origin}/"\nsitemaps = ["{origin}/sitemap.xml"]\n'
