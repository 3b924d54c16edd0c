"""``cuttings topic``: what a story is, as seeds show it and as verdicts on documents correct it."""

from __future__ import annotations

from collections.abc import Callable

import click
from rich.console import Console

from archive import feedback, study, topics
from archive.errors import TopicUnusable
from archive.store import Archive
from archive.studied import Filter
from compare.coverage import Relation
from compare.fitness import remarks
from compare.topic import Topic
from desk import exits, given, render, usual
from desk.config import Settings

LARGEST = 2**31 - 1
NAME = click.option("--topic", help="The story.  [default: the one used last]")
NUMBER = click.argument("id", type=usual.Whole(1, LARGEST))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
SEEDS = click.argument("seeds", nargs=-1, required=True, metavar="SEED...")


@click.group("topic", short_help="What a story is: its seeds, and your verdicts on documents.")
def command() -> None:
    """Make a story from seeds, look at it, and say which documents belong to it.

    \b
    Example:
      cuttings topic make talks seeds/*.txt
      cuttings topic reject 17
    """


@command.command(short_help="Keep a story, shown by seeds.")
@click.argument("name")
@SEEDS
@AS_JSON
@click.pass_obj
def make(settings: Settings, /, name: str, seeds: tuple[str, ...], as_json: bool) -> None:
    """Keep the story NAME, shown by SEEDs (files or folders), and relate all that is kept to it.

    A story of that name with other seeds is replaced.

    \b
    Example:
      cuttings topic make talks my-seeds/
    """
    _save(settings, Topic(given.named(name), _seeds(seeds).seeds), as_json)


@command.command(short_help="Add seeds to a story.")
@click.argument("name")
@SEEDS
@AS_JSON
@click.pass_obj
def add(settings: Settings, /, name: str, seeds: tuple[str, ...], as_json: bool) -> None:
    """Add SEEDs to the story NAME; one with the id of an old one replaces it.

    \b
    Example:
      cuttings topic add talks another.txt
    """
    more = _seeds(seeds).seeds
    with Archive.open(settings.data, create=False) as archive:
        old = topics.load(archive, given.named(name))
    new = {seed.id for seed in more}
    _save(settings, Topic(old.name, (*(seed for seed in old.seeds if seed.id not in new), *more)), as_json)


@command.command(short_help="A story's seeds and verdicts, and how much is about it.")
@click.argument("name", required=False)
@AS_JSON
@click.pass_obj
def show(settings: Settings, /, name: str | None, as_json: bool) -> None:
    """Show the story NAME (the one used last): its seeds, verdicts, and how many documents are about it.

    \b
    Example:
      cuttings topic show talks --json
    """
    with Archive.open(settings.data, create=False) as archive:
        topic = topics.load(archive, _named(archive, name))
        _shown(archive, topic, as_json)


def _verdict_of(accepted: bool | None, short_help: str) -> Callable[[Callable[[], None]], click.Command]:
    """Makes the command that says so of a document; the function's own words are its help."""

    def made(said: Callable[[], None]) -> click.Command:
        @NUMBER
        @NAME
        @AS_JSON
        @click.pass_obj
        def one(settings: Settings, /, id: int, topic: str | None, as_json: bool) -> None:
            _verdict(settings, topic, id, accepted, as_json)

        return command.command(said.__name__, help=said.__doc__, short_help=short_help)(one)

    return made


@_verdict_of(True, "This document belongs to the story.")
def accept() -> None:
    """Say that document ID belongs to the story; it counts as a seed from now on.

    \b
    Example:
      cuttings topic accept 17
    """


@_verdict_of(False, "This document does not belong to it.")
def reject() -> None:
    """Say that document ID does not belong to the story; others like it lose score.

    \b
    Example:
      cuttings topic reject 17
    """


@_verdict_of(None, "Take back what was said of a document.")
def forget() -> None:
    """Take back what was said of document ID.

    \b
    Example:
      cuttings topic forget 17
    """


def _seeds(arguments: tuple[str, ...]) -> given.Given:
    found = given.collect(arguments)
    if found.urls:
        exits.fail(f"{found.urls[0]} is an address: crawl it first, or save the page and name the file")
    return found


def _named(archive: Archive, name: str | None) -> str:
    if name:
        return given.named(name)
    known = topics.names(archive)
    if not known:
        raise TopicUnusable("there is no topic yet: cuttings topic make NAME SEED...")
    return known[0]


def _save(settings: Settings, topic: Topic, as_json: bool) -> None:
    with Archive.open(settings.data) as archive:
        topics.save(archive, topic)
        feedback.relate_anew(archive, topic.name)
        for seed in topic.seeds:
            for remark in remarks(seed):
                render.console(stderr=True).print(render.shown(f"note: {remark}", "yellow"))
        _shown(archive, topics.load(archive, topic.name), as_json)


def _verdict(settings: Settings, topic: str | None, id: int, accepted: bool | None, as_json: bool) -> None:
    with Archive.open(settings.data, create=False) as archive:
        name = _named(archive, topic)
        moved = feedback.give(archive, name, id, accepted)
    if as_json:
        changed = [{"id": id_, "before": before, "after": after} for id_, (before, after) in moved.items()]
        render.as_json({"topic": name, "document": id, "accepted": accepted, "changed": changed})
        return
    screen = render.console()
    said = {True: "accepted", False: "rejected", None: "forgotten"}[accepted]
    screen.print(render.shown(f"document {id} {said} for topic {name}; {render.count(len(moved), 'relation')} changed"))
    for id_, (before, after) in moved.items():
        screen.print(render.shown(f"  {id_}  {before} -> {after}"))


def _shown(archive: Archive, topic: Topic, as_json: bool) -> None:
    said = feedback.verdicts(archive, topic.name)
    counts = {str(relation): _count(archive, topic.name, relation) for relation in Relation}
    if as_json:
        seeds = [{"id": s.id, "title": s.title, "language": s.language, "published": s.published} for s in topic.seeds]
        render.as_json({"topic": topic.name, "seeds": seeds, "verdicts": said, "documents": counts})
        return
    screen = render.console()
    screen.print(render.shown(f"topic {topic.name}", "bold"))
    table = render.grid("seed", "lang", "published", "title")
    for seed in topic.seeds:
        when = f"{seed.published:%Y-%m-%d}" if seed.published else "-"
        table.add_row(*map(render.shown, (seed.id, seed.language or "-", when, seed.title or "")))
    render.put(screen, table)
    _sums(screen, said, counts)


def _sums(screen: Console, said: dict[int, bool], counts: dict[str, int]) -> None:
    for word, verdict in (("accepted", True), ("rejected", False)):
        listed = ", ".join(str(id_) for id_, given_ in said.items() if given_ == verdict)
        if listed:
            screen.print(f"{word}: {listed}")
    screen.print(" · ".join(f"{count} {name}" for name, count in counts.items()))


def _count(archive: Archive, topic: str, relation: Relation) -> int:
    return len(study.coverage(archive, Filter(topic=topic, relation=(relation,))))
