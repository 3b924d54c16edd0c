"""Fit the weights of compare and report how well they do on topics, outlets and languages they were not fitted on.

    python bench/fit_compare.py --seeds FOLDER_OF_GOLDS [--ntrex docs.jsonl] [--write] [--report]

Logistic regression with an L2 penalty (Newton's method in numpy). Every case (a topic with one draw of seeds) weighs
the same on topic; pages off topic weigh as many times more as there are, 2 to 10 times (2 for links and events).
Figures are cross-validated: by topic (fitted without any case of the topic it is measured on) and by outlet (fitted
without any page of the outlet). ``--write`` fits on everything and writes compare/data/weights.json, ``--report``
writes the figures to docs/comparison.md.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import numpy as np
from compare_data import ROOT, Case, LinkRow, Row, as_seed, cases, news_web, rows
from comparison_report import Held, report, score
from copies_data import copies, reports
from numpy.typing import NDArray

from compare.event import EVENT
from compare.features import ABOUT
from compare.links import LINK, LinkScorer
from compare.topic import Topic
from extract.link import Link

Array = NDArray[np.float64]
Arrays = tuple[Array, Array, Array]
Fold = Callable[[Row], str]
PENALTY = 5.0
OFF_WEIGHT = 2.0
MOST_OFF_WEIGHT = 10.0
SEEDS_WEIGHT = 12.0


def fit(x: Array, y: Array, weight: Array, penalty: float = PENALTY) -> Array:
    """Weights, the constant last."""
    x = np.hstack([x, np.ones((len(x), 1))])
    ridge = np.diag([penalty] * (x.shape[1] - 1) + [1e-6])
    beta = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -40, 40)))
        gradient = x.T @ (weight * (y - p)) - ridge @ beta
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    return beta


def predict(beta: Array, x: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(x @ beta[:-1] + beta[-1], -40, 40)))


def balanced(groups: list[int], on: Array, most: float = OFF_WEIGHT, scale: float = 10.0) -> Array:
    """What every page weighs: those on topic of a group come to ``scale``, the others to as many times that as there
    are more of them, at least OFF_WEIGHT and at most ``most`` times.
    """
    totals: dict[tuple[int, bool], int] = defaultdict(int)
    for group, value in zip(groups, on, strict=True):
        totals[group, bool(value)] += 1
    off = {g: min(most, max(OFF_WEIGHT, totals[g, False] / max(1, totals[g, True]))) for g in set(groups)}
    pairs = zip(groups, on, strict=True)
    return np.array([scale * (1.0 if v else off[g]) / totals[g, bool(v)] for g, v in pairs])


def about_arrays(found: list[Row]) -> Arrays:
    y = np.array([row.on for row in found], dtype=float)
    weight = balanced([row.case for row in found], y, MOST_OFF_WEIGHT) * given([row.topic for row in found])
    return np.array([row.about for row in found]), y, weight


def event_arrays(found: list[Row]) -> Arrays:
    """Pairs of a page on topic and a seed, all of them."""
    pairs = [(row, m, s) for row in found if row.on for m, s in zip(row.event, row.same, strict=True)]
    y = np.array([same for _, _, same in pairs], dtype=float)
    weight = balanced([row.case for row, _, _ in pairs], y) * given([row.topic for row, _, _ in pairs])
    return np.array([m for _, m, _ in pairs]), y, weight


def given(topics: list[str]) -> Array:
    """The topic with the most labelled pages weighs more than each of the small ones."""
    return np.array([SEEDS_WEIGHT if topic == "seeds" else 1.0 for topic in topics])


def crossed(found: list[Row], fold: Fold, arrays: Callable[[list[Row]], Arrays]) -> dict[tuple[str, str], Array]:
    """For every fold and regime the weights fitted without the fold."""
    which = 0 if arrays is about_arrays else 1
    fitted = {}
    for name in sorted({fold(row) for row in found}):
        for regime in sorted({row.regimes[which] for row in found}):
            rest = [row for row in found if fold(row) != name and row.regimes[which] == regime]
            fitted[name, regime] = fit(*arrays(rest))
    return fitted


def report_about(found: list[Row], fitted: dict[tuple[str, str], Array], fold: Fold) -> dict[int, bool]:
    """By ``id`` of a row whether it is called related; what is wrong with the five seeds is printed."""
    said = {id(row): bool(predict(fitted[fold(row), row.regimes[0]], np.array([row.about]))[0] >= 0.5) for row in found}
    for row in found:
        if row.case == 0 and said[id(row)] != row.on:
            print("   wrong:", row.page.id, row.page.relation, row.page.event)
    return said


def report_event(found: list[Row], fitted: dict[tuple[str, str], Array], fold: Fold) -> list[tuple[str, str]]:
    lines = []
    for name, part in (
        ("five seeds", [r for r in found if r.case == 0 and r.on]),
        ("all cases", [r for r in found if r.on]),
    ):
        best = [predict(fitted[fold(r), r.regimes[1]], np.array(r.event)) for r in part]
        lines.append((name, score([any(r.same) for r in part], [bool(b.max() >= 0.5) for b in best])))
    return lines


def hold_out(found: list[Row], by: str, fold: Fold) -> Held:
    """Measure by weights that were fitted without the fold."""
    print("held out by", by)
    about = report_about(found, crossed(found, fold, about_arrays), fold)
    return Held(by, about, report_event(found, crossed(found, fold, event_arrays), fold))


def link_rows(made: list[Case]) -> Iterator[LinkRow]:
    """Every page of the web cases as its feed shows it; each second link states its language and day."""
    for number, case in enumerate(made):
        if not case.pages[0].link:
            continue
        scorer = LinkScorer(Topic(case.topic, tuple(as_seed(page) for page in case.seeds)))
        for index, page in enumerate(case.pages):
            stated = index % 2 == 0
            when = datetime.combine(page.published, time(12), UTC) if page.published and index % 4 < 3 else None
            url = f"http://{page.outlet}.example/{page.link}"
            link = Link(url, "feed", page.link_title, page.summary, when, page.language if stated else None)
            yield LinkRow(number, case.topic, scorer.regime, page, scorer.measure(link), page.id in case.on)


def link_arrays(found: list[LinkRow]) -> Arrays:
    y = np.array([row.on for row in found], dtype=float)
    weight = balanced([row.case for row in found], y) * given([row.topic for row in found])
    return np.array([row.link for row in found]), y, weight


def fit_links(found: list[LinkRow]) -> dict[str, Array]:
    regimes = sorted({row.regime for row in found})
    return {regime: fit(*link_arrays([row for row in found if row.regime == regime])) for regime in regimes}


def report_links(found: list[LinkRow]) -> list[tuple[str, str]]:
    """Harvest: how many of the pages on topic are among the best quarter of links, by weights of other outlets."""
    scored = []
    for outlet in sorted({row.page.outlet for row in found}):
        beta = fit_links([row for row in found if row.page.outlet != outlet])
        own = [row for row in found if row.page.outlet == outlet]
        scored += [(float(predict(beta[row.regime], np.array([row.link]))[0]), row) for row in own]
    lines = []
    for name, part in (("five seeds", [s for s in scored if s[1].case == 0]), ("all seeds", scored)):
        shares = []
        for case in sorted({row.case for _, row in part}):
            ranked = sorted((s for s in part if s[1].case == case), key=lambda s: -s[0])
            on = [row.on for _, row in ranked]
            shares.append(sum(on[: len(on) // 4]) / sum(on))
        harvest = f"{np.mean(shares):.3f} of the pages on topic, mean of {len(shares)} case(s)"
        lines.append((f"links, by outlet, {name}: among the first quarter by score", harvest))
    return lines


def topic_of(row: Row) -> str:
    return "stories" if row.topic.startswith("story ") else row.topic


def outlet_of(row: Row) -> str:
    return row.page.outlet


def weights(names: tuple[str, ...], beta: Array) -> dict[str, object]:
    values = [round(float(v), 4) for v in beta]
    return {"weights": dict(zip(names, values[:-1], strict=True)), "constant": values[-1]}


def fit_copies() -> tuple[dict[str, object], tuple[str, str]]:
    """Fit on half of the outlets, report on the other half, then fit on all: the weights and the report's line."""
    rnd = random.Random(7)
    outlets = sorted({page.outlet for page in news_web()})
    halves = [tuple(page for page in news_web() if (outlets.index(page.outlet) % 2) == half) for half in (0, 1)]
    parts = [[*copies(half, rnd), *reports(half, rnd)] for half in halves]
    arrays = [(np.array([m for m, _ in part]), np.array([y for _, y in part], dtype=float)) for part in parts]
    beta = fit(*arrays[0], np.ones(len(arrays[0][1])), 0.05)
    said = predict(beta, arrays[1][0]) >= 0.5
    line = ("copies, fitted on half of the outlets", score([y > 0 for y in arrays[1][1]], [bool(v) for v in said]))
    x, y = np.vstack([a[0] for a in arrays]), np.concatenate([a[1] for a in arrays])
    return weights(("containment", "shared shingles"), fit(x, y, np.ones(len(y)), 0.05)), line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, required=True)
    parser.add_argument("--ntrex", type=Path)
    parser.add_argument("--draws", type=int, default=8)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    tried = cases(options.seeds, options.ntrex, options.draws)
    found = [row for n, case in enumerate(tried) for row in rows(n, case)]
    print(len(found), "pages against topics,", sum(row.on for row in found), "on topic")
    held = [hold_out(found, by, fold) for by, fold in (("outlet", outlet_of), ("topic", topic_of))]
    links = list(link_rows(tried))
    copied, line = fit_copies()
    said = report(found, [len(case.seeds) for case in tried], held, [line, *report_links(links)])
    print(said)
    if options.report:
        (ROOT / "docs" / "comparison.md").write_text(said, encoding="utf-8")
    if options.write:
        path = ROOT / "compare" / "data" / "weights.json"
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        made = {**fit_all(found), "copy": copied}
        made.update({f"link {regime}": weights(LINK, beta) for regime, beta in fit_links(links).items()})
        path.write_text(json.dumps({**kept, **made}, indent=1) + "\n", encoding="utf-8")


def fit_all(found: list[Row]) -> dict[str, object]:
    """The models of relation and event, fitted on every page."""
    made: dict[str, object] = {}
    for which, kind, names, arrays in ((0, "about", ABOUT, about_arrays), (1, "event", EVENT, event_arrays)):
        for regime in sorted({row.regimes[which] for row in found}):
            made[f"{kind} {regime}"] = weights(names, fit(*arrays([r for r in found if r.regimes[which] == regime])))
    return made


if __name__ == "__main__":
    main()
