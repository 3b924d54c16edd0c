"""``cuttings stories``: the events that a topic's documents report, across languages."""

from __future__ import annotations

import click
from rich.console import Console

from archive import stories, topics
from archive.errors import TopicUnusable
from archive.store import Archive
from archive.stories import Story
from desk import given, render, usual
from desk.config import Settings

SHOWN = 3  # titles of a story in the list


@click.command("stories", short_help="A topic's documents as events, across languages.")
@click.argument("number", required=False, type=usual.Whole(1, 2**31 - 1))
@click.option("--topic", help="The topic.  [default: the one used last]")
@click.option("--least", type=usual.Whole(min=1), default=1, show_default=True, metavar="N", help="Documents in it.")
@click.option("--limit", type=usual.Whole(1, 10_000), default=50, show_default=True, help="So many at most.")
@click.option("--changes", is_flag=True, help="Merges and splits instead, the latest first.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    settings: Settings, /, number: int | None, topic: str | None, least: int, limit: int, changes: bool, as_json: bool
) -> None:
    """Cluster the documents about a topic into stories, and list them, the largest first; NUMBER shows one.

    New documents are placed when this is called. A story keeps its number; where two turn out to be one, the older
    number stays, and the other leads to it.

    \b
    Example:
      cuttings stories --least 2
      cuttings stories 3 --json
    """
    with Archive.open(settings.data, create=False) as archive:
        name = given.named(topic) if topic else next(iter(topics.names(archive)), None)
        if name is None:
            raise TopicUnusable("there is no topic yet: cuttings topic make NAME SEED...")
        told = stories.update_stories(archive, name)
        if changes:
            _changes(archive, name, limit, as_json)
            return
        if number is not None:
            found = [stories.one(archive, name, number)]
        else:
            found = stories.of_topic(archive, name, least=least, limit=limit)
    if as_json:
        for story in found:
            render.as_json({"number": story.number, "made": story.made, "was": story.was, "documents": story.documents})
        return
    screen = render.console()
    for story in found:
        _story(screen, story, None if number else SHOWN)
    news = ", ".join(f"{count} {kind}" for kind, count in sorted(told.items()))
    aside = f"{len(found)} {'story' if len(found) == 1 else 'stories'}{f' ({news})' if news else ''}"
    render.console(stderr=True).print(render.shown(aside, "dim"))


def _story(screen: Console, story: Story, most: int | None) -> None:
    languages = sorted({one.language or "?" for one in story.documents})
    days = [f"{one.published:%Y-%m-%d}" for one in story.documents if one.published]
    span = (days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}") if days else "no date"
    head = f"story {story.number} · {render.count(len(story.documents), 'document')} · {span} · {', '.join(languages)}"
    was = f" · with {', '.join(map(str, story.was))}" if story.was else ""
    render.item(screen, render.shown(head + was, "bold"))
    for one in story.documents[:most]:
        when = f"{one.published:%Y-%m-%d}" if one.published else "-"
        said = f"  {one.id:>4}  {when:10}  {one.language or '-':3} {one.outlet}  {one.title or ''}"
        render.item(screen, render.shown(said), 8)
    if most and len(story.documents) > most:
        screen.print(render.shown(f"        and {len(story.documents) - most} more", "dim"))


def _changes(archive: Archive, topic: str, limit: int, as_json: bool) -> None:
    for at, change in stories.changes(archive, topic, limit):
        if as_json:
            render.as_json({"at": at, "kind": change.kind, "story": change.story, "other": change.other,
                            "documents": change.documents})  # fmt: skip
            continue
        documents = ", ".join(map(str, change.documents))
        if change.kind == "merge":
            said = f"story {change.other} went into {change.story} with documents {documents}"
        else:
            said = f"documents {documents} left story {change.story} for {change.other}"
        render.console().print(render.shown(f"{render.moment(at)}  {said}"))
