from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.words import LONGEST_SENTENCE, is_unspaced, languages, words


class TestWords:
    def test_a_word_knows_where_it_stands(self):
        first, second = words("Two envoys")
        assert (first.text, first.start, second.text, second.start) == ("Two", 0, "envoys", 4)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Two envoys met.", ["Two", "envoys", "met"]),
            ("руско-китайски", ["руско", "китайски"]),
            ("China’s envoy", ["China", "envoy"]),
            ("Moscow's", ["Moscow"]),
            ("l’accord", ["l’accord"]),
            ("30 December 2022", ["December"]),
            ("", []),
            ("… — 12", []),
            ("COVID-19", ["COVID"]),
        ],
    )
    def test_numbers_and_signs_are_no_words_and_a_genitive_is_cut(self, text, expected):
        assert [word.text for word in words(text)] == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("One two. Three four", [0, 0, 1, 1]),
            ("One\ntwo", [0, 1]),
            ("One! Two? Three… Four", [0, 1, 2, 3]),
            ("One, two; three", [0, 0, 0]),
            ("中。国", [0, 1]),
        ],
    )
    def test_sentences_are_counted(self, text, expected):
        assert [word.sentence for word in words(text)] == expected

    def test_a_list_without_full_stops_is_cut_into_sentences(self):
        assert words("word " * (LONGEST_SENTENCE + 1))[-1].sentence == 1

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("The envoy of China", [True, False, False, False]),
            ("He said: “Nobody knows”", [True, False, True, False]),
            ("Met (Yang)", [True, True]),
        ],
    )
    def test_a_word_that_opens_a_sentence_or_a_quotation_is_marked(self, text, expected):
        assert [word.opening for word in words(text)] == expected

    @given(st.text(max_size=300))
    def test_every_word_stands_in_the_text_where_it_says(self, text):
        for word in words(text):
            assert text[word.start : word.start + len(word.text)] == word.text


class TestLanguages:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("The two envoys met in a town of the south and agreed on drills", "en"),
            ("Οι δύο πλευρές συμφώνησαν για την άμυνα και τις ασκήσεις", "el"),
            ("Cei doi au discutat despre pace și au semnat un acord la București", "ro"),
            ("Двете страни се споразумяха за учения и това е всичко", "bg"),
            ("Los dos países acordaron más ejercicios en el mar y en la costa", "es"),
            ("Стороны договорились об учениях, но это было не всё и для них", "ru"),
            ("Les deux pays se sont mis d’accord sur des exercices dans le sud", "fr"),
            ("Die beiden Länder haben sich auf der Insel nicht geeinigt und reisen ab", "de"),
            ("I due paesi non sono nella stessa lega, è il più grande della regione", "it"),
            ("Os dois países não assinaram uma declaração, mas foi por causa do mar", "pt"),
            ("Obie strony nie podpisały umowy, ale jak to jest, że się spotkały", "pl"),
            ("İki ülke bir anlaşma için çok çalıştı ve daha sonra bu oldu", "tr"),
            ("Сторони не підписали угоду, але це було для них і від них також", "uk"),
            ("De twee landen zijn het niet eens over de kust en het eiland", "nl"),
        ],
    )
    def test_an_unstated_language_is_guessed_by_function_words(self, text, expected):
        assert languages(words(text), None) == (expected,)

    @pytest.mark.parametrize(
        ("stated", "expected"),
        [("el", ("el",)), ("en-GB", ("en",)), ("pt_BR", ("pt",)), ("hr", ("sr",)), ("NO", ("nb",))],
    )
    def test_a_stated_language_wins_and_kin_stands_in_for_kin(self, stated, expected):
        assert languages(words("the and of"), stated) == expected

    @pytest.mark.parametrize(("text", "expected"), [("Μόσχα", ("el",)), ("موسكو", ("ar",)), ("Xy", ()), ("", ())])
    def test_without_function_words_the_script_may_tell(self, text, expected):
        assert languages(words(text), None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("俄罗斯和中国的外交官会面", True), ("ロシアと中国", True), ("Russia and China", False), ("", False)],
)
def test_a_text_of_chinese_or_japanese_characters_has_no_spaced_words(text, expected):
    assert is_unspaced(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # one small word may stand in any language; two tell
        ("the cat", ()),
        ("the of", ("en",)),
        # of the first five words one in a script of its own
        ("a b c d Μόσχα", ("el",)),
        ("a b c d e Μόσχα", ()),
        ("Ͱ", ("el",)),
        ("Москва", ()),  # many languages write so
        ("თბილისი", ("ka",)),
        ("Երևան", ("hy",)),
        ("ירושלים", ("he",)),
        ("दिल्ली", ("hi",)),
    ],
)
def test_how_much_tells_a_language(text, expected):
    assert languages(words(text), None) == expected


@pytest.mark.parametrize(
    ("han", "latin", "expected"),
    [(667, 1333, True), (666, 1334, False), (700, 9000, True), (1, 2, False), (2, 3, True)],
)
def test_more_than_a_third_of_the_first_two_thousand_letters_make_a_text_unspaced(han, latin, expected):
    assert is_unspaced("中" * han + "a" * latin) is expected
    assert not is_unspaced("a" * 2000 + "中" * 9000)
