"""``cuttings strip``: clean text of any page or flattened text."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from desk import exits, render
from extract import article, text
from extract.document import Document, NotArticle
from extract.encoding import decode
from extract.seeds import is_html


@click.command("strip", short_help="Clean text of a page or of flattened text.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--url", default="about:blank", help="The page's address, for relative links and the canonical URL.")
@click.option("--rails", is_flag=True, help="Show what was cut too, with the rule that cut it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: text, title, metadata, rails.")
def command(file: Path, url: str, rails: bool, as_json: bool) -> None:
    """Print the clean text of FILE (- reads standard input): a web page, or text flattened from one.

    \b
    Example:
      cuttings strip seeds/004_abf140b8d65e8e25.txt --rails
      curl -s https://example.org/story | cuttings strip - --json
    """
    found = _read(sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes(), url)
    if isinstance(found, NotArticle):
        if as_json:
            render.as_json(found)
        exits.fail(f"{file} is no article: {found.why}" + (f" ({found.detail})" if found.detail else ""), exits.FAULT)
    if as_json:
        render.as_json(found)
        return
    shown = render.console()
    render.article(shown, found)
    if rails:
        render.rails(shown, found.rails)


def _read(data: bytes, url: str) -> Document | NotArticle:
    if is_html(data):
        return article.extract(data, url)
    return text.strip(decode(data).text)
