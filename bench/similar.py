"""``python bench/similar.py``: everything that comparison promises, measured; the table of docs/similar-figures.md.

    python bench/similar.py --ntrex docs.jsonl [--cache vectors.npz] [--only NAME ...] [--million 1000000] [--write]

Nothing is measured on what it was fitted on: NTREX by document, the news web by outlet, copies are made anew. The
machine's model of meaning (the [embed] extra) is used where it is installed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import across
import relations
import wire
from compare_data import ROOT, news_web
from lines import Line, table

HEAD = """# What comparison reaches

Written by `python bench/similar.py --ntrex docs.jsonl --write`, never by hand; each run replaces the sections that it
measures. Fitted and tested on different documents throughout; [comparison.md](comparison.md) has the figures by topic
and language.
"""
DOCUMENT = ROOT / "docs" / "similar-figures.md"
TITLES = {
    "across": "Across languages, without a model",
    "model": "Across languages, with the [embed] extra",
    "seeds": "The five seeds among a hundred unrelated pages",
    "wire": "Near-duplicates",
    "relations": "Relations to the five seeds",
    "stories": "Stories",
    "rails": "Relations when the rails are left in",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ntrex", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="keeps the model's vectors")
    parser.add_argument("--only", nargs="+", help="of across, model, seeds, wire, relations, stories, rails")
    parser.add_argument("--million", type=int, default=wire.MILLION, help="documents of the simulated index")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    parts: dict[str, Callable[[], Iterable[Line]]] = {
        "across": lambda: across.without_model(given.ntrex),
        "model": lambda: across.with_model(given.ntrex, given.cache),
        "seeds": lambda: across.seeds_near(given.cache),
        "wire": lambda: wire.lines(given.million),
        "relations": lambda: relations.relations(given.ntrex),
        "stories": lambda: relations.stories(given.ntrex),
        "rails": relations.rails,
    }
    for name in given.only or parts:
        found: list[Line] = []
        for line in parts[name]():
            sys.stdout.write(line.row() + "\n")
            sys.stdout.flush()
            found.append(line)
        if given.write:
            write(name, found)
    return 0


def write(name: str, found: list[Line]) -> None:
    """Put a part's section in the place of its old one."""
    old = DOCUMENT.read_text(encoding="utf-8").split("\n## ")[1:] if DOCUMENT.exists() else []
    kept = {section.split("\n", 1)[0]: section for section in old}
    measured = f"Measured on {datetime.now(UTC).date()} on {len(news_web())} articles of the news web and NTREX-128."
    kept[TITLES[name]] = f"{TITLES[name]}\n\n{measured}\n\n{table(found)}"
    shown = [kept[title] for title in TITLES.values() if title in kept]
    DOCUMENT.write_text("\n## ".join([HEAD, *(section.rstrip("\n") + "\n" for section in shown)]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
