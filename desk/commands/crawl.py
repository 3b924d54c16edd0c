"""``cuttings crawl``: from seed articles to an archive of coverage."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from crawler import run
from crawler.focus.yields import budget
from crawler.plan import CrawlPlan, CrawlResult, Politeness
from desk import exits, given, metrics, progress, render, summary, usual
from desk.config import Settings


@click.command("crawl", short_help="From seed articles to an archive of coverage.")
@usual.SEEDS
@usual.SOURCES
@usual.ONLY
@usual.TOPIC
@usual.PAGES
@click.option(
    "--budget",
    multiple=True,
    metavar="AMOUNT",
    help="End after '500 pages', '30 minutes' or '2 GB' of this start; may be given again.",
)
@click.option(
    "--patience",
    metavar="N",
    type=usual.Whole(min=0),
    default=300,
    show_default=True,
    help="End after N articles in a row that are not about the story; 0 never does.",
)
@usual.DELAY
@usual.WORKERS
@click.option(
    "--revisit",
    type=click.Choice(["due", "lists", "all"]),
    default="lists",
    show_default=True,
    help="Of what is here: ask what is due, feeds and sitemaps too, or all of it.",
)
@click.option(
    "--from",
    "captures",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Ask captures and not the network: a data folder, or WARC files; may be given again.",
)
@click.option("--as-of", type=usual.DAY, help="With --from: nothing later than this day (UTC).")
@usual.CONTACT
@usual.METRICS
@usual.AT_THE_END
@click.pass_obj
def command(settings: Settings, /, seeds: tuple[str, ...], sources_file: Path, **options: Any) -> None:  # noqa: ANN401 - click's options by name
    """Fetch how others covered the story of SEEDS (files, folders, or addresses) and keep it.

    Pages are kept as they crossed the wire before anything reads them. Ctrl-C stops after the requests in flight (a
    second one at once); the same command goes on where it stopped. When it has ended, the same command fetches what is
    new since. With --from nothing is asked of anyone: the same spider goes through captures, and what is not there is
    counted as refused, "not among the captures".

    \b
    Example:
      cuttings crawl seeds/ --sources seeds/sources.toml \\
        --contact you@example.org --budget '30 minutes'
      cuttings list --relation "same event"
      cuttings crawl seeds/ --sources seeds/sources.toml \\
        --from old.warc.gz --as-of 2024-05-01
    """
    flags = {name: options[name] for name in ("pages", "delay", "workers", "contact") if options[name] is not None}
    plan = _plan(settings.model_copy(update=flags), seeds, sources_file, options)
    with metrics.served(settings.data, options["port"]), progress.view(quiet=options["as_json"]) as view:
        result = run.crawl(plan, view.update)
    if options["as_json"]:
        render.as_json(result)
    else:
        _show(settings.data, plan, result)
    if result.outcome == "stopped":
        raise SystemExit(exits.STOPPED)


def _show(folder: Path, plan: CrawlPlan, result: CrawlResult) -> None:
    screen = render.console()
    summary.crawl(screen, folder, plan.topic, result)
    if result.outcome == "stopped":
        waiting = result.counts.get("waiting")  # not known when it was stopped before it began to fetch
        said = f"{render.count(waiting, 'link')} waiting: the same" if waiting else "The same"
        screen.print(f"\n{said} command goes on.")
    summary.following(screen, folder)


def _plan(settings: Settings, arguments: tuple[str, ...], file: Path, options: dict[str, Any]) -> CrawlPlan:
    if options["as_of"] and not options["captures"]:
        exits.fail("--as-of goes with --from: what was fetched until a day can be asked of captures only")
    spent = budget(options["budget"])
    outlets = given.outlets(file, options["only"])  # first: a fault in them is found at once, seeds take a second
    seeds = given.collect_apart(arguments)
    return CrawlPlan(
        folder=settings.data,
        topic=given.named(options["topic"] or seeds.name),
        sources=outlets,
        seeds=seeds.seeds,
        seed_urls=seeds.urls,
        pages=settings.pages if spent.pages is None else spent.pages,
        captures=options["captures"],
        as_of=_end_of(options["as_of"]),
        budget=spent,
        patience=options["patience"] or None,
        workers=settings.workers,
        revisit="all" if options["captures"] else options["revisit"],
        politeness=Politeness(delay=settings.delay, contact=settings.contact, networks=settings.reachable),
    )


def _end_of(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(hour=23, minute=59, second=59, microsecond=999_999, tzinfo=UTC)
