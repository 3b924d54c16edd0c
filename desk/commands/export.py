"""``cuttings export``: documents or captures for other programs."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

import click

from archive import export, exports, topics, wacz
from archive.store import Archive
from archive.studied import ABOUT, Filter
from archive.wacz import Chosen
from desk import exits, given, render, usual
from desk.config import Settings

ENDINGS = {".jsonl": "jsonl", ".csv": "csv", ".parquet": "parquet", ".wacz": "wacz"}


@click.command("export", short_help="Documents as JSONL, CSV or Parquet; captures as WACZ.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(list(ENDINGS.values())), help="[default: by the ending of FILE]")
@click.option("--topic", help="The story.  [default: the one used last]")
@click.option("--all", "everything", is_flag=True, help="Everything, related to the story or not.")
@click.option("--run", type=usual.Whole(1, 2**31 - 1), help="WACZ only: the captures of this run.")
@click.option("--source", help="Documents of a source: its key, name or host.")
@click.option("--language", metavar="CODE", help="Documents in this language.")
@click.option("--text", metavar="WORDS", help="Documents with all of these words, as in a list.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    settings: Settings,
    /,
    file: Path,
    form: str | None,
    topic: str | None,
    everything: bool,
    run: int | None,
    source: str | None,
    language: str | None,
    text: str | None,
) -> None:
    """Write documents about a story to FILE, or the captures behind them; - is standard output.

    JSONL, CSV and Parquet have a row for each document: text, facts, relation, URL, times, the WARC record and the
    extractor's version. WACZ has the captures themselves, for replayweb.page and other players of web archives.

    \b
    Example:
      cuttings export coverage.csv
      cuttings export --all --format jsonl - | jq .title
      cuttings export story.wacz --topic floods
      cuttings export dam.wacz --all --text "Staudamm Hochwasser"
    """
    chosen = form or ENDINGS.get(file.suffix.lower())
    if chosen is None:
        exits.fail("which format? end FILE in .jsonl, .csv, .parquet or .wacz, or give --format")
    if run is not None and (source or language or text):
        exits.fail("--run takes all captures of a run: leave --source, --language and --text out")
    if chosen != "wacz" and run is not None:
        exits.fail("--run chooses captures, so it goes with .wacz only")
    with Archive.open(settings.data, create=False) as archive:
        name = None if everything or run is not None else _topic(archive, topic)
        wanted = Filter(
            topic=name,
            relation=ABOUT if name else (),
            source=source and given.named(source),
            language=language and given.named(language),
            text=text and given.named(text),
        )
        if chosen == "wacz":
            _pack(archive, Chosen(run, name, wanted if source or language or text else None), file)
            return
        noted = exports.Noted()
        count = _write(noted.passing(export.rows(archive, wanted)), file, chosen)
        exports.remember(
            archive, chosen, _where(file), {"topic": name, "source": source, "language": language, "text": text}, noted
        )
    render.console(stderr=True).print(render.shown(f"{render.count(count, 'document')} written", "dim"))


def _topic(archive: Archive, name: str | None) -> str | None:
    return given.named(name) if name else next(iter(topics.names(archive)), None)


def _write(found: Any, file: Path, form: str) -> int:  # noqa: ANN401 - rows as they come
    if str(file) == "-":
        return export.FORMATS[form](found, sys.stdout.buffer)
    return export.to_file(found, file, form)


def _said(chosen: Chosen) -> dict[str, Any]:
    asked = {} if chosen.documents is None else dataclasses.asdict(chosen.documents)
    return {"run": chosen.run, "topic": chosen.topic} | {
        name: asked.get(name) for name in ("source", "language", "text")
    }


def _where(file: Path) -> str:
    return str(file) if str(file) == "-" else str(file.absolute())


def _pack(archive: Archive, chosen: Chosen, file: Path) -> None:
    if str(file) == "-":
        exits.fail("a WACZ file cannot be written to standard output: name a file")
    done = wacz.pack(archive, chosen, file, title=chosen.topic or "cuttings")
    exports.remember(archive, "wacz", _where(file), _said(chosen), done.record_ids)
    screen = render.console(stderr=True)
    screen.print(
        f"{render.count(done.captures, 'capture')}, {render.count(done.pages, 'page')} written"
        + (f", [red]{done.damaged:,} damaged[/] left out" if done.damaged else "")
    )
    if done.damaged:
        raise SystemExit(exits.FAULT)
