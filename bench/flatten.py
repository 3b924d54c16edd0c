"""How clean flattened text becomes: every visible block of an annotated page as a line, then stripped, in word F1.

    python -m bench.flatten DATA [DATA ...] [--json]

DATA is a folder with ``gold.jsonl`` (id, lang, url, text) and ``html/<id>.html.gz``, for instance the pages that the
fundus project publishes for its parsers. Three figures for each folder: of the lines as they are (no-op), of
``extract.text.strip`` with a blank line between all lines, and without any. The mean is over pages, each page's score
that of the two multisets of lower-cased words. Pages that only a script would fill are left out, and counted.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree, html

from extract.encoding import decode
from extract.page.markup import holds_article, parse
from extract.text import strip

_HIDDEN = "script style noscript template svg iframe head object embed canvas select textarea"
_WITHIN = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong"
    " sub sup time tt u var wbr img picture source button"
)
_UNSEEN, _INLINE = frozenset(_HIDDEN.split()), frozenset(_WITHIN.split())
_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
FORMS = ("no-op", "blank lines", "no blank lines")


@dataclass(frozen=True, slots=True)
class Page:
    """An annotated page: ``gold`` is its clean text."""

    id: str
    lang: str
    url: str
    html: bytes
    gold: str


def pages(folder: Path) -> Iterator[Page]:
    """The pages of a folder that have a gold text, in the order of ``gold.jsonl``."""
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["text"]:
                markup = gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())
                yield Page(row["id"], row["lang"], row["url"], markup, row["text"])


def flatten(markup: bytes) -> list[str]:
    """Every visible block of a page as one line, menus and footers too, as a reader's tool writes them."""
    root = parse(decode(markup).text)
    found: list[str] = []
    pieces: list[str] = []
    for event, element in (steps := etree.iterwalk(root, events=("start", "end"))):
        if event == "start" and element is not root and _is_unseen(element):
            steps.skip_subtree()
            continue
        if element.tag not in _INLINE:
            _end_line(found, pieces)
        if event == "start":
            pieces.append(element.text or "")
        else:
            pieces.append(element.tail or "")
    _end_line(found, pieces)
    return found


def _is_unseen(element: html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    hidden = element.get("hidden") is not None or "display:none" in style
    return element.tag in _UNSEEN or (hidden and not holds_article(element))  # a script shows such an article


def _end_line(found: list[str], pieces: list[str]) -> None:
    line = _BLANKS.sub(" ", "".join(pieces)).strip()
    pieces.clear()
    if any(map(str.isalnum, line)):
        found.append(line)


def words(text: str) -> Counter[str]:
    """The multiset of a text's lower-cased words."""
    return Counter(_WORD.findall(text.lower()))


def f1(gold: str, text: str) -> float:
    """Agreement of two texts as multisets of words, 0..1; two empty ones agree."""
    wanted, given = words(gold), words(text)
    if not wanted or not given:
        return float(wanted == given)
    return 2 * (wanted & given).total() / (wanted.total() + given.total())


def score(page: Page) -> dict[str, float]:
    """The page's F1 in each of ``FORMS``."""
    lines = flatten(page.html)
    return {
        "no-op": f1(page.gold, "\n".join(lines)),
        "blank lines": f1(page.gold, strip("\n\n".join(lines)).text),
        "no blank lines": f1(page.gold, strip("\n".join(lines)).text),
    }


def is_visible(page: Page) -> bool:
    """False where under half of the gold's words stand in the page's visible text (a script would write them)."""
    wanted = words(page.gold)
    return (wanted & words("\n".join(flatten(page.html)))).total() * 2 >= wanted.total()


def measure(folder: Path) -> dict[str, Any]:
    """The figures of one folder: pages, mean F1 in each form, and the stripped form's by language."""
    given = list(pages(folder))
    rows = [(page.lang, score(page)) for page in given if is_visible(page)]
    by_language: dict[str, list[float]] = defaultdict(list)
    for language, found in rows:
        by_language[language].append(found["no blank lines"])
    means = {form: round(statistics.fmean(found[form] for _, found in rows), 4) for form in FORMS}
    return {
        "set": folder.name,
        "pages": len(rows),
        "left out": len(given) - len(rows),
        **means,
        "languages": {code: round(statistics.fmean(scores), 3) for code, scores in sorted(by_language.items())},
    }


def main() -> None:
    """Prints the figures of each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object a folder")
    given = parser.parse_args()
    for folder in given.data:
        found = measure(folder)
        if given.json:
            print(json.dumps(found))
            continue
        print(f"{found['set']}: {found['pages']} pages ({found['left out']} without visible text left out), word F1")
        for form in FORMS:
            print(f"  {form:16}{found[form]:.3f}")
        print("  by language     " + " ".join(f"{code} {value:.3f}" for code, value in found["languages"].items()))


if __name__ == "__main__":
    sys.exit(main())
