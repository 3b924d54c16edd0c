"""``cuttings copies``: who printed one text, who was first, and what they share."""

from __future__ import annotations

import click
from rich.console import Console

from archive import copied
from archive.copied import Group, Print
from archive.store import Archive
from compare.copying import Passage, share
from desk import given, render, usual
from desk.config import Settings


@click.command("copies", short_help="Who printed one text, who was first, and what they share.")
@click.argument("id", required=False, type=usual.Whole(1, 2**31 - 1))
@click.option("--topic", help="Only groups with a document about this story.")
@click.option("--passages", is_flag=True, help="Quote what stands in both.")
@click.option("--limit", type=usual.Whole(1, 10_000), default=50, show_default=True, help="So many groups at most.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    settings: Settings, /, id: int | None, topic: str | None, passages: bool, limit: int, as_json: bool
) -> None:
    """List groups of near-duplicates: wire copy, reprints, cut and re-headlined ones; ID: the group of one document.

    The first is named only where the dates can tell: each document says when it was published, precisely enough.
    The share is that of a document's words that stand in the first one, or in the one that was found first.

    \b
    Example:
      cuttings copies --passages
      cuttings copies 17 --json
    """
    with Archive.open(settings.data, create=False) as archive:
        found = copied.groups(archive, given.named(topic) if topic else None, id, limit)
    if as_json:
        for group in found:
            render.as_json(_plain(group))
        return
    screen = render.console()
    for group in found:
        _group(screen, group, passages)
    none = f"document {id} has no copy here" if id else "no copies here"
    said = f"{render.count(len(found), 'group')} of copies" if found else none
    render.console(stderr=True).print(render.shown(said, "dim"))


def _base(group: Group) -> Print:
    return group.first or group.prints[0]


def _against(group: Group, one: Print) -> tuple[tuple[Passage, ...], float]:
    runs = copied.shared(one, _base(group)) if one is not _base(group) else ()
    return runs, share(one.document.text, runs)


def _group(screen: Console, group: Group, quoted: bool) -> None:
    first = f"first: {group.first.outlet} (document {group.first.id})" if group.first else "first: unknown"
    render.item(screen, render.shown(f"{render.count(len(group.prints), 'document')} · {first}", "bold"))
    for one in group.prints:
        moment = one.document.published
        when = render.moment(moment.instant, zoned=moment.zone_known) if moment else "no date"
        runs, part = _against(group, one)
        stands = "" if one is _base(group) else f"  {part:.0%} shared"
        said = f"  {one.id:>4}  {when}  {one.outlet}  {one.document.title or one.url}{stands}"
        render.item(screen, render.shown(said), 8)
        for run in runs if quoted else ():
            render.item(screen, render.shown(f"        {render.count(run.words, 'word')}: {run.here}", "dim"), 10)


def _plain(group: Group) -> dict[str, object]:
    return {
        "first": group.first and group.first.id,
        "documents": [
            {
                "id": one.id,
                "url": one.url,
                "outlet": one.outlet,
                "title": one.document.title,
                "language": one.document.language,
                "published": one.document.published and one.document.published.instant,
                "agencies": one.document.agencies,
                "share": None if one is _base(group) else _against(group, one)[1],
                "passages": [run.here for run in _against(group, one)[0]],
            }
            for one in group.prints
        ],
    }
