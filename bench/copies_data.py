"""Copies and reports that are none, for fitting and measuring copy detection."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from compare_data import Page

from compare.sketches import sketch
from compare.topic import copy_measures

BOILER = """
    Published on Share on Facebook Twitter Email Latest articles More like this Subscribe to our newsletter Follow us
    Advertisement Comments Add comment Most read Related posts Cookies Privacy Contact About us
""".split()  # noqa: SIM905  thirty quoted words are harder to read


def cut(text: str, share: float) -> str:
    sentences = re.split(r"(?<=[.!?…])\s+", text)
    return " ".join(sentences[: max(2, round(len(sentences) * share))])


def edited(text: str, share: float, words: list[str], rnd: random.Random) -> str:
    """A third of the touched words dropped, a third replaced, a third followed by a foreign one."""
    out: list[str] = []
    for word in text.split(" "):
        roll = rnd.random()
        if roll > share / 3:
            out.append(rnd.choice(words) if roll < 2 * share / 3 else word)
        if 2 * share / 3 <= roll < share:
            out.append(rnd.choice(words))
    return " ".join(out)


def furnished(text: str, rnd: random.Random) -> str:
    return " ".join([*rnd.sample(BOILER, 12), text, *rnd.sample(BOILER, 20)])


def copies(pages: tuple[Page, ...], rnd: random.Random) -> Iterator[tuple[list[float], bool]]:
    """Measures of each page against a copy of it, made in one of seven ways."""
    words = [word for page in pages for word in page.body.split()]
    ways = [(1.0, 0.0), (0.5, 0.0), (0.25, 0.0), (1.0, 0.1), (1.0, 0.2), (0.5, 0.1), (0.5, 0.2)]
    for number, page in enumerate(pages):
        share, edits = ways[number % len(ways)]
        made = furnished(edited(cut(page.body, share), edits, words, rnd), rnd)
        yield copy_measures(sketch(made), sketch(page.body)), True


def borrowed(text: str, rnd: random.Random) -> str:
    """Sentences of a text, in any order, a fifth of its words at most."""
    sentences = re.split(r"(?<=[.!?…])\s+", text)
    taken: list[str] = []
    for sentence in rnd.sample(sentences, len(sentences)):
        if len(" ".join([*taken, sentence]).split()) <= len(text.split()) / 5:
            taken.append(sentence)
    return " ".join(taken)


def reports(pages: tuple[Page, ...], rnd: random.Random) -> Iterator[tuple[list[float], bool]]:
    """Measures of different reports: those of one event in one language, chance pairs, and, the hard ones, pairs where
    one takes over up to a fifth of the other, as quotes and agency sentences are.
    """
    for number, page in enumerate(pages):
        other = rnd.choice([p for p in pages if p.language == page.language and p.id != page.id and not p.copy_of])
        yield copy_measures(sketch(f"{other.body} {borrowed(page.body, rnd)}"), sketch(page.body)), False
        for other in pages[number + 1 :]:
            own = page.language == other.language and not (page.copy_of or other.copy_of)
            if own and (page.event == other.event or rnd.random() < 0.05):
                yield copy_measures(sketch(page.body), sketch(other.body)), False
