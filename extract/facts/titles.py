"""The title of an article: what h1, OpenGraph, JSON-LD and the title element agree on. Never the breadcrumb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from extract import lexicon
from extract.page.markup import squeeze

_SEPARATOR = re.compile(r"\s+(?:[|•·»«›~]|[-–—]|::?)\s+|\s*\|\s*|\s+:: ")
_SHORTEST, _LONGEST = 4, 200
_ALIKE, _SHARED = 0.8, 0.34
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may be the title, where it came from (h1, og, json-ld, title, meta) and how far that is trusted."""

    text: str
    origin: str
    trust: float


def choose(candidates: Sequence[Candidate], sites: Sequence[str] = ()) -> Candidate | None:
    """The headline that readers see where the machine-read titles speak of the same, else the most agreed-on one.

    ``sites``: names of the site, cut from a candidate's end where one hangs there behind a bar or a dash.
    None without any usable candidate.
    """
    clean = [Candidate(_without_bar(cut_site(c.text, sites)), c.origin, c.trust) for c in candidates if c.text]
    usable = [c for c in clean if _is_usable(c.text, sites)]
    if not usable:
        return None
    kicked = _with_kicker(usable)
    if kicked:
        return kicked
    seen = _seen([c for c in usable if c.origin == "h1"], [c for c in usable if c.origin != "h1"])
    if seen:
        return seen
    scores = [sum(other.trust * agreement(c.text, other.text) for other in usable) + c.trust / 4 for c in usable]
    return usable[scores.index(max(scores))]


def _with_kicker(usable: Sequence[Candidate]) -> Candidate | None:
    """The title of JSON-LD or OpenGraph that is a kicker, a colon and the h1: both stand over the article."""
    headings = [c.text for c in usable if c.origin == "h1"]
    for candidate in usable:
        kicker, colon, rest = candidate.text.partition(": ")
        if candidate.origin in ("json-ld", "og") and colon and len(kicker) < len(rest) and rest in headings:
            return candidate
    return None


def _without_bar(text: str) -> str:
    """``text`` up to a bar, where what follows is shorter: a site, a section, or an addition for search engines."""
    head, _, tail = text.rpartition("|")
    return head.strip() if len(tail.strip()) < len(head.strip()) else text


def _seen(headings: Sequence[Candidate], others: Sequence[Candidate]) -> Candidate | None:
    """The h1 that shares most with the other titles; None where none shares a third of its words."""
    if not others:
        return max(headings, key=lambda c: c.trust, default=None)
    shares = [max(shared_words(c.text, other.text) for other in others) * c.trust for c in headings]
    best = max(shares, default=0.0)
    return headings[shares.index(best)] if best >= _SHARED else None


def shared_words(one: str, other: str) -> float:
    """Share of the words of the shorter title that stand in the longer one, 0..1."""
    a, b = set(_WORD.findall(lexicon.fold(one))), set(_WORD.findall(lexicon.fold(other)))
    return len(a & b) / min(len(a), len(b)) if a and b else float(one == other)


def _is_usable(text: str, sites: Sequence[str]) -> bool:
    known = lexicon.load().kinds(lexicon.key(text)) - {"inline"}
    return _SHORTEST <= len(text) <= _LONGEST and not known and squash(text) not in map(squash, sites)


def squash(text: str) -> str:
    """Letters and digits only, folded: "The Paper", "the-paper" and "thepaper" are one."""
    return "".join(_WORD.findall(lexicon.fold(text)))


def agreement(one: str, other: str) -> float:
    """How alike two titles are, 0..1; below .8 they are different titles and it is 0."""
    a, b = lexicon.key(one), lexicon.key(other)
    if a == b:
        return 1.0
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= _ALIKE else 0.0


def cut_site(text: str, sites: Sequence[str]) -> str:
    """``text`` without a name of the site at its end or start ("Headline | The Paper")."""
    text = squeeze(text)
    wanted = set(map(squash, sites))
    for match in reversed(list(_SEPARATOR.finditer(text))):
        if squash(text[match.end() :]) in wanted:
            return text[: match.start()].strip()
    first = _SEPARATOR.search(text)
    if first and squash(text[: first.start()]) in wanted:
        return text[first.end() :].strip()
    return text


def without_tail(text: str) -> str:
    """``text`` up to its last bar or dash, where what stands before it is longer: a title element's usual form.

    The site's name may stand before it too, behind a bar or two colons.
    """
    parts = list(_SEPARATOR.finditer(text))
    if not parts:
        return text
    if parts[-1].start() > len(text) - parts[-1].end():
        return text[: parts[-1].start()].strip()
    first = parts[0]
    site_first = first[0].strip() in ("|", "::", "»") and len(text) - first.end() > first.start()
    return text[first.end() :].strip() if site_first else text
