"""Which lines of a whole flattened page are its article: the opinion of two fitted forests, one upon the other.

The first judges each line by itself, its neighbours and what the rules say; the second by the first's opinion of the
lines around. Fitted by ``bench/fit_flat.py``; docs/text-mode.md says on what, and how far to trust it.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract import forest
from extract.flat import features, rails
from extract.flat.features import Rows, Told
from extract.flat.lines import Line

LEAST_LINES = 60  # shorter texts are no whole pages: the rules know them, the model has seen none
BODY = 0.5
FIRST, SECOND = "flat_first", "flat_second"


def told(lines: Sequence[Line], title: int | None) -> Told:
    """What is told of the lines of a page: they, and the rules' opinion of them."""
    zone = rails.zones(lines, rails.RULES)
    weight, inside = rails.stretches(lines, zone, rails.RULES)
    cut = [line.kind in rails.ALWAYS_CUT for line in lines]
    return Told(lines, inside, weight, zone, cut, title)


def shares(page: Told) -> Rows:
    """For each line how likely it is body, 0..1."""
    said = [features.words(line.text) for line in page.lines]
    rows = features.first(page, said)
    opinion = forest.load(FIRST).shares(rows)
    return forest.load(SECOND).shares(features.second(page, said, rows, opinion))


def judge(lines: Sequence[Line], title: int | None) -> list[str | None] | None:
    """For each line the name of the rule that cuts it, None where it is body; None for a text of too few lines."""
    if len(lines) < LEAST_LINES:
        return None
    page = told(lines, title)
    return verdicts(page, shares(page))


def verdicts(page: Told, opinion: Rows) -> list[str | None]:
    """As ``judge``, from an opinion of each line."""
    found: list[str | None] = []
    for line, in_zone, share in zip(page.lines, page.zone, opinion, strict=True):
        if line.kind in rails.ALWAYS_CUT:
            found.append(str(line.kind))
        elif share >= BODY:
            found.append(None)
        else:
            found.append("rail zone" if in_zone else "outside the body")
    return rails.without_repeats(page.lines, found)
