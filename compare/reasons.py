"""Why two texts belong together: what stands in both, quoted as each writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from compare.coverage import Reason
from compare.names import alike
from compare.profile import Mention, Profile
from compare.sketches import tokens
from compare.view import View

MOST = 8
MOST_OF_A_KIND = {"passage": 1, "name": 4, "place": 3, "number": 2, "date": 1, "agency": 1, "subject": 1}
SHORTEST_PASSAGE = 6  # words in common
LONGEST_PASSAGE = 30
SHINGLE = 3


@dataclass(frozen=True, slots=True)
class Quoted:
    """One side as reasons need it: its whole text (title first), its profile, its agencies."""

    text: str
    profile: Profile
    agencies: tuple[str, ...]


def reasons(view: View, seed: int, here: Quoted, there: Quoted) -> tuple[Reason, ...]:
    """What stands in both texts, the most telling first, at most eight. ``seed`` is the number of ``there`` in the
    view. Every quoted string stands in its text, letter for letter.
    """
    found: list[Reason] = []
    for reason in _all(view, seed, here, there):
        kept = sum(1 for other in found if other.kind == reason.kind)
        stands = reason.here in here.text and reason.there in there.text
        if stands and kept < MOST_OF_A_KIND[reason.kind] and reason not in found:
            found.append(reason)
    return tuple(found[:MOST])


def _all(view: View, seed: int, here: Quoted, there: Quoted) -> Iterator[Reason]:
    passage = longest_passage(here.text, there.text)
    if passage:
        yield passage
    yield from _names(view, seed, here, there)
    yield from _places(view, here.profile, there.profile)
    yield from _figures(here.profile, there.profile)
    for agency in here.agencies:
        if any(agency.casefold() == other.casefold() for other in there.agencies):
            yield Reason("agency", agency, next(o for o in there.agencies if o.casefold() == agency.casefold()))
    yield from _subject(view, here.profile, there.profile)


def longest_passage(here: str, there: str) -> Reason | None:
    """The longest run of words that stands in both texts, if it has at least six; its first 30 words are quoted."""
    ours, theirs = tokens(here), tokens(there)
    starts: dict[tuple[str, ...], list[int]] = {}
    for index in range(len(theirs) - SHINGLE + 1):
        starts.setdefault(tuple(word for word, _, _ in theirs[index : index + SHINGLE]), []).append(index)
    best = (SHORTEST_PASSAGE - 1, 0, 0)
    index = 0
    while index < len(ours) - SHINGLE + 1:
        key = tuple(word for word, _, _ in ours[index : index + SHINGLE])
        run = 0
        for start in starts.get(key, ())[:8]:
            length = _run(ours, theirs, index, start)
            run = max(run, length)
            if length > best[0]:
                best = (length, index, start)
        index += max(1, run - SHINGLE + 1)
    length, ours_at, theirs_at = min(best[0], LONGEST_PASSAGE), best[1], best[2]
    if best[0] < SHORTEST_PASSAGE:
        return None
    return Reason(
        "passage",
        here[ours[ours_at][1] : ours[ours_at + length - 1][2]],
        there[theirs[theirs_at][1] : theirs[theirs_at + length - 1][2]],
    )


def _run(ours: list[tuple[str, int, int]], theirs: list[tuple[str, int, int]], i: int, j: int) -> int:
    length = 0
    while i + length < len(ours) and j + length < len(theirs) and ours[i + length][0] == theirs[j + length][0]:
        length += 1
    return length


def _names(view: View, seed: int, here: Quoted, there: Quoted) -> Iterator[Reason]:
    ours: dict[int, Mention] = {}
    for mention in here.profile.names:
        number = view.book.find(mention.key)
        if number is not None and seed in view.book.names[number].texts:
            ours.setdefault(number, mention)
    theirs: dict[int, Mention] = {}
    for mention in there.profile.names:
        number = view.book.find(mention.key)
        if number is not None:
            theirs.setdefault(number, mention)
    shared = sorted(ours.keys() & theirs.keys(), key=lambda n: (-view.book.weight(n), n))
    quoted: set[str] = set()
    for number in shared:
        one, other = _whole(here.text, ours[number].found, there.text, theirs[number].found)
        if one not in quoted and not any(one in before for before in quoted):
            quoted.add(one)
            yield Reason("name", one, other)


def _whole(here: str, one: str, there: str, other: str) -> tuple[str, str]:
    """The names with the word before or behind, where both texts have one that sounds alike: Xi Jinping."""
    for left in _neighbours(here, one):
        for right in _neighbours(there, other):
            if left[1] == right[1] and alike(left[0], right[0]) >= 0.6:
                return left[2], right[2]
    return one, other


def _neighbours(text: str, name: str) -> Iterator[tuple[str, int, str]]:
    """Capitalised words next to a name in its first places in the text: (word, side, both as written)."""
    around = re.compile(rf"(?:\b([^\W\d_]+) )?(?<!\w){re.escape(name)}(?!\w)(?: ([^\W\d_]+))?")
    for match in islice(around.finditer(text), 3):
        before, behind = match.groups()
        if before and before[0].isupper():
            yield before, -1, f"{before} {name}"
        if behind and behind[0].isupper():
            yield behind, 1, f"{name} {behind}"


def _places(view: View, here: Profile, there: Profile) -> Iterator[Reason]:
    """Countries that both name: the core's first, each by the pair of words that sounds most alike."""
    ours, theirs = _written(here.places), _written(there.places)
    shared = ours.keys() & theirs.keys()
    for place in [*(p for p in view.core_places if p in shared), *sorted(shared - set(view.core_places))]:
        pairs = product(ours[place], theirs[place])
        yield Reason("place", *max(pairs, key=lambda pair: alike(*pair)))


def _written(mentions: tuple[Mention, ...]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for mention in mentions:
        listed = table.setdefault(mention.key, [])
        if mention.found not in listed and len(listed) < 4:
            listed.append(mention.found)
    return table


def _figures(here: Profile, there: Profile) -> Iterator[Reason]:
    theirs = {figure.value: figure.found for figure in there.numbers}
    shared = [figure for figure in here.numbers if figure.value in theirs]
    for figure in sorted(shared, key=lambda f: -len(f.value)):
        yield Reason("number", figure.found, theirs[figure.value])
    days = {(day.month, day.day): day.found for day in there.days}
    for day in here.days:
        if (day.month, day.day) in days:
            yield Reason("date", day.found, days[day.month, day.day])
    if here.weekday and there.weekday and here.weekday.key == there.weekday.key:
        yield Reason("date", here.weekday.found, there.weekday.found)


def _subject(view: View, here: Profile, there: Profile) -> Iterator[Reason]:
    ours, theirs = here.counts("subjects"), there.counts("subjects")
    shared = sorted(ours.keys() & theirs.keys(), key=lambda key: (-ours[key] * view.subjects.get(key, 0.0), key))
    for subject in shared[:1]:
        one = next(m.found for m in here.subjects if m.key == subject)
        yield Reason("subject", one, next(m.found for m in there.subjects if m.key == subject))
