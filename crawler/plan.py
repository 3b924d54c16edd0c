"""Values at the gate of the crawler: what to crawl, how it goes, what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from compare.seed import Seed
from crawler.focus.yields import Budget
from crawler.sources import Source

Revisit = Literal["due", "lists", "all"]
Phase = Literal["crawling", "stopping", "extracting"]
HostStatus = Literal["fetching", "waiting", "done", "unreachable"]


@dataclass(frozen=True, slots=True)
class Politeness:
    """How hosts are treated. ``delay``: least seconds between two requests to one host (a longer Crawl-delay in its
    robots.txt wins); ``per_host``: connections to one host at a time; ``contact``: an address or page for those who
    want to complain, None only where nothing but loopback is crawled; ``timeout``: seconds for one answer,
    of which it may be silent for half or seven; ``retries``: further tries after a dropped connection or a 5xx answer;
    ``networks``: networks outside the public web that may be reached, such as ``10.2.0.0/16``; ``body``: bytes of
    one answer.
    """

    delay: float = 1.0
    per_host: int = 1
    contact: str | None = None
    timeout: float = 15.0
    retries: int = 2
    networks: tuple[str, ...] = ()
    body: int = 10 << 20


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """One crawl. ``folder``: the data folder; ``topic``: the topic's name.

    ``seeds`` show what to look for; ``seed_urls`` are pages that are fetched first and become seeds too; ``pages``:
    articles to fetch at most; ``workers``: extraction processes, 0 leaves every page pending for a later ingest;
    ``revisit``: of what is here already, ask what is due, feeds and sitemaps too, or all of it (crawler.revisit);
    ``job``: the schedule's job that this crawl is, None when a person called it; ``budget``: time and bytes of this
    start, None without limit; ``patience``: articles in a row that are not about the story, after which the crawl ends,
    None without limit; ``captures``: a data folder, or WARC files, that answer in the place of the network, () asks
    the network; ``as_of``: of these nothing later than this; ``follow``: articles about the story whose own links are
    followed, at most.
    """

    folder: Path
    topic: str
    sources: tuple[Source, ...]
    seeds: tuple[Seed, ...] = ()
    seed_urls: tuple[str, ...] = ()
    pages: int = 1000
    workers: int = 2
    politeness: Politeness = Politeness()
    revisit: Revisit = "lists"
    job: int | None = None
    budget: Budget | None = None
    patience: int | None = None
    captures: tuple[Path, ...] = ()
    as_of: datetime | None = None
    follow: int = 500

    def settings(self) -> dict[str, Any]:
        """What is written down with the run and into every WARC file: plain JSON, no secrets."""
        return {
            "sources": [source.key for source in self.sources],
            "seeds": [seed.id for seed in self.seeds] + list(self.seed_urls),
            "pages": self.pages,
            "revisit": self.revisit,
            "delay": self.politeness.delay,
            "per_host": self.politeness.per_host,
        } | ({"from": [str(path.absolute()) for path in self.captures]} if self.captures else {})


@dataclass(frozen=True, slots=True)
class HostState:
    """One host at a moment. ``fetched``: answers of any kind; ``waiting``: URLs known but not fetched."""

    host: str
    source: str | None
    status: HostStatus
    fetched: int
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A crawl at a moment.

    ``pages``: articles fetched in this run; ``requests``: answers of every kind, robots.txt and feeds too; ``rate``:
    articles a second over the last seconds; ``waiting``: URLs known but not fetched; ``documents``: texts extracted,
    and ``found`` those of them about the story; ``pending``: captures that wait for extraction.
    """

    phase: Phase
    pages: int
    requests: int
    rate: float
    waiting: int
    documents: int
    found: int
    pending: int
    hosts: tuple[HostState, ...] = ()


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """What came of a crawl. ``outcome``: "done", or "stopped" (the same command goes on where it stopped).

    ``counts``: pages, requests, failed, refused, waiting, documents, found, pending, and a few more, all of this run;
    recalled: lists that were read from the archive, since nothing was due there or the server had nothing new;
    known, where captures were asked: answers of captures that were here before.
    ``resumed``: it went on with a run that had been stopped or killed.
    """

    run_id: int
    outcome: Literal["done", "stopped"]
    resumed: bool
    counts: dict[str, int] = field(default_factory=dict)
    hosts: tuple[HostState, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What one source answered.

    ``status``: of its home page, None when there was no answer; ``problem``: one line, None when all is well;
    ``feeds`` and ``sitemaps``: those found that could be read; ``links``: probable articles seen; ``newest``: the
    newest date among them as ISO 8601, None when none is dated; ``allowed``: what robots.txt says about the home.
    """

    key: str
    home: str
    status: int | None = None
    problem: str | None = None
    allowed: bool = True
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    links: int = 0
    newest: str | None = None
