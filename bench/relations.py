"""Relations on the news web: held out by outlet, their calibration, and the same with the rails left in."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from clusters import bcubed, clustered
from compare_data import OFF, ROOT, Case, Row, as_seed, cases, news_web, rows, seeds, text_of
from fit_compare import Arrays, about_arrays, event_arrays, predict
from fit_compare import fit as fit_weights
from fit_pairs import all_pairs, arrays, as_model, fitted
from lines import Line
from numpy.typing import NDArray
from pairs_data import Pair, articles

import compare.pair
from compare.coverage import Relation
from compare.model import model
from compare.pair import PAIR, SURE
from compare.topic import Matcher, Topic, copy_measures
from extract.article import extract
from extract.document import Document, NotArticle
from newsweb import world
from newsweb.site import Site

Array = NDArray[np.float64]
RELATIONS = tuple(map(str, Relation))
BINS = 10
DRAWS = 2
HALVINGS = 5
PORT = 80


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> tuple[float, str]:
    """The mean of the relations' F1, and each."""
    scores = {}
    for relation in RELATIONS:
        pairs = [(t == relation, s == relation) for t, s in zip(truth, said, strict=True)]
        hit = sum(t and s for t, s in pairs)
        scores[relation] = 2 * hit / max(1, sum(t for t, _ in pairs) + sum(s for _, s in pairs))
    return float(np.mean(list(scores.values()))), ", ".join(f"{name} {value:.3f}" for name, value in scores.items())


def calibration_error(chance: Array, truth: Array, weight: Array | None = None) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    weight = np.ones_like(chance) if weight is None else weight
    bins = np.minimum((chance * BINS).astype(int), BINS - 1)
    error = 0.0
    for number in range(BINS):
        mine = bins == number
        if mine.any():
            error += abs(float((weight[mine] * (chance[mine] - truth[mine])).sum()))
    return error / float(weight.sum())


def relations(ntrex: Path | None) -> Iterator[Line]:
    """The five seeds against every page, by weights that were fitted without the page's outlet."""
    tried = cases(ROOT / "seeds" / "gold", ntrex, DRAWS)
    found = [row for number, case in enumerate(tried) for row in rows(number, case)]
    five = [row for row in found if row.case == 0]
    said, chances = {}, {}
    for outlet in sorted({row.page.outlet for row in five}):
        rest = [row for row in found if row.page.outlet != outlet]
        mine = [row for row in five if row.page.outlet == outlet]
        about, event = _without(rest, mine[0], about_arrays, 0), _without(rest, mine[0], event_arrays, 1)
        for row in mine:
            chances[row.page.id] = float(predict(about, np.array([row.about]))[0])
            said[row.page.id] = _decide(tried[0], row, chances[row.page.id], predict(event, np.array(row.event)))
    pages = [row.page for row in five]
    value, each = macro_f1([page.relation for page in pages], [said[page.id] for page in pages])
    yield Line("relations on the news web, held out by outlet, macro-F1", value, 0.90, note=each)
    truth = np.array([page.relation != OFF for page in pages], dtype=float)
    error = calibration_error(np.array([chances[page.id] for page in pages]), truth)
    yield Line("calibration error of the score, held out by outlet", error, 0.05, high=False)


def _without(rest: list[Row], like: Row, made: partial[Arrays] | type | object, which: int) -> Array:
    return fit_weights(*made([row for row in rest if row.regimes[which] == like.regimes[which]]))  # type: ignore[operator]


def _decide(case: Case, row: Row, about: float, events: Array) -> str:
    here = text_of(row.page).sketch
    copies = [model("copy").probability(copy_measures(here, text_of(seed).sketch)) for seed in case.seeds]
    if max(copies) >= SURE:
        return str(Relation.COPY)
    if about < SURE:
        return OFF
    return str(Relation.SAME_EVENT if events.max() >= SURE else Relation.SAME_SUBJECT)


def stories(ntrex: Path | None) -> Iterator[Line]:
    """Clusters of the topic's pages of half of the outlets, by weights of pairs of the other half; and the pairs'
    calibration.
    """
    web, inside, other = all_pairs(ntrex)
    made, outlets = articles(news_web()), sorted({page.outlet for page in news_web()})
    truth = {page.id: page.event for page in news_web()}
    found, errors = [], []
    for draw in range(HALVINGS):
        half = set(random.Random(draw).sample(outlets, len(outlets) // 2))
        for mine, rest in ((half, set(outlets) - half), (set(outlets) - half, half)):
            weights = fitted(web, inside, other, partial(_between, rest))
            pages = tuple(page for page in news_web() if page.outlet in mine and page.relation != OFF)
            with _models({name: as_model(PAIR, beta) for name, beta in weights.items()}):
                found.append(bcubed(clustered(pages, made), truth))
            x, y, w = arrays([pair for pair in inside if _between(mine, pair)], "event")
            errors.append(calibration_error(predict(weights["pair event"], x), y, w))
    precision, recall, f1 = np.mean(found, axis=0)
    least = min(one[2] for one in found)
    note = f"P {precision:.3f} R {recall:.3f}, {len(found)} halvings, least {least:.3f}"
    yield Line("stories on the news web, other outlets, BCubed F1", float(f1), 0.90, note=note)
    yield Line(
        "calibration error of one event, pairs of the topic, other outlets", float(np.mean(errors)), 0.05, high=False
    )


def _between(outlets: set[str], pair: Pair) -> bool:
    return pair.one.outlet in outlets and pair.other.outlet in outlets


class _models:
    """Puts other weights in the place of the shipped ones for as long as it lasts."""

    def __init__(self, others: dict[str, object]) -> None:
        self._others = others

    def __enter__(self) -> None:
        compare.pair.model = lambda name: self._others.get(name) or model(name)  # type: ignore[assignment,return-value]

    def __exit__(self, *_: object) -> None:
        compare.pair.model = model


def rails() -> Iterator[Line]:
    """The shipped weights on the rendered pages as extraction gives them, and with the cut rails put back."""
    matcher = Matcher(Topic("five", tuple(as_seed(page) for page in seeds(ROOT / "seeds" / "gold"))))
    truth, clean, full = [], [], []
    for page, document in _extracted():
        truth.append(page)
        clean.append(str(matcher.relate(document).relation))
        lines = [line for rail in document.rails for line in rail.lines]
        whole = Document("\n".join([document.text, *lines]), document.title, published=document.published,
                         language=document.language, agencies=document.agencies)  # fmt: skip
        full.append(str(matcher.relate(whole).relation))
    value, each = macro_f1(truth, clean)
    yield Line("relations of rendered pages, shipped weights, rails cut, macro-F1", value, note=each)
    value, each = macro_f1(truth, full)
    yield Line("relations of rendered pages, shipped weights, rails left in, macro-F1", value, note=each)


def _extracted() -> Iterator[tuple[str, Document]]:
    for outlet in world.load().outlets:
        site = Site(outlet, PORT)
        for path, entry in site.entries.items():
            if entry.kind == "article" and entry.item is not None:
                found = extract(site.page(path).codings[""], f"http://{outlet.slug}.example{path}")
                if not isinstance(found, NotArticle):
                    yield entry.item.relation, found
