"""Write compare/data/places.tsv and calendar.tsv: countries, languages, months, weekdays, from CLDR.

    python bench/make_tables.py

CLDR comes with babel, which is needed here only: loading it costs 60 MB and 0.4 s, the tables a few MB and 20 ms.
A name of a language stands for its country where the two belong together, since adjectives ("Russian", "русский")
are rarely in CLDR otherwise. Words are kept as stems: the last letters, which inflection changes, are cut.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from babel import Locale

from compare.roman import plain

LANGUAGES = """
en el ro bg es ru fr de it pt pl tr uk sr hr sl mk sq nl sv da nb fi et lv lt cs sk hu ca gl eu be ka hy az kk
ar fa he zh_Hans zh_Hant ja ko th vi id hi bn ur sw
""".split()  # noqa: SIM905  fifty quoted names are harder to read
SPOKEN_IN = {
    "ru": "RU", "zh": "CN", "el": "GR", "uk": "UA", "tr": "TR", "ja": "JP", "ko": "KR", "ro": "RO", "bg": "BG",
    "it": "IT", "fr": "FR", "de": "DE", "pl": "PL", "sr": "RS", "mk": "MK", "sq": "AL", "he": "IL", "fa": "IR",
    "hu": "HU", "sv": "SE", "fi": "FI", "da": "DK", "nl": "NL", "nb": "NO", "cs": "CZ", "sk": "SK", "sl": "SI",
    "hr": "HR", "lt": "LT", "lv": "LV", "et": "EE", "ka": "GE", "hy": "AM", "az": "AZ", "kk": "KZ", "uz": "UZ",
    "mn": "MN", "th": "TH", "vi": "VN", "id": "ID", "is": "IS", "be": "BY", "bn": "BD", "am": "ET", "ne": "NP",
}  # fmt: skip
NO_COUNTRIES = {"EZ", "UN", "XA", "XB", "ZZ", "QO", "AQ"}
UNSPACED = {"zh_Hans", "zh_Hant", "ja", "th"}
CUT = "aeiouyαειουηωσаеиоуыэюяйьії"
DATA = Path(__file__).parents[1] / "compare" / "data"


def stem(word: str) -> str:
    """Cut what inflection changes: one letter of five or six, two of longer words, never below five letters."""
    if len(word) <= 5:
        return word[:-1] if len(word) == 5 and word[-1] in "aeioăαοηаяй" and not word.isascii() else word
    return word[: max(5, len(word) - 2)]


def lone_stem(word: str) -> str:
    """The same for a name of one word, which meets more look-alikes: only vowels and Greek's last σ are cut, and six
    letters stay of seven or more ("Liberia" must not be found in "liberal", "Schweiz" not in "Schwein").
    """
    if len(word) <= 5:
        return stem(word)
    least = 6 if len(word) >= 7 else 5
    for _ in range(2):
        if len(word) > least and word[-1] in CUT:
            word = word[:-1]
    return word


def forms(name: str, spaced: bool) -> str | None:
    """The stems of a name joined by hyphens, or None where nothing useful is left."""
    bare = plain(re.sub(r"\(.*?\)|（.*?）", "", name)).strip()
    if not spaced:
        return bare if len(bare) > 1 and " " not in bare else None
    words = re.findall(r"[^\W\d_]+", bare)
    if not words or len(words) > 3 or (len(words) == 1 and len(words[0]) < 3):
        return None
    return lone_stem(words[0]) if len(words) == 1 else "-".join(stem(word) for word in words)


def rows() -> list[str]:
    lines = []
    for code in LANGUAGES:
        locale, table = Locale.parse(code), {}
        spaced = code not in UNSPACED
        for spoken, country in SPOKEN_IN.items():
            if (spoken in locale.languages) and (found := forms(locale.languages[spoken], spaced)):
                table[found] = country
        for country, name in locale.territories.items():
            if len(country) == 2 and country not in NO_COUNTRIES and (found := forms(name, spaced)):
                table[found] = country
        by_country: dict[str, list[str]] = {}
        for found, country in table.items():
            by_country.setdefault(country, []).append(found)
        language = code.split("_")[0]
        lines += [f"{language}\t{country}\t{' '.join(sorted(by_country[country]))}" for country in sorted(by_country)]
    return lines


def calendar() -> list[str]:
    lines = []
    for code in LANGUAGES:
        if code in UNSPACED:
            continue
        locale = Locale.parse(code)
        lines += _named(code, locale.months, {n: str(n) for n in range(1, 13)}, ("wide", "abbreviated"))
        lines += _named(code, locale.days, {n: f"day {n}" for n in range(7)}, ("wide",))
    return lines


def _named(
    language: str,
    names: Mapping[str, Mapping[str, Mapping[int, str]]],
    numbers: dict[int, str],
    widths: tuple[str, ...],
) -> list[str]:
    lines = []
    for number, key in numbers.items():
        found = {plain(names[c][w][number]).strip(".") for c in ("format", "stand-alone") for w in widths}
        words = {name.split("-")[0] for name in found}
        usable = sorted(word for word in words if word.isalpha() and len(word) > 2)
        if usable:
            lines.append(f"{language}\t{key}\t{' '.join(usable)}")
    return lines


def write(name: str, head: str, lines: list[str]) -> None:
    made = f"{head}; made by bench/make_tables.py from CLDR (Unicode licence)"
    (DATA / name).write_text("\n".join([made, *lines]) + "\n", encoding="utf-8")


def main() -> None:
    write("places.tsv", "# language\tcountry (ISO 3166)\tstems of its names", rows())
    write("calendar.tsv", "# language\tmonth (1 to 12) or day of the week\tits names", calendar())


if __name__ == "__main__":
    main()
