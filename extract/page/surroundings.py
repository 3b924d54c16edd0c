"""Features of a block from what stands around it: elements that hold it, elements of its kind, blocks beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.page.basis import Basis, Columns

_LEVELS, _FAR = 4, 9


def containers(basis: Basis) -> Columns:
    """The elements two and more above the text: how much they hold of what; and the one that holds most of it."""
    sums = {
        "size": np.concatenate([[0], np.cumsum(basis.size)]),
        "linked": np.concatenate([[0], np.cumsum(basis.size * basis.link)]),
        "good": np.concatenate([[0], np.cumsum(basis.good)]),
    }
    all_good = max(1.0, float(basis.good.sum()))
    index = np.arange(len(basis.size))
    columns: Columns = {}
    place = basis.place
    for above in range(_LEVELS):
        first, end = basis.first[place], basis.last[place] + 1
        size, linked, good = (each[end] - each[first] for each in sums.values())
        columns[f"around {above} size"] = size
        columns[f"around {above} link"] = linked / np.maximum(1, size)
        columns[f"around {above} blocks"] = end - first
        columns[f"around {above} good"] = good / all_good
        columns[f"around {above} density"] = good / np.maximum(1, size)
        columns[f"around {above} place"] = (index - first) / np.maximum(1, end - first)
        place = np.where(basis.parents[place] >= 0, basis.parents[place], place)
    return columns | _top(basis, sums, all_good)


def _top(basis: Basis, sums: Columns, all_good: float) -> Columns:
    count, top = len(basis.size), basis.top
    first, end = int(basis.first[top]), int(basis.last[top]) + 1
    index = np.arange(count)
    inside = (index >= first) & (index < end)
    away = np.full(count, 9)
    place = basis.place
    for steps in range(9):
        away = np.where((place == top) & (away == 9), steps, away)
        place = np.where(place >= 0, basis.parents[place], -1)
    held = float(sums["good"][end] - sums["good"][first]) / all_good if end > first else 0.0
    return {
        "in top": inside,
        "steps to top": away,
        "before top": first - index,
        "behind top": index - end,
        "top holds": np.full(count, held),
    }


def groups(basis: Basis) -> Columns:
    """Blocks that stand in elements of the same kind: how many there are, how long, how linked."""
    known: dict[tuple[int, str, str], int] = {}
    path: list[int] = []
    for around, tag, names in zip(basis.page.parents, basis.page.tags, basis.page.names, strict=True):
        over = path[around] if around >= 0 else -1
        path.append(known.setdefault((over, tag, names), len(known)))
    columns: Columns = {}
    all_good = max(1.0, float(basis.good.sum()))
    for name, place in (("own", basis.place), ("around", basis.parents[basis.place])):
        group = np.array(path)[place] if path else place
        count = np.bincount(group, minlength=len(known))
        size = np.bincount(group, weights=basis.size, minlength=len(known))
        linked = np.bincount(group, weights=basis.size * basis.link, minlength=len(known))
        good = np.bincount(group, weights=basis.good, minlength=len(known))
        columns[f"alike {name} count"] = count[group]
        columns[f"alike {name} size"] = (size / np.maximum(1, count))[group]
        columns[f"alike {name} link"] = (linked / np.maximum(1, size))[group]
        columns[f"alike {name} good"] = (good / all_good)[group]
    return columns


def neighbours(columns: Columns, basis: Basis) -> Columns:
    """What the three blocks before and behind are like, and whether they hang in the same element."""
    around = np.where(basis.parents[basis.place] >= 0, basis.parents[basis.place], -2)
    heading = np.array([block.is_heading for block in basis.page.blocks])
    looked: Sequence[tuple[str, Any]] = (
        ("size", basis.size),
        ("link", basis.link),
        ("good", basis.good > 0),
        ("heading", heading),
        ("ends", columns["ends as sentence"]),
    )
    found: Columns = {}
    for step in (-3, -2, -1, 1, 2, 3):
        for name, column in looked:
            found[f"{name} {step:+}"] = _shifted(column, step)
        found[f"kin {step:+}"] = _shifted(around, step) == around
    return found


def _shifted(column: NDArray[Any], step: int) -> NDArray[np.float64]:
    """The values ``step`` blocks on; -1 beyond the ends."""
    result = np.full(len(column), -1, dtype=np.float64)
    if step > 0:
        result[:-step] = column[step:]
    else:
        result[-step:] = column[:step]
    return result
