"""``cuttings status``: how much is kept, and how the runs ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import click
from rich.console import Console
from rich.table import Table

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
    shown = render.console()
    shown.print(
        f"[bold]{settings.data}[/]: {render.count(status.captures, 'capture')}, "
        f"{render.count(status.documents, 'document')}, {status.pending} to extract, "
        f"{status.failed_fetches} fetches without an answer"
    )
    _counts(shown, status)
    _runs(shown, status.runs)


def _counts(shown: Console, status: Status) -> None:
    _line(shown, "outcomes", status.outcomes)
    _line(shown, "not documents", status.whys)
    for topic, relations in status.relations.items():
        _line(shown, f"topic {topic}", {str(name): number for name, number in relations.items()})
    _line(shown, "languages", status.languages)
    _line(shown, "sources", status.sources)


def _line(shown: Console, label: str, counts: Mapping[str, int]) -> None:
    if counts:
        ranked = Counter(counts).most_common()
        shown.print(f"[dim]{label}:[/] " + ", ".join(f"{name or '?'} {number:,}" for name, number in ranked))


def _runs(shown: Console, runs: list[Run]) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("run", "kind", "topic", "started", "ended", "outcome"):
        table.add_column(name)
    for run in runs:
        ended = render.moment(run.ended) if run.ended else "-"
        outcome = run.outcome or "not ended: the same command goes on"
        table.add_row(str(run.id), run.kind, run.topic or "-", render.moment(run.started), ended, outcome)
    if runs:
        shown.print()
        shown.print(table)
