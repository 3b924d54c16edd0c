"""Once a second: what extraction found goes to the compass, links of articles about the story are followed, and the
crawl ends when its budget is spent or hardly anything comes any more."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

from archive import findings
from archive.errors import ArchiveError
from archive.findings import Finding
from archive.frontier import Entry
from archive.store import Archive
from crawler.discovery import Answer
from crawler.focus.yields import Budget, Yield
from crawler.work import Work

EVERY = 0.3
MOST_BEHIND = 6
SILENCE = 10.0
POLITE = 0.2
_log = logging.getLogger(__name__)


class Feedback:
    """Leads one crawl; ``watch`` runs beside it in the reactor's thread."""

    def __init__(self, work: Work, run_id: int, budget: Budget | None = None, patience: int | None = None) -> None:
        self._work = work
        self._archive: Archive = work.store.archive
        self._run_id = run_id
        self._budget = budget or Budget()
        self._yield = Yield(patience)
        self._begun = time.monotonic()
        self._last = 0
        self._heard = self._begun
        self._followed = 0

    async def watch(self) -> None:
        """Goes on until cancelled, or until the crawl has been told to end."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self._step()
            except ArchiveError as error:
                self._work.stop(error)
                return
            if why := await self._reason_to_end():
                _log.info("no more articles are asked for: %s", why)
                self._work.agenda.end()
                return

    async def _step(self) -> None:
        topic = self._work.plan.topic
        found = await asyncio.to_thread(findings.since, self._archive, self._run_id, topic, self._last)
        await self._beware(len(found))
        if not found:
            return
        self._last = found[-1].document_id
        for finding in found:
            self._yield.add(is_about=finding.is_about)
        await self._work.discover(lambda: self._leads(found))

    async def _beware(self, found: int) -> None:
        """Poor pages wait while extraction has more before it than it does in a second, since its word may change what
        is best. Where it says nothing nobody waits for it, nor in a crawl without delay, which is to be fast."""
        now = time.monotonic()
        self._heard = now if found else self._heard
        plan = self._work.plan
        waits = plan.workers > 0 and plan.politeness.delay >= POLITE and now - self._heard < SILENCE
        behind = await asyncio.to_thread(findings.behind, self._archive, self._run_id) if waits else 0
        self._work.agenda.wary = behind > max(MOST_BEHIND, found / EVERY)

    def _leads(self, found: Sequence[Finding]) -> list[Entry]:
        """In the thread for discovery: what the findings lead to, and what waits and has become better."""
        discovery = self._work.discovery
        entries: list[Entry] = []
        for finding in found:
            if finding.is_about and self._followed < self._work.plan.follow:
                self._followed += 1
                entries += self._links(finding)
        discovery.compass.learn(found)
        return [*entries, *discovery.compass.moved(self._work.agenda.begun)]

    def _links(self, finding: Finding) -> list[Entry]:
        kept = findings.page(self._archive, finding.capture_id)
        if kept is None:
            return []
        entry = self._work.discovery.compass.entry(finding)
        return self._work.discovery.follow(Answer(entry, finding.url, *kept))

    async def _reason_to_end(self) -> str | None:
        if self._yield.has_fallen:
            return f"{self._yield.rate:.0%} of the last ones were about the story"
        received = 0
        if self._budget.bytes is not None:
            received = await asyncio.to_thread(findings.received, self._archive, self._run_id)
        spent = self._budget.is_spent(time.monotonic() - self._begun, received)
        return "the budget is spent" if spent else None
