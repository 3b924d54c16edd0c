"""``cuttings extract``: a newer extractor over the archive, without the network."""

from __future__ import annotations

from collections import Counter

import click
from rich.progress import BarColumn, Progress, TextColumn

from archive import ingest, staging, topics
from archive.loop import Settled
from archive.pool import Limits
from archive.staging import Selection
from archive.store import Archive
from compare.topic import Topic
from desk import given, render, usual
from desk.config import Settings


@click.command("extract", short_help="Texts read anew from the archive, beside those there are.")
@click.option("--all", "everything", is_flag=True, help="Every page that this version has not read yet.")
@click.option("--since", metavar="VERSION", help="Pages last read by this extractor version or one before it.")
@click.option("--source", metavar="WHICH", help="Pages of a source: its key, name or host.")
@click.option("--language", metavar="CODE", help="Pages whose text is in this language.")
@click.option("--query", "text", metavar="WORDS", help="Pages whose text has all of these words, as in a list.")
@click.option("--topic", help="A topic to compare the texts with.  [default: the one used last]")
@click.option("--accept", is_flag=True, help="Make what this version has read current.")
@usual.WORKERS
@usual.AT_THE_END
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    settings: Settings,
    /,
    everything: bool,
    since: str | None,
    source: str | None,
    language: str | None,
    text: str | None,
    topic: str | None,
    accept: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Read captured pages with this version of the extractor, from the WARC files alone.

    Without options: pages that nobody has read yet, as `verify --repair` or a crawl that was stopped leaves them. With
    --all, --since, --source, --language or --query: pages that an older version has read. Their new texts wait beside
    the old ones: look at them with `cuttings diff`, then make them current with --accept. Old texts are kept.
    Stopped, the same command goes on.

    \b
    Example:
      cuttings extract --all
      cuttings diff
      cuttings extract --accept
    """
    from extract.version import extractor_version  # noqa: PLC0415 - with the extractor's libraries

    wanted = Selection(extractor_version(), since, source, language, text)
    with Archive.open(settings.data, create=False) as archive, archive.writing():
        read: Counter[str] = Counter()
        story = _topic(archive, topic)
        older = everything or since or source or language or text
        with _bar(quiet=as_json) as bar:
            task = bar.add_task("extracting", total=staging.waiting(archive, wanted) if older else None)
            limits = Limits(workers or settings.workers)

            def on_outcome(_: Settled) -> None:
                bar.advance(task)

            if older:
                read = staging.extract(archive, wanted, story, limits, on_outcome)
            elif not accept:
                read = ingest.ingest_within(limits, archive, story, on_outcome=on_outcome)
        accepted = staging.promote(archive, wanted.version) if accept else 0
        _, waits = staging.versions(archive).get(wanted.version, (0, 0))
    if as_json:
        render.as_json({"version": wanted.version, "read": read, "accepted": accepted, "waiting": waits})
    else:
        _show(wanted.version, read, accepted, waits)


def _topic(archive: Archive, name: str | None) -> Topic | None:
    known = given.named(name) if name else next(iter(topics.names(archive)), None)
    return topics.load(archive, known) if known else None


def _bar(*, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"))
    screen = render.console(stderr=True)
    return Progress(*columns, console=screen, disable=quiet or not screen.is_terminal, transient=True)


def _show(version: str, read: Counter[str], accepted: int, waits: int) -> None:
    screen = render.console()
    said = ", ".join(f"{name} {number:,}" for name, number in read.most_common())
    screen.print(
        f"extractor {version}: " + (f"read {render.count(read.total(), 'page')}; {said}" if read else "nothing new")
    )
    if accepted:
        screen.print(f"{render.count(accepted, 'page')} made current")
    if waits:
        screen.print(f"{render.count(waits, 'reading')} wait: see `cuttings diff`, then `cuttings extract --accept`")
