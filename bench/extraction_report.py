"""The figures of ``bench/extraction.py`` as a page of the documentation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.extraction_score import Score, Summary, bootstrap, summary
from bench.web_score import Lines, Web

PAGE = Path(__file__).parents[1] / "docs" / "extraction-scores.md"
_SMALL = 3
_BY = {"language": "language of the article", "country": "country of the publisher"}


@dataclass(frozen=True, slots=True)
class Measured:
    """``scores``: by data set and extractor, pages in one order; ``countries``, ``languages``: of each set's pages."""

    scores: dict[str, dict[str, list[Score]]]
    countries: dict[str, list[str]]
    languages: dict[str, list[str]]
    seeds: Lines
    strange: Web
    held_out: Web
    packaged: Web


def written(measured: Measured, who: Sequence[str]) -> str:
    """The page, in Markdown."""
    return "\n".join([*_head(), *_sets(measured, who), *_web(measured), ""])


def _head() -> Iterator[str]:
    yield "# Extraction: scores"
    yield ""
    yield "Written by `python -m bench.extraction --data WCXB_FOLDER FUNDUS_FOLDER --write`, which says how."
    yield "No page was read with a model or a lexicon that had seen a page of its host or publisher (four folds)."
    yield f"The peer is trafilatura {version('trafilatura')} with metadata, on the same pages in the same run."
    yield ""
    yield "F1: words, mean over pages. Leak: share of pages with an unwanted snippet in the text. Miss: share of wanted"
    yield "snippets that are not there. Title, date, author: share of pages with the right value. Ratio: CPU time, the"
    yield "peer's is 1; it moves by a tenth from run to run."


def _sets(measured: Measured, who: Sequence[str]) -> Iterator[str]:
    ours, peer = who[0], who[-1]
    for name, scores in measured.scores.items():
        told = {one: summary(scores[one]) for one in who}
        yield f"\n## {name}: {told[ours].pages} pages\n"
        yield "| | F1 | leak | miss | title | date | author | ratio |"
        yield "|---|---|---|---|---|---|---|---|"
        for one in who:
            yield _row(one, told[one], told[peer].ms)
        apart = told[ours].f1 - told[peer].f1
        low, high = bootstrap([one.f1 for one in scores[ours]], [one.f1 for one in scores[peer]])
        yield f"\nF1 against trafilatura: {apart:+.4f}, 95 % of paired bootstrap samples {low:+.4f} to {high:+.4f}."
        yield from _grouped("language", measured.languages[name], scores[ours], scores[peer])
        yield from _grouped("country", measured.countries[name], scores[ours], scores[peer])


def _row(name: str, told: Summary, peer: float) -> str:
    shares = " | ".join("-" if one is None else f"{one:.3f}" for one in (told.leak, told.miss))
    fields = " | ".join("-" if one is None else f"{one:.3f}" for one in (told.title, told.date, told.author))
    return f"| {name} | {told.f1:.4f} | {shares} | {fields} | {told.ms / peer:.2f} |"


def _grouped(by: str, codes: Sequence[str], ours: Sequence[Score], theirs: Sequence[Score]) -> Iterator[str]:
    if len(set(codes)) == 1:
        return
    pairs: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for code, one, other in zip(codes, ours, theirs, strict=True):
        pairs[code].append((one.f1, other.f1))
    yield f"\nBy {_BY[by]} (F1 ours, trafilatura's; groups of one or two pages say little):\n"
    yield f"| {by} | pages | ours | trafilatura | difference |"
    yield "|---|---|---|---|---|"
    for code, found in sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0])):
        mine, peer = (sum(pair[which] for pair in found) / len(found) for which in (0, 1))
        mark = " (few)" if len(found) < _SMALL else ""
        yield f"| {code} | {len(found)}{mark} | {mine:.3f} | {peer:.3f} | {mine - peer:+.3f} |"


def _web(measured: Measured) -> Iterator[str]:
    yield "\n## Line by line\n"
    yield "The seeds as text and page, and all articles of the news web. Strange: the model has seen no invented outlet"
    yield "at all, which leaves most for templates to do; held out: it has seen no page of the outlet; packaged: the"
    yield "model as shipped, which has seen these pages, so its figures flatter."
    yield "Templates: what earlier articles of the outlet have shown to be the site's (`extract/snapshot.py`).\n"
    yield "| | pages | unwanted lines left | body lines lost | taken for no article |"
    yield "|---|---|---|---|---|"
    yield _counted("seeds", measured.seeds)
    for name, web in (("strange", measured.strange), ("held out", measured.held_out), ("packaged", measured.packaged)):
        yield _counted(f"news web, {name}: first two articles of each outlet", web.first)
        yield _counted(f"news web, {name}: from the third on, templates off", web.off)
        yield _counted(f"news web, {name}: from the third on, templates on", web.on)
    yield _halved(measured.strange)


def _halved(web: Web) -> str:
    first, off, on = (one.left / max(1, one.pages) for one in (web.first, web.off, web.on))
    return (
        f"\nTo the stranger, templates leave {on:.3f} unwanted lines a page from the third article on, instead of"
        f" {off:.3f} ({first:.3f} on the first two), and cost {web.on.lost - web.off.lost} body lines."
    )


def _counted(name: str, lines: Lines) -> str:
    return f"| {name} | {lines.pages} | {lines.left} | {lines.lost} | {lines.refused} |"
