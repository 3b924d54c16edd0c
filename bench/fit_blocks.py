"""Train the block model of ``extract/page`` on annotated pages, and write ``extract/data/blocks.npz``.

    nice python -m bench.fit_blocks --data WCXB_FOLDER FUNDUS_FOLDER [--write]

LightGBM, 260 trees of 31 leaves. Without ``--write`` it fits fold by fold and prints how good each fold's model is on
the blocks it has not seen; ``bench/extraction.py`` prints the scores of whole pages. Pages of one host (or publisher)
are never parted by a fold. The many pages of the general web would drown the few news pages: these weigh three times.
The articles of the invented outlets (``newsweb``) are there for their many layouts and languages, and weigh half.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import lightgbm
import numpy as np
from numpy.typing import NDArray

from bench import blocks_data, forest
from bench.blocks_data import FOLDS, NEWS, NEWS_WEB, Page, Rows
from extract.forest import Forest

MODEL = Path(__file__).parents[1] / "extract" / "data" / "blocks.npz"
TREES, MOST_BLOCKS = 260, 500
NEWS_WEIGHT, INVENTED_WEIGHT = 3.0, 0.5
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "max_depth": 7,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "verbose": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
}


def weights(pages: Sequence[Page], rows: Rows) -> NDArray[np.float64]:
    """Long blocks weigh more than short ones, news pages more than others; 0 for blocks beyond the 500th of a page."""
    kinds = np.array([_weight(page) for page in pages])
    starts = np.searchsorted(rows.page, rows.page)
    seen = np.arange(len(rows.page)) - starts < MOST_BLOCKS
    return (np.log1p(rows.words) + 0.3) * kinds[rows.page] * seen


def _weight(page: Page) -> float:
    if page.data == NEWS_WEB:
        return INVENTED_WEIGHT
    return NEWS_WEIGHT if NEWS.match(str(page.gold["id"])) else 1.0


def fit(rows: Rows, weight: NDArray[np.float64]) -> Forest:
    """The forest fitted to the rows of weight above 0."""
    used = weight > 0
    data = lightgbm.Dataset(rows.x[used], rows.y[used], weight=weight[used])
    return forest.arrays(lightgbm.train(SETTINGS, data, TREES).dump_model())


def crossed(pages: Sequence[Page], rows: Rows) -> list[Forest]:
    """For each fold the forest fitted without the pages of that fold."""
    fold = np.array([page.fold for page in pages])[rows.page]
    weight = weights(pages, rows)
    return [fit(rows, weight * (fold != held)) for held in range(FOLDS)]


def without_news_web(pages: Sequence[Page], rows: Rows) -> Forest:
    """The forest of one who has never seen an invented outlet."""
    real = np.array([page.data != NEWS_WEB for page in pages])[rows.page]
    return fit(rows, weights(pages, rows) * real)


def right(found: Forest, rows: Rows, where: NDArray[np.bool_]) -> float:
    """Share of the words in the blocks ``where`` that the forest puts on the right side."""
    likely = found.shares(rows.x[where]) > 0.5
    words = rows.words[where]
    return float(words[likely == rows.y[where]].sum() / words.sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--write", action="store_true", help="fit on all pages and write the packaged model")
    given = parser.parse_args()
    pages = [page for folder in given.data for page in blocks_data.load(folder)]
    pages += list(blocks_data.news_web())
    rows = blocks_data.rows(pages)
    print(f"{len(pages)} pages, {len(rows.y)} blocks, {rows.x.shape[1]} features, {rows.y.mean():.3f} of them article")
    if given.write:
        forest.save(fit(rows, weights(pages, rows)), MODEL)
        print(f"{MODEL.name}: {MODEL.stat().st_size} bytes")
        return
    fold = np.array([page.fold for page in pages])[rows.page]
    for held, found in enumerate(crossed(pages, rows)):
        print(f"fold {held}: {right(found, rows, fold == held):.4f} of the words on the right side")


if __name__ == "__main__":
    main()
