"""The part of a crawl that crosses the network: Scrapy's reactor, the frontier, the committer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from archive.committer import Committer
from archive.frontier import Frontier
from archive.recorded import Recordings, opened
from archive.runs import Run
from archive.store import Archive
from compare.links import LinkScorer
from compare.queries import queries
from compare.topic import Topic
from crawler import backlog, seeds
from crawler.discovery import Discovery, Unscored
from crawler.focus.feedback import Feedback
from crawler.plan import CrawlPlan
from crawler.reactor import Reactor
from crawler.recorded import offline
from crawler.settings import settings
from crawler.spiders.coverage import CoverageSpider
from crawler.watch import Watch
from crawler.window import Window
from crawler.work import Store, Work


class Network:
    """One run's fetching. Once in a process, in its main thread: Scrapy's reactor cannot be started again."""

    def __init__(self, archive: Archive, plan: CrawlPlan, run: Run, watch: Watch) -> None:
        self._archive = archive
        self._plan = plan
        self._run = run
        self._watch = watch
        wanted = settings(plan.politeness)
        self._reactor = Reactor(offline(wanted) if plan.captures else wanted)

    @property
    def stopping(self) -> bool:
        """Whether a signal has come."""
        return self._reactor.stopping

    def run(self, on_topic: Callable[[Topic], None]) -> int:
        """Fetches until nothing is left, the budget is used up or a signal comes; how many addresses still wait.

        ``on_topic`` is called with a topic that had to be made from the seeds' addresses. Raises CrawlFailed, and what
        the archive raises.
        """
        with Frontier(self._archive.folder) as frontier:
            backlog.open_for(frontier, self._archive, self._run)
            with Committer(self._archive, self._run.id) as committer, self._recordings() as recordings:
                store = Store(self._archive, committer, frontier, self._watch.count().pages, self._run.started)
                store = replace(store, recordings=recordings, run_id=self._run.id)
                self._reactor.run(lambda: self._crawl(store, on_topic))
            return frontier.counts()["waiting"]

    @contextmanager
    def _recordings(self) -> Iterator[Recordings | None]:
        if not self._plan.captures:
            yield None
            return
        with opened(self._archive, self._plan.captures, self._plan.as_of) as recordings:
            yield recordings

    async def _crawl(self, store: Store, on_topic: Callable[[Topic], None]) -> None:
        topic = await self._topic(store)
        if topic is None:
            return
        if self._plan.seed_urls:
            on_topic(topic)
        scorer = LinkScorer(topic)
        work = Work(self._plan, store, Discovery(self._plan.sources, scorer, Window.of(scorer.days), queries(topic)))
        backlog.load(store.frontier, work)
        leading = asyncio.ensure_future(Feedback(work, self._run.id, self._plan.budget, self._plan.patience).watch())
        try:
            await self._fetch(work)
        finally:
            leading.cancel()

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
