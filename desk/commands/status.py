"""``cuttings status``: how much is kept, what needs a look, and how the runs ended."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.text import Text

from archive import health, runs, study
from archive.store import Archive
from archive.studied import Status
from desk import render, standing, usual, watching
from desk.config import Settings
from desk.standing import Standing
from desk.watching import Look

UNDER_WAY = "under way"
STOPPED = "stopped: the same command goes on"


@click.command("status", short_help="How much is kept, and how the runs ended.")
@click.option("--watch", is_flag=True, help="Look again every few seconds, until Ctrl-C.")
@click.option(
    "--every",
    metavar="SECONDS",
    default=2.0,
    show_default=True,
    type=usual.Number(0.1, 3600),
    help="With --watch: between two looks.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object; with --watch one for each look, a line each.")
@click.pass_obj
def command(settings: Settings, /, watch: bool, every: float, as_json: bool) -> None:
    """Show schedules, sources that need a look, the latest runs, and counts of captures and documents.

    Captures are counted by outcome, documents by relation, language and source. With --watch, what is under way is
    shown as it goes: drawn anew on a terminal, elsewhere a line for each look.

    \b
    Example:
      cuttings status
      cuttings --data study1 status --json
      cuttings status --watch
    """
    with Archive.open(settings.data, create=False) as archive:

        def look() -> Look:
            return _look(archive)

        def show(screen: Console, now: Look, said: str) -> None:
            _show(screen, str(settings.data), now, said)

        if watch and as_json:
            watching.stream(look, _as_json, every)
        elif watch:
            watching.watch(look, show, every)
        elif as_json:
            _as_json(look())
        else:
            show(render.console(), look(), "")


def _look(archive: Archive) -> Look:
    alarms = {one.key: one.alarm for one in health.sources(archive) if one.alarm is not None}
    at_work = runs.at_work(archive)  # before the runs are read: one that ends in between has ended, and was not stopped
    return Look(datetime.now(UTC), study.status(archive), standing.found(archive), alarms, at_work)


def _as_json(look: Look) -> None:
    status = {field.name: getattr(look.status, field.name) for field in dataclasses.fields(Status)}
    beside = {"schedules": look.schedules, "alarms": look.alarms, "at_work": look.at_work}
    render.as_json({"at": look.at, **status, **beside})


def _show(screen: Console, folder: str, look: Look, said: str) -> None:
    """What needs eyes first: a low screen that is drawn anew shows the beginning only."""
    screen.print(Text.assemble(render.shown(folder, "bold"), f": {watching.totals(look.status)}"))
    if said:
        screen.print(render.shown(said, "dim"))
    for key, alarm in look.alarms.items():
        render.item(screen, render.shown(f"look at {key}: {alarm}", "red"))
    for one in look.schedules:
        render.item(screen, _schedule(one, look.at))
    _runs(screen, look)
    _counts(screen, look.status)


def _schedule(one: Standing, now: datetime) -> Text:
    state = standing.state(one.schedule, now)
    due = f", due {render.moment(one.schedule.next_due)}" if state in {"waits", "overdue"} else ""
    last = f"; last {standing.ending(one.last)}" if one.last else ""
    said = render.shown(f"{state}{due}{last}", "red" if one.last and one.last.error else "")
    if state == "overdue":
        said.append(f" ({standing.HINT})", style="red")
    return Text.assemble(render.shown(f"schedule {one.schedule.name}: ", "dim"), said)


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
        render.item(screen, Text.assemble(render.shown(f"{label}: ", "dim"), render.shown(ranked)))


def _runs(screen: Console, look: Look) -> None:
    table = render.grid("run", "kind", "topic", "started", "ended", "outcome", numbers=("run",))
    for run in look.status.runs:
        ended = render.moment(run.ended) if run.ended else "-"
        outcome = run.outcome or (UNDER_WAY if run.id == look.at_work else STOPPED)
        row = (str(run.id), run.kind, run.topic or "-", render.moment(run.started), ended, outcome)
        table.add_row(*map(render.shown, row))
    if look.status.runs:
        screen.print()
        render.put(screen, table)
        screen.print()
