"""What a record of a WARC file becomes: a capture with its columns, something else, or damage with its place."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import RecordDamaged
from archive.indexing import Other, captured, kind_of, record_id, warc_fields
from archive.warc.reader import Record

PATH = Path("/there/a.warc.gz")
HTTP = "application/http; msgtype=response"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The dam gave way.</p>"
STATED = {
    "warc-type": "response",
    "warc-record-id": "<urn:uuid:a>",
    "warc-target-uri": "http://Dam.example/a",
    "warc-date": "2026-03-04T05:06:07Z",
    "warc-payload-digest": "sha1:ABC",
    "content-type": HTTP,
}


def record(block: bytes = PAGE, offset: int = 0, **fields: str | None) -> Record:
    """A record with the fields of STATED, with others, or (None) without."""
    named = STATED | {name.replace("_", "-"): value for name, value in fields.items()}
    said = {name: value for name, value in named.items() if value is not None}
    return Record(said, block, len(block), offset, len(block) + 300)


def rows(*found: Record | RecordDamaged) -> list[Any]:
    return list(captured(PATH, found))


def row(block: bytes = PAGE, **fields: str | None) -> dict[str, Any]:
    (found,) = rows(record(block, **fields))
    assert isinstance(found, dict), found
    return found


def about(*lines: str, of: str = "<urn:uuid:a>", offset: int = 1000) -> Record:
    """A metadata record as we write it, of a record."""
    block = "".join(f"{line}\r\n" for line in lines).encode()
    more = {"warc_type": "metadata", "warc_record_id": "<urn:uuid:m>", "warc_concurrent_to": of}
    return record(block, offset, content_type="application/warc-fields", **more)


def test_a_response_is_a_capture_with_all_that_its_record_says() -> None:
    assert row() | {"robots": None} == {
        "record_id": "<urn:uuid:a>",
        "url": "http://Dam.example/a",
        "host": "dam.example",
        "original_url": None,
        "original_at": None,
        "fetched": datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
        "status": 200,
        "mime": "text/html",
        "digest": "sha1:ABC",
        "kind": "page",
        "source": None,
        "via": None,
        "origin": None,
        "score": None,
        "offset": 0,
        "length": len(PAGE) + 300,
        "record": "response",
        "refers_to": None,
        "refers_url": None,
        "refers_at": None,
        "robots": None,
        "outcome": None,
        "why": None,
    }


# What one field says, and the columns that come of it.
FIELDS: list[tuple[dict[str, str | None], dict[str, Any]]] = [
    ({"warc_target_uri": "<http://dam.example/old>"}, {"url": "http://dam.example/old"}),  # WARC 1.0
    ({"warc_target_uri": "HTTPS://dam.example/"}, {"url": "HTTPS://dam.example/", "host": "dam.example"}),
    ({"warc_target_uri": "http://u:p@Dam.example:8080/"}, {"host": "dam.example:8080"}),
    ({"warc_target_uri": "http://dam.example/\0a\ud800"}, {"url": "http://dam.example/ a?"}),
    ({"warc_payload_digest": None}, {"digest": None}),
    ({"warc_date": "2026-03-04T05:06:07.123456Z"}, {"fetched": datetime(2026, 3, 4, 5, 6, 7, 123456, UTC)}),
    ({"warc_type": "Response"}, {"record": "response"}),
    ({"warc_type": "resource", "content_type": "text/html"}, {"status": 200, "mime": "text/html"}),
    ({"warc_type": "resource", "content_type": "image/png"}, {"kind": "page", "why": "not html: image/png"}),
    ({"warc_type": "resource", "content_type": None}, {"mime": None, "outcome": None}),
    ({"warc_truncated": "length"}, {"outcome": "failed", "why": "cut short: length"}),
    ({"warc_truncated": "a\r\nb\0"}, {"outcome": "failed", "why": "cut short: a b"}),
    # only the first piece of a page; no reader here puts the pieces together (WARC 1.1, 7)
    ({"warc_segment_number": "1"}, {"outcome": "failed", "why": "cut short: segmented"}),
    (
        {"warc_type": "revisit", "warc_refers_to": "<urn:uuid:b>", "warc_refers_to_target_uri": "<http://x/>"},
        {"refers_to": "<urn:uuid:b>", "refers_url": "http://x/", "record": "revisit"},
    ),
    (
        {"warc_type": "revisit", "warc_refers_to_date": "2026-03-01T00:00:00Z"},
        {"refers_to": None, "refers_at": datetime(2026, 3, 1, tzinfo=UTC)},
    ),
    ({"warc_type": "revisit", "warc_refers_to_date": "yesterday"}, {"refers_at": None}),
    (
        {"warc_type": "revisit", "warc_profile": "http://netpreserve.org/warc/1.0/revisit/server-not-modified"},
        {"outcome": "not for extraction", "why": "not modified"},
    ),
    # A revisit says of its own truncation that it left the payload out: that is no damage.
    ({"warc_type": "revisit", "warc_truncated": "length"}, {"outcome": None}),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "columns"), FIELDS)
def test_a_field_of_the_record_says(fields: dict[str, str | None], columns: dict[str, Any]) -> None:
    found = row(**fields)
    assert {name: found[name] for name in columns} == columns


# What the answer's first lines say, and what becomes of the capture.
HEADS = [
    (b"HTTP/1.1 200 OK\r\n\r\n", 200, None, None),
    (b"HTTP/1.0 200\r\nContent-type: application/xhtml+xml\r\n\r\n", 200, "application/xhtml+xml", None),
    (b"HTTP/1.1 200 OK\nContent-Type: TEXT/HTML\n\n", 200, "text/html", None),
    (b"HTTP/1.1 206 Partial\r\n\r\n", 206, None, "cut short: only a part of it was sent"),
    (b"HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\n", 301, None, "redirect"),
    (b"HTTP/1.1 304 Not Modified\r\n\r\n", 304, None, "not modified"),
    (b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n", 404, "text/html", "error 404"),
    (b"HTTP/1.1 503 Busy\r\n\r\n", 503, None, "error 503"),
    (b"HTTP/1.1 100 Continue\r\n\r\n", 100, None, "error 100"),
    (b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n", 200, "image/jpeg", "not html: image/jpeg"),
    (b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n", 200, "application/rss+xml", "feed"),
    (b"<html>no head at all</html>", None, None, "no HTTP status"),
    (b"", None, None, "no HTTP status"),
]


@pytest.mark.parametrize(("block", "status", "mime", "why"), HEADS)
def test_the_answer_decides_what_it_is_for(block: bytes, status: int | None, mime: str | None, why: str | None) -> None:
    found = row(block)
    assert (found["status"], found["mime"], found["why"]) == (status, mime, why)


KINDS = [
    ("http://a/robots.txt", "text/plain", "robots"),
    ("http://a/ROBOTS.txt", None, "robots"),
    ("http://a/x/robots.txt", "text/html", "page"),
    ("http://a/feed", "application/rss+xml", "feed"),
    ("http://a/page", "application/atom+xml", "feed"),
    ("http://a/json", "application/feed+json", "feed"),
    ("http://a/news.xml", "text/xml", "feed"),
    ("http://a/news-sitemap.xml", "application/xml", "sitemap"),
    ("http://a/Sitemap/1", "text/xml", "sitemap"),
    ("http://a/sitemap.html", "text/html", "page"),
    ("http://a/", None, "page"),
    ("http://[", "text/html", "page"),
    ("", None, "page"),
]


@pytest.mark.parametrize(("url", "mime", "kind"), KINDS)
def test_what_others_fetched_it_as_is_told_by_address_and_type(url: str, mime: str | None, kind: str) -> None:
    assert kind_of(url, mime) == kind


# Not a capture, and no damage either.
ASIDE = [
    {"warc_type": "request", "content_type": "application/http; msgtype=request"},
    {"warc_type": "metadata"},
    {"warc_type": "warcinfo", "warc_target_uri": None},
    {"warc_type": "conversion"},
    {"warc_type": "a-type-of-2040"},
    {"warc_target_uri": "dns:dam.example"},
    {"warc_target_uri": "ftp://dam.example/a"},
    {"warc_target_uri": "urn:pageinfo:http://dam.example/"},
    {"warc_type": "resource", "warc_target_uri": "screenshot:http://dam.example/"},
]


@pytest.mark.parametrize("fields", ASIDE)
def test_other_records_stand_aside(fields: dict[str, str | None]) -> None:
    (found,) = rows(record(**fields))
    assert isinstance(found, Other)


# What a record may lack, and what is said then.
LACKS = [
    ({"warc_type": None}, "the record states no WARC-Type"),
    ({"warc_target_uri": None}, "the record states no usable WARC-Target-URI"),
    ({"warc_target_uri": "no address"}, "the record states no usable WARC-Target-URI"),
    ({"warc_target_uri": "//dam.example/a"}, "the record states no usable WARC-Target-URI"),
    ({"warc_date": None}, "the record states no usable WARC-Date"),
    ({"warc_date": "on Tuesday"}, "the record states no usable WARC-Date"),
    ({"warc_date": "2026-02-30T00:00:00Z"}, "the record states no usable WARC-Date"),
]


@pytest.mark.parametrize(("fields", "what"), LACKS)
def test_what_nobody_could_place_is_damage(fields: dict[str, str | None], what: str) -> None:
    found = rows(record(offset=4711, **fields), record())
    assert isinstance(found[0], RecordDamaged)
    assert (found[0].path, found[0].offset, found[0].what) == (PATH, 4711, what)
    assert isinstance(found[1], dict)


def test_damage_passes_on_in_its_place() -> None:
    torn = RecordDamaged(PATH, 9, "torn")
    found = rows(record(), torn, record(offset=10))
    assert [one if one is torn else one["offset"] for one in found] == [torn, 0, 10]


TOLD = ("cuttings-kind: feed", "cuttings-source: dam", "via: http://dam.example/", "cuttings-origin: page")
# What follows a capture, and (kind, source, via, origin, score) of its row.
NOTHING = ("page", None, None, None, None)
FOLLOWS = [
    ([about(*TOLD, "cuttings-score: 0.75")], ("feed", "dam", "http://dam.example/", "page", 0.75)),
    ([about(*TOLD)], ("feed", "dam", "http://dam.example/", "page", None)),
    ([about(*TOLD, "cuttings-score: much")], ("feed", "dam", "http://dam.example/", "page", None)),
    ([about("cuttings-kind: page", "via: a: b")], ("page", None, "a: b", None, None)),
    ([about("cuttings-kind: page"), about("cuttings-kind: feed")], ("feed", None, None, None, None)),
    ([record(warc_type="request"), about(*TOLD)], ("feed", "dam", "http://dam.example/", "page", None)),
    ([about(*TOLD, of="<urn:uuid:b>")], NOTHING),  # of another capture
    ([about("cuttings-kind: a kind of 2040", "cuttings-source: dam")], NOTHING),
    ([about("fetchTimeMs: 12", "via: http://x/")], NOTHING),  # Heritrix's
    ([about()], NOTHING),
    ([record(warc_type="request", warc_concurrent_to="<urn:uuid:a>")], NOTHING),
    ([], NOTHING),
]


@pytest.mark.parametrize(("others", "told"), FOLLOWS)
def test_a_record_of_ours_that_follows_says_how_it_came_to_be_fetched(others: list[Record], told: Any) -> None:
    (found,) = [one for one in rows(record(), *others) if isinstance(one, dict)]
    assert tuple(found[name] for name in ("kind", "source", "via", "origin", "score")) == told


def test_a_kind_that_was_told_decides_the_outcome_too() -> None:
    (found,) = [one for one in rows(record(), about("cuttings-kind: section")) if isinstance(one, dict)]
    assert (found["outcome"], found["why"]) == ("not for extraction", "section")


def test_what_is_told_belongs_to_the_capture_before_it() -> None:
    second = record(offset=5000, warc_record_id="<urn:uuid:b>")
    found = rows(record(), about(*TOLD), second, about("cuttings-kind: sitemap", of="<urn:uuid:b>", offset=6000))
    assert [one["kind"] for one in found if isinstance(one, dict)] == ["feed", "sitemap"]


BLOCKS = [
    (b"a: 1\r\nB: 2\r\n", {"a": "1", "b": "2"}),
    (b"a: 1\na: 2", {"a": "2"}),
    (b" a :  x y \r\n", {"a": "x y"}),
    (b"a: http://b:80/\r\n", {"a": "http://b:80/"}),
    (b"no colon\r\n\r\na:\r\n", {"a": ""}),
    (b"a: \xff\0\xc3\xa4", {"a": "\ufffdä"}),
    (b"", {}),
]


@pytest.mark.parametrize(("block", "fields"), BLOCKS)
def test_fields_of_a_block_are_read(block: bytes, fields: dict[str, str]) -> None:
    assert warc_fields(record(block)) == fields


@given(st.binary(max_size=200))
def test_any_block_has_fields_that_a_database_takes(block: bytes) -> None:
    for name, value in warc_fields(record(block)).items():
        assert name == name.lower().strip()
        assert "\0" not in value
        value.encode()


class TestIds:
    def test_are_as_stated(self) -> None:
        assert record_id(record()) == "<urn:uuid:a>"

    def test_are_made_of_the_content_where_none_is_stated(self) -> None:
        made = record_id(record(warc_record_id=None))
        assert re.fullmatch(r"<urn:sha1:[A-Z2-7]{32}>", made)
        assert made == record_id(record(warc_record_id=None, offset=99, warc_payload_digest=None))

    @pytest.mark.parametrize(
        "other",
        [
            record(PAGE + b".", warc_record_id=None),
            record(warc_record_id=None, warc_target_uri="http://dam.example/b"),
            record(warc_record_id=None, warc_date="2026-03-04T05:06:08Z"),
        ],
    )
    def test_differ_where_anything_does(self, other: Record) -> None:
        assert record_id(other) != record_id(record(warc_record_id=None))

    def test_are_made_anew_where_nothing_is_left_of_what_was_stated(self) -> None:
        assert record_id(record(warc_record_id="\0")).startswith("<urn:sha1:")


@given(
    st.dictionaries(st.sampled_from(sorted(STATED)), st.text(max_size=30), max_size=4),
    st.binary(max_size=120),
)
def test_no_record_breaks_it(fields: dict[str, str], block: bytes) -> None:
    (found,) = rows(Record(STATED | fields, block, len(block), 0, 9))
    if isinstance(found, dict):
        assert "\n" not in found["url"]
        assert found["outcome"] is None or found["why"]
