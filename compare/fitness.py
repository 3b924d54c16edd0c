"""Is a seed good enough to look for its like? What a person should know before a crawl is spent on it."""

from __future__ import annotations

from collections import Counter

from compare.concepts import LANGUAGES
from compare.names import everyday
from compare.profile import profile
from compare.seed import Seed
from compare.words import languages, words

FEWEST_WORDS = 30  # a paragraph; a headline alone names too little
FEWEST_NAMED = 3  # names, places, numbers and days together
_PART_WORDS = 25
_SURE_SHARE = 0.2  # of the paragraphs in another language


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
    """The languages of a text that is in more than one, the commonest first; () for a text in one language."""
    votes: Counter[str] = Counter()
    for paragraph in text.split("\n"):
        found = words(paragraph)
        if len(found) >= _PART_WORDS and (guessed := languages(found, None)):
            votes[guessed[0]] += 1
    strong = [language for language, count in votes.most_common() if count >= _SURE_SHARE * votes.total()]
    return tuple(strong) if len(strong) > 1 else ()
