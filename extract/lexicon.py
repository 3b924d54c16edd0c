"""The labels that stand round articles, in 49 languages: rail headings, share bars, comment forms, credits.

``data/lexicon.tsv`` holds kind, language, phrase and the evidence for it. A phrase names no site. A phrase that
ends in a colon may also open a line ("Read also: ..."); any other one counts only as a whole line.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_LEAD = " »›>|•·■▶►*+~—–-"
_TRAIL = " :：.…!»›>|~—–-"
_ACCENTS = re.compile("[\u0300-\u036f]+")
_NOTHING: frozenset[str] = frozenset()
_PREFIX_KINDS = ("inline", "tag_line", "agency_credit", "photo_credit", "dateline", "follow_us")
_LONG_ENOUGH_TO_OPEN = 12
_LABELS_OF_MORE = ("rail", "inline", "tag_line", "agency_credit", "photo_credit")
_LOOK_AT, _STEM = 80, 3
_SHORT = 120


def fold(text: str) -> str:
    """``text`` casefolded and without accents, for look-ups only ("ΔΕΙΤΕ ΑΚΟΜΑ" and "Δείτε ακόμα" are one)."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    return _ACCENTS.sub("", unicodedata.normalize("NFD", folded))


def key(line: str) -> str:
    """The form in which a whole line is looked up: folded, blanks collapsed, bullets and end marks gone."""
    return _remembered(line) if len(line) <= _SHORT else _key(line)


def _key(line: str) -> str:
    return fold(" ".join(line.split()).lstrip(_LEAD).rstrip(_TRAIL))


_remembered = lru_cache(maxsize=4_000)(_key)  # a line is looked up several times, and the labels of a site on each page


@lru_cache(maxsize=4_000)
def _opening(line: str) -> str:
    return fold(" ".join(line.split()).lstrip(_LEAD))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Kinds of known whole lines by their ``key``, and phrases that may open a line by their first letters.

    Kinds: ad, agency_credit, breadcrumb, comment_form, dateline, follow_us, inline, photo_credit, rail, share,
    tag_line. ``services``: names of sharing services.
    """

    lines: Mapping[str, frozenset[str]]
    openings: Mapping[str, tuple[tuple[str, str], ...]]
    services: frozenset[str]

    def kinds(self, line_key: str) -> frozenset[str]:
        """Kinds of a whole line, given by its ``key``; empty when the line is unknown."""
        return self.lines.get(line_key, _NOTHING)

    def opening_kinds(self, line: str) -> frozenset[str]:
        """Kinds of the known phrases that open ``line`` and are followed by something."""
        folded = _opening(line[:_LOOK_AT])
        phrases = self.openings.get(folded[:_STEM])
        if not phrases:
            return _NOTHING
        return frozenset(kind for phrase, kind in phrases if folded.startswith(phrase) and len(folded) > len(phrase))


def _opens(kind: str, phrase: str) -> bool:
    """True where a phrase may open a line: it ends in a colon, or is long enough to be said of nothing else."""
    if kind not in _PREFIX_KINDS:
        return False
    if phrase[-1] in ":：":
        return True
    if kind == "follow_us":
        return " " in phrase
    return kind == "agency_credit" and len(phrase) >= _LONG_ENOUGH_TO_OPEN and phrase[-1] != ")"


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """The packaged lexicon, read once a process."""
    lines: defaultdict[str, set[str]] = defaultdict(set)
    openings: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    services = set()
    rows = files("extract").joinpath("data/lexicon.tsv").read_text("utf-8").splitlines()[1:]
    for row in rows:
        kind, language, phrase, _ = row.split("\t")
        if line := key(phrase):  # a phrase of nothing but signs is no line
            lines[line].add(kind)
        if _opens(kind, phrase):
            openings[fold(phrase)[:_STEM]].add((fold(phrase), kind))
        if kind in _LABELS_OF_MORE and (kind != "rail" or " " in phrase):
            # "See also" heads a rail, "See also: ..." stands inside a text
            openings[fold(phrase)[:_STEM]].add((f"{fold(phrase)}:", "inline" if kind == "rail" else kind))
        if kind == "share" and language == "en" and " " not in phrase:
            services.add(fold(phrase))
    return Lexicon(
        {line: frozenset(kinds) for line, kinds in lines.items()},
        {stem: tuple(sorted(found)) for stem, found in openings.items()},
        frozenset(services),
    )
