"""``cuttings check``: extraction against the golds of the seeds, or against fixtures of your own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from desk import checks, exits, given, render
from desk.checks import Checked
from extract.golds import Held

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("check", short_help="Extraction against the golds of the seeds, or fixtures.")
@click.argument("fixtures", required=False, type=FOLDER)
@click.option(
    "--seeds",
    "folder",
    type=FOLDER,
    default=given.SHIPPED,
    help="Articles (*.txt) with gold/*.json and pages/*.html.  [default: the five that come with cuttings]",
)
@click.option("--accept", is_flag=True, help="Take today's scores as the ones that later checks are held against.")
@click.option("--against", type=click.Choice(["trafilatura"]), help="Show beside it how another extractor fares.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, one for each case and mode.")
def command(fixtures: Path | None, folder: Path, accept: bool, against: str | None, as_json: bool) -> None:
    """Extract every fixture in the folder FIXTURES (or every seed that has a gold) and say what went wrong.

    A leak is boilerplate left in a clean text, a loss a line of an article that is not in it. Exits 1 when a case is
    worse than the scores last accepted (accepted.json in the folder): more leaks, more losses, a field that was
    right. Without accepted scores any leak or loss decides, and fields are only shown.

    \b
    Example:
      cuttings check
      cuttings check my-fixtures --against trafilatura
      cuttings check my-fixtures --accept
    """
    where = fixtures or folder
    found = checks.run(where, against=against is not None)
    before = checks.accepted(where)
    if as_json:
        for one in found:
            render.as_json(_object(one, before))
    else:
        _show(render.console(), found, before)
    if accept:
        checks.accept(where, found)
        click.echo(f"accepted: {where / checks.ACCEPTED}", err=True)
    elif any(checks.worse(one, before) for one in found):
        raise SystemExit(exits.FAULT)


def _object(one: Checked, before: Mapping[str, Any]) -> dict[str, Any]:
    told = {field.name: getattr(one, field.name) for field in dataclasses.fields(one)}
    if one.peer is None:
        del told["peer"]
    return told | ({"worse": checks.worse(one, before)} if before else {})


def _show(screen: Console, found: Sequence[Checked], before: Mapping[str, Any]) -> None:
    names = ("leaks", "losses", "strays")
    compared = any(one.peer for one in found)
    peers = ("its leaks", "its losses") if compared else ()
    table = render.grid("seed", "mode", *names, *peers, "fields that differ", numbers=(*names, *peers))
    for one in found:
        held = one.held
        numbers = [str(len(lines)) for lines in (held.leaks, held.losses, held.strays)]
        fields = ", ".join(difference.field for difference in held.differences) or "-"
        style = "red" if checks.worse(one, before) else ""
        table.add_row(render.shown(one.seed), one.mode, *numbers, *_other(one.peer, compared), fields, style=style)
    render.put(screen, table)
    for one in found:
        _details(screen, one)
        for said in checks.worse(one, before) if before else ():
            screen.print(Text.assemble((f"{one.key} ", "dim"), ("worse: ", "red"), render.shown(said)))
    screen.print(f"\n{render.count(len(found), 'check')}: {_verdict(found, before)}")
    if compared:
        screen.print(render.shown("its: trafilatura's, on the same page, blanks not counted", "dim"))


def _other(held: Held | None, compared: bool) -> list[str]:
    if not compared:
        return []
    return ["-", "-"] if held is None else [str(len(held.leaks)), str(len(held.losses))]


def _verdict(found: Sequence[Checked], before: Mapping[str, Any]) -> str:
    bad = sum(bool(checks.worse(one, before)) for one in found)
    if before:
        return "[green]none worse than accepted[/]" if not bad else f"[red]{bad} of them worse than accepted[/]"
    return "[green]no leak, no loss[/]" if not bad else f"[red]{bad} of them with a leak or a loss[/]"


def _details(screen: Console, one: Checked) -> None:
    held = one.held
    lines = [f"is no article: {held.why}"] if held.why else []
    for name, told in (("leak", held.leaks), ("loss", held.losses), ("stray", held.strays)):
        lines += [f"{name}: {line}" for line in told]
    lines += [f"{one.field}: {one.found or 'none'}, not {one.expected or 'none'}" for one in held.differences]
    for line in lines:
        screen.print(Text.assemble((f"{one.seed} {one.mode} ", "dim"), render.shown(line)))
