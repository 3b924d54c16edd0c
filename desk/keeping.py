"""The processes behind ``cuttings schedule``: the scheduler, and the crawl of one job."""

from __future__ import annotations

import signal

import click

from archive import logs, schedules
from archive.errors import NotArchived
from archive.store import Archive
from crawler import run as crawling
from crawler.schedule import child, keeper
from crawler.schedule.keeper import Keeper, Pace
from desk import exits, metrics, scheduled, usual
from desk.config import Settings

_lease = click.option(
    "--lease",
    default=keeper.LEASE,
    show_default=True,
    metavar="SECONDS",
    type=usual.Number(1, 3600),
    help="Silence after which another scheduler takes over.",
)


@click.command("run", short_help="Run what is due, on and on.")
@_lease
@usual.METRICS
@click.pass_obj
def run(settings: Settings, /, lease: float, port: int | None) -> None:
    """Run every schedule when it is due, until Ctrl-C or SIGTERM.

    Each crawl is a process of its own. A second scheduler over the same database waits, and takes over when this one
    dies. A stopped crawl goes on under its number when a scheduler runs again.

    \b
    Example:
      cuttings schedule run --metrics 9464
    """
    with metrics.served(settings.data, port):
        _keep(settings, Pace(lease=lease, poll=min(keeper.POLL, lease / 3)), only_due=False)


@click.command("due", short_help="Run what is due, and end.")
@_lease
@click.pass_obj
def due(settings: Settings, /, lease: float) -> None:
    """Run what is due now, one after the other, and end: for cron and systemd timers.

    Exits 1 when a job failed. When another scheduler is at work there is nothing to do here.

    \b
    Example:
      cuttings schedule due
    """
    outcomes = _keep(settings, Pace(lease=lease), only_due=True)
    if outcomes.get("failed"):
        raise SystemExit(exits.FAULT)


def _keep(settings: Settings, pace: Pace, *, only_due: bool) -> dict[str, int]:
    with Archive.open(settings.data) as archive, logs.kept(archive.folder, "schedule"):
        one = Keeper(archive, lambda _, job: scheduled.words(settings.data, job), pace)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: one.stop())
        return dict(one.run(only_due=only_due))


@click.command("work", hidden=True, short_help="Run one job: called by `schedule run`.")
@click.argument("number", type=int)
@click.pass_obj
def work(settings: Settings, /, number: int) -> None:
    """Run the crawl of job NUMBER; it is stopped when standard input closes.

    \b
    Example:
      cuttings schedule work 7
    """
    child.tie()
    with Archive.open(settings.data, create=False) as archive:
        found = next((name for name, job in schedules.open_jobs(archive) if job.id == number), None)
        if found is None:
            raise NotArchived(f"there is no open job {number}: cuttings schedule history shows them")
        what = schedules.get(archive, found).plan
    result = crawling.crawl(scheduled.plan(settings, what, number), lambda _: None)
    if result.outcome == "stopped":
        raise SystemExit(exits.STOPPED)
