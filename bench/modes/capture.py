"""Our crawl with the extraction left for later: everything else as shipped. For the CPU of crawling itself."""

from __future__ import annotations

from bench.job import Job, Told
from bench.modes import ours
from crawler import run as crawler_run


class Nobody:
    """Stands where the extraction beside a crawl stands, and starts none."""

    alive = False
    over = True

    def __init__(self, *given: object) -> None:
        del given

    def watch(self) -> None:
        """Called now and then by the crawl."""

    def finish(self) -> None:
        """Called when nothing more will come."""

    def stop(self) -> None:
        """Called at the end."""


def run(job: Job) -> Told:
    """Crawls all pages of the job's hosts; every capture stays pending."""
    crawler_run.Ingesting = Nobody  # type: ignore[attr-defined,assignment] # the one part that this mode leaves out
    return Told(ours.crawl(job).counts["pages"])
