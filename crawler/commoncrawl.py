"""Common Crawl's news files for one story: read piece by piece, sifted, and only what is about the story is kept."""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from archive import logs, topics
from archive.errors import NotWarc
from archive.ingest import ingest
from archive.pool import Limits
from archive.replay import replay
from archive.sieve import Sieve
from archive.store import WARCS, Archive
from compare.topic import Topic
from crawler.errors import NoSourceReachable, SourcesError
from crawler.focus.yields import Budget
from crawler.plan import Politeness
from crawler.scope import Scope
from crawler.services import ccnews
from crawler.services.ccnews import NewsFile
from crawler.services.errors import ServiceDamaged, ServiceDown
from crawler.services.ranges import Ranges
from crawler.settings import check_contact
from crawler.sources import Source

PIECE = 32 << 20
LARGEST_PIECE = 256 << 20
STATE = "ccnews.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gathering:
    """One reading of the news files. ``spans``: the times (both ends included) in which pages were captured;
    ``sources``: the outlets whose pages are wanted, and the service; ``piece``: bytes fetched at a time.
    """

    topic: Topic
    sources: tuple[Source, ...]
    spans: tuple[tuple[date, date], ...]
    politeness: Politeness
    budget: Budget = field(default_factory=Budget)
    workers: int = 2
    piece: int = PIECE


@dataclass(slots=True)
class Gathered:
    """What came of it. ``files`` read to their end, ``left`` for the next call; ``bytes`` received; ``records`` seen,
    ``looked`` at (pages of the outlets), ``kept`` (about the story), ``damaged``; ``faults``: a line for each
    listing or file that could not be had. ``outcome``: done, budget (it is spent) or unreachable (files are left).
    """

    files: int = 0
    left: int = 0
    bytes: int = 0
    records: int = 0
    looked: int = 0
    kept: int = 0
    damaged: int = 0
    outcome: str = "done"
    faults: list[str] = field(default_factory=list)


OnProgress = Callable[[Gathered], None]


def gather(archive: Archive, plan: Gathering, on_progress: OnProgress = lambda _: None) -> Gathered:
    """Reads the files of the plan's times and keeps captures about the story; what was read before is not read again.

    Hold ``Archive.writing()``. Ctrl-C is safe at any time. Raises ContactMissing, SourcesError where no source is the
    service, NoSourceReachable when not one listing could be had, and the archive's errors.
    """
    check_contact(plan.sources, plan.politeness.contact)
    one = _Gather(archive, plan, on_progress)
    with logs.kept(archive.folder, "ccnews"):
        topics.save(archive, plan.topic)
        one.run()
    return one.told


