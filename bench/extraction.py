"""How good extraction is, beside trafilatura on the same pages in the same run; writes docs/extraction-scores.md.

    nice python -m bench.extraction --data WCXB_FOLDER FUNDUS_FOLDER [--write]

Every page is read with a model, and a lexicon, made without any page of its host (or publisher): four folds. The
extractors take turns page by page; times are CPU time. Then come the golds of the seeds, the news web with and without
what earlier articles have shown to be the site's. Data folders are as in ``bench/blocks_data.py``.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import blocks_data, card, extraction_report, extractors, fit_blocks, web_score
from bench.blocks_data import FOLDS, Page
from bench.extraction_report import Measured
from bench.extraction_score import Score, score
from extract import language
from extract.article import Given
from extract.forest import Forest

WHO = ("ours", "ours, never asking trafilatura", "trafilatura")


def measure(pages: Sequence[Page], forests: Sequence[Forest]) -> dict[str, dict[str, list[Score]]]:
    """Scores by data set and extractor, pages in one order."""
    found: dict[str, dict[str, list[Score]]] = defaultdict(lambda: defaultdict(list))
    for fold in range(FOLDS):
        held = [page for page in pages if page.fold == fold]
        with extractors.lexicon_without(held, [page for page in pages if page.fold != fold]):
            for page in held:
                for name, scored in _page(page, forests[fold]).items():
                    found[page.data][name].append(scored)
    return found


def _page(page: Page, model: Forest) -> dict[str, Score]:
    given = (Given(model=model), Given(model=model, vote=False), Given())
    calls = (extractors.ours, extractors.ours, extractors.trafilatura)
    made = zip(WHO, calls, given, strict=True)
    return {name: score(page.gold, call(page, what)) for name, call, what in made}


def told(pages: Sequence[Page], what: Callable[[Page], str]) -> dict[str, list[str]]:
    """``what`` of each data set's pages, in the order of ``measure``."""
    found: dict[str, list[str]] = defaultdict(list)
    for fold in range(FOLDS):
        for page in pages:
            if page.fold == fold:
                found[page.data].append(what(page))
    return found


def country(page: Page) -> str:
    """The country of its publisher where the set tells it, else the page's language."""
    return str(page.gold["lang"])


def spoken(page: Page) -> str:
    """The language of its gold text."""
    return language.of_text(page.gold["text"]) or "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--write", action="store_true", help="write docs/extraction-scores.md")
    given = parser.parse_args()
    pages = [page for folder in given.data for page in blocks_data.load(folder)]
    web = list(blocks_data.news_web())
    training = pages + web
    rows = blocks_data.rows(training)
    forests = fit_blocks.crossed(training, rows)
    stranger = fit_blocks.without_news_web(training, rows)
    measured = Measured(
        measure(pages, forests),
        told(pages, country),
        told(pages, spoken),
        web_score.seeds(),
        web_score.news_web(web, [stranger] * FOLDS),
        web_score.news_web(web, forests),
        web_score.news_web(web, None),
    )
    text = extraction_report.written(measured, WHO)
    print(text)
    if given.write:
        extraction_report.PAGE.write_text(text, encoding="utf-8")
        card.write()


if __name__ == "__main__":
    main()
