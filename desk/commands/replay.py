"""``cuttings replay``: the same path over WARC files."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from archive import forgetting, ingest, study, topics
from archive.loop import Settled
from archive.replay import ReplayCounts, replay
from archive.store import Archive
from archive.studied import Filter
from compare.topic import Topic
from desk import exits, given, render, summary, usual
from desk.config import Settings

FAULTS = 5


@click.command("replay", short_help="The same path over WARC files.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--topic", help="A topic of this data folder to compare with.  [default: the one used last]")
@click.option(
    "--seeds", multiple=True, metavar="PATH", help="Or articles that show what to look for; may be given again."
)
@usual.WORKERS
@click.option("--copy", is_flag=True, help="Copy the files into the data folder, so that they may go.")
@usual.AT_THE_END
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    settings: Settings,
    /,
    files: tuple[Path, ...],
    topic: str | None,
    seeds: tuple[str, ...],
    workers: int | None,
    copy: bool,
    as_json: bool,
) -> None:
    """Take the captures of WARC and WACZ FILES in, extract and compare them, as if they had been crawled.

    The files are read where they are and must stay there, unless --copy is given. A second replay of the same captures
    adds nothing, and one that was stopped goes on. Exits 1 when a record was damaged; the others are taken in all the
    same.

    \b
    Example:
      cuttings replay news.warc.gz --seeds seeds/
      cuttings list
    """
    with Archive.open(settings.data) as archive, forgetting.held(archive):
        story = _topic(archive, topic, seeds)
        with _bar(quiet=as_json) as bar:
            counts = _indexed(archive, files, bar, copy=copy)
            outcomes = _extracted(archive, story, workers or settings.workers, bar)
        if as_json:
            render.as_json({**dataclasses.asdict(counts), "outcomes": outcomes, "topic": story and story.name})
        else:
            _show(settings.data, archive, story, counts, outcomes)
    if counts.damaged:
        raise SystemExit(exits.FAULT)


def _topic(archive: Archive, name: str | None, seeds: tuple[str, ...]) -> Topic | None:
    if seeds:
        found = given.collect(seeds)
        if not found.seeds:
            exits.fail("replay needs its seeds as files: it does not use the network")
        return Topic(given.named(name or found.name), found.seeds)
    known = given.named(name) if name else next(iter(topics.names(archive)), None)
    return topics.load(archive, known) if known else None


def _bar(*, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[note]}"))
    screen = render.console(stderr=True)
    # Where nobody sees it move, rich would leave an empty line.
    return Progress(*columns, console=screen, disable=quiet or not screen.is_terminal, transient=True)


def _indexed(archive: Archive, files: tuple[Path, ...], bar: Progress, *, copy: bool) -> ReplayCounts:
    task = bar.add_task("reading records", total=sum(file.stat().st_size for file in files), note="")
    return replay(
        archive,
        files,
        copy=copy,
        on_progress=lambda counts: bar.update(
            task, completed=counts.bytes, note=render.count(counts.captures, "new capture")
        ),
    )


def _extracted(archive: Archive, topic: Topic | None, workers: int, bar: Progress) -> Counter[str]:
    task = bar.add_task("extracting", total=None, note="")
    seen: Counter[str] = Counter()

    def on_outcome(settled: Settled) -> None:
        seen[settled.outcome] += 1
        bar.update(task, note=f"{render.count(seen.total(), 'capture')}, {render.count(seen['document'], 'text')}")

    return ingest.ingest(archive, topic, workers=workers, on_outcome=on_outcome)


def _show(folder: Path, archive: Archive, topic: Topic | None, counts: ReplayCounts, outcomes: Counter[str]) -> None:
    screen: Console = render.console()
    said = ", ".join(f"{name} {number:,}" for name, number in outcomes.most_common())
    screen.print(
        f"[bold]{render.count(counts.files, 'file')}[/]: {render.count(counts.records, 'record')}, "
        f"{render.count(counts.captures, 'new capture')}, {counts.known:,} known before"
        + (f" ({counts.moved:,} of them had lost their file)" if counts.moved else "")
        + f", {counts.damaged:,} damaged"
        + (f"; {said}" if said else "")
    )
    for fault in counts.faults[:FAULTS]:
        render.console(stderr=True).print(render.shown(fault, "red"))
    if topic:
        summary.found(screen, study.coverage(archive, Filter(topic=topic.name)))
    else:
        screen.print("Texts were extracted, but compared with nothing: give articles with --seeds for that.")
    summary.following(screen, folder)
