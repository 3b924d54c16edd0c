"""The command line: ``cuttings COMMAND``. Commands are imported when they are called, so that ``--help`` is quick."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any, ClassVar

import click

from desk import config, exits

EPILOG = """\b
Begin here:
  cuttings demo                                    the whole job on a small news web of its own
  cuttings strip page.html                         clean text of one page
  cuttings crawl seeds/ --sources seeds/sources.toml
"""


class LazyGroup(click.Group):
    """A group that imports ``desk.commands.NAME`` when NAME is asked for."""

    NAMES: ClassVar[tuple[str, ...]] = (
        "demo",
        "crawl",
        "replay",
        "status",
        "list",
        "show",
        "strip",
        "check",
        "sources",
    )

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The commands in the order of a user's day."""
        return list(self.NAMES)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command ``name``; None when there is none."""
        if name not in self.NAMES:
            return None
        module = importlib.import_module(f"desk.commands.{name}")
        found: Any = module.command
        return found if isinstance(found, click.Command) else None


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="cuttings", prog_name="cuttings")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The data folder.  [default: $CUTTINGS_DATA or ./cuttings-data]",
)
@click.pass_context
def cli(ctx: click.Context, data: Path | None) -> None:
    """From a few news articles to an archive of how others covered the story.

    cuttings finds and fetches the coverage in any language, keeps every byte as WARC, strips what is not the
    article, and stores clean text with a trail back to the bytes.
    """
    settings = config.load()
    ctx.obj = settings if data is None else settings.model_copy(update={"data": data})


def main() -> None:
    """The entry point: runs a command; an error of ours becomes one line and its exit code (see ``desk.exits``)."""
    try:
        cli.main(prog_name="cuttings", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(exits.STOPPED)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "cuttings"
        exits.fail(f"{error.format_message()} (see {path} --help)")
    except click.ClickException as error:
        exits.fail(error.format_message())
    except exits.EXPECTED as error:
        exits.fail(str(error), exits.code(error))
    except BrokenPipeError:  # the reader of our output has left, as `cuttings list | head` does
        sys.stderr.close()
        sys.exit(exits.DONE)
