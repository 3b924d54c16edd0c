"""Fits the forests of text mode, and says how they do on pages they have not seen.

    python -m bench.fit_flat DATA [DATA ...] [--folds 4] [--write]

DATA: folders as for ``bench.flatten``. Each page is flattened; a line is body where its words stand in the gold text.
Pages are held out by host (by the name before the public suffix, so that one publisher's hosts stay together): for each
fold both forests are fitted anew on the others, and the score is that of ``extract.text.strip``'s own last step on the
held-out pages. ``--write`` fits on all pages and replaces ``extract/data/flat_*.npz``.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import lightgbm
import numpy as np

from bench import forest
from bench.flatten import Page, f1, flatten, is_visible, pages
from extract.flat import features, model, rails
from extract.flat.features import Rows, Told
from extract.forest import Forest
from extract.text import lay_out

_SETTINGS = {
    "objective": "binary",
    "num_leaves": 12,
    "learning_rate": 0.07,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "verbose": -1,
    "num_threads": 1,
    "deterministic": True,
    "seed": 1,
}
_TREES = (130, 180)
_INNER = 3
_GRAM, _MOSTLY, _LONG = 4, 0.6, 25
_DATA = Path(__file__).parents[1] / "extract" / "data"


@dataclass(frozen=True, slots=True)
class Sample:
    """A flattened page as the model sees it, and which of its lines are body."""

    page: Page
    set: str
    told: Told
    said: list[frozenset[str]]
    rows: Rows
    body: Rows
    weight: Rows

    @property
    def group(self) -> str:
        """The publisher: the label before the public suffix, roughly."""
        labels = (urlsplit(self.page.url).hostname or "x").split(".")
        return max(labels[-3:-1] or labels, key=len)


def samples(folder: Path) -> list[Sample]:
    """The pages of a folder whose flattened text is long enough for the model."""
    found = []
    for page in pages(folder):
        lines = flatten(page.html)
        if len(lines) >= model.LEAST_LINES and is_visible(page):
            judged = lay_out(lines)
            told = model.told(judged.lines, judged.title)
            said = [features.words(line.text) for line in told.lines]
            size = np.sqrt([len(line.text) + 5 for line in told.lines])
            rows = features.first(told, said)
            found.append(Sample(page, folder.name, told, said, rows, labels(told, page.gold), size / size.sum() ** 0.7))
    return found


def labels(told: Told, gold: str) -> Rows:
    """1 for each line that stands in the gold text: as a line of it, inside one, or by most of its word grams."""
    wanted = [_squash(line) for line in gold.split("\n")]
    whole, known = " ".join(wanted), set(wanted)
    grams = _grams(whole.split())

    def stands(text: str) -> bool:
        line = _squash(text)
        if not line or line in known:
            return bool(line)
        if len(line) >= _LONG and line in whole:
            return True
        mine = _grams(line.split())
        return len(mine) > 2 and len(mine & grams) > _MOSTLY * len(mine)

    return np.array([stands(line.text) for line in told.lines], dtype=float)


def _squash(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def _grams(words: Sequence[str]) -> set[tuple[str, ...]]:
    return set(zip(*(words[i:] for i in range(_GRAM)), strict=False))


def fold(group: str, folds: int, salt: str = "") -> int:
    """The fold of a publisher: the same in every run."""
    return int(hashlib.sha256(f"{salt}{group}".encode()).hexdigest(), 16) % folds


def fit(given: Sequence[Sample], rows: Sequence[Rows], trees: int) -> Forest:
    """A forest on the rows of the samples; a smaller set's pages weigh more, so that each set counts about as much."""
    many = {name: sum(s.set == name for s in given) for name in {s.set for s in given}}
    weight = [s.weight * (max(many.values()) / many[s.set]) ** 0.9 for s in given]
    table = lightgbm.Dataset(np.vstack(rows), np.concatenate([s.body for s in given]), weight=np.concatenate(weight))
    return forest.arrays(lightgbm.train(dict(_SETTINGS), table, trees).dump_model())


