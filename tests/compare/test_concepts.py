from __future__ import annotations

import pytest

from compare.concepts import LANGUAGES, MOST, concepts_of, stem
from compare.tables import rows


class TestStem:
    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("", ""),
            ("gas", "gas"),
            ("fire", "fire"),
            ("αστυνομια", "αστυνο"),
            ("αστυνομιασ", "αστυνομ"),
            ("police", "poli"),
            ("policia", "polic"),
            ("polices", "polic"),
            ("elections", "electi"),
            ("hands", "hand"),
        ],
    )
    def test_cuts_what_inflection_may_change(self, word, expected):
        assert stem(word) == expected

    @pytest.mark.parametrize("word", ["a", "abcd", "abcdefgh", "νοσοκομειο"])
    def test_keeps_four_letters_or_the_word(self, word):
        assert len(stem(word)) >= min(4, len(word))
        assert word.startswith(stem(word))


class TestConcepts:
    @pytest.mark.parametrize(
        ("one", "language", "other", "there"),
        [
            ("hospital", "en", "νοσοκομειο", "el"),
            ("hospital", "en", "spital", "ro"),
            ("police", "en", "αστυνομια", "el"),
            ("fire", "en", "feuer", "de"),
            ("snow", "en", "снег", "ru"),
            ("money", "en", "geld", "de"),
            ("church", "en", "eglise", "fr"),
        ],
    )
    def test_words_of_one_thing_meet(self, one, language, other, there):
        assert set(concepts_of(one, language)) & set(concepts_of(other, there))

    @pytest.mark.parametrize(("one", "other"), [("hospital", "feuer"), ("snow", "geld"), ("church", "polizei")])
    def test_words_of_two_things_do_not(self, one, other):
        assert not set(concepts_of(one, "en")) & set(concepts_of(other, "de"))

    @pytest.mark.parametrize(("word", "language"), [("hospital", "xx"), ("hospital", ""), ("", "en"), ("qqqqq", "en")])
    def test_what_is_not_listed_stands_for_nothing(self, word, language):
        assert concepts_of(word, language) == ()


class TestTable:
    def test_has_every_language_that_is_promised(self):
        assert {language for language, _ in rows("concepts.tsv")} == set(LANGUAGES)

    def test_no_word_stands_for_more_than_it_may(self):
        for _, listed in rows("concepts.tsv"):
            for entry in listed.split():
                word, _, numbers = entry.partition("=")
                assert word
                assert 1 <= len(numbers.split(",")) <= MOST

    def test_no_stem_is_listed_twice_in_a_language(self):
        found = [(language, e.partition("=")[0]) for language, listed in rows("concepts.tsv") for e in listed.split()]
        assert len(found) == len(set(found))
