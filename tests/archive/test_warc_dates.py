"""Times in every form that writers of WARC files have used, as the first instant that they may mean."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.warc.dates import instant
from archive.warc.record import warc_date

FOURTH = datetime(2026, 3, 4, tzinfo=UTC)
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        # WARC 1.0 to the second, WARC 1.1 from the year down to nanoseconds
        ("2026-03-04T05:06:07Z", MOMENT),
        ("2026-03-04T05:06:07.5Z", MOMENT.replace(microsecond=500_000)),
        ("2026-03-04T05:06:07.123456789Z", MOMENT.replace(microsecond=123_456)),
        ("2026-03-04T05:06Z", MOMENT.replace(second=0)),
        ("2026-03-04", FOURTH),
        ("2026-03", FOURTH.replace(day=1)),
        ("2026", FOURTH.replace(month=1, day=1)),
        # as the Wayback Machine names a time, and ARC files did
        ("20260304050607", MOMENT),
        ("20260304", FOURTH),
        # other zones, and none
        ("2026-03-04T07:06:07+02:00", MOMENT),
        ("2026-03-04T00:36:07-0430", MOMENT),
        ("2026-03-04T05:06:07", MOMENT),
        ("2026-03-04 05:06:07", MOMENT),
        ("2026-03-04t05:06:07z", MOMENT),
        (" 2026-03-04T05:06:07Z ", MOMENT),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
        # none of them
        ("", None),
        ("yesterday", None),
        ("Wed, 04 Mar 2026 05:06:07 GMT", None),
        ("2026-02-30T05:06:07Z", None),
        ("2026-13-01T05:06:07Z", None),
        ("2026-03-04T25:06:07Z", None),
        ("0000-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+02:00", None),
        ("2026-03-04T05:06:07.1234567890Z", None),
        ("٢٠٢٦-٠٣-٠٤T05:06:07Z", None),
        ("2026-03-04T05:06:07Z and more", None),
    ],
)
def test_a_time_as_it_is_stated(stated, meant):
    assert instant(stated) == meant


@given(st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC)))
def test_what_we_write_we_read(when):
    assert instant(warc_date(when)) == when


@given(st.text(max_size=30))
def test_any_other_text_is_a_time_or_none(stated):
    found = instant(stated)
    assert found is None or found.tzinfo is UTC
