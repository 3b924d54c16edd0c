"""News agencies that a text credits (Reuters, AFP, TASS, ΑΠΕ-ΜΠΕ, Agerpres, BTA ...), as the text writes them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_LONGEST_CREDIT = 90


@dataclass(frozen=True, slots=True)
class Agencies:
    """Patterns over all known names, and the agency that each name stands for."""

    anywhere: re.Pattern[str]
    bracketed: re.Pattern[str]
    credit: re.Pattern[str]
    owner: Mapping[str, str]


@lru_cache(maxsize=1)
def load() -> Agencies:
    """The packaged table of agencies, read once a process."""
    owner: dict[str, str] = {}
    plain: list[str] = []
    guarded: list[str] = []
    for row in files("extract").joinpath("data/agencies.tsv").read_text("utf-8").splitlines()[1:]:
        agency, names, only_credited = row.split("\t")
        for found, home in ((names, plain), (only_credited, guarded)):
            for name in filter(None, found.split(",")):
                owner[name] = agency
                home.append(name)
    every = _any_of(plain + guarded)
    return Agencies(
        re.compile(rf"{_words(plain)}(?!\w)"),
        re.compile(rf"[(\[]\s*(?:[^()\[\]]{{0,30}}[\s,/-])?{every}(?:[\s,/-][^()\[\]]{{0,30}})?\s*[)\]]"),
        re.compile(rf"{_words(plain + guarded)}(?!\w)"),
        owner,
    )


def _any_of(names: Iterable[str]) -> str:
    return "(" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + ")"


def _words(names: Iterable[str]) -> str:
    """As ``_any_of``, at the start of a word only; by their first letters, so that ``re`` skips to one of them."""
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        by_letter[name[0]].append(re.escape(name[1:]))
    return "(" + "|".join(rf"{re.escape(one)}(?<!\w.)(?:{'|'.join(rest)})" for one, rest in by_letter.items()) + ")"


def credited(body: Iterable[str], credits_: Iterable[str] = ()) -> tuple[str, ...]:
    """Agencies named in the lines of ``body`` and in credit lines, each once, in the order of their first naming.

    A name is given as the text writes it ("Agence France-Presse", not "AFP"). A short form that is also a word
    or a party ("AP", "AA", "Beta") counts only in brackets or in a credit line.
    """
    known = load()
    found: dict[str, str] = {}
    for line in body:
        hits = [*known.anywhere.finditer(line), *known.bracketed.finditer(line)]
        for hit in sorted(hits, key=lambda match: match.start(1)):
            found.setdefault(known.owner[hit[1]], hit[1])
    for line in credits_:
        for hit in known.credit.finditer(line):
            found.setdefault(known.owner[hit[1]], hit[1])
    return tuple(found.values())


def is_credit(line: str) -> bool:
    """True for a short line that holds agencies and nothing else but signs: "Agerpres", "(Reuters, AFP)"."""
    if len(line) > _LONGEST_CREDIT:
        return False
    rest = load().credit.sub(" ", line)
    return rest != line and not re.search(r"\w{4,}", rest)
