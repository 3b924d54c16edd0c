from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.fitness import mixed, remarks
from compare.seed import Seed

GOOD = (
    "The dam above Velkovo broke on Tuesday night after three weeks of rain. Mayor Stoyan Radulov said that forty "
    "houses had lost their roofs. Engineers from Sofia will look at the northern wall, where a crack was reported in "
    "spring. The river Iskar carried away a bridge and 1,250 sheep, and the road to Plovdiv is closed."
)
GREEK = (
    "Το φράγμα πάνω από το Βέλκοβο υποχώρησε την Τρίτη το βράδυ μετά από τρεις εβδομάδες βροχής. Ο δήμαρχος Στόγιαν "
    "Ραντούλοφ είπε ότι σαράντα σπίτια έχασαν τη στέγη τους και ότι ο δρόμος για τη Φιλιππούπολη είναι κλειστός."
)
BOILER = "Share this\nFollow us\nSubscribe\nRead more\nMost read\nCookies\nPrivacy\nContact us\n" * 8


class TestRemarks:
    @pytest.mark.parametrize(("text", "language"), [(GOOD, "en"), (GREEK, "el"), (GOOD, None)])
    def test_a_good_seed_has_none(self, text, language):
        assert remarks(Seed("a", text, None, language)) == ()

    @pytest.mark.parametrize(
        ("text", "language", "said"),
        [
            ("", "en", "no words"),
            (" \n ", None, "no words"),
            ("Dam breaks above Velkovo", "en", "only 4 words"),
            (BOILER, "en", "names hardly anybody"),
            (GOOD, "fi", "language fi has no word lists"),
            ("Πρώτα. " * 50, "xx", "language xx has no word lists"),
            (f"{GOOD}\n{GREEK}", "en", "written in"),
        ],
    )
    def test_a_weak_one_is_told_why(self, text, language, said):
        assert any(said in remark for remark in remarks(Seed("seed-7", text, None, language)))

    def test_every_line_names_the_seed_and_is_one_line(self):
        for text in ("", "Dam", BOILER, f"{GOOD}\n{GREEK}"):
            for remark in remarks(Seed("seed-7", text, None, "en")):
                assert remark.startswith("seed-7: ")
                assert "\n" not in remark

    @given(st.text(max_size=300), st.none() | st.text(max_size=5))
    @settings(max_examples=50, deadline=None)
    def test_no_text_breaks_it(self, text, language):
        remarks(Seed("a", text, None, language))


class TestMixed:
    def test_says_the_languages_the_commonest_first(self):
        assert mixed(f"{GOOD}\n{GOOD}\n{GREEK}") == ("en", "el")

    def test_short_paragraphs_count_too(self):
        english = "The mayor said that the road is closed and that it will be for a week."
        greek = "Ο δήμαρχος είπε ότι ο δρόμος είναι κλειστός και θα είναι για μια εβδομάδα."
        assert set(mixed(f"{english}\n{greek}")) == {"en", "el"}

    def test_neighbours_that_share_their_small_words_are_not_taken_for_each_other(self):
        bulgarian = (
            "Язовирът над Велково се скъса във вторник вечерта след три седмици дъжд, а реката стигна до площада.\n"
            "Кметът каза, че четиридесет къщи са останали без покрив и че пътят за Пловдив е затворен.\n"
            "Инженери от София ще огледат стената, където на пролет е била видяна пукнатина."
        )
        assert mixed(bulgarian) == ()

    def test_a_quotation_makes_no_second_language(self):
        assert mixed(f"{GOOD}\n{GOOD}\nΟ δήμαρχος είπε ότι ο δρόμος θα είναι κλειστός.") == ()

    @pytest.mark.parametrize("text", [GOOD, GREEK, "", f"{GOOD}\nΔείτε ακόμα"])
    def test_a_text_in_one_language_is_not_mixed(self, text):
        assert mixed(text) == ()
