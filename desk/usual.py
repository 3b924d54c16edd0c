"""Options and arguments that several commands share, each with one spelling and one line of help."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path
from typing import Any

import click


class Whole(click.IntRange):
    """Whole numbers from ``min`` to ``max``; None sets no bound."""

    name = "whole number"


class Number(click.FloatRange):
    """Numbers from ``min`` to ``max``; a NaN, which no bound holds off, is none."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - as click has it
        """The number ``value``. Raises click.BadParameter for what is none or out of bounds."""
        found: float = super().convert(value, param, ctx)
        if math.isnan(found):
            self.fail(f"{value!r} is not a valid number.", param, ctx)
        return found


class Day(click.DateTime):
    """A day, written as 2022-09-19."""

    name = "day"

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """How help calls it."""
        del param, ctx
        return "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401 - as click has it
        """The first moment of the day ``value``. Raises click.BadParameter for what is none."""
        try:
            found: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day: write it like 2022-09-19", param, ctx)
        return found


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
METRICS = click.option(
    "--metrics", "port", metavar="PORT", type=Whole(0, 65535), help="Figures for Prometheus on 127.0.0.1."
)
WORKERS = click.option(
    "--workers", metavar="N", type=Whole(1, 64), help="Extraction processes.  [default: the setting, or 2]"
)
DELAY = click.option(
    "--delay",
    metavar="SECONDS",
    type=Number(0, 3600),
    help="Between two requests to one host.  [default: the setting, or 1]",
)
PAGES = click.option(
    "--pages",
    metavar="N",
    type=Whole(min=1),
    help="Articles to fetch at most, each time.  [default: the setting, or 1000]",
)
DAY = Day()
