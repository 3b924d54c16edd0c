from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.copying import SHORTEST, first, passages, share
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
    def test_of_a_copy_is_all(self):
        assert share(RUN, passages(RUN, f"He said {RUN}")) == 1.0

    def test_of_a_text_with_as_many_words_of_its_own_is_a_half(self):
        text = f"{RUN} {' '.join(f'own{n}' for n in range(12))}"
        assert share(text, passages(text, RUN)) == pytest.approx(0.5)

    @pytest.mark.parametrize("text", ["", RUN])
    def test_without_passages_is_none(self, text):
        assert share(text, ()) == 0.0
