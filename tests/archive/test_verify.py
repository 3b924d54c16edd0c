"""What is wrong is found, named with its place, and mended where the WARC files know better."""

from __future__ import annotations

import fcntl
import gzip
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from archive import cdxj, runs, schema, study, topics
from archive.capture import Exchange, Provenance, Said
from archive.committer import Committer
from archive.ingest import ingest
from archive.repair import Repaired, repair
from archive.replay import replay
from archive.store import Archive
from archive.verify import Fault, verify
from archive.warc.scan import scan

FEED = Provenance("feed", "dam", "http://dam.example/", "home page", 0.5)


@pytest.fixture
def kept(archives: Archive, start: Callable[..., Any], exchange: Callable[..., Exchange], now: Any) -> Archive:
    """An archive with a feed, four pages and a revisit in one file."""
    with Committer(archives, start(archives).id) as committer:
        feed = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n"
        committer.submit(exchange("http://dam.example/feed", b"<rss/>", head=feed, provenance=FEED)).result(60)
        for number in range(4):
            page = f"<title>Dam</title><p>Page {number}.</p>" * 20
            committer.submit(exchange(f"http://dam.example/{number}", page.encode())).result(60)
        committer.submit(exchange("http://dam.example/3", page.encode(), fetched=now + timedelta(days=1))).result(60)
    return archives


def warc(archive: Archive) -> Path:
    (path,) = (archive.folder / "archive").glob("*.warc.gz*")
    return path


def faults(archive: Archive) -> list[Fault]:
    found: list[Fault] = []
    done = verify(archive, found.append)
    assert done.faults == Counter(fault.kind for fault in found)
    return found


def kinds(archive: Archive) -> list[str]:
    return [fault.kind for fault in faults(archive)]


def rows(archive: Archive) -> list[dict[str, Any]]:
    """Captures without the numbers that another database gives them."""
    table = schema.capture.c
    columns = [column for column in table if column.name not in {"id", "attempts", "outcome", "why", "extractor"}]
    with archive.read() as connection:
        return [row._asdict() for row in connection.execute(select(*columns).order_by(table.path, table.offset))]


def places(archive: Archive) -> list[tuple[int, int]]:
    return [(row["offset"], row["length"]) for row in rows(archive)]


