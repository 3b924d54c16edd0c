"""What can be told of one text by itself: its places, names, numbers, days, subjects and letter grams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from math import fsum, sqrt
from typing import NamedTuple

from compare.figures import Day, Figure, days, numbers, weekday
from compare.grams import grams_of, rarities
from compare.names import candidates
from compare.places import gazetteer, unspaced_names
from compare.subjects import subject_of, unspaced_subjects
from compare.words import Word, is_unspaced, languages, words

LEAD_SENTENCES = 3  # the title counts as the first
SENTENCES_WITH_A_DAY = 4  # in which the first weekday is looked for; the title counts as the first
LONGEST_TEXT = 60_000  # characters looked at; a news text of 10,000 words is longer than any


class Mention(NamedTuple):
    """One word (or phrase) that names something: ``key`` what it stands for, ``found`` as it is written."""

    key: str
    found: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A text as compare sees it.

    ``places``: mentions of countries (ISO 3166); ``names``: of names (the word, folded); ``subjects``: of subjects.
    ``grams``: weights of letter grams, a vector of length 1. ``weekday``: the first that the lead names (key "0" for
    Monday), None where it names none. ``sentences``: how many there are; ``length``: in words.
    """

    places: tuple[Mention, ...]
    names: tuple[Mention, ...]
    subjects: tuple[Mention, ...]
    numbers: tuple[Figure, ...]
    days: tuple[Day, ...]
    weekday: Mention | None
    grams: dict[str, float]
    sentences: int
    length: int

    def counts(self, kind: str) -> Counter[str]:
        """How often each key of "places", "names" or "subjects" is mentioned; in the lead it counts double."""
        found: Counter[str] = Counter()
        mentions: tuple[Mention, ...] = getattr(self, kind)
        for mention in mentions:
            found[mention.key] += 2 if mention.sentence < LEAD_SENTENCES else 1
        return found


@lru_cache(maxsize=30_000)
def _looked_up(word: str, capital: bool, known: tuple[str, ...]) -> tuple[str | None, str | None]:
    place = gazetteer(known).single(word, capital) if len(word) > 1 else None
    return place, subject_of(word, known)


def looked_at(title: str | None, text: str) -> str:
    """What of an article is compared: its title as the first sentence, and as much text as is looked at."""
    return (f"{title}\n{text}" if title else text)[:LONGEST_TEXT]


@lru_cache(maxsize=2)  # a document's profile is asked for when it is related, and again for its keys
def profile(title: str | None, text: str, language: str | None, with_grams: bool = True) -> Profile:
    """Profile a text. ``language`` is ISO 639-1 or None (then it is guessed); ``title`` counts as its first sentence.

    Never fails on any text; an empty one gives an empty profile. ``with_grams`` False leaves the vector empty.
    """
    whole = looked_at(title, text)
    found = words(whole)
    known = languages(found, language)
    places, subjects, rest = _mentions(whole, found, known)
    if is_unspaced(whole):
        places += _anywhere(whole, unspaced_names())
        subjects += _anywhere(whole, unspaced_subjects())
    names = [Mention(word.plain, word.text, word.sentence) for word in candidates(rest)]
    return Profile(
        places=tuple(places),
        names=tuple(names),
        subjects=tuple(subjects),
        numbers=tuple(numbers(whole, known)),
        days=tuple(days(whole, known)),
        weekday=_weekday(found, known),
        grams=_vector(found) if with_grams else {},
        sentences=found[-1].sentence + 1 if found else 0,
        length=len(found),
    )


def _weekday(found: Sequence[Word], known: tuple[str, ...]) -> Mention | None:
    """News says "on Friday" where it begins: the day of what it reports."""
    for word in takewhile(lambda word: word.sentence < SENTENCES_WITH_A_DAY, found):
        day = weekday(word.plain, word.capital, known)
        if day is not None:
            return Mention(str(day), word.text, word.sentence)
    return None


def _mentions(
    whole: str, found: Sequence[Word], known: tuple[str, ...]
) -> tuple[list[Mention], list[Mention], list[Word]]:
    """Places, subjects, and the words that are no place."""
    places: list[Mention] = []
    subjects: list[Mention] = []
    rest: list[Word] = []
    phrases = gazetteer(known).phrases
    skip = 0
    for index, word in enumerate(found):
        if skip:
            skip -= 1
            continue
        if word.capital and word.plain[:3] in phrases:
            named = gazetteer(known).phrase([w.plain for w in found[index : index + 3]])
            if named:
                last = found[index + named[1] - 1]
                written = whole[word.start : last.start + len(last.text)]
                places.append(Mention(named[0], written, word.sentence))
                skip = named[1] - 1
                continue
        place, subject = _looked_up(word.plain, word.capital, known)
        if place:
            places.append(Mention(place, word.text, word.sentence))
        else:
            rest.append(word)
        if subject:
            subjects.append(Mention(subject, word.text, word.sentence))
    return places, subjects, rest


def _anywhere(text: str, listed: tuple[tuple[str, str], ...]) -> list[Mention]:
    found = []
    for written, key in listed:
        start = text.find(written)
        while start >= 0:
            found.append(Mention(key, written, text.count("。", 0, start) + text.count("\n", 0, start)))
            start = text.find(written, start + len(written))
    return found


def _vector(found: Sequence[Word]) -> dict[str, float]:
    """Whether a gram stands in the text counts, not how often: news repeats its names anyway."""
    table, most = rarities()
    present: set[str] = set().union(*(grams_of(word) for word in {word.plain for word in found}))
    weights = {gram: table.get(gram, most) for gram in present}
    norm = sqrt(fsum(weight * weight for weight in weights.values())) or 1.0  # fsum: the order does not matter
    return {gram: weight / norm for gram, weight in weights.items()}