class _Gather:
    def __init__(self, archive: Archive, plan: Gathering, on_progress: OnProgress) -> None:
        self._archive = archive
        self._plan = plan
        self._on_progress = on_progress
        self._service = _service(plan.sources)
        self._outlets = [source for source in plan.sources if not source.service]
        self._ranges = Ranges(Scope(plan.sources, plan.politeness.networks), plan.politeness)
        self._progress = _Progress(archive.folder / STATE, plan)
        self._begun = time.monotonic()
        self.told = Gathered()

    def run(self) -> None:
        files = self._files()
        waiting = [file for file in files if self._progress.at(file) is not None]
        self.told.left = len(waiting)
        for file in files:  # what a call kept that was stopped before it took it in
            self._take_in(file)
        limits = Limits(self._plan.workers)
        with Sieve(self._archive, self._plan.topic, self._wants, limits) as sieve:
            for file in waiting:
                if not self._read(sieve, file):
                    break

    def _files(self) -> list[NewsFile]:
        found: list[NewsFile] = []
        months = ccnews.months(self._plan.spans)
        for year, month in months:
            url = ccnews.listing(self._service.home, year, month)
            try:
                body = self._ranges.whole(url, ccnews.LONGEST_LISTING)
                found += ccnews.parse(body, self._service.home) if body is not None else []
                if body is None:
                    self._fault(f"there is no listing for {year}-{month:02}")
            except (ServiceDamaged, ServiceDown) as error:
                self._fault(str(error))
        if len(self.told.faults) == len(months) and months:
            raise NoSourceReachable(f"no listing of news files could be had ({self.told.faults[-1]})")
        return ccnews.within(sorted(found, key=lambda file: file.begun), self._plan.spans)

    def _read(self, sieve: Sieve, file: NewsFile) -> bool:
        """Reads one file on from where it was left; whether the next one may follow."""
        try:
            ended = self._pieces(sieve, file)
        except (ServiceDamaged, NotWarc) as error:  # this file's own trouble
            self._fault(str(error))
            ended = True
            self._progress.end(file)
        except ServiceDown as error:
            self._fault(str(error))
            self.told.outcome = "unreachable"
            ended = False
        self._take_in(file)
        if ended:
            self.told.files += 1
            self.told.left -= 1
        return ended

    def _pieces(self, sieve: Sieve, file: NewsFile) -> bool:
        """Piece after piece; False when the budget is spent before the end."""
        length = self._plan.piece
        with tempfile.TemporaryDirectory(dir=self._archive.folder, prefix=".ccnews-") as scratch:
            piece = Path(scratch) / "piece.warc.gz"
            while (start := self._progress.at(file)) is not None:
                if self._is_spent():
                    self.told.outcome = "budget"
                    return False
                came = self._ranges.piece(file.url, start, length, piece)
                self.told.bytes += came.size
                last = came.size < length or came.total == start + came.size
                if not came.size:
                    self._progress.end(file)
                    break
                sifted = sieve.sift(piece, f"{file.name}-{start}", last=last)
                if not sifted.end:
                    length = self._longer(file, length)
                    continue
                self._count(sifted.records, sifted.looked, sifted.kept, sifted.damaged)
                if last:
                    self._progress.end(file)
                else:
                    self._progress.reach(file, start + sifted.end)
                self._on_progress(self.told)
        return True

    def _longer(self, file: NewsFile, length: int) -> int:
        if 2 * length > LARGEST_PIECE:
            raise ServiceDamaged(f"{file.name} has a record over {length >> 20} MB: the rest of the file is left")
        return 2 * length

    def _take_in(self, file: NewsFile) -> None:
        """Replays what was kept of the file; what is here already is not taken in again."""
        found = sorted((self._archive.folder / WARCS).glob(f"{file.name}-*.warc.gz"))
        if found:
            replay(self._archive, found)
            ingest(self._archive, topics.load(self._archive, self._plan.topic.name), workers=self._plan.workers)

    def _wants(self, url: str) -> bool:
        return any(outlet.covers(url) for outlet in self._outlets)

    def _is_spent(self) -> bool:
        pages = self._plan.budget.pages
        spent = pages is not None and self.told.kept >= pages
        return spent or self._plan.budget.is_spent(time.monotonic() - self._begun, self.told.bytes)

    def _count(self, records: int, looked: int, kept: int, damaged: int) -> None:
        told = self.told
        told.records, told.looked = told.records + records, told.looked + looked
        told.kept, told.damaged = told.kept + kept, told.damaged + damaged

    def _fault(self, said: str) -> None:
        _log.warning("%s", said)
        self.told.faults.append(said)


def _service(sources: Sequence[Source]) -> Source:
    found = next((source for source in sources if source.service == "ccnews"), None)
    if found is None:
        table = f'[ccnews] with service = "ccnews" and home = "{ccnews.HOME}"'
        raise SourcesError(Path("sources"), None, f"no source in it is the service: add a table {table}")
    return found


class _Progress:
    """How far each file was read for one story and one choice of outlets; kept in the data folder."""

    def __init__(self, path: Path, plan: Gathering) -> None:
        told = [[seed.id, seed.text] for seed in plan.topic.seeds], sorted(source.home for source in plan.sources)
        self._path = path
        self._key = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
        try:
            self._all = json.loads(path.read_text(encoding="utf-8"))
            self._mine = {str(name): int(at) for name, at in self._all.get(self._key, {}).items()}
        except (OSError, ValueError, AttributeError, TypeError):
            self._all, self._mine = {}, {}  # the worst that comes of it is a file read twice

    def at(self, file: NewsFile) -> int | None:
        """Where to go on; None when the file was read to its end."""
        at = self._mine.get(file.name, 0)
        return at if at >= 0 else None

    def reach(self, file: NewsFile, at: int) -> None:
        self._mine[file.name] = at
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps(self._all | {self._key: self._mine}), encoding="utf-8")
        draft.replace(self._path)

    def end(self, file: NewsFile) -> None:
        self.reach(file, -1)