def fit_both(given: Sequence[Sample]) -> tuple[Forest, Forest]:
    """First and second forest; the second learns from opinions of first ones that had not seen the page."""
    parts = [fold(s.group, _INNER, "inner") for s in given]
    opinions: dict[int, Rows] = {}
    for part in range(_INNER):
        seen = [s for s, mine in zip(given, parts, strict=True) if mine != part]
        first = fit(seen, [s.rows for s in seen], _TREES[0])
        opinions |= {i: first.shares(s.rows) for i, s in enumerate(given) if parts[i] == part}
    upon = [features.second(s.told, s.said, s.rows, opinions[i]) for i, s in enumerate(given)]
    return fit(given, [s.rows for s in given], _TREES[0]), fit(given, upon, _TREES[1])


def stripped(sample: Sample, first: Forest, second: Forest) -> str:
    """The text that the forests leave of a page, as ``model.judge`` does."""
    rows = features.second(sample.told, sample.said, sample.rows, first.shares(sample.rows))
    verdicts = model.verdicts(sample.told, second.shares(rows))
    return "\n".join(line.text for line, rule in zip(sample.told.lines, verdicts, strict=True) if rule is None)


def by_rules(sample: Sample) -> str:
    """The text that the rules alone leave."""
    verdicts = rails.judge(sample.told.lines)
    return "\n".join(line.text for line, rule in zip(sample.told.lines, verdicts, strict=True) if rule is None)


def too_short(folder: Path) -> list[float]:
    """The F1 of the rules on each page of a folder that is too short for the model: nothing is fitted for it."""
    scores = []
    for page in pages(folder):
        lines = flatten(page.html)
        if len(lines) < model.LEAST_LINES and is_visible(page):
            judged = lay_out(lines)
            verdicts = rails.judge(judged.lines)
            left = [line.text for line, rule in zip(judged.lines, verdicts, strict=True) if rule is None]
            scores.append(f1(page.gold, "\n".join(left)))
    return scores


def held_out(given: Sequence[Sample], folds: int) -> list[tuple[Sample, float, float]]:
    """For each page the F1 of the rules, and of forests fitted on other publishers' pages."""
    scores = []
    for part in range(folds):
        first, second = fit_both([s for s in given if fold(s.group, folds) != part])
        for sample in (s for s in given if fold(s.group, folds) == part):
            gold = sample.page.gold
            scores.append((sample, f1(gold, by_rules(sample)), f1(gold, stripped(sample, first, second))))
    return scores


def main() -> None:
    """Prints the held-out figures of each set, by language too, and writes the forests where told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=4, help="0: no held-out figures")
    parser.add_argument("--write", action="store_true", help="fit on all pages and replace the packaged forests")
    given = parser.parse_args()
    found = [sample for folder in given.data for sample in samples(folder)]
    scores = held_out(found, given.folds) if given.folds else []
    for name in dict.fromkeys(sample.set for sample, _, _ in scores):
        mine = [(sample.page.lang, rules, fitted) for sample, rules, fitted in scores if sample.set == name]
        means = [statistics.fmean(row[i] for row in mine) for i in (1, 2)]
        print(f"{name}: {len(mine)} pages held out by publisher, word F1: rules {means[0]:.4f}, model {means[1]:.4f}")
        for code in sorted({row[0] for row in mine}):
            some = [row for row in mine if row[0] == code]
            rules, fitted = (statistics.fmean(row[i] for row in some) for i in (1, 2))
            print(f"  {code:4}{len(some):5}  {rules:.3f}  {fitted:.3f}")
    for folder in given.data:
        if short := too_short(folder):
            mean = statistics.fmean(short)
            print(f"{folder.name}: {len(short)} pages too short for the model, word F1: rules {mean:.4f}")
    if given.write:
        for name, made in zip((model.FIRST, model.SECOND), fit_both(found), strict=True):
            forest.save(made, _DATA / f"{name}.npz")


if __name__ == "__main__":
    sys.exit(main())
