"""``cuttings show``: one document, what was cut from it, and the trail back to its bytes."""

from __future__ import annotations

import click
from rich.console import Console
from rich.markup import escape

from archive import study
from archive.store import Archive
from archive.studied import Kept
from compare.coverage import Coverage
from desk import render
from desk.config import Settings


@click.command("show", short_help="One document: clean text, and what was cut on request.")
@click.argument("id", type=click.IntRange(min=1))
@click.option("--rails", is_flag=True, help="Show what was cut too, with the rule that cut it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: document, capture, coverage, run.")
@click.pass_obj
def command(settings: Settings, /, id: int, rails: bool, as_json: bool) -> None:
    """Show the document numbered ID (see `cuttings list`).

    \b
    Example:
      cuttings show 17 --rails
    """
    with Archive.open(settings.data, create=False) as archive:
        kept = study.document(archive, id)
    if as_json:
        render.as_json(kept)
        return
    shown = render.console()
    render.article(shown, kept.document)
    if rails:
        render.rails(shown, kept.document.rails)
    shown.print()
    for name, coverage in kept.coverage.items():
        _relation(shown, name, coverage)
    _trail(shown, kept)


def _relation(shown: Console, topic: str, coverage: Coverage) -> None:
    colour = render.COLOURS[coverage.relation]
    shown.print(
        f"[{colour}]{coverage.relation}[/] · {escape(topic)} · score {coverage.score:.2f} · nearest seed: "
        + escape(coverage.nearest)
    )
    for reason in coverage.reasons:
        pair = reason.here if reason.here == reason.there else f"{reason.here} = {reason.there}"
        shown.print(f"  [dim]{escape(reason.kind)}:[/] {escape(pair)}")


def _trail(shown: Console, kept: Kept) -> None:
    capture = kept.capture
    if kept.copy_of:
        shown.print(f"near-duplicate of document {kept.copy_of} ({kept.share or 0:.0%} of the smaller text)")
    shown.print(
        f"[dim]captured {render.moment(capture.fetched)} from {escape(capture.url)}\n"
        f"record {escape(capture.record_id)} at byte {capture.offset} of {escape(capture.path)}\n"
        f"extractor {kept.extractor} · run {kept.run.id} ({escape(kept.run.kind)})[/]"
    )
