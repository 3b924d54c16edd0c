from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.coverage import Reason
from compare.profile import profile
from compare.reasons import LONGEST_PASSAGE, MOST, Quoted, longest_passage, reasons
from compare.view import View


def quoted(text: str, language: str | None = None, agencies: tuple[str, ...] = ()) -> Quoted:
    return Quoted(text, profile(None, text, language), agencies)


def said(here: Quoted, there: Quoted) -> list[tuple[str, str, str]]:
    found = reasons(View([there.profile]), 0, here, there)
    return [(reason.kind, reason.here, reason.there) for reason in found]


class TestPassage:
    def test_is_quoted_as_each_text_writes_it(self):
        here = "He said: “No one should doubt that our country, and China, will act.”"
        there = "No one should doubt that our country and China will not."
        assert longest_passage(here, there) == Reason(
            "passage",
            "No one should doubt that our country, and China, will",
            "No one should doubt that our country and China will",
        )

    @pytest.mark.parametrize(
        ("here", "there"),
        [
            ("one two three four five", "one two three four five"),
            ("one two three four five six", "six five four three two one"),
            ("", "one two three four five six"),
            ("", ""),
        ],
    )
    def test_fewer_than_six_words_are_none(self, here, there):
        assert longest_passage(here, there) is None

    @pytest.mark.parametrize(
        ("here", "there", "words"),
        [
            # six are enough, at the beginning and at the end of both
            ("a b c d e f", "a b c d e f", 6),
            ("x y a b c d e f", "z a b c d e f", 6),
            ("a b c d e f x", "a b c d e f z y", 6),
            ("a b c d e f g", "a b c d e f g", 7),
            # of two as long the first
            ("a b c d e f x g h i j k l", "g h i j k l y a b c d e f", 6),
        ],
    )
    def test_six_words_are_one_wherever_they_stand(self, here, there, words):
        found = longest_passage(here, there)
        assert found is not None
        assert found.here == found.there
        assert len(found.here.split()) == words
        assert found.here.startswith("a b c d e f")

    def test_the_longest_of_several_wins(self):
        here = "a b c d e f x x g h i j k l m"
        there = "g h i j k l m y y a b c d e f"
        assert longest_passage(here, there) == Reason("passage", "g h i j k l m", "g h i j k l m")

    def test_a_long_one_is_quoted_to_its_thirtieth_word(self):
        text = " ".join(f"w{n}" for n in range(50))
        found = longest_passage(text, text)
        assert found is not None
        assert len(found.here.split()) == LONGEST_PASSAGE

    @given(st.text(alphabet="ab \n.,", max_size=80), st.text(alphabet="ab \n.,", max_size=80))
    def test_it_stands_in_both(self, here, there):
        found = longest_passage(here, there)
        if found:
            assert found.here in here
            assert found.there in there


class TestNames:
    @pytest.mark.parametrize(
        ("here", "language", "expected"),
        [
            ("Вчера Владимир Путин говорил", "ru", ("name", "Владимир Путин", "Vladimir Putin")),
            ("Χθες ο Βλαντίμιρ Πούτιν μίλησε", "el", ("name", "Βλαντίμιρ Πούτιν", "Vladimir Putin")),
            ("Gestern sprach Wladimir Putin dort", "de", ("name", "Wladimir Putin", "Vladimir Putin")),
            ("Вчера Путин говорил", "ru", ("name", "Путин", "Putin")),
            ("Вчера Си Цзиньпин говорил", "ru", ("name", "Си Цзиньпин", "Xi Jinping")),
            ("Ο Σι Τζινπίνγκ μίλησε", "el", ("name", "Σι Τζινπίνγκ", "Xi Jinping")),
        ],
    )
    def test_are_shown_as_pairs_with_the_first_name_where_both_have_it(self, here, language, expected):
        there = quoted("There Vladimir Putin met Xi Jinping of course", "en")
        assert expected in said(quoted(here, language), there)

    def test_a_name_within_a_longer_one_is_not_quoted_again(self):
        here = quoted("There Vladimir Putin spoke, said Vladimir", "en")
        there = quoted("Then Vladimir Putin spoke, said Vladimir", "en")
        assert [row[1] for row in said(here, there) if row[0] == "name"] == ["Vladimir Putin"]

    def test_one_name_is_quoted_once(self):
        here = quoted("There Vladimir Putin spoke and Putin left and Vladimir Putin came", "en")
        there = quoted("Then Vladimir Putin spoke and Putin left", "en")
        assert [row for row in said(here, there) if row[0] == "name"] == [("name", "Vladimir Putin", "Vladimir Putin")]


