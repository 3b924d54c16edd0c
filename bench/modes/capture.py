"""Our crawl with the extraction left for later: everything else as shipped. For the CPU of crawling itself."""

from __future__ import annotations

from bench.job import Job, Told
from bench.modes import ours


def run(job: Job) -> Told:
    """Crawls all pages of the job's hosts; every capture stays pending."""
    return Told(ours.crawl(job, workers=0).counts["pages"])
