"""``cuttings backup``: what the WARC files do not say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from archive import backup
from archive.store import Archive
from desk import render
from desk.config import Settings


@click.command("backup", short_help="What the WARC files do not say, in one file.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--restore", is_flag=True, help="Add to this data folder what FILE has and the folder has not.")
@click.option(
    "--whole", is_flag=True, help="Instead copy the whole SQLite database, texts and all, while others use it."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(settings: Settings, /, file: Path, restore: bool, whole: bool, as_json: bool) -> None:
    """Write topics, sources, runs, schedules and what people said of documents to FILE.

    With the WARC files it is all that must be kept: everything else is made from them. To begin anew: put the WARC
    files into a new folder's archive/, restore, repair, extract, and restore once more, so that what people said finds
    its documents.

    \b
    Example:
      cuttings backup study.backup.gz
      cuttings --data new backup study.backup.gz --restore
    """
    homeless = 0
    with Archive.open(settings.data, create=restore) as archive:
        counts: Counter[str] = Counter()
        if restore:
            with archive.writing():
                counts, homeless = backup.restore(archive, file)
        elif whole:
            backup.whole(archive, file)
        else:
            counts = backup.save(archive, file)
    if as_json:
        render.as_json({"rows": counts, "without a document": homeless})
        return
    told = ", ".join(f"{name} {number:,}" for name, number in counts.items()) or ("a copy" if whole else "nothing new")
    screen = render.console()
    screen.print(render.shown(f"{'restored' if restore else 'written'}: {told}"))
    if homeless:
        screen.print(f"{homeless:,} judgements wait for their documents: extract, then restore again")