class TestVerify:
    def test_finds_nothing_where_all_is_well(self, kept: Archive) -> None:
        done = verify(kept)
        assert done.faults == {}
        assert (done.files, done.captures, done.records, done.bytes == done.total) == (1, 6, 19, True)

    def test_finds_nothing_in_an_empty_archive(self, archives: Archive) -> None:
        assert kinds(archives) == []

    def test_finds_a_record_that_was_cut_off(self, kept: Archive) -> None:
        path = warc(kept)
        path.write_bytes(path.read_bytes()[:-5])
        (fault,) = faults(kept)
        assert (fault.kind, fault.path) == ("damaged", f"archive/{path.name}")
        assert fault.offset == list(scan(path))[-1].offset
        assert "cut off" in fault.what

    def test_finds_a_record_that_is_shorter_than_it_says_though_it_is_whole_gzip(self, kept: Archive) -> None:
        # stock readers take the next record's bytes, or none, without a word
        path, (offset, length) = warc(kept), places(kept)[2]
        data = path.read_bytes()
        short = gzip.compress(gzip.decompress(data[offset : offset + length])[:-60])
        path.write_bytes(data[:offset] + short + data[offset + length :])
        found = faults(kept)
        assert found[0].kind == "damaged"
        assert (found[0].offset, "bytes" in found[0].what) == (offset, True)
        assert {fault.kind for fault in found} == {"damaged", "not in the file"}

    def test_finds_a_byte_that_was_changed(self, kept: Archive) -> None:
        path, (offset, length) = warc(kept), places(kept)[1]
        data = bytearray(path.read_bytes())
        changed = gzip.decompress(data[offset : offset + length]).replace(b"Page 0", b"Page X")
        stored = gzip.compress(changed, 1)
        path.write_bytes(bytes(data[:offset]) + stored + bytes(data[offset + length :]))
        found = faults(kept)
        assert found[0] == Fault("damaged", f"archive/{path.name}", offset, found[0].what)
        assert "digest" in found[0].what

    def test_finds_a_capture_that_is_in_no_file(self, kept: Archive) -> None:
        with kept.write() as connection:
            table = schema.capture
            row = connection.execute(select(table).where(table.c.id == 1)).one()._asdict()
            del row["id"]
            connection.execute(insert(table), row | {"record_id": "<urn:x>", "offset": row["offset"] + 1})
        assert Counter(kinds(kept)) == {"not in the file": 1, "index": 1}

    def test_finds_a_record_without_a_capture(self, kept: Archive) -> None:
        with kept.write() as connection:
            connection.execute(delete(schema.capture).where(schema.capture.c.url.endswith("/2")))
        found = [fault for fault in faults(kept) if fault.kind != "index"]
        assert [(fault.kind, fault.what) for fault in found] == [
            ("not in the database", "the capture of http://dam.example/2 has no row")
        ]

    def test_finds_a_file_that_is_gone(self, kept: Archive) -> None:
        warc(kept).unlink()
        (fault,) = faults(kept)
        assert (fault.kind, fault.what) == ("missing file", "is not there, and 6 captures point into it: put it back")

    def test_finds_a_foreign_file_that_is_gone(self, kept: Archive, tmp_path: Path) -> None:
        with Archive.open(tmp_path / "other") as other:
            replay(other, [warc(kept)])
            assert kinds(other) == []
            warc(kept).rename(tmp_path / "moved.warc.gz")
            assert kinds(other) == ["missing file"]

    def test_finds_a_file_that_was_left_open(self, kept: Archive) -> None:
        path = warc(kept)
        path.rename(path.with_name(path.name + ".open"))
        assert kinds(kept) == ["left open"]

    def test_leaves_a_file_that_is_being_written_to_its_writer(self, kept: Archive) -> None:
        path = warc(kept).rename(warc(kept).with_name(warc(kept).name + ".open"))
        with path.open("ab") as handle:
            handle.write(b"half a rec")
            handle.flush()
            fcntl.flock(handle, fcntl.LOCK_EX)
            assert kinds(kept) == []

    @pytest.mark.parametrize("change", ["gone", "cut", "added"])
    def test_finds_an_index_that_is_not_right(self, kept: Archive, change: str) -> None:
        index = cdxj.index_of(kept, warc(kept).name)
        text = index.read_text()
        index.unlink() if change == "gone" else index.write_text(text[:-20] if change == "cut" else text + "x\n")
        assert kinds(kept) == ["index"]

    def test_finds_what_another_program_left_there(self, kept: Archive) -> None:
        (kept.folder / "archive" / "notes.warc").write_text("these are no records")
        assert kinds(kept) == ["damaged"]


