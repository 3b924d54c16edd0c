from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.figures import Day, calendar_words, days, numbers, weekday
from compare.roman import plain


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            # one value, however the language groups and points
            ("200,000 vessels", ["200000"]),
            ("200.000 vase", ["200000"]),
            ("200 000 кораблей", ["200000"]),
            ("200\u00a0000 navires", ["200000"]),
            ("200\u202f000 navires", ["200000"]),
            ("1,234,567", ["1234567"]),
            ("3.5 per cent", ["3.5"]),
            ("3,5 %", ["3.5"]),
            ("3.50", ["3.5"]),
            ("45,3 grados", ["45.3"]),
            # small whole numbers stand in any text, years are dates
            ("12 ships and 13 boats", ["13"]),
            ("in 2022", []),
            ("2,022 ships", ["2022"]),
            ("1 2 3", []),
            ("007", []),
            # no number is too long to be read, whatever its digits and groups
            ("9" * 5000, ["9" * 5000]),
            ("1" + ",000" * 2000, ["1" + "000" * 2000]),
            ("٣" * 5000, ["٣" * 5000]),
            ("0" * 5000 + "7", []),
            ("0." + "1" * 5000, ["0." + "1" * 5000]),
            # several
            ("400 vessels and 90,000 men", ["400", "90000"]),
            ("", []),
            ("no figures", []),
        ],
    )
    def test_the_telling_ones_in_one_form(self, text, expected):
        assert [figure.value for figure in numbers(text)] == expected

    @pytest.mark.parametrize(
        ("text", "language", "expected"),
        [
            # what stands inside a date is the date's
            ("on 24 February 2022 with 45 men", "en", ["45"]),
            ("on Feb. 24 with 24 men", "en", ["24"]),
            ("στις 24 Φεβρουαρίου", "el", []),
            ("am 24. Februar, 24 Mann", "de", ["24"]),
            ("30.12.2022", "de", []),
            ("2022-12-30", "en", []),
            ("2022年2月24日", "zh", []),
            # no date, so a number: what is a month in another language only, or a day that no month has
            ("24 out of 30", "en", ["24", "30"]),
            ("24 out 2022", "pt", []),
            ("24 des soldats", "fr", ["24"]),
            ("24 set points", "en", ["24"]),
            ("45 December", "en", ["45"]),
        ],
    )
    def test_those_of_a_date_are_none(self, text, language, expected):
        assert [figure.value for figure in numbers(text, (language,))] == expected

    def test_each_is_kept_as_it_was_written(self):
        assert [figure.found for figure in numbers("90.000 de oameni, 3,5 %")] == ["90.000", "3,5"]

    @given(st.text(alphabet="0123456789., \u00a0abc-", max_size=60))
    def test_every_number_stands_in_its_text(self, text):
        for figure in numbers(text):
            assert figure.found in text
            assert float(figure.value) >= 0


class TestDays:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("on Friday (30.12.2022)", (2022, 12, 30)),
            ("30/12/2022", (2022, 12, 30)),
            ("2022-12-30", (2022, 12, 30)),
            ("30 December 2022", (2022, 12, 30)),
            ("the 30th of December", (None, 12, 30)),
            ("December 30, 2022", (2022, 12, 30)),
            ("Feb. 24", (None, 2, 24)),
            ("24 Φεβρουαρίου", (None, 2, 24)),
            ("24 февраля 2022", (2022, 2, 24)),
            ("24 февруари", (None, 2, 24)),
            ("24 februarie 2022", (2022, 2, 24)),
            ("24 de febrero de 2022", (2022, 2, 24)),
            ("24 février 2022", (2022, 2, 24)),
            ("1er mars 2023", (2023, 3, 1)),
            ("24. Februar 2022", (2022, 2, 24)),
            ("24 febbraio", (None, 2, 24)),
            ("24 de fevereiro de 2022", (2022, 2, 24)),
            ("24 lutego 2022", (2022, 2, 24)),
            ("24 Şubat 2022", (2022, 2, 24)),
            ("24 лютого", (None, 2, 24)),
            ("24 februari 2022", (2022, 2, 24)),
            ("2022年2月24日", (2022, 2, 24)),
            ("2月24日", (None, 2, 24)),
        ],
    )
    def test_are_read_in_many_languages(self, text, expected):
        assert [(day.year, day.month, day.day) for day in days(text)] == [expected]

    @pytest.mark.parametrize("text", ["31.02.2022", "45 December", "12 ships", "May we go", "30.13.2022", "", "24 24"])
    def test_what_is_no_day_is_left_out(self, text):
        assert days(text) == []

    @pytest.mark.parametrize(
        ("text", "language"), [("24 out of 30", "en"), ("24 des soldats", "fr"), ("15 set points", "en")]
    )
    def test_short_months_count_in_their_own_language_only(self, text, language):
        assert days(text, (language,)) == []
        assert days(text) != []

    @pytest.mark.parametrize("text", ["24 februarie 2022", "24 lutego 2022", "24 Φεβρουαρίου 2022"])
    def test_long_months_count_in_any(self, text):
        assert [day.month for day in days(text, ("en",))] == [2]

    def test_a_day_is_kept_as_it_was_written(self):
        assert days("met on 24 февраля 2022 in") == [Day(2022, 2, 24, "24 февраля 2022")]

    @given(st.text(max_size=120))
    def test_any_text_can_be_read(self, text):
        assert all(day.found in text for day in days(text))


@pytest.mark.parametrize("word", ["january", "ιανουαριου", "января", "friday", "vineri", "пятница", "lunes"])
def test_the_calendar_is_known_in_many_languages(word):
    assert word in calendar_words()


class TestWeekdays:
    @pytest.mark.parametrize(
        ("word", "language", "expected"),
        [
            ("Friday", "en", 4),
            ("FRIDAY", "en", 4),
            ("Freitag", "de", 4),
            ("vendredi", "fr", 4),
            ("marți", "ro", 1),
            ("vinerea", "ro", 4),
            ("joi", "ro", 3),
            ("martes", "es", 1),
            # declined
            ("среду", "ru", 2),
            ("пятницу", "ru", 4),
            ("понедельника", "ru", 0),
            ("неділю", "uk", 6),
            ("środę", "pl", 2),
            ("perjantaina", "fi", 4),
            ("Δευτέρας", "el", 0),
            ("Παρασκευής", "el", 4),
            ("Σαββάτου", "el", 5),
            # where days are capitalised, a small letter means another word: third, second
            ("τρίτη", "el", None),
            ("δεύτερη", "el", None),
            ("Τρίτη", "el", 1),
            # a week in Russian is Sunday in Bulgarian
            ("неделя", "bg", 6),
            ("неделя", "ru", None),
            # months and everything else
            ("martie", "ro", None),
            ("mars", "fr", None),
            ("March", "en", None),
            ("fried", "en", None),
            ("", "en", None),
        ],
    )
    def test_are_known_in_the_languages_of_the_text(self, word, language, expected):
        assert weekday(plain(word), word[:1].isupper(), (language,)) == expected

    @pytest.mark.parametrize("known", [(), ("xx",), ("ru",)])
    def test_are_not_looked_for_in_others(self, known):
        assert weekday("friday", True, known) is None

    @given(st.text(max_size=20), st.booleans())
    def test_any_word_can_be_asked_for(self, word, capital):
        assert weekday(word, capital, ("en", "el", "ru")) in {None, *range(7)}
