"""``cuttings demo``: the whole job on a small news web of its own."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import click

from archive.errors import FolderUnusable
from archive.store import Archive
from crawler import sources
from crawler.plan import CrawlPlan, CrawlResult, Politeness
from crawler.run import crawl
from desk import exits, given, progress, proof, render, summary, usual
from desk.config import Settings
from newsweb import child, world
from newsweb.errors import NewswebError

FOLDER = Path("cuttings-demo")
MARK = "made-by-cuttings-demo"
DELAY = 0.05  # seconds between two requests to one host; polite enough towards oneself
TOPIC = "russia-china"


@click.command("demo", short_help="The whole job on a small news web of its own, offline.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demo keeps what it fetches; an earlier demo's folder is replaced.  "
    "[default: what --data gives, else cuttings-demo]",
)
@usual.AT_THE_END
@click.pass_context
def command(ctx: click.Context, /, folder: Path | None, as_json: bool) -> None:
    """Start ten invented outlets on loopback addresses, crawl them for the story of five seed articles, and show it.

    Needs no network. Ends by itself; exits 1 when what was found falls short of the truth that the outlets state.

    \b
    Example:
      cuttings demo
      cuttings --data cuttings-demo list --language el
    """
    settings: Settings = ctx.obj
    folder = folder or _named(ctx) or FOLDER
    _clear(folder)
    try:
        with child.running(None) as web:
            plan = _plan(settings, folder, dict(web.origins))
            if not as_json:
                _begin(plan)
            with progress.view(quiet=as_json) as view:
                result = crawl(plan, view.update)
    except NewswebError as error:
        exits.fail(str(error), exits.UNREACHABLE)
    if result.outcome == "stopped":
        exits.fail("the demo was stopped; cuttings demo begins it anew", exits.STOPPED)
    if not _told(folder, plan.topic, result, as_json):
        raise SystemExit(exits.FAULT)


def _named(ctx: click.Context) -> Path | None:
    """The folder that ``--data`` gives on the command line; one that is set for every command is for stories."""
    named: Path | None = ctx.parent.params["data"] if ctx.parent else None
    return named


def _told(folder: Path, topic: str, result: CrawlResult, as_json: bool) -> bool:
    """Show what came of it; whether it is as good as it should be."""
    with Archive.open(folder, create=False) as archive:
        held = proof.held(archive, topic)
        if as_json:
            render.as_json({"result": result, "score": proof.figures(held)})
        else:
            screen = render.console()
            summary.crawl(screen, folder, topic, result)
            proof.rail(screen, archive, topic)
            proof.truth(screen, held)
            summary.following(screen, folder)
    return proof.good(held)


def _clear(folder: Path) -> None:
    """Remove an earlier demo's folder, unless a demo is at work in it."""
    try:
        if not folder.exists() or not any(folder.iterdir()):
            return
        if not (folder / MARK).exists():
            exits.fail(f"{folder} is there and was not made by a demo: name another with --folder", exits.FOLDER)
        with contextlib.suppress(FolderUnusable), Archive.open(folder, create=False) as archive, archive.writing():
            pass
        shutil.rmtree(folder)
    except OSError as error:
        exits.fail(f"{folder} cannot be used ({error.strerror}): name another with --folder", exits.FOLDER)


def _plan(settings: Settings, folder: Path, origins: dict[str, str]) -> CrawlPlan:
    file = folder / "sources.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).touch()
        file.write_text(_sources(origins), encoding="utf-8")
    except OSError as error:
        exits.fail(f"{folder} cannot be used ({error.strerror}): name another with --folder", exits.FOLDER)
    seeds = given.collect_apart([str(given.SHIPPED)])
    return CrawlPlan(
        folder=folder,
        topic=TOPIC,
        sources=sources.load(file),
        seeds=seeds.seeds,
        workers=settings.workers,
        politeness=Politeness(delay=DELAY),
    )


def _sources(origins: dict[str, str]) -> str:
    tables = (
        f'[{outlet.slug}]\nname = "{outlet.name}"\nhome = "{origins[outlet.slug]}/"\n'
        f'language = "{outlet.language}"\ncountry = "{outlet.country}"\n'
        for outlet in world.load().outlets
    )
    return "# The invented outlets of the demo's news web; feeds and sitemaps are found from the home pages.\n\n" + (
        "\n".join(tables)
    )


def _begin(plan: CrawlPlan) -> None:
    said = render.console(stderr=True)
    said.print(f"[bold]{len(plan.seeds)} seed articles[/] show the story:")
    for seed in plan.seeds:
        first = seed.title or seed.text.split("\n", 1)[0]
        said.print(render.shown(f"  {seed.language}  {first}"), no_wrap=said.is_terminal, overflow="ellipsis")
    said.print(
        f"[bold]{len(plan.sources)} outlets[/] of a news web on this machine may have covered it. Crawling ...\n"
    )
