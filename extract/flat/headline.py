"""Title and date of a whole flattened page: they stand shortly above its body, and the title speaks of the body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extract.document import Moment
from extract.facts import dates
from extract.facts.written import UPDATE_WORDS
from extract.flat.features import words
from extract.flat.lines import Kind, Line

_ABOVE, _BELOW = 25, 6
_LETTERS = range(16, 241)
_KINDS = (Kind.SHORT, Kind.REPEAT, Kind.TITLE, Kind.MEDIUM, Kind.STRONG)
_FEWEST_SHARED = 2
_STEP, _LONG_ENOUGH, _AGAIN, _SENTENCE = 0.01, 40, 0.25, 0.3


def title(lines: Sequence[Line], verdicts: Sequence[str | None]) -> int | None:
    """Where the title stands: the line shortly above the body whose words the body says most; None without any."""
    start = next((i for i, rule in enumerate(verdicts) if rule is None), None)
    if start is None:
        return None
    body = frozenset[str]().union(*(words(line.text) for line, rule in zip(lines, verdicts, strict=True) if not rule))
    best: tuple[float, int] | None = None
    counts = Counter(line.key for line in lines)
    for index in range(max(0, start - _ABOVE), start):
        line = lines[index]
        said = words(line.text) if line.kind in _KINDS and line.size in _LETTERS else frozenset()
        shared = len(said & body)
        if shared >= _FEWEST_SHARED:
            likely = shared / len(said) * min(1.0, line.size / _LONG_ENOUGH) - _STEP * (start - index)
            likely += _signs(line, counts[line.key])
            best = max(best or (likely, index), (likely, index))
    return best[1] if best else None


def _signs(line: Line, count: int) -> float:
    """A title often stands twice (above the menu too, or in a breadcrumb); a standfirst is a sentence, or long."""
    sentence = line.text.rstrip().endswith((".", "。")) or line.kind is Kind.STRONG
    return (_AGAIN if count > 1 or line.kind is Kind.TITLE else 0.0) - (_SENTENCE if sentence else 0.0)


def times(lines: Sequence[Line], top: int, start: int) -> tuple[Moment | None, Moment | None]:
    """Published and updated, from date lines round the title (at ``top``) and the body's first line; no rail's."""
    published = updated = None
    for index in range(max(0, min(top, start) - 3), min(len(lines), start + _BELOW)):
        line = lines[index]
        if line.kind is Kind.RAIL and index > top:
            break
        for found in dates.date_lines(line.text, UPDATE_WORDS) if line.kind is Kind.DATE else ():
            if found.update:
                updated = updated or found.moment
            else:
                published = published or found.moment
    return published, updated
