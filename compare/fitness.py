"""Is a seed good enough to look for its like? What a person should know before a crawl is spent on it."""

from __future__ import annotations

from collections import Counter

from compare.concepts import LANGUAGES
from compare.names import everyday
from compare.profile import profile
from compare.seed import Seed
from compare.words import function_words, languages, words

FEWEST_WORDS = 30  # a paragraph; a headline alone names too little
FEWEST_NAMED = 3  # names, places, numbers and days together
_PART_WORDS = 8
_FEWEST_VOTES = 2  # function words of another language in a paragraph
_CLEAR = 3  # times as many as of the text's own
_SURE_SHARE = 0.2  # of the words in another language


def remarks(seed: Seed) -> tuple[str, ...]:
    """What is weak about a seed, each a line that says what to do; () for a good one. Never fails on any text."""
    found = profile(seed.title, seed.text, seed.language)
    if not found.length and not found.places:
        return (f"{seed.id}: no words in it; give the text of an article",)
    said = []
    if found.length < FEWEST_WORDS and not found.places[FEWEST_WORDS // 4 :]:
        said.append(f"{seed.id}: only {found.length} words; give the whole article, a headline names too little")
    named = {m.key for m in (*found.names, *found.places) if m.key not in everyday()}
    if len(named) + len(found.numbers) + len(found.days) < FEWEST_NAMED:
        said.append(f"{seed.id}: it names hardly anybody and no place; is it an article, or what stands round one?")
    known = (languages(words(seed.text), seed.language) or ("",))[0]
    if known not in LANGUAGES:
        name = known or "unknown"
        said.append(f"{seed.id}: language {name} has no word lists here; only names, numbers and letters are compared")
    other = mixed(seed.text)
    if other:
        said.append(f"{seed.id}: written in {' and '.join(other)}; give each language a seed of its own")
    return tuple(said)


def mixed(text: str) -> tuple[str, ...]:
    """The languages of a text that is in more than one, the commonest first; () for a text in one language.

    A paragraph is in another language than most of the text only where it is clearly not in that one: neighbours share
    many of their small words.
    """
    parts = [words(paragraph) for paragraph in text.split("\n")]
    votes = [function_words(part) for part in parts]
    main = max(((count, language) for language, count in sum(votes, Counter[str]()).items()), default=(0, ""))[1]
    sizes: Counter[str] = Counter()
    for part, vote in zip(parts, votes, strict=True):
        count, language = max(((count, language) for language, count in vote.items()), default=(0, main))
        clear = len(part) >= _PART_WORDS and count >= _FEWEST_VOTES and vote[main] * _CLEAR <= count
        sizes[language if clear else main] += len(part)
    strong = [language for language, size in sizes.most_common() if size >= _SURE_SHARE * sizes.total()]
    return tuple(strong) if len(strong) > 1 else ()
