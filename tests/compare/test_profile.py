from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.profile import LEAD_SENTENCES, LONGEST_TEXT, profile

TEXT = (
    "Nikolai Patrushev met Yang Jiechi in Nanping on Monday. Russia and China agreed on drills. "
    "They spoke for 24 minutes on 19 September 2022. China kept silent."
)


class TestProfile:
    def test_places_are_mentions_by_country(self):
        found = profile("Two envoys", TEXT, "en").places
        assert [(m.key, m.found, m.sentence) for m in found] == [
            ("RU", "Russia", 2),
            ("CN", "China", 2),
            ("CN", "China", 4),
        ]

    def test_names_are_words_that_are_no_place(self):
        found = profile(None, TEXT, "en").names
        assert [m.found for m in found] == ["Nikolai", "Patrushev", "Yang", "Jiechi", "Nanping"]

    def test_subjects_are_mentions_by_subject(self):
        found = profile(None, TEXT, "en").subjects
        assert ("defence", "drills") in {(m.key, m.found) for m in found}

    def test_numbers_and_days_are_read(self):
        made = profile(None, TEXT, "en")
        assert [figure.value for figure in made.numbers] == ["24"]
        assert [(day.year, day.month, day.day) for day in made.days] == [(2022, 9, 19)]

    def test_sentences_and_words_are_counted(self):
        made = profile("Two envoys", TEXT, "en")
        assert (made.sentences, made.length) == (5, 26)

    def test_a_mention_in_the_lead_counts_double(self):
        assert LEAD_SENTENCES == 3
        assert profile("Two envoys", TEXT, "en").counts("places") == {"RU": 2, "CN": 3}

    def test_grams_are_a_vector_of_length_one(self):
        grams = profile(None, TEXT, "en").grams
        assert sum(weight * weight for weight in grams.values()) == pytest.approx(1.0)

    def test_grams_can_be_left_out(self):
        assert profile(None, TEXT, "en", with_grams=False).grams == {}

    def test_a_gram_weighs_by_how_rare_it_is(self):
        grams = profile(None, "the Zyxwvut", "en").grams
        assert grams["_te_"] < min(weight for gram, weight in grams.items() if gram != "_te_")

    def test_the_currency_is_a_place_and_a_subject(self):
        made = profile(None, "paid in yuan", "en")
        assert ([m.key for m in made.places], [m.key for m in made.subjects]) == (["CN"], ["finance"])

    def test_an_unstated_language_is_guessed(self):
        text = "Οι δύο πλευρές συμφώνησαν για την άμυνα στη Μόσχα"
        assert profile(None, text, None) == profile(None, text, "el")

    def test_a_very_long_text_is_read_to_a_limit(self):
        made = profile(None, "word " * LONGEST_TEXT, "en")
        assert made.length == LONGEST_TEXT // 5

    @pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "12"])
    def test_a_text_without_words_gives_an_empty_profile(self, text):
        made = profile(None, text, None)
        assert (made.places, made.names, made.subjects, made.grams, made.length) == ((), (), (), {}, 0)

    def test_chinese_is_searched_for_names_and_subjects(self):
        made = profile(None, "俄罗斯与中国举行军事演习。双方签署贸易协议。", "zh")
        assert {m.key for m in made.places} == {"RU", "CN"}
        assert {m.key for m in made.subjects} >= {"defence", "trade"}
        assert max(m.sentence for m in made.subjects) == 1

    @given(st.text(max_size=300), st.sampled_from([None, "en", "el", "ru", "zh", "xx"]))
    def test_every_mention_stands_in_the_text(self, text, language):
        made = profile(None, text, language)
        for mention in (*made.places, *made.names, *made.subjects):
            assert mention.found in text
            assert mention.sentence >= 0


class TestNamesOfSeveralWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            # the words of one name are one mention, quoted as they stand
            ("the United Kingdom and the United States", [("GB", "United Kingdom"), ("US", "United States")]),
            ("North Korea, South Korea", [("KP", "North Korea"), ("KR", "South Korea")]),
            ("Papua New Guinea and Guinea", [("PG", "Papua New Guinea"), ("GN", "Guinea")]),
            ("New Zealand's sheep", [("NZ", "New Zealand")]),
            # only as they are written: with capitals, and whole
            ("the united states of mind", []),
            ("United Nations", []),
            ("the South of China", [("CN", "China")]),
        ],
    )
    def test_are_one_place(self, text, expected):
        assert [(m.key, m.found) for m in profile(None, text, "en").places] == expected

    def test_their_words_are_no_names_of_persons(self):
        assert profile(None, "then New Zealand met Ardern", "en").names[0].found == "Ardern"

    @pytest.mark.parametrize(
        ("text", "language", "expected"),
        [
            ("中国と会った", "ja", ["CN"]),
            # in a text with spaces the signs are looked at as words only
            ("中国 met them in the town of the north and they all agreed on it", "en", []),
        ],
    )
    def test_without_spaces_they_are_looked_for_anywhere(self, text, language, expected):
        assert [m.key for m in profile(None, text, language).places] == expected


class TestDayOfTheWeek:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("One. Two. Three. On Friday.", ("4", "Friday", 3)),
            ("One. Two. Three. Four. On Friday.", None),
            ("On Friday, not on Monday", ("4", "Friday", 0)),
            ("no day at all", None),
        ],
    )
    def test_is_the_first_of_the_first_four_sentences(self, text, expected):
        assert profile(None, text, "en").weekday == expected