class TestOtherKinds:
    def test_a_place_is_the_pair_of_words_that_sound_most_alike(self):
        here = quoted("Кремль молчит, Москва и Китай говорят", "ru")
        there = quoted("There Moscow and China and Beijing speak", "en")
        places = {row for row in said(here, there) if row[0] == "place"}
        assert places == {("place", "Москва", "Moscow"), ("place", "Китай", "China")}

    @pytest.mark.parametrize(
        ("here", "there", "expected"),
        [
            ("it cost 90,000 crowns", "ça coûte 90 000 couronnes", ("number", "90,000", "90 000")),
            ("on 24 February 2022", "στις 24 Φεβρουαρίου", ("date", "24 February 2022", "24 Φεβρουαρίου")),
            ("am 24.02.2022 dort", "on Feb. 24 there", ("date", "24.02.2022", "Feb. 24")),
        ],
    )
    def test_numbers_and_days_are_quoted_as_each_writes_them(self, here, there, expected):
        assert expected in said(quoted(here), quoted(there))

    @pytest.mark.parametrize(
        ("here", "there", "expected"),
        [
            ("They met on Friday", "пришли в пятницу", [("date", "Friday", "пятницу")]),
            ("They met on Friday", "пришли в понедельник", []),
            ("On Friday, 30 December", "в пятницу, 30 декабря", [("date", "30 December", "30 декабря")]),
        ],
    )
    def test_a_weekday_is_a_reason_where_no_day_is(self, here, there, expected):
        assert [row for row in said(quoted(here, "en"), quoted(there, "ru")) if row[0] == "date"] == expected

    def test_the_day_of_a_date_is_no_number_in_common(self):
        found = said(quoted("on 24 February there", "en"), quoted("on 24 February here", "en"))
        assert [kind for kind, _, _ in found] == ["date"]

    def test_an_agency_must_stand_in_both_texts(self):
        here, there = quoted("so Reuters reported", "en", ("Reuters",)), quoted("says Reuters", "en", ("REUTERS",))
        assert ("agency", "Reuters", "REUTERS") not in said(here, there)
        there = quoted("says Reuters", "en", ("Reuters",))
        assert ("agency", "Reuters", "Reuters") in said(here, there)

    def test_a_subject_is_a_word_of_each(self):
        found = said(quoted("ракеты летят", "ru"), quoted("missiles fly", "en"))
        assert found == [("subject", "ракеты", "missiles")]

    def test_texts_without_anything_in_common_have_none(self):
        assert said(quoted("a dog ran", "en"), quoted("η γάτα κοιμάται", "el")) == []


class TestBounds:
    def test_eight_at_most_the_passage_first(self):
        text = (
            "There Vladimir Putin, Sergei Lavrov, Maria Zakharova, Nikolai Patrushev and Wang Yi met in Samarkand, in "
            "China, Japan, Kenya and France on 24 February 2022 with 90,000 men and 12,345 ships and missiles"
        )
        found = said(quoted(text, "en"), quoted(text, "en"))
        assert len(found) == MOST
        assert found[0][0] == "passage"

    @given(st.text(max_size=120), st.text(max_size=120))
    def test_whatever_is_quoted_stands_in_its_text(self, here, there):
        for _, one, other in said(quoted(here), quoted(there)):
            assert one in here
            assert other in there
