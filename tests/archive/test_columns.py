"""What a column keeps comes back the same from either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from archive.columns import Instant, Words

DIALECTS: tuple[Dialect, ...] = (sqlite.dialect(), postgresql.dialect())  # type: ignore[no-untyped-call]  # SQLAlchemy's own
ZONES = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES), st.sampled_from(DIALECTS))
def test_an_instant_comes_back_in_utc(at: datetime, dialect: Dialect) -> None:
    stored = Instant().process_bind_param(at, dialect)
    back = Instant().process_result_value(stored, dialect)
    assert back == at
    assert back is not None
    assert back.tzinfo is UTC
    assert (stored is None or stored.tzinfo is None) is (dialect.name == "sqlite")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_instant_stays_none_and_a_naive_one_is_refused(dialect: Dialect) -> None:
    assert Instant().process_bind_param(None, dialect) is None
    assert Instant().process_result_value(None, dialect) is None
    with pytest.raises(ValueError, match="without a zone"):
        Instant().process_bind_param(datetime(2026, 3, 4), dialect)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (None, None),
        ("", ""),
        ("plain", "plain"),
        ("Κείμενο 日本 🐑", "Κείμενο 日本 🐑"),
        ("a\0b", "ab"),
        ("\0", ""),
        ("\ud800", "?"),
        ("a\udfffb", "a?b"),
        ("\ufffe", "\ufffe"),
    ],
)
def test_words_are_kept_as_every_database_takes_them(text: str | None, kept: str | None) -> None:
    for dialect in DIALECTS:
        assert Words().process_bind_param(text, dialect) == kept
