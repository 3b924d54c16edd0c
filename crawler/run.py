"""A crawl from beginning to end: run, topic, frontier, network, extraction beside it, result."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from archive import logs, runs, sources, topics
from archive.committer import Committer
from archive.errors import ArchiveError
from archive.frontier import Frontier
from archive.runs import Run
from archive.sources import Outlet
from archive.store import Archive
from compare.links import LinkScorer
from compare.topic import Topic
from crawler import backlog, seeds
from crawler.discovery import Discovery, Unscored
from crawler.errors import CrawlerError, CrawlFailed, NoSourceReachable, SeedsError
from crawler.ingesting import Ingesting
from crawler.plan import CrawlPlan, CrawlResult, Progress
from crawler.probe import probe
from crawler.reactor import Reactor
from crawler.settings import check_contact, settings
from crawler.spiders.coverage import CoverageSpider
from crawler.watch import Watch
from crawler.work import Store, Work

__all__ = ["crawl", "probe"]

_TALLIED = ("errors", "failed", "refused", "damaged", "broken")
OnProgress = Callable[[Progress], None]
_log = logging.getLogger(__name__)


def crawl(plan: CrawlPlan, on_progress: OnProgress) -> CrawlResult:
    """Crawls, extracts and compares until nothing is left, the budget is used up, or a signal stops it.

    A crawl of the same topic in this folder that was stopped or killed goes on under its run id. ``on_progress`` is
    called about twice a second, in this thread. Must run in the main thread, once in a process: Scrapy's reactor
    cannot be started again. Raises ContactMissing, SeedsError, NoSourceReachable, CrawlFailed, and the archive's
    errors (ArchiveBusy, FolderUnusable, DiskFull ...); what was fetched is kept in any case.
    """
    if not plan.sources:
        raise NoSourceReachable("there is no source to crawl: name a file with some by --sources")
    if not plan.seeds and not plan.seed_urls:
        raise SeedsError("there are no seeds: give at least one article that shows what to look for")
    check_contact(plan.sources, plan.politeness.contact)
    with Archive.open(plan.folder) as archive, archive.writing():
        one = _Crawl(archive, plan, on_progress)
        with logs.kept(archive.folder, "crawl", one.run_id):
            return one.run()


class _Crawl:
    def __init__(self, archive: Archive, plan: CrawlPlan, on_progress: OnProgress) -> None:
        self._archive = archive
        self._plan = plan
        found = runs.unfinished(archive, "crawl", plan.topic)
        self._resumed = found is not None
        self._run: Run = found or runs.start(archive, "crawl", plan.settings(), plan.topic)
        self._watch = Watch(archive, self._run.id, plan.topic, on_progress)
        self._reactor = Reactor(settings(plan.politeness))

    @property
    def run_id(self) -> int:
        return self._run.id

    def run(self) -> CrawlResult:
        begun = {"sources": len(self._plan.sources), "seeds": len(self._plan.seeds) + len(self._plan.seed_urls)}
        _log.info("the crawl %s", "goes on" if self._resumed else "begins", extra={"counts": begun})
        try:
            return self._run_to_its_end()
        except (ArchiveError, CrawlerError) as error:
            _log.error("the crawl failed: %s", error)
            raise

    def _run_to_its_end(self) -> CrawlResult:
        kept = [Outlet(one.key, one.name, one.home, one.language, one.country) for one in self._plan.sources]
        sources.save(self._archive, kept)
        waiting = 0
        try:
            with Frontier(self._archive.folder) as frontier:
                backlog.open_for(frontier, self._archive, self._run)
                with Committer(self._archive, self._run.id) as committer:
                    store = Store(self._archive, committer, frontier, self._watch.count().pages)
                    self._reactor.run(self._network(store))
                waiting = frontier.counts()["waiting"]
            if not self._reactor.stopping:
                self._watch.drain()
        except KeyboardInterrupt:
            self._reactor.stopping = True
        finally:
            if self._watch.ingesting is not None:
                self._watch.ingesting.stop()
        return self._result(waiting)

    async def _network(self, store: Store) -> None:
        topic = await self._topic(store)
        if topic is None:
            return
        topics.save(self._archive, topic)
        work = Work(self._plan, store, Discovery(self._plan.sources, LinkScorer(topic)))
        backlog.load(store.frontier, work)
        if self._plan.workers:
            self._watch.ingesting = Ingesting(self._archive.folder, topic.name, self._plan.workers, self._run.id)
        await self._fetch(work)

    async def _topic(self, store: Store) -> Topic | None:
        """The topic with the seeds that stand at addresses; None when a signal came before they were there."""
        plan = self._plan
        if not plan.seed_urls:
            return Topic(plan.topic, plan.seeds)
        if known := backlog.known_topic(self._archive, plan):
            return known
        work = Work(plan, store, Discovery((), Unscored()))
        work.agenda.resume(backlog.seed_entries(plan))
        await self._fetch(work)
        if self._reactor.stopping:
            return None
        found = await asyncio.to_thread(seeds.extract, tuple(work.seed_pages), work.tally.last_failure)
        backlog.settle_seeds(store.frontier, plan)
        return Topic(plan.topic, plan.seeds + found)

    async def _fetch(self, work: Work) -> None:
        self._watch.work = work
        ticking = asyncio.ensure_future(self._watch.tick(lambda: self._reactor.stopping))
        try:
            await self._reactor.crawl(CoverageSpider, work=work)
        finally:
            ticking.cancel()
            await asyncio.to_thread(work.close)
        if work.fault is not None:
            raise work.fault

    def _result(self, waiting: int) -> CrawlResult:
        work, last = self._watch.work, self._watch.count()
        counts = {"pages": last.pages, "requests": last.requests, "waiting": waiting}
        counts |= {"documents": last.documents, "found": last.found, "pending": last.pending}
        if work is not None:
            counts |= {name: work.tally.counts[name] for name in _TALLIED}
            self._tell_sources(work)
        outcome, error = self._outcome(work, last.requests)
        _log.info("the crawl ends: %s", outcome, extra={"counts": counts})
        if outcome == "stopped":
            return CrawlResult(self._run.id, "stopped", self._resumed, counts, self._watch.hosts())
        runs.finish(self._archive, self._run.id, outcome, counts)
        if error is not None:
            raise error
        return CrawlResult(self._run.id, "done", self._resumed, counts, self._watch.hosts())

    def _outcome(self, work: Work | None, requests: int) -> tuple[str, CrawlerError | None]:
        if self._reactor.stopping:
            return "stopped", None
        if work is not None and not requests:
            whole = _unreachable(len(self._plan.sources), work.tally.last_failure)
            return "no source reachable", NoSourceReachable(whole)
        if work is not None and work.tally.last_fault is not None and not work.tally.read:
            return "failed", CrawlFailed(
                f"a fault of the crawler on every source ({work.tally.last_fault}): report it with logs/crawl.jsonl"
            )
        return "done", None

    def _tell_sources(self, work: Work) -> None:
        for source in self._plan.sources:
            counts = work.tally.of_source(source.key)
            said = ", ".join(f"{name} {number}" for name, number in counts.items()) or "nothing asked"
            level = logging.INFO if source.key in work.tally.reached or not counts else logging.WARNING
            where = {"source": source.key, "url": source.home, "counts": counts}
            _log.log(level, "source %s: %s", source.key, said, extra=where)


def _unreachable(number: int, last: str | None) -> str:
    whole = "the source does not answer" if number == 1 else f"none of the {number} sources answers"
    return f"{whole} ({last or 'nothing was fetched'}): check the network, then `cuttings sources check`"
