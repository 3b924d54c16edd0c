"""``cuttings sources``: which outlets of a sources file answer, and how those of a data folder fare."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from archive import health as fares
from archive.store import Archive
from crawler.plan import Politeness, SourceCheck
from crawler.probe import probe
from desk import exits, given, render, tables, usual
from desk.config import Settings


@click.group("sources", short_help="The outlets to look at: which of them answer.")
def command() -> None:
    """Work with files of sources (TOML; see seeds/sources.toml), and see how the outlets fare.

    \b
    Example:
      cuttings sources check seeds/sources.toml --contact you@example.org
      cuttings sources health
    """


@command.command("check", short_help="Which sources of a file answer, and with what.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@usual.ONLY
@usual.CONTACT
@click.option("--json", "as_json", is_flag=True, help="A JSON array, an object for each source.")
@click.pass_obj
def check(settings: Settings, /, file: Path, only: tuple[str, ...], contact: str | None, as_json: bool) -> None:
    """Ask every source in FILE for its home page, feeds and sitemaps, and say what it answered.

    Exits 1 when one does not answer, 3 when none does. Nothing is kept.

    \b
    Example:
      cuttings sources check seeds/sources.toml \\
        --contact you@example.org --only lifo
    """
    wanted = given.outlets(file, only)
    said = render.console(stderr=True)

    def on_check(check: SourceCheck) -> None:
        if not as_json:
            said.print(render.shown(f"{check.key}: {check.problem or 'answers'}"))

    if not as_json:
        said.print(f"asking {render.count(len(wanted), 'source')} ...")
    found = probe(
        wanted,
        Politeness(delay=settings.delay, contact=contact or settings.contact, networks=settings.reachable),
        on_check,
    )
    if as_json:
        render.as_json(found)
    elif found:
        _show(found)
    if len(found) < len(wanted):
        exits.fail(f"stopped; {len(found)} of {len(wanted)} sources were asked", exits.STOPPED)
    silent = sum(check.problem is not None for check in found)
    if silent:
        raise SystemExit(exits.UNREACHABLE if silent == len(found) else exits.FAULT)


@command.command("health", short_help="How the sources of a data folder fare.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array, an object for each source.")
@click.pass_obj
def health(settings: Settings, /, as_json: bool) -> None:
    """Show what each source yields, what fails, and when it last answered.

    Exits 1 with a line for each source whose latest pages read much worse than those before, as after a change of
    layout.

    \b
    Example:
      cuttings sources health
    """
    with Archive.open(settings.data, create=False) as archive:
        found = fares.sources(archive)
    if as_json:
        render.as_json(found)
    else:
        render.put(render.console(), tables.sources(found))
    for one in found:
        if one.alarm is not None:
            render.console(stderr=True).print(render.shown(f"{one.key}: {one.alarm}"))
    if any(one.alarm is not None for one in found):
        raise SystemExit(exits.FAULT)


def _show(found: list[SourceCheck]) -> None:
    numbers = ("feeds", "sitemaps", "links")
    table = render.grid("source", "answer", *numbers, "newest", "note", numbers=numbers)
    for check in found:
        table.add_row(*_row(check))
    render.put(render.console(), table)
    good = sum(not check.problem for check in found)
    render.console(stderr=True).print(f"{good} of {render.count(len(found), 'source')} answered")


def _row(check: SourceCheck) -> tuple[str | Text, ...]:
    answer = "-" if check.status is None else str(check.status)
    note = check.problem or ("" if check.allowed else "robots.txt does not allow the home page")
    figures = (str(len(check.feeds)), str(len(check.sitemaps)), str(check.links))
    return check.key, answer, *figures, (check.newest or "-")[:10], render.shown(note)