class TestRepair:
    def test_changes_nothing_where_all_is_well(self, kept: Archive) -> None:
        before = rows(kept)
        assert repair(kept) == Repaired()
        assert rows(kept) == before

    def test_makes_everything_anew_from_the_files_alone(
        self, kept: Archive, tmp_path: Path, database_url: str | None, swept: Callable[[str], str]
    ) -> None:
        (tmp_path / "new" / "archive").mkdir(parents=True)
        path = warc(kept)
        (tmp_path / "new" / "archive" / path.name).write_bytes(path.read_bytes())
        with Archive.open(tmp_path / "new", database_url=swept("anew") if database_url else None) as anew:
            assert repair(anew) == Repaired(captures=6, indexes=1, runs=1)
            assert kinds(anew) == []
            assert rows(anew) == rows(kept)
            old, new = runs.get(kept, 1), runs.get(anew, 1)
            assert (new.kind, new.topic, new.settings) == (old.kind, old.topic, old.settings)
            assert runs.start(anew, "crawl", {}, None).id == 2

    def test_keeps_how_each_url_came_to_be_fetched(self, kept: Archive) -> None:
        with kept.write() as connection:
            connection.execute(delete(schema.capture))
        repair(kept)
        (feed, *_) = rows(kept)
        assert {name: feed[name] for name in ("kind", "source", "via", "origin", "score")} == {
            "kind": "feed",
            "source": "dam",
            "via": "http://dam.example/",
            "origin": "home page",
            "score": 0.5,
        }

    @pytest.mark.parametrize(
        "more",
        [
            {},
            {"said": Said("noarchive, nofollow")},
            {"said": Said(None, "http://dam.example/elsewhere")},
            {"said": Said("none", "http://dam.example/elsewhere")},
            {"truncated": "time", "why": "no progress: nothing more for 7 s"},
            {"truncated": "length"},
            {"truncated": "disconnect", "why": "broken HTTP: chunks: no size"},
            {"why": "said of what is whole: nobody asks"},
            {"provenance": Provenance("robots")},
            {"provenance": Provenance("page", None, None, None, -1.5e-7, "2026-03-04T00:00:00Z")},
            {"provenance": Provenance("section", "dam", "http://dam.example/\u03b1", "a list", 1)},
            {"head": b"HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\n"},
            {"head": b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"},
            {"head": b"HTTP/1.1 206 Partial Content\r\n\r\n"},
            {"head": b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n"},
            {"head": b"no status line\r\n\r\n"},
        ],
    )
    def test_says_of_each_capture_what_was_said_when_it_was_fetched(
        self, archive: Archive, start: Any, exchange: Any, more: dict[str, Any]
    ) -> None:
        def told() -> list[dict[str, Any]]:
            with archive.read() as connection:
                said = connection.execute(select(schema.capture.c.outcome, schema.capture.c.why)).all()
            return [row | one._asdict() for row, one in zip(rows(archive), said, strict=True)]

        with Committer(archive, start(archive).id) as committer:
            committer.submit(exchange(**more)).result(60)
        before = told()
        with archive.write() as connection:
            connection.execute(delete(schema.capture))
        assert repair(archive).captures == 1
        assert [told(), kinds(archive)] == [before, []]

    def test_queues_what_it_found_for_extraction(self, archive: Archive, start: Any, exchange: Any, topic: Any) -> None:
        with Committer(archive, start(archive).id) as committer:
            committer.submit(exchange()).result(60)
        with archive.write() as connection:
            connection.execute(delete(schema.capture))
        repair(archive)
        assert ingest(archive, topic, workers=1) == {"document": 1}
        assert study.document(archive, 1).document.title == "Dam gives way"
        assert topics.names(archive) == ["floods"]

    def test_leads_captures_to_where_their_records_stand(self, kept: Archive) -> None:
        before = rows(kept)
        with kept.write() as connection:
            table = schema.capture
            connection.execute(update(table).where(table.c.id == 2).values(offset=7))
            connection.execute(update(table).where(table.c.id == 3).values(path="archive/gone.warc.gz"))
        assert repair(kept) == Repaired(moved=2)
        assert rows(kept) == before
        assert kinds(kept) == []

    def test_writes_down_what_is_lost_and_keeps_it_as_failed(self, kept: Archive) -> None:
        path, (offset, length) = warc(kept), places(kept)[2]
        data = path.read_bytes()
        path.write_bytes(data[:offset] + data[offset + length :])
        done = repair(kept)
        assert (done.lost, done.moved) == (1, 3)
        found = verify(kept)
        assert (found.faults, found.lost) == ({}, 1)

    def test_settles_a_file_that_was_left_open(self, kept: Archive) -> None:
        path = warc(kept)
        opened = path.rename(path.with_name(path.name + ".open"))
        with opened.open("ab") as handle:
            handle.write(path.name.encode())
        assert repair(kept) == Repaired(mended=1)
        assert kinds(kept) == []

    def test_gives_a_run_that_began_at_another_time_another_number(self, kept: Archive) -> None:
        with kept.write() as connection:
            connection.execute(delete(schema.capture))
            begun = runs.get(kept, 1).started + timedelta(hours=1)
            connection.execute(update(schema.run).values(started=begun))
        done = repair(kept)
        assert (done.captures, done.runs) == (6, 1)
        with kept.read() as connection:
            assert set(connection.scalars(select(schema.capture.c.run_id))) == {2}
