"""What a text is about, roughly, in any of our languages: a lexicon of news subjects."""

from __future__ import annotations

from functools import lru_cache

from compare.roman import plain
from compare.tables import rows

_SHORTEST = 3


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    table: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    for language, subject, stems in rows("subjects.tsv"):
        starts, whole = table.setdefault(language, ({}, {}))
        for stem in stems.split():
            (whole if stem.endswith("=") else starts)[plain(stem.rstrip("="))] = subject
    return table


def subjects() -> tuple[str, ...]:
    """The names of all subjects, sorted."""
    return tuple(sorted({subject for _, subject, _ in rows("subjects.tsv")}))


def subject_of(word: str, languages: tuple[str, ...]) -> str | None:
    """The subject that a word (folded) points to, or None. In an unknown language none is looked up."""
    for language in languages:
        starts, whole = _lexicon().get(language, ({}, {}))
        if word in whole:
            return whole[word]
        for length in range(len(word), _SHORTEST - 1, -1):
            if word[:length] in starts:
                return starts[word[:length]]
    return None


def unspaced_subjects() -> tuple[tuple[str, str], ...]:
    """(word, subject) for scripts without spaces, to be looked for anywhere in a text."""
    starts, _ = _lexicon().get("zh", ({}, {}))
    return tuple(sorted(starts.items()))
