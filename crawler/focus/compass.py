"""Which way a crawl goes: what it knows of the links that wait, and what the findings say of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from archive.findings import Finding
from archive.frontier import Entry
from crawler.focus.learner import Learner
from extract.address.replays import original
from extract.urls import canonical

MOST_KNOWN = 50_000
MOST_MOVED = 5_000
MOST_LISTS = 8
LEAST_MOVE = 0.02


class Compass:
    """Rates links and moves those that wait; for the thread that reads discovery pages, and no other."""

    def __init__(self) -> None:
        self._learner = Learner()
        self._waiting: dict[str, Entry] = {}
        self._past: dict[str, Entry] = {}
        self._lists: dict[str, tuple[str, ...]] = {}

    def rated(self, entry: Entry) -> Entry:
        """``entry`` with the priority that it deserves now. It is remembered, to be moved by what will be found."""
        lists = self._named(entry)
        rated = replace(entry, priority=self._learner.priority(entry, lists))
        known = self._waiting.get(entry.url)
        if known is not None and known.priority >= rated.priority:
            return rated
        if known is not None or len(self._waiting) < MOST_KNOWN:
            self._waiting[entry.url] = rated
        return rated

    def knows(self, url: str) -> bool:
        """Whether a link to ``url`` waits or was fetched."""
        return url in self._waiting or url in self._past

    def instead(self, entry: Entry, url: str) -> Entry:
        """``entry``, to be fetched at ``url`` (a replay of its page) and nowhere else."""
        self._waiting.pop(entry.url, None)
        self._past.setdefault(entry.url, entry)
        there = replace(entry, url=url)
        self._waiting[url] = there
        return there

    def learn(self, findings: Iterable[Finding]) -> None:
        """Takes in what extraction found."""
        for finding in findings:
            entry = self._entry(finding)
            self._learner.learn(entry, self._named(entry), is_about=finding.is_about)

    def moved(self, begun: Container[str] = ()) -> list[Entry]:
        """Links that wait and deserve a clearly higher priority than they were given, the best first, so many at most.

        ``begun``: addresses that wait no more, though nothing was found of them yet. Those that deserve a lower
        priority stay where they are: others pass them.
        """
        rated = (
            (self._learner.priority(entry, self._lists.get(url, ())), entry)
            for url, entry in self._waiting.items()
            if url not in begun
        )
        risen = [(priority, entry) for priority, entry in rated if priority > entry.priority + LEAST_MOVE]
        risen.sort(key=lambda one: one[0], reverse=True)
        entries = [replace(entry, priority=priority) for priority, entry in risen[:MOST_MOVED]]
        self._waiting.update((entry.url, entry) for entry in entries)
        return entries

    def entry(self, finding: Finding) -> Entry:
        """The entry under which the page of ``finding`` was fetched, as far as it is known."""
        return self._entry(finding)

    def remember(self, entries: Sequence[Entry]) -> None:
        """Takes over links that waited when the crawl was stopped."""
        self._waiting.update((entry.url, entry) for entry in entries[:MOST_KNOWN] if entry.kind == "page")

    def _named(self, entry: Entry) -> tuple[str, ...]:
        """The pages that name the address of ``entry``, that of ``entry`` itself among them."""
        known = self._lists.get(entry.url, ())
        if entry.via and entry.via not in known and len(known) < MOST_LISTS:
            known = (*known, entry.via)
            if len(self._lists) < MOST_KNOWN:
                self._lists[entry.url] = known
        return known

    def _entry(self, finding: Finding) -> Entry:
        url = canonical(finding.url)
        known = self._waiting.pop(finding.url, None) or self._waiting.pop(url, None) or self._past.get(url)
        if known is None:
            url = canonical(original(url))
            known = self._past.get(url)
        if known is None:
            known = Entry(url, 0.0, "page", finding.source, finding.origin, finding.via, finding.expected)
        if len(self._past) < MOST_KNOWN:
            self._past[url] = known
        return known
