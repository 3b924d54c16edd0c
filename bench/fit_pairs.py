"""Fit the weights that hold two documents against each other, and write them to compare/data/weights.json.

    python bench/fit_pairs.py --ntrex docs.jsonl [--write]

"rank" orders candidates (a softmax over NTREX's halves); "pair event" and "pair subject" give probabilities (logistic
regression over the news web's pairs, and some of NTREX's). What they are worth on documents that they were not fitted
on is measured by bench/similar.py, which fits them anew without these.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from compare_data import OFF, ROOT, news_web
from fit_compare import fit, predict, weights
from ntrex import cosines, halves, seen
from ntrex import fit as fit_ranking
from numpy.typing import NDArray
from pairs_data import Pair, articles, ntrex_pairs, web_pairs

from compare.channels import CHANNELS
from compare.model import Model
from compare.pair import PAIR, learned

Array = NDArray[np.float64]
PENALTY = 0.3
SHARE = 0.05  # of the pairs with nothing in common


def arrays(pairs: list[Pair], what: str) -> tuple[Array, Array, Array]:
    """Measures, truth and weights of the pairs whose truth is known."""
    known = [pair for pair in pairs if getattr(pair, what) is not None]
    return (
        np.array([pair.measured for pair in known]),
        np.array([getattr(pair, what) for pair in known], dtype=float),
        np.array([pair.weight for pair in known]),
    )


def all_pairs(ntrex_file: Path | None) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """Pairs of the whole news web; of the topic's pages as a space of their own sees them and as a space does that
    knows nothing of the topic; and of NTREX.
    """
    pages = news_web()
    made = articles(pages)
    topic = tuple(page for page in pages if page.relation != OFF)
    web = web_pairs(pages, made, learned(list(made.values())), SHARE)
    inside = web_pairs(topic, made, learned([made[page.id] for page in topic]))
    outside = web_pairs(topic, made, learned([made[page.id] for page in pages if page.relation == OFF]))
    return web, [*inside, *outside], ntrex_pairs(ntrex_file) if ntrex_file else []


def fitted(web: list[Pair], inside: list[Pair], other: list[Pair], within: Callable[[Pair], bool]) -> dict[str, Array]:
    """The models by name, fitted on those pairs of the news web that pass."""
    web, inside = [pair for pair in web if within(pair)], [pair for pair in inside if within(pair)]
    return {
        "pair event": fit(*arrays([*web, *inside, *other], "event"), PENALTY),
        "pair subject": fit(*arrays([*web, *other], "subject"), PENALTY),
    }


def as_model(names: tuple[str, ...], beta: Array) -> Model:
    return Model(names, tuple(map(float, beta[:-1])), float(beta[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ntrex", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    pairs = all_pairs(options.ntrex)
    made = {name: weights(PAIR, beta) for name, beta in fitted(*pairs, lambda _: True).items()}
    texts = halves(options.ntrex)
    languages = tuple(sorted({key[1] for key in texts}))
    ranking = fit_ranking(cosines(seen(texts), languages), steps=250)
    made["rank"] = weights(CHANNELS, np.append(ranking, 0.0))
    print(json.dumps(made, indent=1))
    if options.write:
        path = ROOT / "compare" / "data" / "weights.json"
        kept = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**kept, **made}, indent=1) + "\n", encoding="utf-8")


__all__ = ["all_pairs", "arrays", "as_model", "fitted", "predict"]


if __name__ == "__main__":
    main()
