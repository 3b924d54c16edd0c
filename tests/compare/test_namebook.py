from __future__ import annotations

import pytest

from compare.namebook import NameBook, telling
from compare.profile import profile

ENGLISH = profile(None, "Vladimir Putin met Xi Jinping. Later Putin met Maria Zakharova in Samarkand.", "en")
GREEK = profile(None, "Ο Βλαντίμιρ Πούτιν είδε τον Σι Τζινπίνγκ. Ο Πούτιν έφυγε από τη Νανπίνγκ.", "el")


class TestNameBook:
    def test_spellings_of_one_name_are_one_entry(self):
        book = NameBook([ENGLISH, GREEK])
        number = book.find("putin")
        assert number is not None
        assert book.names[number].forms == {"putin", "πουτιν"}
        assert book.names[number].texts == {0, 1}
        assert book.names[number].mentions == 4

    @pytest.mark.parametrize("word", ["путин", "путина", "poutine", "putina", "πουτιν"])
    def test_another_texts_spelling_is_found(self, word):
        book = NameBook([ENGLISH])
        assert book.find(word) == book.find("putin") is not None

    @pytest.mark.parametrize("word", ["biden", "merkel", "nairobi", "", "x", "…"])
    def test_a_name_of_no_text_is_not(self, word):
        assert NameBook([ENGLISH]).find(word) is None

    def test_an_empty_book_finds_nothing(self):
        assert NameBook([]).find("putin") is None
        assert NameBook([profile(None, "", None)]).names == []

    def test_a_name_of_the_lead_is_marked(self):
        book = NameBook([ENGLISH])
        assert [book.names[book.find(word)].leads for word in ("putin", "zakharova")] == [1, 1]

    def test_the_order_of_the_texts_does_not_change_what_is_found(self):
        forms = {frozenset(name.forms) for name in NameBook([ENGLISH, GREEK]).names}
        assert forms == {frozenset(name.forms) for name in NameBook([GREEK, ENGLISH]).names}

    def test_a_name_weighs_by_its_rarest_spelling(self):
        book = NameBook([ENGLISH, GREEK])
        number = book.find("putin")
        assert book.weight(number) == max(telling("putin"), telling("πουτιν"))

    def test_a_name_of_one_consonant_is_none(self):
        book = NameBook([profile(None, "then Lee met Ito and Putin", "en")])
        assert [name.forms for name in book.names] == [{"ito"}, {"putin"}]

    def test_only_the_first_three_sentences_are_the_lead(self):
        book = NameBook([profile(None, "One saw Putin. Two. Three. They saw Zakharova.", "en")])
        assert {form: name.leads for name in book.names for form in name.forms} == {"putin": 1, "zakharova": 0}


class TestTelling:
    @pytest.mark.parametrize(
        ("rare", "common"), [("zakharova", "president"), ("nanping", "minister"), ("zyxwv", "the")]
    )
    def test_a_rare_word_tells_more(self, rare, common):
        assert telling(rare) > telling(common)

    @pytest.mark.parametrize("word", ["", "x", "putin", "Ω", "1234"])
    def test_is_a_share(self, word):
        assert 0.0 <= telling(word) <= 1.0
