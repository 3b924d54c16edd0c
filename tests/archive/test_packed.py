"""WACZ files of others: each WARC file in them is found, and a hostile one costs a line."""

from __future__ import annotations

import gzip
import io
import struct
import warnings
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from archive import foreign, schema
from archive.errors import NotWarc
from archive.foreign import Part
from archive.replay import replay
from archive.store import Archive
from archive.verify import verify
from archive.warc.reader import read_record

S, D = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
CENTRAL, LOCAL = b"PK\1\2", b"PK\3\4"


def record(number: int, body: bytes = b"<p>Page</p>") -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    return (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%032x>\r\nWARC-Date: 2020-03-04T05:06:07Z\r\n"
        b"WARC-Target-URI: http://dam.example/%d\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s"
        b"\r\n\r\n"
    ) % (number, number, len(block), block)


def packed(*numbers: int) -> bytes:
    return b"".join(gzip.compress(record(number), mtime=0) for number in numbers)


def zipped(*members: tuple[str, bytes, int]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made, warnings.catch_warnings(action="ignore"):
        for name, data, how in members:
            made.writestr(zipfile.ZipInfo(name), data, how)
    return out.getvalue()


ONE = zipped(("archive/a.warc.gz", packed(1, 2), S), ("pages/pages.jsonl", b"{}", D))
TWO = zipped(("archive/a.warc", record(3), S), ("archive/b.warc.gz", packed(4), D))
DEEP = zipped(("one.wacz", ONE, S))
# What is given, and the numbers of the pages in it.
WHOLE: list[tuple[str, bytes, list[int]]] = [
    ("one", ONE, [1, 2]),
    ("stored and compressed", TWO, [3, 4]),
    ("capital letters", zipped(("archive/A.WARC.GZ", packed(5), S), ("archive/B.Warc", record(6), D)), [5, 6]),
    ("below a folder", zipped(("archive/2020/a.warc.gz", packed(1), S)), [1]),
    ("the same name twice", zipped(("archive/a.warc", record(1), D), ("archive/a.warc", record(2), D)), [1, 2]),
    ("an empty file beside", zipped(("archive/a.warc.gz", b"", S), ("archive/b.warc.gz", packed(7), S)), [7]),
    (
        "a package of several",
        zipped(("datapackage.json", b"{}", S), ("1.wacz", ONE, S), ("2.wacz", TWO, S)),
        [1, 2, 3, 4],
    ),
    ("bytes before the zip's own", LOCAL + b"an unpacker" + ONE, [1, 2]),
    ("a comment behind it", ONE[:-2] + b"\4\0said", [1, 2]),
    (
        "names that lead elsewhere",
        zipped(("archive/../../../a.warc", record(1), D), ("archive/.warc", record(2), D)),
        [1, 2],
    ),
    ("control characters", zipped(("archive/\x1b[31m\n.warc", record(1), D)), [1]),
    ("a long name", zipped((f"archive/{'ü' * 300}.WARC", record(1), D)), [1]),
]


def pages(archive: Archive) -> list[int]:
    """Numbers of the pages that have a capture, each of which leads to its record."""
    found = []
    with archive.read() as connection:
        for row in connection.execute(select(schema.capture)):
            assert read_record(archive.folder / row.path, row.offset, row.length).uri == row.url
            found.append(int(row.url.rpartition("/")[2]))
    return sorted(found)


def copies(archive: Archive) -> list[str]:
    return sorted(path.name for path in (archive.folder / "archive").iterdir())


@pytest.mark.parametrize("copy", [False, True])
def test_every_page_of_a_wacz_is_found_in_place_or_copied(tmp_path: Path, *, copy: bool) -> None:
    for number, (what, data, numbers) in enumerate(WHOLE[:: 4 if copy else 1]):
        path = tmp_path / f"{what}.wacz"
        path.write_bytes(data)
        with Archive.open(tmp_path / f"data-{number}") as archive:
            assert replay(archive, [path], copy=copy).damaged == 0, what
            assert pages(archive) == numbers, what
            again = replay(archive, [path], copy=copy)
            assert (again.captures, again.known) == (0, len(numbers)), what
            assert verify(archive).faults == {}, what
            assert all(name.endswith((".warc", ".warc.gz")) and name.isprintable() for name in copies(archive)), what
            assert copies(archive) or not copy


def test_files_in_a_package_are_read_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    path.write_bytes(zipped(("1.wacz", ONE, S), ("2.wacz", TWO, S)))
    whole = path.read_bytes()
    places = foreign.in_place(path)
    assert [whole[part.start : part.end] for part in places] == [packed(1, 2), record(3)]
    assert [part.size for part in places] == [len(packed(1, 2)), len(record(3))]
    assert foreign.in_place(Path(__file__)) == [Part(Path(__file__))]


def flagged(data: bytes, bits: int) -> bytes:
    """With these general purpose bits set, in every header."""
    for mark, at in ((LOCAL, 6), (CENTRAL, 8)):
        here = -1
        while (here := data.find(mark, here + 1)) >= 0:
            (now,) = struct.unpack_from("<H", data, here + at)
            data = data[: here + at] + struct.pack("<H", now | bits) + data[here + at + 2 :]
    return data


def stated(data: bytes, at: int, value: int) -> bytes:
    """With a number of the first central header changed (APPNOTE 4.3.12)."""
    here = data.find(CENTRAL) + at
    return data[:here] + struct.pack("<I", value) + data[here + 4 :]


def torn(data: bytes) -> bytes:
    """With compressed bytes that make no sense."""
    at = data.find(b"archive/a.warc") + len(b"archive/a.warc")
    return data[:at] + b"\xff" * 8 + data[at + 8 :]


SIZE, OFFSET, UTF8 = 24, 42, 1 << 11
BOMB = zipped(("archive/a.warc", record(1) + bytes(4 << 20), D))
REFUSED: list[tuple[bytes, str]] = [
    (LOCAL, "damaged WACZ"),
    (ONE[:-30], "damaged WACZ"),
    (stated(ONE, OFFSET, 1 << 30), "damaged WACZ .*not where it should be"),
    (stated(ONE, OFFSET, 7), "damaged WACZ .*not where it should be"),
    (stated(ONE, SIZE, 1 << 30), "damaged WACZ .*not where it should be"),
    (torn(zipped(("archive/a.warc", record(1), D))), "damaged WACZ"),
    (flagged(zipped(("archive/\xfc.warc", record(1), S)).replace("ü".encode(), b"\xff\xfe"), UTF8), "damaged WACZ"),
    (flagged(ONE, 1), "encrypted: unpack it"),
    (flagged(TWO, 1), "encrypted: unpack it"),
    (zipped(("archive/a.warc", record(1), zipfile.ZIP_LZMA)), "another method than deflate: unpack it"),
    (zipped(("archive/a.warc", record(1), zipfile.ZIP_BZIP2)), "another method than deflate: unpack it"),
    (BOMB, "unpacks to over 250 times"),
    (zipped(("one.wacz", ONE, D)), "holds one.wacz, compressed: unpack it"),
    (zipped(("one.wacz", b"no zip", S)), "damaged WACZ"),
    (zipped(("more.wacz", DEEP, S)), "without WARC files"),  # a package holds WACZ files, not packages
    (zipped(("archive/a.warc.gz", b"", S)), "without WARC files"),
    (zipped(("a.warc.gz", packed(1), S)), "without WARC files"),
    (zipped(("archive/a.warc.gz", b"no", S)), "is no WARC file"),
]


@pytest.mark.parametrize(("data", "said"), REFUSED)
def test_what_is_no_whole_wacz_is_said_so_and_costs_nothing(
    archive: Archive, tmp_path: Path, data: bytes, said: str
) -> None:
    good, bad = tmp_path / "good.wacz", tmp_path / "bad.wacz"
    good.write_bytes(TWO)
    bad.write_bytes(data)
    with pytest.raises(NotWarc, match=said) as told:
        replay(archive, [good, bad])
    assert "\n" not in str(told.value)
    assert (pages(archive), copies(archive)) == ([], [])
    assert replay(archive, [good]).captures == 2


def test_copies_that_were_here_before_stay_when_another_file_is_refused(archive: Archive, tmp_path: Path) -> None:
    for name, data in (("a.warc.gz", packed(1)), ("b.warc.gz", packed(2)), ("bad.warc.gz", b"no")):
        (tmp_path / name).write_bytes(data)
    replay(archive, [tmp_path / "a.warc.gz"], copy=True)
    with pytest.raises(NotWarc, match="bad"):
        replay(archive, [tmp_path / "a.warc.gz", tmp_path / "b.warc.gz", tmp_path / "bad.warc.gz"], copy=True)
    assert copies(archive) == ["a.warc.gz"]
    assert verify(archive).faults == {}
