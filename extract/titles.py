"""The title of an article: what h1, OpenGraph, JSON-LD and the title element agree on. Never the breadcrumb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from extract import lexicon

_SEPARATOR = re.compile(r"\s+(?:[|•·»«›~]|[-–—]|::?)\s+|\s*\|\s*|\s+:: ")
_SHORTEST, _LONGEST = 4, 300
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may be the title, where it came from (h1, og, json-ld, title, meta) and how far that is trusted."""

    text: str
    origin: str
    trust: float


def choose(candidates: Sequence[Candidate], site: str | None = None) -> Candidate | None:
    """The candidate with the greatest trust, its own and that of those that agree with it; None without any.

    ``site``: the site's name, cut from a candidate's end where it hangs there behind a bar or a dash.
    """
    clean = [Candidate(cut_site(c.text, site), c.origin, c.trust) for c in candidates if c.text]
    usable = [c for c in clean if _is_usable(c.text, site)]
    if not usable:
        return None
    scores = [sum(other.trust * agreement(c.text, other.text) for other in usable) + c.trust / 4 for c in usable]
    return usable[scores.index(max(scores))]


def _is_usable(text: str, site: str | None) -> bool:
    known = lexicon.load().kinds(lexicon.key(text)) - {"inline"}
    return _SHORTEST <= len(text) <= _LONGEST and not known and (not site or lexicon.key(text) != lexicon.key(site))


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


def cut_site(text: str, site: str | None) -> str:
    """``text`` without the site's name at its end or start ("Headline | The Paper")."""
    text = " ".join(text.split())
    if not site:
        return text
    wanted = lexicon.key(site)
    for match in reversed(list(_SEPARATOR.finditer(text))):
        if lexicon.key(text[match.end() :]) == wanted:
            return text[: match.start()].strip()
    first = _SEPARATOR.search(text)
    if first and lexicon.key(text[: first.start()]) == wanted:
        return text[first.end() :].strip()
    return text


def without_tail(text: str) -> str:
    """``text`` up to its last bar or dash, where what stands before it is longer: a title element's usual form."""
    parts = list(_SEPARATOR.finditer(text))
    if parts and parts[-1].start() > len(text) - parts[-1].end():
        return text[: parts[-1].start()].strip()
    return text
