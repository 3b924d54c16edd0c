"""One sorted index for each closed WARC file, as pywb reads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive import cdxj
from archive.capture import Exchange
from archive.committer import Committer
from archive.store import Archive
from archive.verify import verify
from archive.warc.reader import read_record


@pytest.fixture
def kept(archive: Archive, start: Callable[..., Any], exchange: Callable[..., Exchange], now: Any) -> Archive:
    with Committer(archive, start(archive).id) as committer:
        for url in ("http://www.rio.example/Z", "http://dam.example/a?z&b"):
            committer.submit(exchange(url, url.encode() * 20)).result(60)
        committer.submit(exchange(url, url.encode() * 20, fetched=now + timedelta(days=1))).result(60)
    return archive


def index(archive: Archive) -> tuple[str, list[tuple[str, str, dict[str, str]]]]:
    (path,) = (archive.folder / "indexes").iterdir()
    split = (line.split(" ", 2) for line in path.read_text("utf-8").splitlines())
    return path.name, [(key, at, json.loads(told)) for key, at, told in split]


def test_a_closed_file_has_its_sorted_index(kept: Archive) -> None:
    name, lines = index(kept)
    (warc,) = (kept.folder / "archive").iterdir()
    assert name == f"{warc.name}.cdxj"
    assert [(key, at) for key, at, _ in lines] == [
        ("example,dam)/a?b&z", "20260304050607"),
        ("example,dam)/a?b&z", "20260305050607"),
        ("example,rio)/z", "20260304050607"),
    ]


def test_a_line_leads_to_its_record(kept: Archive) -> None:
    for _, _, told in index(kept)[1]:
        record = read_record(kept.folder / "archive" / told["filename"], int(told["offset"]), int(told["length"]))
        assert record.uri == told["url"]
        assert told["status"] == "200"
        assert told["digest"] == record.fields["warc-payload-digest"]
        assert told["mime"] == ("warc/revisit" if record.kind == "revisit" else "text/html")


def test_the_bytes_of_an_index_are_sorted_as_they_stand(kept: Archive) -> None:
    (path,) = (kept.folder / "indexes").iterdir()
    lines = path.read_bytes().splitlines()
    assert lines == sorted(lines)


def test_the_folder_tells_pywb_where_everything_is(kept: Archive) -> None:
    text = (kept.folder / "config.yaml").read_text()
    assert "index_paths: ./indexes/" in text
    assert "archive_paths: ./archive/" in text


def test_a_configuration_of_the_users_own_stays(kept: Archive) -> None:
    (kept.folder / "config.yaml").write_text("mine")
    cdxj.write(kept, cdxj.closed(kept)[0].name)
    assert (kept.folder / "config.yaml").read_text() == "mine"


def test_a_file_that_was_rolled_has_its_index_while_the_next_is_written(
    archive: Archive, start: Callable[..., Any], exchange: Callable[..., Exchange]
) -> None:
    with Committer(archive, start(archive).id, max_bytes=1) as committer:
        for number in range(3):
            committer.submit(exchange(f"http://dam.example/{number}")).result(60)
        assert len(list((archive.folder / "indexes").iterdir())) == 2
        assert verify(archive).faults == {}


@pytest.mark.parametrize(("hours", "lines"), [(0, 1), (1, 2)])
def test_a_body_that_was_cut_gives_way_to_the_whole_one_of_the_same_second(
    archive: Archive, start: Callable[..., Any], exchange: Callable[..., Exchange], now: Any, *, hours: int, lines: int
) -> None:
    with Committer(archive, start(archive).id) as committer:
        committer.submit(exchange(body=b"<p>Half", truncated="disconnect")).result(60)
        committer.submit(exchange(body=b"<p>Half and half", fetched=now + timedelta(hours=hours))).result(60)
    found = [int(told["length"]) for *_, told in index(archive)[1]]
    assert len(found) == lines


def test_what_a_killed_writer_left_is_indexed_at_the_next_start(
    kept: Archive, start: Callable[..., Any], exchange: Callable[..., Exchange]
) -> None:
    (path,) = (kept.folder / "indexes").iterdir()
    text = path.read_text()
    path.unlink()
    warc: Path = cdxj.closed(kept)[0]
    warc.rename(warc.with_name(warc.name + ".open"))
    Committer(kept, start(kept).id).close()
    assert path.read_text() == text


CAPTURE = {
    "url": "http://www.Dam.example/A?b",
    "fetched": datetime(2026, 3, 4, 5, 6, 7, 890123, UTC),
    "mime": "text/html",
    "status": 200,
    "digest": "sha1:ABC",
    "length": 12,
    "offset": 345,
    "path": "archive/a.warc.gz",
    "record": "response",
}
STATED = {
    "url": "http://www.Dam.example/A?b",
    "mime": "text/html",
    "status": "200",
    "digest": "sha1:ABC",
    "length": "12",
    "offset": "345",
    "filename": "a.warc.gz",
}
# What is different in a capture, and what is different in its line (None: not said).
LINES: list[tuple[dict[str, Any], dict[str, str | None]]] = [
    ({}, {}),
    ({"status": 404}, {"status": "404"}),
    ({"status": None}, {"status": None}),
    ({"status": None, "mime": None, "digest": None}, {"status": None, "mime": None, "digest": None}),
    ({"record": "revisit"}, {"mime": "warc/revisit"}),
    ({"record": "revisit", "mime": None}, {"mime": "warc/revisit"}),
    ({"record": "resource"}, {}),
    ({"offset": 0, "length": 1 << 40}, {"offset": "0", "length": str(1 << 40)}),
    ({"path": "/far/b c.warc"}, {"filename": "b c.warc"}),
    ({"mime": 'a"b\n{'}, {"mime": 'a"b\n{'}),
]


@pytest.mark.parametrize(("given", "said"), LINES)
def test_a_line_says_of_a_capture(given: dict[str, Any], said: dict[str, str | None]) -> None:
    text = cdxj.line(CAPTURE | given)
    key, at, told = text.split(" ", 2)
    assert (key, at) == ("example,dam)/a?b", "20260304050607")
    assert json.loads(told) == {name: value for name, value in (STATED | said).items() if value is not None}
    assert text.count("\n") == 1
    assert text.endswith("}\n")


def test_a_line_keeps_letters_of_any_script() -> None:
    text = cdxj.line(CAPTURE | {"url": "http://dam.example/\u03c6\u03c1\u03ac\u03b3\u03bc\u03b1"})
    assert "http://dam.example/\u03c6\u03c1\u03ac\u03b3\u03bc\u03b1" in text
    assert text.split(" ")[0].isascii()


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("archive/a.warc.gz", True),
        ("archive/a.warc", True),
        ("archive/a.wacz", False),
        ("archive/a.warc.gz.open", False),
        ("/far/archive/a.warc.gz", False),
        ("archives/a.warc.gz", False),
        ("a.warc.gz", False),
    ],
)
def test_a_file_of_the_folder_is_known_by_its_place_and_ending(name: str, *, own: bool) -> None:
    assert cdxj.is_own(name) is own


def test_no_line_is_for_a_304_and_none_for_another_files_captures(
    kept: Archive, start: Callable[..., Any], exchange: Callable[..., Exchange], now: Any
) -> None:
    later = now + timedelta(days=9)
    with Committer(kept, start(kept).id) as committer:
        committer.submit(
            exchange("http://rio.example/z", b"", fetched=later, head=b"HTTP/1.1 304 Not Modified\r\n\r\n")
        ).result(60)
        committer.submit(exchange("http://rio.example/new", fetched=later)).result(60)
    second, first = sorted((cdxj.lines(kept, path.name) for path in cdxj.closed(kept)), key=len)
    assert [line.split(" ")[0] for line in second] == ["example,rio)/new"]
    assert len(first) == 3
    assert cdxj.lines(kept, "none.warc.gz") == []
    assert list(cdxj.read(kept.folder / "indexes" / "none.cdxj")) == []
