"""The command line: ``cuttings COMMAND``. Commands are imported when they are called, so that ``--help`` is quick."""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from desk import config, exits, output

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "demo": "The whole job on a small news web of its own, offline.",
        "crawl": "From seed articles to an archive of coverage.",
        "replay": "The same path over WARC files.",
        "extract": "Texts read anew from the archive, beside those there are.",
        "diff": "What a newer extractor changes, before it is made current.",
        "export": "Documents as JSONL, CSV or Parquet; captures as WACZ.",
        "verify": "Files and database held against each other.",
        "forget": "Take a page, a host or a capture down, out of everything.",
        "backup": "What the WARC files do not say, in one file.",
        "commoncrawl": "A story in Common Crawl's news files, without a fetch from the outlets.",
        "status": "How much is kept, and how the runs ended.",
        "list": "The coverage that is kept, by relation, source, language, date.",
        "show": "One document: clean text, and what was cut on request.",
        "topic": "What a story is: its seeds, and your verdicts on documents.",
        "stories": "A topic's documents as events, across languages.",
        "similar": "What is like a text, a page or a document, in any language.",
        "copies": "Who printed one text, who was first, and what they share.",
        "strip": "Clean text of a page or of flattened text.",
        "check": "Extraction against the golds of the seeds, or fixtures.",
        "fixture": "Freeze pages with what is expected of their extraction, for `cuttings check`.",
        "sources": "The outlets to look at: which of them answer.",
        "schedule": "Crawls that run by themselves.",
    }
)
EPILOG = """\b
Begin here:
  cuttings demo                  the whole job on a small news web of its own
  cuttings strip page.html       clean text of one page
  cuttings crawl seeds/ --sources seeds/sources.toml --contact you@example.org
"""


class LazyGroup(click.Group):
    """A group that imports ``desk.commands.NAME`` when NAME is called."""

    def make_context(self, *args: Any, **more: Any) -> click.Context:  # noqa: ANN401 - as click has it
        """Reads the words; help is printed here."""
        with output.read():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Runs the command that the words name."""
        with output.read():
            return super().invoke(ctx)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The commands in the order of a user's day."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command ``name``; None when there is none."""
        if name not in COMMANDS:
            return None
        try:
            module = importlib.import_module(f"desk.commands.{name}")
        except ModuleNotFoundError as error:
            if error.name != "newsweb":
                raise
            exits.fail("the demo's news web is not part of the installed package: run it from a checkout")
        found: Any = module.command
        return found if isinstance(found, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; for a slip of the keyboard the message names the nearest one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from error

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their line of help; imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="cuttings", prog_name="cuttings")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
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
    output.prepare()
    try:
        try:
            _run()
        finally:
            output.flush()
    except BrokenPipeError:
        output.closed()
    except OSError as error:
        output.unwritable(error)


def _run() -> None:
    try:
        cli.main(prog_name="cuttings", standalone_mode=False)
    except click.exceptions.Abort:
        exits.fail("stopped", exits.STOPPED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(exits.UNUSABLE)
    except click.UsageError as error:
        exits.fail(f"{error.format_message().rstrip('.')} (see {_path(error.ctx)} --help)")
    except click.ClickException as error:
        exits.fail(error.format_message())
    except exits.EXPECTED as error:
        exits.fail(str(error), exits.code(error))


def _path(ctx: click.Context | None) -> str:
    """The command whose help says more; click does not tell which one lacks an option's value."""
    if ctx:
        return ctx.command_path
    return " ".join(["cuttings", *(word for word in sys.argv[1:] if word in COMMANDS)][:2])
