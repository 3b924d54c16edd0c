"""Fit how far rejected documents pull others down with them, and say what it does to topics it was not fitted on.

    python bench/fit_feedback.py --seeds seeds/gold [--write]

For each draw of seeds a simulated reader rejects one to four unrelated documents that are likeliest to be taken for
related ones; the rest is then scored. Cross-validated by topic.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
from compare_data import ROOT, Case, Page, as_seed, cases, profiled
from fit_compare import MOST_OFF_WEIGHT, balanced, fit, predict, weights
from numpy.typing import NDArray

from compare import features
from compare.features import about, gram_cosines
from compare.model import model
from compare.topic import Topic
from compare.verdicts import FEEDBACK, Verdicts, odds
from compare.view import Side, View, meet

Array = NDArray[np.float64]
LIKELIEST = 20
DRAWS = 2
PENALTY = 0.2


def scores(case: Case) -> dict[Page, tuple[float, float]]:
    """Every page's score by the shipped weights, and its nearness to the nearest seed."""
    view = View([profiled(seed) for seed in case.seeds])
    by = model(f"about {features.regime(view)}")
    found = {}
    for page in case.pages:
        side = Side.of(profiled(page))
        near, centre = gram_cosines(view, side)
        found[page] = by.probability(about(view, side, meet(view, side.profile), centre)), max(near)
    return found


def samples(case: Case, rnd: random.Random) -> tuple[list[list[float]], list[bool]]:
    """Measures and truth of what is left after the reader's verdicts."""
    found = scores(case)
    off = sorted((page for page in case.pages if page.id not in case.on), key=lambda page: -found[page][0])
    rejected = rnd.sample(off[:LIKELIEST], rnd.randint(1, 4))
    verdicts = Verdicts(Topic(case.topic, tuple(map(as_seed, case.seeds)), rejected=tuple(map(as_seed, rejected))))
    left = [page for page in case.pages if page not in rejected]
    measured = [verdicts.measure(found[page][0], profiled(page), found[page][1]) for page in left]
    return measured, [page.id in case.on for page in left]


def told(y: Array, said: NDArray[np.bool_]) -> str:
    hit = float((y * said).sum())
    return f"P {hit / max(1, said.sum()):.3f} R {hit / max(1, y.sum()):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rnd = random.Random(3)
    made = cases(options.seeds, None, DRAWS)
    drawn = [(case.topic, *samples(case, rnd)) for case in made for _ in range(2)]
    before, after, truth = [], [], []
    for held in sorted({topic for topic, _, _ in drawn}):
        x, y, w = arrays([d for d in drawn if d[0] != held])
        beta = fit(x, y, w, PENALTY)
        own, own_truth, _ = arrays([d for d in drawn if d[0] == held])
        before.append(own[:, 0] >= odds(0.5))
        after.append(predict(beta, own) >= 0.5)
        truth.append(own_truth)
    print("held out by topic, before:", told(np.concatenate(truth), np.concatenate(before)))
    print("held out by topic, after: ", told(np.concatenate(truth), np.concatenate(after)))
    beta = fit(*arrays(drawn), PENALTY)
    print(json.dumps(weights(FEEDBACK, beta), indent=1))
    if options.write:
        path = ROOT / "compare" / "data" / "weights.json"
        kept = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**kept, "feedback": weights(FEEDBACK, beta)}, indent=1) + "\n", encoding="utf-8")


def arrays(drawn: list[tuple[str, list[list[float]], list[bool]]]) -> tuple[Array, Array, Array]:
    """Every draw weighs the same on topic; off topic as where the scores themselves were fitted."""
    x = np.array([values for _, measured, _ in drawn for values in measured])
    y = np.array([value for _, _, truth in drawn for value in truth], dtype=float)
    groups = [number for number, (_, _, truth) in enumerate(drawn) for _ in truth]
    return x, y, balanced(groups, y, MOST_OFF_WEIGHT)


if __name__ == "__main__":
    main()
