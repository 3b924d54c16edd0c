"""``cuttings list``: the coverage that is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import click

from archive import study, topics
from archive.store import Archive
from archive.studied import Filter
from compare.coverage import Relation
from desk import exits, given, render, tables, usual
from desk.config import Settings

RELATIONS = click.Choice([str(relation) for relation in Relation])
LARGEST = 2**63 - 1  # what a database counts to


@click.command("list", short_help="The coverage that is kept, by relation, source, language, date.")
@click.option("--topic", help="The story.  [default: the one crawled last]")
@click.option("--relation", "relations", multiple=True, type=RELATIONS, help="Only this; may be given again.")
@click.option("--all", "everything", is_flag=True, help="Unrelated documents too.")
@click.option("--source", help="A source's key, or a host.")
@click.option("--language", metavar="CODE", help="ISO 639-1, such as el.")
@click.option(
    "--text", metavar="WORDS", help="All of these words stand in title or text; accents and case do not count."
)
@click.option("--since", type=usual.DAY, help="Published on this day (UTC) or later.")
@click.option("--until", type=usual.DAY, help="Published on this day (UTC) or before.")
@click.option("--limit", type=usual.Whole(min=1), metavar="N", default=100, show_default=True, help="So many at most.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    settings: Settings,
    /,
    topic: str | None,
    relations: tuple[str, ...],
    everything: bool,
    source: str | None,
    language: str | None,
    text: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """List documents about a story, the surest first; dates are those of publication.

    \b
    Example:
      cuttings list --relation "same event" --language el
      cuttings list --text "κυβερνηση ΑΘΗΝΑ"
      cuttings list --since 2022-09-01 --until 2022-09-30 --json
    """
    if everything and relations:
        exits.fail("--all and --relation exclude each other: give one of them")
    chosen = tuple(map(Relation, relations)) or (() if everything else tables.ABOUT)
    with Archive.open(settings.data, create=False) as archive:
        name = given.named(topic) if topic else next(iter(topics.names(archive)), None)
        wanted = Filter(
            topic=name,
            relation=chosen if name else (),
            source=source and given.named(source),
            language=language and given.named(language),
            text=text and given.named(text),
            since=since and since.replace(tzinfo=UTC),
            until=until and _day_after(until),
            limit=min(limit, LARGEST),
        )
        rows = study.coverage(archive, wanted)
    if as_json:
        for row in rows:
            render.as_json(row)
        return
    screen = render.console()
    if rows:
        render.put(screen, tables.coverage(screen, rows))
    said = render.count(len(rows), "document") if rows else "no document passes: cuttings status counts what is kept"
    more = f" (the first {limit}; --limit shows more)" if len(rows) == limit else ""
    render.console(stderr=True).print(render.shown(said + more, "dim"))


def _day_after(day: datetime) -> datetime | None:
    """The instant when ``day`` has ended; None after the last day there is."""
    return None if day.date() == date.max else day.replace(tzinfo=UTC) + timedelta(days=1)
