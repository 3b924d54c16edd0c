"""Countries named in a text, in any language: by name, by adjective, by capital or seat of power."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from compare.roman import plain, sounded
from compare.tables import rows

_LONGEST_ENDING = 5  # letters that inflection and word formation may add to a stem
_LONGEST_ENDING_OF_SHORT = 3  # the same for stems of four letters
_SHORTEST_IN_ADDRESS = 4
_KEY = 3  # letters by which names of several words are found
_UNSPACED = ("zh", "ja", "th")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Stems of country names for one set of languages.

    ``loose``: found in lower case too; ``capital``: only where the word is capitalised; ``exact``: whole words, with
    whether they need a capital; ``phrases``: by the first three letters, the stems of names of several words.
    """

    loose: dict[str, str]
    capital: dict[str, str]
    exact: dict[str, tuple[str, bool]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]

    def single(self, word: str, is_capital: bool) -> str | None:
        """The country that one word (folded) names, or None."""
        if word in self.exact:
            country, needs_capital = self.exact[word]
            if is_capital or not needs_capital:
                return country
        for length in range(len(word), 2, -1):
            ending = len(word) - length
            if ending > _LONGEST_ENDING:
                break
            stem = word[:length]
            named = self.loose.get(stem) or (self.capital.get(stem) if is_capital else None)
            if named and _may_end(length, ending):
                return named
        return None

    def phrase(self, following: list[str]) -> tuple[str, int] | None:
        """The country that the words (folded) from here on name together, and how many words that takes, or None."""
        for stems, country in self.phrases.get(following[0][:_KEY], ()):
            if len(stems) <= len(following) and all(
                word.startswith(stem) and len(word) - len(stem) <= _LONGEST_ENDING
                for word, stem in zip(following, stems, strict=False)
            ):
                return country, len(stems)
        return None


def _may_end(length: int, ending: int) -> bool:
    """Whether a stem of that length may have so many letters behind it: short ones stand in too many other words."""
    return ending <= {3: 2, 4: _LONGEST_ENDING_OF_SHORT}.get(length, _LONGEST_ENDING)


@lru_cache(maxsize=1)
def _by_language() -> dict[str, list[tuple[str, str]]]:
    table: dict[str, list[tuple[str, str]]] = {}
    for language, country, forms in rows("places.tsv"):
        table.setdefault(language, []).extend((form, country) for form in forms.split())
    return table


@lru_cache(maxsize=24)
def gazetteer(languages: tuple[str, ...]) -> Gazetteer:
    """The gazetteer for these languages; () means all of them at once, for a text of unknown language."""
    wanted = languages or tuple(sorted(_by_language()))
    loose: dict[str, str] = {}
    capital: dict[str, str] = {}
    exact: dict[str, tuple[str, bool]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for language in wanted:
        for form, country in _by_language().get(language, ()):
            stems = tuple(form.split("-"))
            if len(stems) > 1:
                phrases.setdefault(stems[0][:_KEY], []).append((stems, country))
            elif languages and len(form) >= 5:
                loose.setdefault(form, country)
            else:
                capital.setdefault(form, country)
    _add_our_own(languages, (loose, capital, exact), phrases)
    return Gazetteer(loose, capital, exact, {key: tuple(sorted(found, reverse=True)) for key, found in phrases.items()})


def _add_our_own(
    languages: tuple[str, ...],
    singles: tuple[dict[str, str], dict[str, str], dict[str, tuple[str, bool]]],
    phrases: dict[str, list[tuple[tuple[str, ...], str]]],
) -> None:
    loose, capital, exact = singles
    for country, forms in rows("capitals.tsv"):
        for listed in forms.split():
            language, _, form = listed.rpartition(":")
            if language and language not in languages:
                continue
            stem = plain(form.rstrip("="))
            if form.endswith("="):
                exact[stem] = (country, not language)
            elif "-" in stem:
                stems = tuple(stem.split("-"))
                phrases.setdefault(stems[0][:_KEY], []).append((stems, country))
            else:
                (loose if language else capital)[stem] = country


@lru_cache(maxsize=1)
def unspaced_names() -> tuple[tuple[str, str], ...]:
    """(name, country) for scripts without spaces, the longest first; to be looked for anywhere in a text."""
    found = {f: c for language in _UNSPACED for f, c in _by_language().get(language, ())}
    for country, forms in rows("capitals.tsv"):
        found.update({form: country for form in forms.split() if "\u3040" <= form[0] <= "\u9fff"})
    return tuple(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair)))


@lru_cache(maxsize=32)
def spellings(country: str) -> tuple[str, ...]:
    """How the names of a country begin in any language, by sound in Latin letters: for words of addresses."""
    listed = [form for forms in _by_language().values() for form, code in forms if code == country]
    for code, forms in rows("capitals.tsv"):
        listed += [form.rpartition(":")[2].rstrip("=") for form in forms.split() if code == country]
    return tuple(sorted({sounded(form) for form in listed if len(sounded(form)) >= _SHORTEST_IN_ADDRESS}))
