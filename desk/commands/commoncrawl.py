"""``cuttings commoncrawl``: a story in Common Crawl's news files."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from archive import study
from archive.store import Archive
from archive.studied import Filter
from compare.links import LinkScorer
from compare.topic import Topic
from crawler import commoncrawl
from crawler.commoncrawl import Gathered, Gathering
from crawler.focus.yields import budget
from crawler.plan import Politeness
from crawler.services.asking import spans
from desk import exits, given, render, summary, usual
from desk.config import Settings


@click.command("commoncrawl", short_help="A story in Common Crawl's news files, without a fetch from the outlets.")
@usual.SEEDS
@usual.SOURCES
@usual.ONLY
@usual.TOPIC
@click.option("--since", type=usual.DAY, help="First day of capture.  [default: two days before the story's days]")
@click.option("--until", type=usual.DAY, help="Last day of capture.  [default: twelve days after]")
@click.option(
    "--budget",
    multiple=True,
    metavar="AMOUNT",
    help="End after '30 minutes', '20 GB', or '50 pages' about the story; may be given again.",
)
@usual.CONTACT
@usual.AT_THE_END
@click.pass_obj
def command(settings: Settings, /, seeds: tuple[str, ...], sources_file: Path, **options: Any) -> None:  # noqa: ANN401 - click's options by name
    """Read Common Crawl's news files of the days of SEEDS' story, and keep the outlets' captures that are about it.

    A file is about a gigabyte and is read in pieces; only captures about the story stay on disk. What was read is not
    read again, so the same command goes on where it stopped.

    \b
    Example:
      cuttings commoncrawl seeds/ --sources my-sources.toml \\
        --contact you@example.org --budget '20 GB'
    """
    with Archive.open(settings.data) as archive, archive.writing():
        plan = _plan(settings, seeds, sources_file, options)
        screen = render.console(stderr=True)
        with screen.status("reading listings") as status:
            told = commoncrawl.gather(archive, plan, lambda now: status.update(_said(now)))
        if options["as_json"]:
            render.as_json(told)
        else:
            _show(settings.data, archive, plan.topic, told)
    if told.outcome == "unreachable":
        raise SystemExit(exits.UNREACHABLE)


def _plan(settings: Settings, arguments: tuple[str, ...], file: Path, options: dict[str, Any]) -> Gathering:
    spent = budget(options["budget"])
    outlets = given.outlets(file, options["only"])
    seeds = given.collect(arguments)
    if not seeds.seeds:
        exits.fail("the seeds must be files here: save the page and name the file")
    topic = Topic(given.named(options["topic"] or seeds.name), seeds.seeds)
    return Gathering(
        topic,
        outlets,
        tuple(_times(topic, options["since"], options["until"])),
        Politeness(settings.delay, contact=options["contact"] or settings.contact, networks=settings.reachable),
        spent,
        settings.workers,
    )


def _times(topic: Topic, since: datetime | None, until: datetime | None) -> list[tuple[date, date]]:
    if since or until:
        if not since or not until or since > until:
            exits.fail("--since and --until are given together, the earlier day first")
        return [(since.date(), until.date())]
    found = list(spans(LinkScorer(topic).days))
    if not found:
        exits.fail("the seeds do not say when the story was: give --since and --until")
    return found


def _said(told: Gathered) -> str:
    files = f"{render.count(told.files, 'file')} read, {told.left} left"
    return f"{files}, {told.bytes >> 20} MB, {told.looked:,} pages of the outlets, {told.kept:,} kept"


def _show(folder: Path, archive: Archive, topic: Topic, told: Gathered) -> None:
    screen = render.console()
    screen.print(_said(told) + (f", {told.damaged:,} records damaged" if told.damaged else ""))
    for fault in told.faults:
        render.console(stderr=True).print(render.shown(fault, "yellow"))
    if told.left:
        why = "the budget is spent" if told.outcome == "budget" else "the service cannot be read now"
        screen.print(f"{render.count(told.left, 'file')} left ({why}): the same command goes on.")
    summary.found(screen, study.coverage(archive, Filter(topic=topic.name)))
    summary.following(screen, folder)
