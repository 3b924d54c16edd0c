"""Orders to forget: what they cover, and how they stand in a WARC file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from archive import schema, tombstones
from archive.store import Archive
from archive.strings import clean
from archive.tombstones import Kind, Order
from archive.warc.reader import Record
from archive.warc.record import one_line
from archive.warc.rewrite import made
from archive.warc.rewrite import metadata as fields

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ORDERS = (
    Order("url", "http://dam.example/a", "asked", AT),
    Order("host", "rio.example", "court", AT),
    Order("host", "port.example:8080", "asked", AT),
    Order("host", "127.0.0.1", "asked", AT),
    Order("capture", "<urn:uuid:c>", "asked", AT),
)
STONES = tombstones.of(ORDERS)


def metadata(block: bytes, kind: str = "metadata") -> Record:
    return Record({"warc-type": kind}, block, len(block), 0, len(block))


# Which order covers an address.
COVERED = [
    ("http://dam.example/a", "http://dam.example/a"),
    ("HTTP://DAM.example:80/a#top", "http://dam.example/a"),
    ("http://dam.example/a?utm_source=x", "http://dam.example/a"),
    ("https://web.archive.org/web/20240305060708/http://dam.example/a", "http://dam.example/a"),
    ("http://rio.example/", "rio.example"),
    ("https://www.rio.example/x?y=z", "rio.example"),
    ("http://a.b.rio.example:8080/", "rio.example"),
    ("http://user:word@rio.example/", "rio.example"),
    ("https://web.archive.org/web/20240305060708id_/http://rio.example/b", "rio.example"),
    ("http://port.example:8080/x", "port.example:8080"),
    ("http://127.0.0.1/x", "127.0.0.1"),
    ("http://127.0.0.1:99/x", "127.0.0.1"),
]
# Nobody asked for these.
OTHERS = [
    "http://dam.example/",
    "http://dam.example/ab",
    "http://dam.example/a?page=2",
    "http://www.dam.example/b",
    "http://trio.example/",
    "http://rio.example.org/",
    "http://example/",
    "http://port.example/x",
    "http://port.example:80/x",
    "http://a.127.0.0.1.example/",
    "http://other.example/?u=http://rio.example/",
    "",
    "http://[",
]


@pytest.mark.parametrize(("url", "what"), COVERED)
def test_an_order_covers_every_spelling_of_what_it_names(url: str, what: str) -> None:
    found = STONES.order(url, "<urn:uuid:x>")
    assert found is not None
    assert found.what == what


@pytest.mark.parametrize("url", OTHERS)
def test_an_order_covers_nothing_else(url: str) -> None:
    assert STONES.order(url, "<urn:uuid:x>") is None


class TestACapture:
    def test_is_covered_by_its_id_whatever_its_address(self) -> None:
        found = STONES.order("http://other.example/", "<urn:uuid:c>")
        assert found == ORDERS[-1]

    def test_leaves_its_address_to_be_asked_again(self) -> None:
        assert STONES.order("http://other.example/") is None

    def test_is_covered_as_what_a_web_archive_says_it_is_a_copy_of(self) -> None:
        assert STONES.order("http://archive.example/1", "<urn:uuid:x>", "http://rio.example/a") == ORDERS[1]
        assert STONES.order("http://archive.example/1", "<urn:uuid:x>", "http://other.example/a") is None


def test_no_orders_cover_nothing() -> None:
    none = tombstones.of([])
    assert not none
    assert none.order("http://dam.example/a", "<urn:uuid:c>") is None


class TestInTheDatabase:
    def test_come_back_as_they_were_given(self, archives: Archive) -> None:
        with archives.write() as connection:
            tombstones.keep(connection, ORDERS)
        assert tombstones.known(archives) == STONES

    def test_are_kept_once_with_what_was_said_first(self, archives: Archive) -> None:
        again = [Order(one.kind, one.what, "said later", AT) for one in ORDERS]
        with archives.write() as connection:
            tombstones.keep(connection, ORDERS)
            tombstones.keep(connection, again)
            assert tombstones.load(connection) == STONES

    def test_that_were_carried_out_are_in_force_and_not_to_be_done(self, archive: Archive) -> None:
        with archive.write() as connection:
            tombstones.keep(connection, ORDERS)
            assert tombstones.load(connection, undone=True) == STONES
            done = update(schema.tombstone).where(schema.tombstone.c.kind != "host").values(done=AT)
            connection.execute(done)
            left = tombstones.load(connection, undone=True)
            assert (left.hosts, left.urls, left.captures) == (STONES.hosts, frozenset(), frozenset())
            assert tombstones.load(connection) == STONES

    def test_of_the_same_words_and_another_kind_are_two(self, archive: Archive) -> None:
        both = [Order("url", "same", "a", AT), Order("host", "same", "b", AT)]
        with archive.write() as connection:
            tombstones.keep(connection, both)
            assert len(tombstones.load(connection).of) == 2


@given(
    st.sampled_from(["url", "host", "capture"]),
    st.from_regex(r"[\w./:%-]{1,40}", fullmatch=True),
    st.text(max_size=60),
    st.datetimes(timezones=st.just(UTC)),
    st.lists(st.text(max_size=20), max_size=3),
)
def test_an_order_is_read_as_it_was_written(kind: Kind, what: str, reason: str, at: datetime, more: list[str]) -> None:
    reason = one_line(clean(reason))
    block = tombstones.block(Order(kind, what, reason, at), "<urn:uuid:gone>", more)
    assert len(block.split(b"\r\n")) == 6 + len(more)  # one line each, whatever stands in it
    assert tombstones.read(metadata(block)) == Order(kind, what, reason, at)


GOOD = tombstones.block(ORDERS[0])
# Records that say no order.
NONE = [
    (metadata(b""), "empty"),
    (metadata(GOOD, "response"), "no metadata record"),
    (metadata(b" " + GOOD), "other words first"),
    (metadata(GOOD.replace(b": url", b": planet")), "of no kind"),
    (metadata(GOOD.replace(b"what: http://dam.example/a", b"what: ")), "names nothing"),
    (metadata(GOOD.replace(b"what: http://dam.example/a", b"what: \0")), "names nothing a database takes"),
    (metadata(GOOD.replace(b"2026-03-04", b"2026-13-04")), "at no time"),
    (metadata(GOOD.replace(b"+00:00", b"")), "at a time without a zone"),
    (metadata(GOOD[:30]), "cut off"),
    (metadata(b"via: http://dam.example/\r\n"), "of a crawl"),
    (metadata(b"cuttings-forgotten\xff\xfe\x00"), "no text"),
]


@pytest.mark.parametrize("record", [record for record, _ in NONE], ids=[said for _, said in NONE])
def test_no_order_is_read_from(record: Record) -> None:
    assert tombstones.read(record) is None
    assert not tombstones.replaces(record)


@given(st.binary(max_size=120))
def test_no_block_breaks_the_reader(block: bytes) -> None:
    found = tombstones.read(metadata(b"cuttings-forgotten: url\r\n" + block))
    assert found is None or found.at.tzinfo is not None


@pytest.mark.parametrize(("record", "stands"), [("<urn:uuid:gone>", True), (None, False)])
def test_a_tombstone_stands_where_a_record_was_and_an_order_by_itself(record: str | None, stands: bool) -> None:
    assert tombstones.replaces(metadata(tombstones.block(ORDERS[0], record))) is stands


def test_a_tombstone_says_nothing_of_what_stood_there() -> None:
    said = tombstones.block(ORDERS[0], "<urn:uuid:gone>").decode()
    assert "sha1" not in said
    assert [line.split(":")[0] for line in said.split("\r\n")] == [
        "cuttings-forgotten",
        "cuttings-forgotten-what",
        "cuttings-forgotten-at",
        "cuttings-forgotten-reason",
        "cuttings-forgotten-record",
        "",
    ]


def test_what_was_told_with_an_order_is_found_in_files_of_orders(tmp_path: Path) -> None:
    path = tmp_path / "forgotten-1.warc.gz"
    told = ((ORDERS[0], ["/a.csv", "line\r\nbreak"]), (ORDERS[1], ["/b.csv"]))
    records = [
        made(fields("<urn:uuid:o>", "http://x/", AT), tombstones.block(one, more=more), gzip=True) for one, more in told
    ]
    path.write_bytes(b"".join(records))
    assert list(tombstones.told([path], tombstones.of(ORDERS[:1]))) == ["/a.csv", "line break"]
    assert list(tombstones.told([path, path], tombstones.of(ORDERS[1:2]))) == ["/b.csv"] * 2
    assert list(tombstones.told([path], tombstones.of(ORDERS[2:]))) == []
