"""``cuttings show``: one document, what was cut from it, and the trail back to its bytes."""

from __future__ import annotations

import click
from rich.console import Console
from rich.text import Text

from archive import study
from archive.capture import Capture
from archive.store import Archive
from archive.studied import Kept
from compare.coverage import Coverage
from desk import render, usual
from desk.config import Settings

LARGEST = 2**63 - 1  # a row's number in any database


@click.command("show", short_help="One document: clean text, and what was cut on request.")
@click.argument("id", type=usual.Whole(1, LARGEST))
@click.option("--rails", is_flag=True, help="Show what was cut too, with the rule that cut it.")
@click.option("--markdown", is_flag=True, help="Only the article, as Markdown.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: document, capture, coverage, run.")
@click.pass_obj
def command(settings: Settings, /, id: int, rails: bool, markdown: bool, as_json: bool) -> None:
    """Show the document numbered ID (see `cuttings list`).

    \b
    Example:
      cuttings show 17 --rails
      cuttings show 17 --markdown > 17.md
    """
    with Archive.open(settings.data, create=False) as archive:
        kept = study.document(archive, id)
    if as_json:
        render.as_json(kept)
        return
    if markdown:
        render.as_markdown(kept.document)
        return
    screen = render.console()
    render.article(screen, kept.document)
    if rails:
        render.rails(screen, kept.document.rails)
    screen.print()
    for name, coverage in kept.coverage.items():
        _relation(screen, name, coverage)
    if kept.document.rails and not rails:
        what = render.count(len(kept.document.rails), "rail")
        screen.print(f"{what} cut from the page: --rails shows them")
    _trail(screen, kept)


def _relation(screen: Console, topic: str, coverage: Coverage) -> None:
    screen.print(
        Text.assemble(
            (str(coverage.relation), render.COLOURS[coverage.relation]),
            render.shown(f" · topic {topic} · score {coverage.score:.2f} · nearest seed {coverage.nearest}"),
        )
    )
    for reason in coverage.reasons:
        pair = reason.here if reason.here == reason.there else f"{reason.here} = {reason.there}"
        render.item(screen, Text.assemble((f"  {reason.kind}: ", "dim"), render.shown(pair)))


def _trail(screen: Console, kept: Kept) -> None:
    capture = kept.capture
    if kept.copy_of:
        screen.print(f"near-duplicate of document {kept.copy_of} ({kept.share or 0:.0%} of the smaller text)")
    for line in (
        f"captured {render.moment(capture.fetched)} from {capture.url}",
        *([f"a copy of {capture.original_url} {_as_of(capture)}".rstrip()] if capture.original_url else []),
        f"capture {capture.id} · record {capture.record_id} at byte {capture.offset} of {capture.path}",
        f"extractor {kept.extractor} · run {kept.run.id} ({kept.run.kind})",
    ):
        screen.print(render.shown(line, "dim"))


def _as_of(capture: Capture) -> str:
    return f"as of {render.moment(capture.original_at)}" if capture.original_at else ""
