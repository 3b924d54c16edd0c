"""Between a run and its frontier: what a crawl begins with, and what one that was stopped or killed goes on with."""

from __future__ import annotations

from archive import fetched, topics
from archive.frontier import Entry, Frontier
from archive.runs import Run
from archive.store import Archive
from compare.topic import Topic
from crawler.discovery import SEED
from crawler.plan import CrawlPlan
from crawler.work import Work
from extract.urls import canonical

_OWNER = "frontier.run"


def open_for(frontier: Frontier, archive: Archive, run: Run) -> None:
    """Makes the frontier that of ``run``: emptied if another run left it, agreeing with what the run has captured.

    A kill may fall between the commit of a page and the mark in the frontier: the capture is the truth.
    """
    owner = archive.folder / _OWNER
    if not owner.exists() or owner.read_text(encoding="utf-8").strip() != str(run.id):
        frontier.clear()
        owner.write_text(f"{run.id}\n", encoding="utf-8")
    captured = fetched.pages(archive, run.id)
    frontier.add(Entry(url) for url in captured)
    frontier.mark(captured, "done")


def load(frontier: Frontier, work: Work) -> None:
    """Puts on the agenda of ``work`` all that waits; what a run begins with comes with the first requests."""
    work.discovery.compass.remember(work.agenda.resume_from(frontier))


def known_topic(archive: Archive, plan: CrawlPlan) -> Topic | None:
    """The topic as an earlier start of this crawl made it from the seed addresses; None when none has."""
    if plan.topic not in topics.names(archive):
        return None
    topic = topics.load(archive, plan.topic)
    return topic if set(plan.seed_urls) <= {seed.id for seed in topic.seeds} else None


def seed_entries(plan: CrawlPlan) -> list[Entry]:
    """The pages that were given as seeds, by their source where one covers them."""
    return [Entry(url, SEED, "page", _source_of(plan, url), "seed", None, 1.0) for url in plan.seed_urls]


def settle_seeds(frontier: Frontier, plan: CrawlPlan) -> None:
    """Writes down that the seeds' pages were fetched, so that they are not fetched again as coverage."""
    urls = [canonical(url) for url in plan.seed_urls]
    frontier.add(Entry(url, SEED, origin="seed") for url in urls)
    frontier.mark(urls, "done")


def _source_of(plan: CrawlPlan, url: str) -> str | None:
    return next((source.key for source in plan.sources if source.covers(url)), None)
