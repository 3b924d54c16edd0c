"""``cuttings status``: how much is kept, and how the runs ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import click
from rich.console import Console
from rich.text import Text

from archive import study
from archive.runs import Run
from archive.store import Archive
from archive.studied import Status
from desk import render
from desk.config import Settings


@click.command("status", short_help="How much is kept, and how the runs ended.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(settings: Settings, /, as_json: bool) -> None:
    """Count captures by outcome, documents by relation, language and source, and list the latest runs.

    \b
    Example:
      cuttings status
      cuttings --data study1 status --json
    """
    with Archive.open(settings.data, create=False) as archive:
        status = study.status(archive)
    if as_json:
        render.as_json(status)
        return
    screen = render.console()
    figures = (
        f": {render.count(status.captures, 'capture')}, {render.count(status.documents, 'document')}, "
        f"{status.pending:,} to extract, {status.failed_fetches:,} fetched in vain"
    )
    screen.print(Text.assemble(render.shown(str(settings.data), "bold"), figures))
    _counts(screen, status)
    _runs(screen, status.runs)


def _counts(screen: Console, status: Status) -> None:
    _line(screen, "captures", status.outcomes)
    _line(screen, "of no document", status.whys)
    for topic, relations in status.relations.items():
        _line(screen, f"topic {topic}", {str(name): number for name, number in relations.items()})
    _line(screen, "languages", status.languages)
    _line(screen, "sources", status.sources)


def _line(screen: Console, label: str, counts: Mapping[str, int]) -> None:
    if counts:
        ranked = ", ".join(f"{name or '?'} {number:,}" for name, number in Counter(counts).most_common())
        screen.print(Text.assemble(render.shown(f"{label}: ", "dim"), render.shown(ranked)))


def _runs(screen: Console, runs: list[Run]) -> None:
    table = render.grid("run", "kind", "topic", "started", "ended", "outcome", numbers=("run",))
    for run in runs:
        ended = render.moment(run.ended) if run.ended else "-"
        outcome = run.outcome or "not ended: the same command goes on"
        topic = render.shown(run.topic or "-")
        table.add_row(str(run.id), run.kind, topic, render.moment(run.started), ended, render.shown(outcome))
    if runs:
        screen.print()
        render.put(screen, table)
