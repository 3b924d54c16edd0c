"""Countries named in a text, in any language: by name, by adjective, by capital or seat of power."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from compare.roman import plain, sounded
from compare.tables import rows

_LONGEST_ENDING = 5  # letters that inflection and word formation may add to a stem
_ENDING_OF_SHORT = {3: 1, 4: 2}  # the same for stems of three and four letters: they stand in too many other words
_WHOLE = 4  # letters of the names that CLDR lists which stand as whole words only, where they are Latin
_WHOLE_IN_ANY = 5  # the same where the language is unknown and the names of all stand together
_SHORTEST_IN_ADDRESS = 4
_KEY = 3  # letters by which names of several words are found
_UNSPACED = ("zh", "ja", "th")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Stems of country names for one set of languages.

    ``loose``: found in lower case too; ``capital``: only where the word is capitalised; ``exact``: whole words, with
    whether they need a capital; "" for a country: the word only looks like one. ``phrases``: by the first three
    letters, the stems of names of several words.
    """

    loose: dict[str, str]
    capital: dict[str, str]
    exact: dict[str, tuple[str, bool]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]

    def single(self, word: str, is_capital: bool) -> str | None:
        """The country that one word (folded) names, or None."""
        if word in self.exact:
            country, needs_capital = self.exact[word]
            return (country or None) if is_capital or not needs_capital else None
        for length in range(len(word), 2, -1):
            ending = len(word) - length
            if ending > _LONGEST_ENDING:
                break
            stem = word[:length]
            named = self.loose.get(stem)
            if named is None and is_capital:
                named = self.capital.get(stem)
            if named is not None and _may_end(length, ending):
                return named or None
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
    return ending <= _ENDING_OF_SHORT.get(length, _LONGEST_ENDING)


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
            elif form.isascii() and len(form) <= (_WHOLE if languages else _WHOLE_IN_ANY):
                exact.setdefault(form, (country, True))
            elif languages and len(form) > _WHOLE:
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
    listed = [(country, form) for country, forms in rows("capitals.tsv") for form in forms.split()]
    listed += [("", form) for (forms,) in rows("lookalikes.tsv") for form in forms.split()]
    for country, written in sorted(listed, key=lambda pair: pair[1].endswith("=")):  # whole words win over stems
        bound, _, form = written.rpartition(":")
        anywhere = not bound or not (country or languages)  # a look-alike of any language where it is unknown
        if anywhere or not set(bound.split(",")).isdisjoint(languages):
            _add(form, (country, bool(country) and (not bound or form[0].isupper())), singles, phrases)


def _add(
    form: str,
    named: tuple[str, bool],
    singles: tuple[dict[str, str], dict[str, str], dict[str, tuple[str, bool]]],
    phrases: dict[str, list[tuple[tuple[str, ...], str]]],
) -> None:
    """``named``: the country, and whether the form needs a capital."""
    loose, capital, exact = singles
    stem = plain(form.rstrip("="))
    if form.endswith("="):
        exact[stem] = named
    elif "-" in stem:
        stems = tuple(stem.split("-"))
        phrases.setdefault(stems[0][:_KEY], []).append((stems, named[0]))
    else:
        exact.pop(stem, None)
        (capital if named[1] else loose)[stem] = named[0]


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
