from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.copying import MOST_STARTS, SHORTEST, first, passages, share
from extract.document import Moment

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)


def at(hours: float, precision: str = "minute", zone: bool = True) -> Moment:
    return Moment(NOON + timedelta(hours=hours), "found", precision, zone)


class TestFirst:
    @pytest.mark.parametrize(
        ("published", "expected"),
        [
            ([at(0), at(1)], 0),
            ([at(2), at(1), at(3)], 1),
            # the same minute
            ([at(0), at(0)], None),
            ([at(0, "second"), at(0.0001, "minute")], None),
            # one does not say
            ([at(0), None], None),
            ([None, None], None),
            # a day may be any hour of it
            ([at(-12, "day"), at(1)], None),
            ([at(-36, "day"), at(1)], 0),
            ([at(0), at(12, "day")], 0),
            # a clock without a zone may be half a day off
            ([at(0, zone=False), at(5)], None),
            ([at(0, zone=False), at(20)], 0),
            ([at(0), at(20, zone=False)], 0),
            ([at(0), at(5, zone=False)], None),
            # nobody is first of one, or of none
            ([at(0)], None),
            ([], None),
        ],
    )
    def test_is_told_only_where_the_dates_can_tell(self, published, expected):
        assert first(published) == expected

    @pytest.mark.parametrize("precision", ["day", "minute", "second"])
    @pytest.mark.parametrize("zone", [True, False])
    def test_the_first_and_the_last_day_of_the_calendar_are_days_too(self, precision, zone):
        year_1, year_9999 = (
            Moment(moment.replace(tzinfo=UTC), "found", precision, zone) for moment in (datetime.min, datetime.max)
        )
        assert first([year_9999, at(0), year_1]) == 2
        assert first([year_9999, at(0)]) == 1

    @pytest.mark.parametrize(
        ("precision", "seconds"),
        [("second", 1), ("minute", 60), ("day", 86_400), ("a precision of a later version", 86_400)],
    )
    def test_a_moment_lasts_as_long_as_its_precision(self, precision, seconds):
        vague = at(0, precision)
        assert first([vague, at(seconds / 3600, "second")]) == 0
        assert first([vague, at((seconds - 1) / 3600, "second")]) is None

    @pytest.mark.parametrize(
        ("precision", "hours", "expected"),
        # a clock at noon may be as early as 14 hours before noon in UTC, and as late as 12 hours behind it
        [("second", 12.001, 0), ("second", 11.999, None), ("second", -14.001, 1), ("second", -13.999, None)],
    )
    def test_a_clock_without_a_zone_may_stand_anywhere_from_kiribati_to_baker_island(self, precision, hours, expected):
        assert first([at(0, precision, zone=False), at(hours, "second")]) == expected

    @given(st.lists(st.none() | st.integers(0, 100), max_size=6))
    def test_nobody_was_before_the_first(self, hours):
        moments = [None if hour is None else at(hour) for hour in hours]
        found = first(moments)
        if found is not None:
            assert all(m is not None and moments[found].instant <= m.instant for m in moments)


RUN = "forty houses lost their roofs when the dam above the village broke"
OTHER = "engineers from the capital will look at the northern wall on Friday morning"


class TestPassages:
    def test_are_quoted_as_each_text_writes_them(self):
        (found,) = passages(f"He said: {RUN.upper()}!", f"Yesterday {RUN}, they say")
        assert found.here == RUN.upper()
        assert found.there == RUN
        assert found.words == 12

    def test_come_in_the_order_of_the_first_text(self):
        found = passages(f"{RUN}. Meanwhile, {OTHER}.", f"{OTHER} and so on: {RUN}")
        assert [one.here for one in found] == [RUN, OTHER]

    @pytest.mark.parametrize(
        ("here", "there"),
        [
            ("", RUN),
            (RUN, ""),
            ("one two three four five six seven", "one two three four five six seven"),
            ("a report of its own about the broken dam", OTHER),
        ],
    )
    def test_short_or_no_runs_are_none(self, here, there):
        assert passages(here, there) == ()

    @pytest.mark.parametrize(("words", "expected"), [(SHORTEST - 1, []), (SHORTEST, [SHORTEST]), (9, [9])])
    def test_eight_words_are_the_fewest_at_the_end_of_both_too(self, words, expected):
        run = " ".join(f"w{n}" for n in range(words))
        assert [one.words for one in passages(f"x y z {run}", f"other {run}")] == expected
        assert [one.words for one in passages(run, run)] == expected

    def test_a_run_of_words_is_tried_in_its_first_eight_places(self):
        opening, run = "a b c d", "a b c d e f g h i"
        assert passages(run, f"{opening}. " * (MOST_STARTS - 1) + run)[0].words == 9
        # in the ninth it is found from its next word on
        assert passages(run, f"{opening}. " * MOST_STARTS + run)[0].here == "b c d e f g h i"

    def test_what_is_in_one_passage_is_in_no_other(self):
        here = " ".join(f"w{n}" for n in range(20))
        (found,) = passages(here, f"{here}. {here}")
        assert (found.here, found.words) == (here, 20)

    def test_a_run_that_stands_twice_is_told_twice(self):
        assert len(passages(f"{RUN}. Xyz. {RUN}", RUN)) == 2

    def test_the_longest_run_is_taken_where_several_begin_alike(self):
        short, long = "a b c d e f g h x", "a b c d e f g h i j k"
        assert passages(long, f"{short} y {long}")[0].words == 11

    def test_texts_without_spaces_have_passages_too(self):
        text = "俄罗斯和中国同意加强防务合作"
        assert passages(text, f"据报道{text}。")[0].here == text

    @given(st.text(alphabet="abc \n", max_size=200), st.text(alphabet="abc \n", max_size=200))
    def test_every_passage_stands_in_both(self, here, there):
        for one in passages(here, there):
            assert one.here in here
            assert one.there in there
            assert one.words >= SHORTEST


class TestShare:
    def test_is_never_more_than_all(self):
        assert share("one two", passages(RUN, RUN)) == 1.0

    def test_of_a_copy_is_all(self):
        assert share(RUN, passages(RUN, f"He said {RUN}")) == 1.0

    def test_of_a_text_with_as_many_words_of_its_own_is_a_half(self):
        text = f"{RUN} {' '.join(f'own{n}' for n in range(12))}"
        assert share(text, passages(text, RUN)) == pytest.approx(0.5)

    @pytest.mark.parametrize("text", ["", RUN])
    def test_without_passages_is_none(self, text):
        assert share(text, ()) == 0.0
