"""Options and arguments that several commands share, each with one spelling and one line of help."""

from __future__ import annotations

from pathlib import Path

import click

SEEDS = click.argument("seeds", nargs=-1, required=True)
SOURCES = click.option(
    "--sources",
    "sources_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The outlets to look at (TOML; see seeds/sources.toml).",
)
ONLY = click.option("--only", multiple=True, metavar="KEY", help="Only this source of the file; may be given again.")
TOPIC = click.option("--topic", help="What to call the story.  [default: the first seed's or folder's name]")
CONTACT = click.option("--contact", help="Your mail or web address; every server is told. Needed for the public web.")
AT_THE_END = click.option("--json", "as_json", is_flag=True, help="One JSON object at the end, nothing else.")
DAY = click.DateTime(["%Y-%m-%d"])
