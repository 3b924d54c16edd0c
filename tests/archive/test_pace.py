"""How soon an address is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import pace
from archive.pace import DAY, HOUR, MINUTE, PACES

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
KINDS = st.sampled_from(sorted(PACES))


def told(kind: str, before: timedelta | None, elapsed: timedelta, *, changed: bool) -> timedelta:
    return pace.interval(kind, before, elapsed, changed=changed)


class TestALists:
    @pytest.mark.parametrize("kind", sorted(PACES))
    def test_first_interval_is_its_kinds(self, kind):
        assert told(kind, None, timedelta(0), changed=False) == PACES[kind].first

    @pytest.mark.parametrize(
        ("before", "elapsed", "changed", "expected"),
        [
            (HOUR, HOUR, True, 30 * MINUTE),
            (HOUR, HOUR, False, 90 * MINUTE),
            # a look long after its time: nothing new for a day says more than for an hour
            (HOUR, DAY, False, 36 * HOUR),
            # a change within a day does not say that it was within an hour
            (HOUR, DAY, True, 30 * MINUTE),
            # a look before its time that finds a change shows that the interval was far too long
            (DAY, HOUR, True, 30 * MINUTE),
            # one that finds none says nothing: by hand one looks twice in a minute
            (HOUR, MINUTE, False, HOUR),
            # bounds
            (6 * MINUTE, 6 * MINUTE, True, 5 * MINUTE),
            (2 * DAY, 2 * DAY, False, 2 * DAY),
        ],
    )
    def test_interval_follows_what_was_found(self, before, elapsed, changed, expected):
        assert told("feed", before, elapsed, changed=changed) == expected

    @given(kind=KINDS, looks=st.lists(st.tuples(st.booleans(), st.floats(0.01, 100)), max_size=40))
    def test_interval_stays_within_its_kinds_bounds(self, kind, looks):
        now: timedelta | None = None
        for changed, times in looks:
            now = told(kind, now, (now or timedelta(0)) * times, changed=changed)
            assert PACES[kind].least <= now <= PACES[kind].most

    @pytest.mark.parametrize("every", [10 * MINUTE, HOUR, 6 * HOUR, DAY])
    def test_looks_are_a_few_for_each_change_and_miss_few_of_them(self, every):
        """A feed with a new item every so often, looked at whenever it is due, over a month."""
        at, interval, looks, seen = NOW, told("feed", None, timedelta(0), changed=False), 0, 0
        while at < NOW + 30 * DAY:
            before, at, looks = at, at + interval, looks + 1
            changed = (at - NOW) // every > (before - NOW) // every
            seen += changed
            interval = told("feed", interval, interval, changed=changed)
        changes = 30 * DAY / every
        assert changes <= looks <= 3.5 * changes
        assert seen >= 0.75 * min(changes, looks)


class TestAnArticle:
    def test_is_looked_at_at_a_growing_distance_and_then_left_alone(self):
        looks = [NOW]
        while (due := pace.article(NOW, looks[-1], changed=False)) is not None:
            looks.append(due)
        ages = [(at - NOW) / HOUR for at in looks]
        assert ages == [0, 1, 3, 9, 27, 81, 243, 729]  # a month
        assert all(later - earlier >= HOUR for earlier, later in pairwise(looks))

    def test_that_was_edited_is_looked_at_sooner(self):
        day = NOW + DAY
        assert pace.article(NOW, day, changed=True) == day + 12 * HOUR
        assert pace.article(NOW, day, changed=False) == day + 2 * DAY

    def test_that_was_published_long_ago_is_left_alone_from_the_start(self):
        assert pace.article(NOW - 365 * DAY, NOW, changed=False) is None

    def test_of_yesterday_is_looked_at_in_two_days(self):
        assert pace.article(NOW - DAY, NOW, changed=False) == NOW + 2 * DAY

    @pytest.mark.parametrize(
        ("stated", "due", "streak", "expected"),
        [
            (-HOUR, DAY, 0, False),  # it says nothing newer than what is here
            (HOUR, DAY, 0, True),
            (HOUR, None, 0, True),
            # a list that once said so in vain: not before a twelfth of the way to the next look
            (HOUR, DAY, 1, False),
            (HOUR, 23 * HOUR, 1, True),
            (HOUR, None, 1, False),
        ],
    )
    def test_is_looked_at_when_a_list_says_that_it_was_changed(self, stated, due, streak, expected):
        now = NOW + 2 * HOUR - MINUTE
        when = None if due is None else NOW + due
        assert pace.may_be_edited(NOW + stated, NOW, when, now, streak=streak) is expected
