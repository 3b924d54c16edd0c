from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.figures import Day, calendar_words, days, numbers


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
            # several
            ("400 vessels and 90,000 men", ["400", "90000"]),
            ("", []),
            ("no figures", []),
        ],
    )
    def test_the_telling_ones_in_one_form(self, text, expected):
        assert [figure.value for figure in numbers(text)] == expected

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

    def test_a_day_is_kept_as_it_was_written(self):
        assert days("met on 24 февраля 2022 in") == [Day(2022, 2, 24, "24 февраля 2022")]

    @given(st.text(max_size=120))
    def test_any_text_can_be_read(self, text):
        assert all(day.found in text for day in days(text))


@pytest.mark.parametrize("word", ["january", "ιανουαριου", "января", "friday", "vineri", "пятница", "lunes"])
def test_the_calendar_is_known_in_many_languages(word):
    assert word in calendar_words()
