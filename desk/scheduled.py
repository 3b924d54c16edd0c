"""Between the command line and a schedule: what a crawl is to be, as it is kept and as it is run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archive.schedules import Job
from crawler.errors import ScheduleError
from crawler.plan import CrawlPlan, Politeness
from crawler.settings import check_contact
from desk import given
from desk.config import Settings

FLAGS = ("pages", "delay", "workers", "contact")


def kept(seeds: Sequence[str], sources_file: Path, options: dict[str, Any]) -> dict[str, Any]:
    """What ``schedule add`` was given, as it is kept: a JSON object, every path absolute."""
    flags = {name: options[name] for name in FLAGS if options[name] is not None}
    return {
        "seeds": [
            seed if seed.lower().startswith(("http://", "https://")) else str(Path(seed).absolute()) for seed in seeds
        ],
        "sources": str(sources_file.absolute()),
        "only": list(options["only"]),
        "topic": options["topic"],
    } | flags


def plan(settings: Settings, what: dict[str, Any], job: int | None = None) -> CrawlPlan:
    """The crawl that ``what`` (see ``kept``) is, under the settings in force where it says nothing.

    Raises SourcesError, SeedUnusable, SeedsError when what it names is not there or cannot be read any more,
    ContactMissing where the public web is to be crawled without one.
    """
    flags = {name: what[name] for name in FLAGS if name in what}
    ours = settings.model_copy(update=flags)
    sources_file = Path(what["sources"])
    if not sources_file.is_file():
        raise ScheduleError(
            f"the sources file {sources_file} is not there any more: put it back, or add the schedule anew"
        )
    outlets = given.outlets(sources_file, what["only"])
    check_contact(outlets, ours.contact)
    seeds = given.collect_apart(what["seeds"])
    return CrawlPlan(
        folder=ours.data,
        topic=given.named(what["topic"] or seeds.name),
        sources=outlets,
        seeds=seeds.seeds,
        seed_urls=seeds.urls,
        pages=ours.pages,
        workers=ours.workers,
        politeness=Politeness(delay=ours.delay, contact=ours.contact, networks=ours.reachable),
        revisit="due",
        job=job,
    )


def words(data: Path, job: Job) -> list[str]:
    """The words that run a job's crawl in a process of its own."""
    return [sys.executable, "-m", "desk", "--data", str(data.absolute()), "schedule", "work", str(job.id)]
