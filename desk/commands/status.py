"""``cuttings status``: how much is kept, and how the runs ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.text import Text

from archive import health, schedules, study
from archive.runs import Run
from archive.store import Archive
from archive.studied import Status
from desk import render, watching
from desk.config import Settings


@click.command("status", short_help="How much is kept, and how the runs ended.")
@click.option("--watch", is_flag=True, help="Look again every few seconds, until Ctrl-C.")
@click.option(
    "--every", default=2.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Seconds between looks."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object; with --watch one for each look, a line each.")
@click.pass_obj
def command(settings: Settings, /, watch: bool, every: float, as_json: bool) -> None:
    """Count captures by outcome, documents by relation, language and source, and list the latest runs.

    Schedules and sources that need a look are listed too. With --watch, what is under way is shown as it goes.

    \b
    Example:
      cuttings status
      cuttings --data study1 status --json
      cuttings status --watch
    """
    with Archive.open(settings.data, create=False) as archive:
        if watch:
            watching.watch(lambda: study.status(archive), _shown(settings, archive), as_json=as_json, every=every)
            return
        status = study.status(archive)
        if as_json:
            render.as_json(status)
        else:
            _show(render.console(), settings, archive, status)


def _shown(settings: Settings, archive: Archive) -> watching.Show:
    return lambda screen, status: _show(screen, settings, archive, status)


def _show(screen: Console, settings: Settings, archive: Archive, status: Status) -> None:
    figures = (
        f": {render.count(status.captures, 'capture')}, {render.count(status.documents, 'document')}, "
        f"{status.pending:,} to extract, {status.failed_fetches:,} fetched in vain"
    )
    screen.print(Text.assemble(render.shown(str(settings.data), "bold"), figures))
    _counts(screen, status)
    for one in health.sources(archive):
        if one.alarm is not None:
            screen.print(render.shown(f"look at {one.key}: {one.alarm}", "red"))
    _schedules(screen, archive)
    _runs(screen, status.runs)


def _schedules(screen: Console, archive: Archive) -> None:
    for one in schedules.kept(archive):
        at_work = one.lease_until is not None and one.lease_until > datetime.now(UTC)
        state = "at work" if at_work else "paused" if one.paused else f"due {render.moment(one.next_due)}"
        screen.print(Text.assemble(render.shown(f"schedule {one.name}: ", "dim"), render.shown(state)))


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
