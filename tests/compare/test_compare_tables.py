from __future__ import annotations

import re

import pytest

from compare.grams import SIZE, grams_of, rarities, rarity
from compare.roman import plain
from compare.tables import rows, text

FILES = {
    "places.tsv": 3,
    "capitals.tsv": 2,
    "lookalikes.tsv": 1,
    "calendar.tsv": 3,
    "subjects.tsv": 3,
    "function_words.tsv": 2,
    "grams.tsv": 2,
    "everyday.tsv": 1,
}
COUNTRY = re.compile("[A-Z]{2}")


class TestFiles:
    @pytest.mark.parametrize(("name", "columns"), FILES.items())
    def test_every_row_has_its_columns_and_none_is_empty(self, name, columns):
        found = list(rows(name))
        assert found
        assert all(len(row) == columns and all(row) for row in found)

    @pytest.mark.parametrize("name", FILES)
    def test_each_says_what_it_holds(self, name):
        assert text(name).startswith("# ")

    @pytest.mark.parametrize("name", ["places.tsv", "calendar.tsv", "grams.tsv", "everyday.tsv"])
    def test_a_made_table_names_its_maker(self, name):
        assert "made by bench/make_" in text(name).splitlines()[0]

    def test_countries_are_iso_3166(self):
        assert all(COUNTRY.fullmatch(row[1]) for row in rows("places.tsv"))
        assert all(COUNTRY.fullmatch(row[0]) for row in rows("capitals.tsv"))

    def test_a_country_stands_once_in_our_own_table(self):
        listed = [row[0] for row in rows("capitals.tsv")]
        assert len(listed) == len(set(listed))

    def test_stems_of_countries_are_folded(self):
        assert all(form == plain(form) for row in rows("places.tsv") for form in row[2].split())

    def test_countries_are_named_in_forty_languages_or_more(self):
        assert len({row[0] for row in rows("places.tsv")}) >= 40

    def test_function_words_tell_twenty_languages_apart(self):
        listed = {row[0]: frozenset(row[1].split()) for row in rows("function_words.tsv")}
        assert len(listed) >= 20
        assert len(set(listed.values())) == len(listed)

    def test_the_calendar_has_twelve_months_and_seven_days_in_english(self):
        keys = [row[1] for row in rows("calendar.tsv") if row[0] == "en"]
        assert sorted(keys) == sorted([*map(str, range(1, 13)), *(f"day {n}" for n in range(7))])


class TestGrams:
    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("putin", ("_put", "puti", "utin", "tin_")),
            ("Путин", ("_put", "puti", "utin", "tin_")),
            ("is", ("_is_",)),
            ("a", ()),
            ("", ()),
            ("…", ()),
        ],
    )
    def test_are_romanised_with_the_edges_marked(self, word, expected):
        assert grams_of(word) == expected

    def test_a_gram_that_the_background_lacks_is_the_rarest(self):
        table, most = rarities()
        assert rarity("qqqq") == most > max(table.values())

    def test_a_frequent_gram_tells_less_than_a_seldom_one(self):
        assert rarity("_te_") < rarity("putr") or rarity("_te_") < rarity("qqqq")

    def test_all_have_one_size_and_a_weight(self):
        table, _ = rarities()
        assert len(table) > 10_000
        assert all(len(gram) == SIZE and weight > -0.1 for gram, weight in table.items())
