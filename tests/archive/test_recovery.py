"""What an auditor would try with an archive, and what is there again after ``verify --repair``."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from archive import cdxj, schema
from archive.capture import Exchange
from archive.committer import Committer
from archive.errors import ArchiveError, NotWarc
from archive.repair import Repaired, repair
from archive.replay import replay
from archive.store import Archive
from archive.verify import verify
from archive.warc.scan import scan
from archive.warc.writer import OPEN

PAGES = 6


@pytest.fixture
def kept(archive: Archive, start: Callable[..., Any], exchange: Callable[..., Exchange]) -> Archive:
    """An archive of two runs, each with a file of six pages."""
    for number in range(2):
        with Committer(archive, start(archive).id) as committer:
            for page in range(PAGES):
                body = f"<title>Dam</title><p>Page {page} of run {number}.</p>".encode() * 20
                committer.submit(exchange(f"http://dam.example/{number}/{page}", body)).result(60)
    return archive


def files(archive: Archive) -> list[Path]:
    return sorted((archive.folder / "archive").glob("*.warc.gz"))


def outcomes(archive: Archive) -> Counter[str | None]:
    with archive.read() as connection:
        return Counter(connection.scalars(select(schema.capture.c.outcome)))


@contextmanager
def swapped(one: Path, two: Path) -> Iterator[None]:
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    yield
    one.write_bytes(first)
    two.write_bytes(second)


class TestAnAuditor:
    """Each change is found; repair then changes what it can; a second repair changes nothing; the way back is open."""

    @pytest.mark.parametrize("at", [0, 3, 12, 40])
    def test_who_breaks_the_first_record_loses_no_other(self, kept: Archive, at: int) -> None:
        path = files(kept)[0]
        data = bytearray(path.read_bytes())
        data[at] ^= 0xFF
        path.write_bytes(data)
        assert verify(kept).faults.keys() <= {"damaged"}
        done = repair(kept)
        assert (done.lost, done.captures, done.moved) == (0, 0, 0)
        assert verify(kept).captures == 2 * PAGES

    def test_who_edits_one_byte_anywhere_is_seen(self, kept: Archive) -> None:
        path = files(kept)[0]
        whole = path.read_bytes()
        for at in range(10, len(whole), len(whole) // 25):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            # a bit of a gzip header that says nothing, such as its time, changes nothing
            touched = any(one.offset <= at < one.offset + 10 for one in scan(path))
            assert touched or verify(kept).faults["damaged"] == 1, at

    def test_who_renames_a_file_is_led_to_its_new_name(self, kept: Archive) -> None:
        files(kept)[0].rename(kept.folder / "archive" / "renamed.warc.gz")
        assert verify(kept).faults["missing file"] == 1
        assert repair(kept).moved == PAGES
        assert repair(kept) == Repaired()
        assert verify(kept).faults == {}

    def test_who_swaps_two_files_is_led_to_where_the_records_stand(self, kept: Archive) -> None:
        with swapped(*files(kept)):
            assert verify(kept).faults["not in the file"] > 0
            repair(kept)
            assert verify(kept).faults == {}
            assert repair(kept) == Repaired()
        repair(kept)
        assert (verify(kept).faults, outcomes(kept)) == ({}, {None: 2 * PAGES})

    def test_who_deletes_a_file_may_put_it_back(self, kept: Archive) -> None:
        path = files(kept)[0]
        data = path.read_bytes()
        path.unlink()
        assert verify(kept).faults["missing file"] == 1
        repair(kept)
        assert verify(kept).faults["missing file"] == 1  # nothing is forgotten that may come back
        path.write_bytes(data)
        repair(kept)
        assert (verify(kept).faults, outcomes(kept)) == ({}, {None: 2 * PAGES})

    def test_who_cuts_a_file_may_put_the_rest_back(self, kept: Archive) -> None:
        path = files(kept)[0]
        data = path.read_bytes()
        ends = [one for one in scan(path) if one.kind == "response"]
        path.write_bytes(data[: ends[3].offset + 20])
        assert repair(kept).lost == PAGES - 3
        assert outcomes(kept) == {None: 2 * PAGES - (PAGES - 3), "failed": PAGES - 3}
        assert repair(kept).lost == 0
        path.write_bytes(data)
        assert repair(kept).found == PAGES - 3
        assert (verify(kept).faults, verify(kept).lost, outcomes(kept)) == ({}, 0, {None: 2 * PAGES})

    def test_who_deletes_an_index_or_a_row_gets_it_again(self, kept: Archive) -> None:
        before = [cdxj.lines(kept, path.name) for path in files(kept)]
        cdxj.index_of(kept, files(kept)[0].name).unlink()
        with kept.write() as connection:
            connection.execute(delete(schema.capture).where(schema.capture.c.url.endswith("/3")))
        assert set(verify(kept).faults) == {"index", "not in the database"}
        done = repair(kept)
        assert (done.captures, done.indexes, done.lost) == (2, 1, 0)
        assert verify(kept).faults == {}
        assert [cdxj.lines(kept, path.name) for path in files(kept)] == before

    def test_who_adds_a_file_of_others_finds_it_taken_in(self, kept: Archive, tmp_path: Path) -> None:
        page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Rio</p>"
        record = (
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:rio>\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n"
            b"WARC-Target-URI: http://rio.example/\r\nContent-Type: application/http; msgtype=response\r\n"
            b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(page), page)
        )
        (kept.folder / "archive" / "rio.warc.gz").write_bytes(gzip.compress(record))
        assert set(verify(kept).faults) == {"not in the database"}
        assert repair(kept).captures == 1
        assert verify(kept).faults == {}
        assert replay(kept, [kept.folder / "archive" / "rio.warc.gz"]).captures == 0

    def test_who_puts_the_same_file_there_twice_gets_no_capture_twice(self, kept: Archive) -> None:
        (kept.folder / "archive" / "copy.warc.gz").write_bytes(files(kept)[0].read_bytes())
        assert repair(kept).captures == 0
        assert outcomes(kept) == {None: 2 * PAGES}
        assert verify(kept).faults == {}

    def test_who_puts_a_folder_in_a_files_place_is_told_and_nothing_is_lost(self, kept: Archive) -> None:
        path = files(kept)[0]
        aside = path.rename(kept.folder / "aside")
        path.mkdir()
        with pytest.raises(NotWarc, match="cannot be read"):
            repair(kept)
        path.rmdir()
        aside.rename(path)
        assert (verify(kept).faults, outcomes(kept)) == ({}, {None: 2 * PAGES})


class TestAWriterThatWasKilled:
    """Between its sync and its commit: the records are there and nobody was told."""

    @pytest.fixture
    def killed(self, kept: Archive) -> Archive:
        path = files(kept)[1]
        path.rename(path.with_name(path.name + OPEN))
        cdxj.index_of(kept, path.name).unlink()
        with kept.write() as connection:
            latest = select(schema.capture.c.id).order_by(schema.capture.c.id.desc()).limit(2)
            connection.execute(delete(schema.capture).where(schema.capture.c.id.in_(latest.scalar_subquery())))
        return kept

    def test_leaves_no_record_without_a_capture(self, killed: Archive, start: Callable[..., Any]) -> None:
        with Committer(killed, start(killed).id) as committer:
            assert [one.cut for one in committer.mended] == [0]
        assert verify(killed).faults == {}
        assert outcomes(killed) == {None: 2 * PAGES}

    def test_whose_rows_are_all_gone_has_them_again_in_its_run(
        self, killed: Archive, start: Callable[..., Any]
    ) -> None:
        with killed.write() as connection:
            connection.execute(delete(schema.capture).where(schema.capture.c.run_id == 2))
        Committer(killed, start(killed).id).close()
        with killed.read() as connection:
            assert Counter(connection.scalars(select(schema.capture.c.run_id))) == {1: PAGES, 2: PAGES}

    def test_beside_one_that_cannot_be_settled_is_taken_in_all_the_same(
        self, killed: Archive, start: Callable[..., Any]
    ) -> None:
        blocked = files(killed)[0]
        later = blocked.with_name(f"later-{blocked.name.removeprefix('cuttings-')}")
        for path in (later, later.with_name(later.name + OPEN)):
            path.write_bytes(blocked.read_bytes())
        with pytest.raises(ArchiveError, match="is there twice"):
            Committer(killed, start(killed).id)
        assert outcomes(killed) == {None: 2 * PAGES}
        for path in (later, later.with_name(later.name + OPEN)):
            path.unlink()
        Committer(killed, start(killed).id).close()
        assert verify(killed).faults == {}

    def test_is_taken_in_under_the_one_name_that_its_folder_has(
        self, killed: Archive, start: Callable[..., Any], tmp_path: Path
    ) -> None:
        (tmp_path / "link").symlink_to(killed.folder)
        with Archive.open(tmp_path / "link", create=False) as linked:
            Committer(linked, start(linked).id).close()
        with killed.read() as connection:
            assert set(connection.scalars(select(schema.capture.c.path))) == {
                f"archive/{one.name}" for one in files(killed)
            }
        assert verify(killed).faults == {}

    def test_is_cut_back_to_its_last_whole_record_first(self, killed: Archive, start: Callable[..., Any]) -> None:
        (path,) = (killed.folder / "archive").glob(f"*{OPEN}")
        path.write_bytes(path.read_bytes() + b"\x1f\x8b\x08torn")
        with Committer(killed, start(killed).id) as committer:
            assert [one.cut for one in committer.mended] == [7]
        assert verify(killed).faults == {}
