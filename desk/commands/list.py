"""``cuttings list``: the coverage that is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from archive import study, topics
from archive.store import Archive
from archive.studied import Filter
from compare.coverage import Relation
from desk import render, tables
from desk.config import Settings

DAY = click.DateTime(["%Y-%m-%d"])
RELATIONS = click.Choice([str(relation) for relation in Relation])


@click.command("list", short_help="The coverage that is kept, by relation, source, language, date.")
@click.option("--topic", help="The story.  [default: the one crawled last]")
@click.option("--relation", "relations", multiple=True, type=RELATIONS, help="Only this; may be given again.")
@click.option("--all", "everything", is_flag=True, help="Unrelated documents too.")
@click.option("--source", help="A source's key, or a host.")
@click.option("--language", metavar="CODE", help="ISO 639-1, such as el.")
@click.option("--since", type=DAY, help="Published on this day (UTC) or later.")
@click.option("--until", type=DAY, help="Published on this day (UTC) or before.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True)
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
    since: datetime | None,
    until: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """List documents about a story, the surest first; dates are those of publication.

    \b
    Example:
      cuttings list --relation "same event" --language el
      cuttings list --since 2022-09-01 --until 2022-09-30 --json
    """
    chosen = tuple(map(Relation, relations)) or (() if everything else tables.ABOUT)
    with Archive.open(settings.data, create=False) as archive:
        name = topic or next(iter(topics.names(archive)), None)
        wanted = Filter(
            topic=name,
            relation=chosen if name else (),
            source=source,
            language=language,
            since=since and since.replace(tzinfo=UTC),
            until=until and until.replace(tzinfo=UTC) + timedelta(days=1),
            limit=limit,
        )
        rows = study.coverage(archive, wanted)
    if as_json:
        for row in rows:
            render.as_json(row)
        return
    render.console().print(tables.coverage(rows))
    more = f" (the first {limit}; --limit shows more)" if len(rows) == limit else ""
    render.console(stderr=True).print(f"[dim]{render.count(len(rows), 'document')}{more}[/]")
