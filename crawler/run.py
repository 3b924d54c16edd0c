"""A crawl from beginning to end: run, topic, extraction beside it, network, result."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from archive import forgetting, logs, runs, sources, topics
from archive.errors import ArchiveError
from archive.runs import Run
from archive.sources import Outlet
from archive.store import Archive
from compare.topic import Topic
from crawler.errors import CrawlerError, CrawlFailed, NoSourceReachable, SeedsError
from crawler.ingesting import Ingesting
from crawler.plan import CrawlPlan, CrawlResult, Progress
from crawler.settings import check_contact
from crawler.watch import Watch

if TYPE_CHECKING:
    from crawler.work import Work

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
    if not plan.captures:
        check_contact(plan.sources, plan.politeness.contact)
    with Archive.open(plan.folder) as archive, forgetting.held(archive):
        one = _Crawl(archive, plan, on_progress)
        with logs.kept(archive.folder, "crawl", one.run_id):
            return one.run()


class _Crawl:
    def __init__(self, archive: Archive, plan: CrawlPlan, on_progress: OnProgress) -> None:
        self._archive = archive
        self._plan = plan
        found = runs.resumed(archive, plan.topic, plan.job)
        if found is not None and found.settings.get("from") != plan.settings().get("from"):
            raise SeedsError(
                f"a crawl of {plan.topic} that asks elsewhere was stopped and not ended: run it again, or name another "
                "--topic"
            )
        self._resumed = found is not None
        self._run: Run = found or runs.start(archive, "crawl", plan.settings(), plan.topic, job=plan.job)
        self._watch = Watch(archive, self._run.id, plan.topic, on_progress)
        self._stopping = False

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
            if not self._plan.seed_urls:
                self._extract_beside(Topic(self._plan.topic, self._plan.seeds))
            waiting = self._fetch()
            if not self._stopping:
                self._watch.drain()
        except KeyboardInterrupt:
            self._stopping = True
        finally:
            if self._watch.ingesting is not None:
                self._watch.ingesting.stop()
        return self._result(waiting)

    def _extract_beside(self, topic: Topic) -> None:
        topics.save(self._archive, topic)
        if self._plan.workers:
            self._watch.ingesting = Ingesting(self._archive.folder, topic.name, self._plan.workers, self._run.id)

    def _fetch(self) -> int:
        """Fetches until nothing is left or a signal comes; how many addresses still wait."""
        # Here, so that the extraction starts while this process imports Scrapy; and first what goes through all modules
        # for each frame of the stack, three times, while there are few of both.
        import scrapy.core.downloader.contextfactory  # noqa: F401, PLC0415 - see above

        from crawler.network import Network  # noqa: PLC0415 - see above

        gc.freeze()  # the modules stay to the end; collecting them would take a quarter of a second at the exit
        network = Network(self._archive, self._plan, self._run, self._watch)
        try:
            return network.run(self._extract_beside)
        finally:
            self._stopping = network.stopping

    def _result(self, waiting: int) -> CrawlResult:
        work, last = self._watch.work, self._watch.count()
        counts = {"pages": last.pages, "requests": last.requests, "waiting": waiting}
        counts |= {"documents": last.documents, "found": last.found, "pending": last.pending}
        if work is not None:
            counts |= {name: work.tally.counts[name] for name in _TALLIED}
            counts["recalled"] = work.memory.recalled
            if self._plan.captures:
                counts["known"] = work.tally.counts["known"]
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
        if self._stopping:
            return "stopped", None
        if work is not None and self._nothing_came(work, requests):
            whole = _unreachable(self._plan, work.tally.last_failure)
            return "no source reachable", NoSourceReachable(whole)
        if work is not None and work.tally.last_fault is not None and not work.tally.read:
            return "failed", CrawlFailed(
                f"a fault of the crawler on every source ({work.tally.last_fault}): report it with logs/crawl.jsonl"
            )
        return "done", None

    def _nothing_came(self, work: Work, requests: int) -> bool:
        """Whether no source answered that was asked: where all is known and nothing is due, nothing is asked."""
        if self._plan.captures:
            return not work.tally.counts["requests"]
        return not requests and bool(work.memory.knows_nothing or work.tally.counts["failed"])

    def _tell_sources(self, work: Work) -> None:
        for source in self._plan.sources:
            counts = work.tally.of_source(source.key)
            said = ", ".join(f"{name} {number}" for name, number in counts.items()) or "nothing asked"
            level = logging.INFO if source.key in work.tally.reached or not counts else logging.WARNING
            where = {"source": source.key, "url": source.home, "counts": counts}
            _log.log(level, "source %s: %s", source.key, said, extra=where)


def _unreachable(plan: CrawlPlan, last: str | None) -> str:
    number = len(plan.sources)
    if plan.captures:
        whose = "the source" if number == 1 else f"the {number} sources"
        until = f" by {plan.as_of:%Y-%m-%d}" if plan.as_of else ""
        return f"there is no capture of {whose}{until}: give others with --from, or a later --as-of"
    whole = "the source does not answer" if number == 1 else f"none of the {number} sources answers"
    return f"{whole} ({last or 'nothing was fetched'}): check the network, then `cuttings sources check`"
