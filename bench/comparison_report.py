"""Write docs/comparison.md: how well compare does on topics, outlets and languages that it was not fitted on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from compare_data import Row

COMMAND = "python bench/fit_compare.py --seeds seeds/gold --ntrex docs.jsonl --write --report"
HEAD = """# How well the comparison does

Written by `{command}` on {day}; do not edit by hand.

Every figure is held out: the weights were fitted without the outlet (or without the topic) on which they are then
measured. P is precision: of the pages called related, how many are. R is recall: of the related pages, how many are
found. "About the topic" is copy, same event or same subject, against unrelated.
"""
LIMITS = """
## What the figures mean, and their limits

The weights that ship were fitted on the texts of the invented news web (newsweb/, eight languages) and on NTREX-128
(translated news); no page of a real crawl was labelled. The invented web was written by few hands, so its pages are
more alike than real ones.

Held out by outlet, with the five seeds: {outlet}.
This is what to expect of a new outlet on this story.

Held out by topic, with the five seeds: {topic}.
This is what to expect of a new story of this kind: what is called related mostly is, but a part of the related pages
is missed. Whether a page reports the same event or only the same subject is then hardly known (the second table).

Topics with one or two seeds in the neighbourhood of others (the same countries, other matters) are much less sure:
{few}
on the news web's other topics, held out by topic. They are small (about one page in seventy), so that few false hits
already halve the precision. A page that names the right places may then be called related though it tells of another
matter; give three to five seeds from several outlets, and read the list from the top: the scores rank better than the
line between yes and no stands. A model for each number of seeds, a stricter line for few seeds and further measures
were tried: on topics left out they cost more recall than they gained. Weighing unrelated pages nearer to how many
there are raised the precision of small topics and is in; it costs recall on topics left out. How far it goes (10 to 1)
was chosen by looking at figures like these, which are that much too kind.
"""


@dataclass(frozen=True)
class Held:
    """The verdicts under one way of holding out: by ``id`` of a row whether it was called related, and the lines on
    the same event.
    """

    by: str
    about: dict[int, bool]
    events: list[tuple[str, str]]


def score(truth: list[bool], said: list[bool]) -> str:
    """Precision, recall and the counts behind them, in words."""
    hit = sum(t and s for t, s in zip(truth, said, strict=True))
    p, r = hit / max(1, sum(said)), hit / max(1, sum(truth))
    return f"P {p:.3f} R {r:.3f} ({hit} of {sum(truth)} found, {sum(said) - hit} false)"


def report(found: list[Row], seeds: list[int], held: list[Held], rest: list[tuple[str, str]]) -> str:
    """The page as Markdown. ``seeds``: how many each case has; ``rest``: lines on copies and links."""
    few = [row for row in found if row.page.link and row.topic != "seeds" and seeds[row.case] < 3]
    said = {one.by: _line([row for row in found if row.case == 0], one) for one in held}
    topics = next(one for one in held if one.by == "topic")
    return "".join(
        [
            HEAD.format(command=COMMAND, day=datetime.now(UTC).date()),
            *(_section(found, one) for one in held),
            "\n## Copies and links\n\n" + _table(rest),
            LIMITS.format(outlet=said["outlet"], topic=said["topic"], few=_line(few, topics)),
        ]
    )


def _line(part: list[Row], held: Held) -> str:
    return score([row.on for row in part], [held.about[id(row)] for row in part])


def _section(found: list[Row], held: Held) -> str:
    five = [row for row in found if row.case == 0]
    lines = [("five seeds, all pages", _line(five, held))]
    lines += _groups(five, held, lambda row: f"five seeds, pages in {row.page.language}")
    others = [row for row in found if row.case]
    lines += _groups(others, held, lambda row: _topic(row.topic))
    return (
        f"\n## Held out by {held.by}\n\nAbout the topic:\n\n{_table(lines)}\n"
        f"Same event, among pages about the topic:\n\n{_table(held.events)}"
    )


def _topic(name: str) -> str:
    if name == "seeds":
        return "other draws of one to five seeds of this story"
    return "single NTREX stories" if name.startswith("story ") else f"topic: {name}"


def _groups(part: list[Row], held: Held, key: Callable[[Row], str]) -> list[tuple[str, str]]:
    groups: dict[str, list[Row]] = {}
    for row in part:
        groups.setdefault(key(row), []).append(row)
    return [(name, _line(groups[name], held)) for name in sorted(groups)]


def _table(lines: Iterable[tuple[str, str]]) -> str:
    return "\n".join(["| on | held-out figures |", "|---|---|", *(f"| {a} | {b} |" for a, b in lines)]) + "\n"
