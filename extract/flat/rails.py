"""Rails in flattened text: lines judged by their neighbours, in zones.

A zone opens at a rail heading and closes where real paragraphs stand again: a heading never means "cut to the
end", since on nearly half of all pages with one in the text, real body follows it. Round the zones, the body is
the one to three stretches of lines with the greatest weight (maximum-sum segments); what stands outside is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.document import Rail
from extract.flat.lines import Kind, Line, ends_sentence

ALWAYS_CUT = frozenset(
    {
        Kind.COUNTER,
        Kind.RAIL,
        Kind.LABEL,
        Kind.BREADCRUMB,
        Kind.TITLE,
        Kind.SHARE,
        Kind.AGENCY,
        Kind.CAPTION,
        Kind.INLINE,
        Kind.TAGS,
        Kind.LEGAL,
        Kind.DATE,
        Kind.BYLINE,
    }
)
_PARAGRAPHS = (Kind.STRONG, Kind.MEDIUM)


@dataclass(frozen=True, slots=True)
class RailRules:
    """Weights of the kinds of lines in the search for the body, and what closes a zone."""

    in_zone: float = -0.8
    letters_a_point: int = 120
    most_letters: int = 500
    closes_alone: int = 350
    segments: int = 3
    next_segment: float = 0.3
    last_word: float = 0.05


RULES = RailRules()
_WEIGHTS = {
    Kind.MEDIUM: 0.8,
    Kind.SHORT: -0.05,
    Kind.RAIL: -3.0,
    Kind.COUNTER: -0.4,
    Kind.DATE: -0.4,
    Kind.TEASER: -0.6,
    Kind.REPEAT: -0.5,
    Kind.LEGAL: -1.5,
    Kind.INLINE: -0.1,
    Kind.TAGS: -1.0,
    Kind.BREADCRUMB: -0.5,
    Kind.TITLE: -0.2,
    Kind.SHARE: -0.5,
    Kind.LABEL: -0.5,
    Kind.AGENCY: -0.15,
    Kind.BYLINE: -0.15,
    Kind.CAPTION: -0.15,
}


def judge(lines: Sequence[Line], rules: RailRules = RULES) -> list[str | None]:
    """For each line the name of the rule that cuts it, or None where it is body."""
    zone = zones(lines, rules)
    _, inside = stretches(lines, zone, rules)
    verdicts: list[str | None] = []
    for line, in_zone, kept in zip(lines, zone, inside, strict=True):
        if line.kind in ALWAYS_CUT:
            verdicts.append(str(line.kind))
        elif in_zone:
            verdicts.append("rail zone")
        else:
            verdicts.append(None if kept else "outside the body")
    return without_repeats(lines, verdicts)


def stretches(lines: Sequence[Line], zone: Sequence[bool], rules: RailRules) -> tuple[list[float], list[bool]]:
    """The weight of each line in the search for the body, and whether it lies in one of the stretches found."""
    weights = [_weight(lines, i, zone[i], rules) for i in range(len(lines))]
    inside = _body_stretches(weights, rules)
    _take_neighbours(lines, zone, inside)
    return weights, inside


def zones(lines: Sequence[Line], rules: RailRules = RULES) -> list[bool]:
    """True for each line from a rail heading on, up to where the text goes on."""
    inside = False
    result = []
    for index, line in enumerate(lines):
        if line.kind is Kind.RAIL:
            inside = True
        elif inside and line.kind is Kind.STRONG and _text_goes_on(lines, index, rules):
            inside = False
        result.append(inside)
    return result


def _text_goes_on(lines: Sequence[Line], index: int, rules: RailRules) -> bool:
    """One long paragraph, two strong ones in a row, or a strong, a medium and a strong one."""
    after = [line.kind for line in lines[index + 1 : index + 3]]
    return lines[index].size > rules.closes_alone or after[:1] == [Kind.STRONG] or after == [Kind.MEDIUM, Kind.STRONG]


def _weight(lines: Sequence[Line], index: int, in_zone: bool, rules: RailRules) -> float:
    line = lines[index]
    if in_zone and line.kind is not Kind.RAIL:
        return rules.in_zone
    if line.kind is Kind.STRONG:
        return min(line.size, rules.most_letters) / rules.letters_a_point
    if line.kind is Kind.SHORT and _is_between_paragraphs(lines, index):
        return 0.0
    if line.kind is Kind.SHORT and _is_last_word(lines, index):
        return rules.last_word
    return _WEIGHTS[line.kind]


def _is_last_word(lines: Sequence[Line], index: int) -> bool:
    """A short sentence right behind a paragraph ends the text ("Nobody answered.")."""
    return index > 0 and lines[index - 1].kind in _PARAGRAPHS and ends_sentence(lines[index].text)


def _is_between_paragraphs(lines: Sequence[Line], index: int) -> bool:
    """A short line between two paragraphs is a sub-heading."""
    if not 0 < index < len(lines) - 1:
        return False
    return lines[index - 1].kind in _PARAGRAPHS and lines[index + 1].kind in _PARAGRAPHS


def _body_stretches(weights: Sequence[float], rules: RailRules) -> list[bool]:
    """The maximum-sum segments; a later one must reach a share of the first. All lines where nothing weighs."""
    left = list(weights)
    keep = [False] * len(left)
    first = 0.0
    for _ in range(rules.segments):
        total, start, end = _heaviest(left)
        if total <= 0 or total < rules.next_segment * first:
            break
        first = first or total
        for index in range(start, end):
            keep[index] = True
            left[index] = -99.0
    return keep if any(keep) else [True] * len(left)


def _take_neighbours(lines: Sequence[Line], zone: Sequence[bool], inside: list[bool]) -> None:
    """A strong paragraph that only a rail or labels part from the body is body too, however short its stretch is."""
    order = range(len(lines))
    for steps in (order, reversed(order)):
        touching = False
        for index in steps:
            line = lines[index]
            cut = zone[index] or line.kind in ALWAYS_CUT
            if inside[index] and not cut:
                touching = True
            elif touching and not cut:
                touching = line.kind is Kind.STRONG
                inside[index] = touching


def _heaviest(weights: Iterable[float]) -> tuple[float, int, int]:
    """The maximum-sum run of ``weights``: sum, start, end (Kadane)."""
    best, total, start = (0.0, 0, 0), 0.0, 0
    for index, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, index
        total += weight
        if total > best[0]:
            best = (total, start, index + 1)
    return best


def without_repeats(lines: Sequence[Line], verdicts: list[str | None]) -> list[str | None]:
    """A line that stood in the body before is cut the second time."""
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if verdicts[index] is None and line.size >= 18:
            if line.key in seen:
                verdicts[index] = str(Kind.REPEAT)
            seen.add(line.key)
    return verdicts


def gather(texts: Sequence[str], verdicts: Sequence[str | None], headings: Sequence[bool]) -> tuple[Rail, ...]:
    """The cut lines as rails, in reading order.

    A heading opens a rail that takes the lines of its zone; other cut lines that stand together under one rule
    are one rail without heading.
    """
    rails: list[Rail] = []
    for index, rule in enumerate(verdicts):
        if rule is None:
            continue
        follows = index > 0 and verdicts[index - 1] is not None and rails
        if follows and not headings[index] and _belongs(rails[-1], rule):
            last = rails[-1]
            rails[-1] = Rail(last.rule, last.heading, (*last.lines, texts[index]))
        else:
            rails.append(Rail(rule, texts[index] if headings[index] else None, (texts[index],)))
    return tuple(rails)


def _belongs(rail: Rail, rule: str) -> bool:
    return rule in (rail.rule, "rail zone") if rail.heading is None else rule not in (str(Kind.AGENCY), str(Kind.TAGS))
