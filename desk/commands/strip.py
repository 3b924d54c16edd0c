"""``cuttings strip``: clean text of any page or flattened text."""

from __future__ import annotations

from pathlib import Path

import click

from desk import exits, given, render
from extract import article, seeds, text
from extract.document import Document, NotArticle


@click.command("strip", short_help="Clean text of a page or of flattened text.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--url", default="about:blank", help="The page's address, for relative links and the canonical URL.")
@click.option("--rails", is_flag=True, help="Show what was cut too, with the rule that cut it.")
@click.option("--markdown", is_flag=True, help="Write it as Markdown: headings, lists, quotes, tables, captions.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: text, title, metadata, rails, parts.")
def command(file: Path, url: str, rails: bool, markdown: bool, as_json: bool) -> None:
    """Print the clean text of FILE (- reads standard input): a web page, or text flattened from one.

    Exits 1 when the page is no article (a consent wall, a list of headlines ...).

    \b
    Example:
      cuttings strip seeds/004_abf140b8d65e8e25.txt --rails
      curl -s https://example.org/story | cuttings strip - --json
      cuttings strip page.html --markdown > page.md
    """
    name = "standard input" if str(file) == "-" else str(file)
    found = _read(given.contents(file), name, url)
    if as_json:
        render.as_json(found)
    if isinstance(found, NotArticle):
        exits.fail(f"{name} is no article: {found.why}" + (f" ({found.detail})" if found.detail else ""), exits.FAULT)
    if as_json:
        return
    if markdown:
        render.as_markdown(found)
        return
    screen = render.console()
    render.article(screen, found)
    if rails:
        render.rails(screen, found.rails)


def _read(data: bytes, name: str, url: str) -> Document | NotArticle:
    flat = seeds.readable(data, name)
    return article.extract(data, url) if seeds.is_html(data) else text.strip(flat)
