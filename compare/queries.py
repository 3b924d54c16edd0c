"""What to ask a search service for a story: its places and names, as its seeds write them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from compare.profile import Mention, Profile, profile
from compare.topic import Topic

_FEWEST_LETTERS = 4
_MOST_PLACES = 2
_MOST_NAMES = 3
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Query:
    """Words that must all stand in a page; ``language``: ISO 639-1 of the words, None when the seeds' is unknown."""

    words: tuple[str, ...]
    language: str | None


def queries(topic: Topic, languages: Iterable[str] = ()) -> tuple[Query, ...]:
    """Queries for the story, the widest first; () for a topic whose seeds name nothing.

    For each language of the seeds (of those in ``languages`` only, where any seed is in one of them): the places that
    at least half of its seeds name, then each of their most frequent names together with the first place.
    """
    by_language: defaultdict[str | None, list[Profile]] = defaultdict(list)
    for seed in topic.seeds:
        by_language[seed.language].append(profile(seed.title, seed.text, seed.language))
    wanted = set(languages) & {language for language in by_language if language}
    chosen = {language: found for language, found in by_language.items() if not wanted or language in wanted}
    return tuple(dict.fromkeys(query for language, found in chosen.items() for query in _of(found, language)))


def _of(profiles: list[Profile], language: str | None) -> Iterable[Query]:
    places = _common([one.places for one in profiles], _MOST_PLACES)
    taken = {place.casefold() for place in places}
    names = [name for name in _common([one.names for one in profiles], 2 * _MOST_NAMES) if name.casefold() not in taken]
    if places:
        yield Query(tuple(places), language)
    for name in names[:_MOST_NAMES]:
        yield Query((name, *places[:1]), language)


def _common(mentioned: list[tuple[Mention, ...]], most: int) -> list[str]:
    """How the things are written that at least half of the texts mention, the most mentioned first."""
    texts: Counter[str] = Counter()
    times: Counter[str] = Counter()
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mentions in mentioned:
        texts.update({mention.key for mention in mentions})
        for mention in mentions:
            times[mention.key] += 1
            written[mention.key][mention.found] += 1
    kept = [key for key, count in texts.items() if count >= _HALF * len(mentioned)]
    kept.sort(key=lambda key: (-texts[key], -times[key], key))
    spelled = (_shortest(written[key]) for key in kept)
    return [name for name in spelled if len(name) >= _FEWEST_LETTERS][:most]


def _shortest(spellings: Counter[str]) -> str:
    """Of the ways in which it is written the most frequent; the shorter of two (a case ending is longer)."""
    return min(spellings, key=lambda one: (-spellings[one], len(one), one))
