"""Files that were given away, remembered by what was in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import exports
from archive.exports import Export, Noted
from archive.store import Archive

IDS = [f"<urn:uuid:{n}>" for n in range(4)]


# Records, and the files that hold any of them.
HOLDING = [
    ((IDS[0],), [("csv", "/a.csv")]),
    ((IDS[1],), [("csv", "/a.csv"), ("wacz", "/b.wacz")]),
    ((IDS[2], IDS[3]), [("wacz", "/b.wacz")]),
    ((IDS[3],), []),
    ((), []),
    (("",), []),
]


def held(archive: Archive, *record_ids: str) -> list[tuple[str, str]]:
    with archive.read() as connection:
        return [(one.form, one.path) for one in exports.holding(connection, record_ids)]


@pytest.fixture
def given_away(archives: Archive) -> Archive:
    """Three files, with records 0 and 1, 1 and 2, and none."""
    exports.remember(archives, "csv", "/a.csv", {"topic": "floods", "text": None}, IDS[:2])
    exports.remember(archives, "wacz", "/b.wacz", {}, IDS[1:3])
    exports.remember(archives, "jsonl", "-", {"source": ""}, [])
    return archives


class TestHolding:
    def test_names_the_files_with_any_of_the_records(self, given_away: Archive) -> None:
        for asked, found in HOLDING:
            assert held(given_away, *asked) == found, asked

    def test_says_what_was_chosen_and_leaves_out_what_was_not(self, given_away: Archive) -> None:
        with given_away.read() as connection:
            first, second = exports.holding(connection, IDS)
        assert (first.selection, second.selection) == ({"topic": "floods"}, {})
        assert abs((datetime.now(UTC) - first.at).total_seconds()) < 3600

    def test_is_told_nothing_where_an_archive_may_only_be_read(
        self, given_away: Archive, caplog: pytest.LogCaptureFixture
    ) -> None:
        reader = Archive(given_away.folder, given_away.engine, None, read_only=True)
        exports.remember(reader, "csv", "/d.csv", {}, IDS)
        assert held(given_away, IDS[3]) == []
        assert f"a takedown will not name /d.csv: {given_away.folder} may only be read" in caplog.messages

    def test_knows_rows_that_passed_by(self, archives: Archive) -> None:
        noted = Noted()
        rows: list[dict[str, Any]] = [{"record_id": one, "text": "x"} for one in IDS]
        assert list(noted.passing(rows)) == rows
        exports.remember(archives, "jsonl", "/c.jsonl", {}, noted)
        assert held(archives, IDS[3]) == [("jsonl", "/c.jsonl")]

    def test_knows_what_had_passed_when_the_reader_stopped(self, archive: Archive) -> None:
        noted = Noted()
        next(noted.passing([{"record_id": one} for one in IDS]))
        exports.remember(archive, "jsonl", "/c.jsonl", {}, noted)
        assert (held(archive, IDS[0]), held(archive, IDS[1])) == ([("jsonl", "/c.jsonl")], [])


@given(st.datetimes(timezones=st.just(UTC)), st.text(max_size=8), st.text(max_size=40))
def test_a_line_says_an_export(at: datetime, form: str, path: str) -> None:
    line = exports.written(Export(at, form, path, {"topic": "floods"}))
    assert exports.read(line) == Export(at, form, path, {})
    assert "\n" not in line


@given(st.text(max_size=60))
def test_no_line_breaks_the_reader(line: str) -> None:
    found = exports.read(line)
    assert found is None or isinstance(found, Export)
