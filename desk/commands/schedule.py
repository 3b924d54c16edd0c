"""``cuttings schedule``: crawls that run by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from archive import schedules
from archive.schedules import Schedule
from archive.store import Archive
from crawler.errors import ScheduleError
from crawler.schedule import hook, when
from crawler.schedule.when import When
from desk import keeping, render, scheduled, standing, usual
from desk.config import Settings
from desk.standing import Standing

FIELDS = 5  # of a cron expression


@click.group("schedule", short_help="Crawls that run by themselves.")
def command() -> None:
    """Let crawls run by themselves, at intervals or by a cron expression.

    Schedules stand in the database of the data folder; `schedule run` is the process that runs them, `schedule due`
    runs what is due and ends, for cron and systemd.

    \b
    Example:
      cuttings schedule add seeds/ --sources seeds/sources.toml --every 6h \\
        --contact you@example.org
      cuttings schedule run
    """


@command.command("add", short_help="Keep a new schedule.")
@usual.SEEDS
@usual.SOURCES
@click.option("--every", help="An interval such as 90m, 6h or 2d.")
@click.option("--cron", help="A cron expression of five fields, or @hourly, @daily, @weekly, @monthly.")
@click.option("--zone", default="UTC", show_default=True, help="The time zone of the cron expression.")
@click.option("--jitter", default="0", metavar="SPAN", help="Start up to so much later, such as 10m.")
@click.option("--name", help="What to call the schedule.  [default: the topic]")
@click.option("--on-failure", metavar="COMMAND", help="A command to run when a job failed.")
@usual.ONLY
@usual.TOPIC
@usual.PAGES
@usual.DELAY
@usual.WORKERS
@usual.CONTACT
@click.option("--json", "as_json", is_flag=True, help="The schedule as a JSON object.")
@click.pass_obj
def add(settings: Settings, /, seeds: tuple[str, ...], sources_file: Path, **options: Any) -> None:  # noqa: ANN401 - click's options by name
    """Keep a crawl for the story of SEEDS that is run again and again.

    Files are read anew each time, so they must stay where they are. With --every the first crawl is due at once.

    \b
    Example:
      cuttings schedule add seeds/ --sources seeds/sources.toml \\
        --every 6h --jitter 10m --contact you@example.org
      cuttings schedule add seeds/ --sources seeds/sources.toml \\
        --cron "30 6 * * *" --zone Europe/Athens
    """
    times, jitter = _when(options)
    what = scheduled.kept(seeds, sources_file, options)
    plan = scheduled.plan(settings, what)  # a fault in seeds or sources is told now, not at night
    what["topic"] = plan.topic
    made = _schedule(options["name"] or plan.topic, what, (times, jitter, options["on_failure"]))
    with Archive.open(settings.data) as archive:
        made = schedules.add(archive, made)
    if options["as_json"]:
        render.as_json(made)
        return
    screen = render.console()
    screen.print(render.shown(f"{made.name}: {standing.due(made)}, first at {render.moment(made.next_due)}"))
    screen.print("[dim]It runs as long as `cuttings schedule run` does, or when `cuttings schedule due` is called.[/]")


def _when(options: dict[str, Any]) -> tuple[When, timedelta]:
    if (options["every"] is None) == (options["cron"] is None):
        raise ScheduleError("say when: either --every 6h or --cron '0 */6 * * *'")
    cron = options["cron"]
    if cron is not None and not cron.startswith("@") and len(cron.split()) != FIELDS:
        raise ScheduleError(f"{cron!r} is no cron expression (it has five fields): write it like '0 */6 * * *'")
    times = when.parse(options["every"] if cron is None else cron, options["zone"])
    if cron is None and times.interval is None:
        raise ScheduleError(f"{options['every']!r} is no interval: write it like 6h, or give it with --cron")
    jitter = when.span(options["jitter"])
    if times.interval is not None and jitter >= times.interval:
        raise ScheduleError("--jitter must be shorter than the interval")
    if options["on_failure"] is not None:
        hook.words(options["on_failure"])
    return times, jitter


def _schedule(name: str, what: dict[str, Any], when_: tuple[When, timedelta, str | None]) -> Schedule:
    times, jitter, on_failure = when_
    now = datetime.now(UTC).replace(microsecond=0)
    nominal = now if times.interval is not None else times.after(now, now)
    due = nominal if times.interval is not None else when.jittered(nominal, jitter, name)
    seconds = jitter / timedelta(seconds=1)
    return Schedule(name, what, times.text, times.zone, seconds, nominal, due, on_failure=on_failure)


@command.command("list", short_help="The schedules, and how each ended last.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array, an object for each schedule.")
@click.pass_obj
def list_(settings: Settings, /, as_json: bool) -> None:
    """List every schedule with when it is due, and the outcome of its last job.

    \b
    Example:
      cuttings schedule list
    """
    with Archive.open(settings.data, create=False) as archive:
        found = standing.found(archive)
    if as_json:
        render.as_json(found)
        return
    table = render.grid("schedule", "when", "next", "state", "last", "note")
    for one in found:
        table.add_row(*map(render.shown, _cells(one)))
    _put(table, "no schedule here: cuttings schedule add makes one")


def _put(table: Table, none: str) -> None:
    if table.row_count:
        render.put(render.console(), table)
    else:
        render.console(stderr=True).print(render.shown(none, "dim"))


def _cells(one: Standing) -> tuple[str, ...]:
    kept = one.schedule
    state = standing.state(kept, datetime.now(UTC))
    note = (one.last and one.last.error) or (standing.HINT if state == "overdue" else "")
    return kept.name, standing.due(kept), render.moment(kept.next_due), state, standing.ending(one.last), note


@command.command("history", short_help="The jobs that were run, with outcome and counts.")
@click.argument("name", required=False)
@click.option("--limit", default=20, show_default=True, type=usual.Whole(min=1), help="So many at most.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array, an object for each job.")
@click.pass_obj
def history(settings: Settings, /, name: str | None, limit: int, as_json: bool) -> None:
    """List the latest jobs of the schedule NAME, or of all: when, how long, what came of it.

    \b
    Example:
      cuttings schedule history --limit 5
    """
    with Archive.open(settings.data, create=False) as archive:
        if name is not None:
            schedules.get(archive, name)
        found = schedules.history(archive, name, limit)
    if as_json:
        render.as_json([{"schedule": of, "job": job, "seconds": job.seconds} for of, job in found])
        return
    numbers = ("run", "seconds", "tries", "articles", "texts")
    table = render.grid("schedule", "due", *numbers, "outcome", "note", numbers=numbers)
    for of, job in found:
        counts = job.counts or {}
        figures = (
            str(job.run_id or "-"),
            "-" if job.seconds is None else f"{job.seconds:.0f}",
            str(job.attempts),
            str(counts.get("pages", "-")),
            str(counts.get("documents", "-")),
        )
        table.add_row(
            *map(render.shown, (of, render.moment(job.due), *figures, job.outcome or "open", job.error or ""))
        )
    _put(table, "no job yet: cuttings schedule run begins what is due")


def _on_one(act: Callable[[Archive, str], None]) -> click.Command:
    """A command that does ``act`` to the schedule NAME; the function's own words are its help."""

    @click.argument("name")
    @click.pass_obj
    def one(settings: Settings, /, name: str) -> None:
        with Archive.open(settings.data, create=False) as archive:
            act(archive, name)

    return command.command(act.__name__, help=act.__doc__, short_help=(act.__doc__ or "").partition(";")[0] + ".")(one)


@_on_one
def pause(archive: Archive, name: str) -> None:
    """Let the schedule NAME rest; what runs already goes on to its end.

    \b
    Example:
      cuttings schedule pause seeds
    """
    schedules.pause(archive, name, paused=True)


@_on_one
def resume(archive: Archive, name: str) -> None:
    """Let the schedule NAME go on; what it missed meanwhile is run once.

    \b
    Example:
      cuttings schedule resume seeds
    """
    schedules.pause(archive, name, paused=False)


@_on_one
def remove(archive: Archive, name: str) -> None:
    """Forget the schedule NAME and its history; all that its crawls fetched stays.

    \b
    Example:
      cuttings schedule remove seeds
    """
    schedules.remove(archive, name)


for _one in (keeping.run, keeping.due, keeping.work):
    command.add_command(_one)
