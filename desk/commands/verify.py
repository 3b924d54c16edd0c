"""``cuttings verify``: does the archive hold what it says?"""

from __future__ import annotations

import dataclasses

import click

from archive.repair import Repaired, repair
from archive.store import Archive
from archive.verify import Fault, Verified, verify
from desk import exits, render
from desk.config import Settings

SHOWN = 20


@click.command("verify", short_help="Files and database held against each other.")
@click.option("--repair", "mend", is_flag=True, help="First mend what the WARC files alone can mend.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object for each fault, then one with the counts.")
@click.pass_obj
def command(settings: Settings, /, mend: bool, as_json: bool) -> None:
    """Read every WARC record and every capture, and name each place where they disagree.

    Lengths and digests are checked, files and database are walked both ways, and so are the indexes. Nothing is
    changed without --repair, which settles files that a killed crawl left open, makes captures and indexes anew from
    the WARC files (from an empty database too), and leaves the pages it found to `cuttings extract`. Exits 1 when a
    fault is left.

    \b
    Example:
      cuttings verify
      cuttings verify --repair && cuttings extract
    """
    with Archive.open(settings.data, create=False) as archive:
        repaired = None
        if mend:
            with archive.writing():
                repaired = repair(archive)
        found: list[Fault] = []
        done = verify(archive, lambda fault: _tell(fault, found, as_json=as_json))
    if as_json:
        # dataclasses.asdict would count the pairs of a Counter.
        counts = {field.name: getattr(done, field.name) for field in dataclasses.fields(done)}
        render.as_json(counts | {"repaired": repaired and dataclasses.asdict(repaired)})
    else:
        _show(done, repaired)
    if done.faults:
        raise SystemExit(exits.FAULT)


def _tell(fault: Fault, found: list[Fault], *, as_json: bool) -> None:
    if as_json:
        render.as_json(dataclasses.asdict(fault) | {"message": str(fault)})
    elif len(found) < SHOWN:
        found.append(fault)
        render.console().print(render.shown(str(fault), "red"))


def _show(done: Verified, repaired: Repaired | None) -> None:
    screen = render.console()
    if repaired is not None:
        told = ", ".join(f"{name} {number:,}" for name, number in dataclasses.asdict(repaired).items() if number)
        screen.print(f"repaired: {told or 'nothing was to be done'}")
    lost = f", {render.count(done.lost, 'capture')} lost for good" if done.lost else ""
    lost += f", {done.forgotten:,} taken down" if done.forgotten else ""
    faults = ", ".join(f"{kind} {number:,}" for kind, number in done.faults.most_common())
    screen.print(
        f"[bold]{render.count(done.files, 'file')}[/]: {render.count(done.records, 'record')}, "
        f"{render.count(done.captures, 'capture')}{lost}; "
        + (f"[red]{render.count(done.faults.total(), 'fault')}[/]: {faults}" if faults else "no fault")
    )
