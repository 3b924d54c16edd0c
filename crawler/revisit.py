"""Only what is new: of all addresses that a run comes upon, those that are to be asked now.

A list that is not due (or that answers 304) is read from the archive instead, so a run knows all that an earlier one
was told, what it could not fetch included. An article that is here and not due is left out.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from archive import bodies, fetch_state, pace
from archive.capture import Refers
from archive.errors import ArchiveError
from archive.fetch_state import State
from archive.frontier import Entry
from archive.store import Archive
from crawler.discovery import Answer, Discovery
from crawler.plan import Revisit
from extract.errors import ExtractError

_PROMPT = ("feed", "sitemap")
_LESS = 0.5  # an article that is here already waits behind new ones that are as promising
_MOST_AGAIN = 5000
_MOST_MOVES = 6  # of a robots.txt: five redirects (RFC 9309, 2.3.1.2)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class When:
    """``mode``: "due" asks what is due; "lists" asks feeds and sitemaps in any case, as a person wants who calls a
    crawl by hand; "all" asks everything again. ``begun``: what was asked since then was asked in this run.
    """

    mode: Revisit
    begun: datetime


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request states (RFC 9110, 13.1), and the capture that a 304 refers to."""

    etag: str | None
    last_modified: str | None
    refers: Refers


@dataclass(frozen=True, slots=True)
class Kept:
    """A robots.txt that was given before, decoded, and how long it holds."""

    body: bytes
    until: datetime


class Memory:
    """What an archive knows of the addresses of one run; for the thread for discovery, ``validators`` for any.

    ``sources``: keys of those that are crawled. ``recalled``: how many lists were read from the archive.
    ``knows_nothing``: nothing was ever asked before this run.
    """

    def __init__(self, archive: Archive, discovery: Discovery, sources: Sequence[str], when: When) -> None:
        self.recalled = 0
        self.knows_nothing = fetch_state.is_empty(archive)
        self._archive = archive
        self._discovery = discovery
        self._sources = sources
        self._when = when
        self._read: set[str] = set()

    def begin(self) -> list[Entry]:
        """What the run begins with, before it is sifted: what the sources list, and articles to look at again."""
        return [*self._discovery.begin(), *self._again()]

    def sift(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those that are to be asked now, with all that the others lead to. Raises ArchiveError."""
        if self.knows_nothing:
            return list(entries)
        asked: list[Entry] = []
        todo = list(entries)
        while todo:
            known = fetch_state.load(self._archive, {entry.url for entry in todo})
            found = [(entry, known.get(entry.url)) for entry in todo]
            asked += [entry for entry, state in found if state is None or self._is_due(entry, state)]
            self._read.update(entry.url for entry in asked if entry.kind != "page")
            settled = [(entry, state) for entry, state in found if state is not None and not self._is_due(entry, state)]
            todo = [one for entry, state in settled for one in self._led(entry, state, asked)]
        return asked

    def recall(self, entry: Entry) -> list[Entry]:
        """What the last whole answer for a list names, for one that has not changed since."""
        state = fetch_state.load(self._archive, [entry.url]).get(entry.url)
        return [] if state is None else list(self._again_read(entry, state) or ())

    def note(self, entry: Entry, named: Iterable[Entry]) -> None:
        """Notes what a list that was asked has named, so that its next time follows. Raises ArchiveError."""
        hashed = fetch_state.leads(one.url for one in named)
        fetch_state.settle_list(self._archive, entry.url, hashed, datetime.now(UTC))

    def rules(self, url: str) -> Kept | None:
        """The robots.txt at ``url`` as an earlier run was given it, while it holds; None when it is to be asked for.

        From any thread. What could not be had then is asked for again.
        """
        until: datetime | None = None
        for _ in range(0 if self._when.mode == "all" else _MOST_MOVES):
            state = fetch_state.load(self._archive, [url]).get(url)
            if state is None or state.kind != "robots" or state.due is None or state.due <= datetime.now(UTC):
                return None
            until = min(until or state.due, state.due)
            if state.moved is None:
                return self._kept(state, until)
            url = state.moved
        return None

    def _kept(self, state: State, until: datetime) -> Kept | None:
        if 400 <= state.status < 500:
            return Kept(b"", until)
        try:
            return None if state.capture_id is None else Kept(bodies.read(self._archive, state.capture_id).data, until)
        except ArchiveError:
            return None  # asked for anew

    def validators(self, url: str) -> Validators | None:
        """What to state in a request for ``url``; None to ask without conditions. From any thread."""
        state = fetch_state.load(self._archive, [url]).get(url)
        if state is None or state.url != url or state.capture_id is None:  # an address has several spellings
            return None
        if not (state.etag or state.last_modified):
            return None
        refers = bodies.refers(self._archive, state.capture_id)
        return None if refers is None else Validators(state.etag, state.last_modified, refers)

    def _is_due(self, entry: Entry, state: State) -> bool:
        now, stated = datetime.now(UTC), fetch_state.instant(entry.stated)
        if state.checked >= self._when.begun:
            return False
        if self._when.mode == "all":
            return True
        if state.kind in pace.PACES:
            return self._list_is_due(state, stated, now)
        if stated is not None and pace.may_be_edited(stated, state.checked, state.due, now, streak=state.streak):
            return True
        return state.due is not None and now >= state.due

    def _list_is_due(self, state: State, stated: datetime | None, now: datetime) -> bool:
        if stated is not None and state.leads is not None:
            return stated > state.checked or now - state.checked >= pace.PACES[state.kind].most
        return (self._when.mode == "lists" and state.kind in _PROMPT) or state.due is None or now >= state.due

    def _led(self, entry: Entry, state: State, asked: list[Entry]) -> Iterator[Entry]:
        """What an entry that is not asked leads to; it is asked after all when what it gave cannot be read."""
        if entry.url in self._read:
            return
        if state.moved is not None:
            self._read.add(entry.url)
            yield replace(entry, url=state.moved, via=entry.url)
        elif not self._discovery.leads_on(entry):
            return
        else:
            self._read.add(entry.url)
            named = self._again_read(entry, state)
            if named is None:
                asked.append(entry)
            else:
                yield from named

    def _again_read(self, entry: Entry, state: State) -> list[Entry] | None:
        """What the archived answer of a list names; None when it cannot be read."""
        if state.capture_id is None:
            return []
        try:
            body = bodies.read(self._archive, state.capture_id)
        except ArchiveError as error:
            _log.warning("it is asked anew: %s", error, extra={"url": entry.url, "capture": state.capture_id})
            fetch_state.forget(self._archive, entry.url)
            return None
        self.recalled += 1
        try:
            return self._discovery.read(Answer(entry, body.url, body.data, body.charset, body.robots))
        except ExtractError:
            return []  # as it was when it came

    def _again(self) -> Iterator[Entry]:
        for url, given in fetch_state.due_pages(self._archive, self._sources, datetime.now(UTC), _MOST_AGAIN):
            score = given.score or 0.0
            yield Entry(url, score * _LESS, "page", given.source, given.origin, given.via, given.score)
