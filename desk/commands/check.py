"""``cuttings check``: extraction against the golds of the seeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click
from rich.console import Console
from rich.text import Text

from desk import exits, given, render
from extract import article, text
from extract.encoding import decode
from extract.golds import Gold, Held, hold

Mode = Literal["text", "page"]


@dataclass(frozen=True, slots=True)
class Checked:
    """One seed in one mode."""

    seed: str
    mode: Mode
    held: Held


@click.command("check", short_help="Extraction against the golds of the seeds.")
@click.option(
    "--seeds",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=given.SHIPPED,
    help="Articles (*.txt) with gold/*.json and pages/*.html.  [default: the five that come with cuttings]",
)
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, one for each seed and mode.")
def command(folder: Path, as_json: bool) -> None:
    """Extract every seed that has a gold, as flattened text and from its page, and say what went wrong.

    Exits 1 when a line of boilerplate is left in a clean text (leak) or a line of an article is not there letter by
    letter (loss). Strays (labels and captions left in) and fields that differ are shown and do not decide.

    \b
    Example:
      cuttings check
      cuttings check --seeds seeds --json
    """
    found = list(_checks(folder))
    if as_json:
        for one in found:
            render.as_json(one)
    else:
        _show(render.console(), found)
    if not all(one.held.good for one in found):
        raise SystemExit(exits.FAULT)


def _checks(folder: Path) -> Iterator[Checked]:
    golds = sorted((folder / "gold").glob("*.json"))
    if not golds:
        exits.fail(f"no golds in {folder / 'gold'}: name a folder that has them with --seeds")
    for path in golds:
        try:
            yield from _check(folder, path)
        except OSError as error:
            exits.fail(f"{path.name}: {error.filename} cannot be read: {error.strerror}")
        except (ValueError, KeyError, TypeError) as error:
            exits.fail(f"{path} is no gold: {type(error).__name__} {error}")


def _check(folder: Path, path: Path) -> Iterator[Checked]:
    gold: Gold = json.loads(path.read_text(encoding="utf-8"))
    stripped = text.strip(decode((folder / gold["seed"]).read_bytes()).text)
    yield Checked(path.stem, "text", hold(stripped, gold))
    page = folder / "pages" / f"{path.stem}.html"
    if page.exists():
        yield Checked(path.stem, "page", hold(article.extract(page.read_bytes(), "about:blank"), gold, page=True))


def _show(screen: Console, found: list[Checked]) -> None:
    names = ("leaks", "losses", "strays")
    table = render.grid("seed", "mode", *names, "fields that differ", numbers=names)
    for one in found:
        held = one.held
        numbers = [str(len(lines)) for lines in (held.leaks, held.losses, held.strays)]
        fields = ", ".join(difference.field for difference in held.differences)
        table.add_row(render.shown(one.seed), one.mode, *numbers, fields or "-", style="" if held.good else "red")
    render.put(screen, table)
    for one in found:
        _details(screen, one)
    bad = sum(not one.held.good for one in found)
    said = "[green]no leak, no loss[/]" if not bad else f"[red]{bad} of them with a leak or a loss[/]"
    screen.print(f"\n{render.count(len(found), 'check')}: {said}")


def _details(screen: Console, one: Checked) -> None:
    held = one.held
    lines = [f"is no article: {held.why}"] if held.why else []
    for name, told in (("leak", held.leaks), ("loss", held.losses), ("stray", held.strays)):
        lines += [f"{name}: {line}" for line in told]
    lines += [f"{one.field}: {one.found or 'none'}, not {one.expected or 'none'}" for one in held.differences]
    for line in lines:
        screen.print(Text.assemble((f"{one.seed} {one.mode} ", "dim"), render.shown(line)))
