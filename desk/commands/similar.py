"""``cuttings similar``: what in the archive is like a text, a page or a document."""

from __future__ import annotations

from pathlib import Path

import click

from archive import similar
from archive.errors import NotArchived
from archive.similar import Alike, Asked
from archive.store import Archive
from compare.embed import E5
from desk import exits, given, render, usual
from desk.config import Settings

FEWEST_WORDS = 12
LONGEST_NAME = 200  # of a file; a longer argument is a text


@click.command("similar", short_help="What is like a text, a page or a document, in any language.")
@click.argument("what", metavar="TEXT|URL|ID|FILE")
@click.option("--language", metavar="CODE", help="Of a TEXT, such as el.  [default: guessed]")
@click.option("--limit", type=usual.Whole(1, 1000), default=20, show_default=True, help="So many at most.")
@click.option("--all", "everything", is_flag=True, help="Unrelated documents too.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    settings: Settings, /, what: str, language: str | None, limit: int, everything: bool, as_json: bool
) -> None:
    """List the documents most like the given one, the nearest first, whatever their language.

    What is given is the number of a document, the address of one that is kept, a file, or a text (`-`: from standard
    input). The probabilities are those of reporting one event, and of being about one subject.

    \b
    Example:
      cuttings similar 17
      cuttings similar article.txt --json
    """
    with Archive.open(settings.data, create=False) as archive:
        asked = _asked(archive, what, language)
        if len(asked.text.split()) < FEWEST_WORDS:
            aside = "note: so short a text says little; give a paragraph or more"
            render.console(stderr=True).print(render.shown(aside, "yellow"))
        model = E5() if settings.embed else None
        found = similar.similar(archive, asked, limit=limit, model=model)
    shown = [one for one in found if everything or one.kinship.relation != "unrelated"]
    if as_json:
        for one in shown:
            render.as_json(one)
        return
    screen = render.console()
    if shown:
        table = render.grid("id", "relation", "event", "subject", "published", "lang", "outlet", "title",
                            numbers=("id", "event", "subject"))  # fmt: skip
        for one in shown:
            table.add_row(*map(render.shown, _cells(one)))
        render.put(screen, table)
    how = f", in the order of the model {model.name()}" if model else ""
    hint = "" if shown else ": --all lists the nearest all the same"
    render.console(stderr=True).print(render.shown(render.count(len(shown), "document") + how + hint, "dim"))


def _cells(one: Alike) -> tuple[str, ...]:
    when = f"{one.published:%Y-%m-%d}" if one.published else "-"
    chances = f"{one.kinship.event:.2f}", f"{one.kinship.subject:.2f}"
    return str(one.id), str(one.kinship.relation), *chances, when, one.language or "-", one.outlet, one.title or one.url


def _asked(archive: Archive, what: str, language: str | None) -> Asked:
    if what.isascii() and what.isdigit():
        return similar.of_document(archive, int(what))
    if what.lower().startswith(("http://", "https://")):
        found = similar.document_at(archive, what)
        if found is None:
            raise NotArchived(f"{what} is not kept: crawl it first, or save the page and name the file")
        return similar.of_document(archive, found)
    if what == "-" or (len(what) <= LONGEST_NAME and "\n" not in what and Path(what).is_file()):
        seeds = given.collect([what]).seeds if what != "-" else ()
        if seeds:
            one = seeds[0]
            return Asked(one.text, one.title, language or one.language, one.published and one.published.date())
        what = given.contents(Path("-")).decode("utf-8", "replace")
    if not what.strip():
        exits.fail("an empty text is like nothing: give a text, an address, a file, or a document's number")
    return Asked(what, None, language)
