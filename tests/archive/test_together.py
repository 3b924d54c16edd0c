"""A capture leaves the archive with its request, its metadata and its warcinfo, in whatever order its crawler wrote."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator
from sqlalchemy import select

from archive import schema, wacz
from archive.errors import WarcError
from archive.replay import replay
from archive.store import Archive
from archive.together import Together
from archive.wacz import Chosen

URL = {"a": "http://dam.example/a", "b": "http://dam.example/b"}
BLOCK = {"response": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x", "request": b"GET / HTTP/1.1\r\n\r\n"}
TYPE = {"response": "application/http; msgtype=response", "request": "application/http; msgtype=request"}
COLUMNS = [schema.capture.c[name] for name in ("record_id", "path", "offset")]


def record(said: str, *, pack: bool) -> bytes:
    """``name kind ties``: ties are ``concurrent=ID``, ``refers=ID``, ``info=ID``; the name begins with its URL's."""
    name, kind, *ties = said.split()
    names = {"concurrent": "WARC-Concurrent-To", "refers": "WARC-Refers-To", "info": "WARC-Warcinfo-ID"}
    fields = [("WARC-Type", kind), ("WARC-Record-ID", f"<urn:x:{name}>"), ("WARC-Date", "2024-05-01T10:00:00Z")]
    fields += [("WARC-Target-URI", URL[name[0]])] if name[0] in URL else []
    fields += [(names[tie.partition("=")[0]], f"<urn:x:{tie.partition('=')[2]}>") for tie in ties]
    block = BLOCK.get(kind, b"software: x\r\n")
    fields += [("Content-Type", TYPE.get(kind, "application/warc-fields")), ("Content-Length", str(len(block)))]
    head = "".join(f"{field}: {value}\r\n" for field, value in fields)
    data = f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"
    return gzip.compress(data, mtime=0) if pack else data


def names(members: tuple[bytes, ...]) -> list[str]:
    return [one.headers["WARC-Record-ID"][7:-1] for one in ArchiveIterator(io.BytesIO(b"".join(members)))]


MANNERS = {
    "response first, as ours": (
        ["i warcinfo", "a response info=i", "a2 request info=i concurrent=a", "a3 metadata info=i concurrent=a"],
        {"a": (["a2", "a3"], ["i"])},
    ),
    "request first, the response names it, as wget's": (
        [
            "i warcinfo",
            "a2 request info=i",
            "a response info=i concurrent=a2",
            "b2 request",
            "b response concurrent=b2",
        ],
        {"a": (["a2"], ["i"]), "b": (["b2"], [])},
    ),
    "request first and naming the response": (
        ["a2 request concurrent=a", "a response", "b2 request concurrent=b", "b response"],
        {"a": (["a2"], []), "b": (["b2"], [])},
    ),
    "both round it, as Common Crawl's": (
        ["i warcinfo", "a2 request concurrent=a", "a response info=i", "a3 metadata concurrent=a", "b response info=i"],
        {"a": (["a2", "a3"], ["i"]), "b": ([], [])},
    ),
    "metadata that refers": (
        ["a response", "a3 metadata refers=a", "b3 metadata refers=b", "b response"],
        {"a": (["a3"], []), "b": (["b3"], [])},
    ),
    "nothing states a tie": (["a2 request", "a response", "a3 metadata"], {"a": ([], [])}),
    "files put behind each other": (
        ["i warcinfo", "a response info=i", "j warcinfo", "b response info=j"],
        {"a": ([], ["i"]), "b": ([], ["j"])},
    ),
    "a warcinfo for two": (
        ["i warcinfo", "a response info=i", "b response info=i"],
        {"a": ([], ["i"]), "b": ([], [])},
    ),
    "a warcinfo that is not there": (["i warcinfo", "a response info=z"], {"a": ([], [])}),
}


@pytest.fixture
def rows(archive: Archive) -> Any:
    def of(path: Path) -> list[Any]:
        replay(archive, [path])
        with archive.read() as connection:
            return list(connection.execute(select(*COLUMNS).order_by(schema.capture.c.offset)))

    return of


@pytest.mark.parametrize("pack", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("manner", MANNERS)
def test_what_belongs_to_a_capture_comes_with_it(
    archive: Archive, rows: Any, tmp_path: Path, manner: str, pack: bool
) -> None:
    said, expected = MANNERS[manner]
    path = tmp_path / ("x.warc.gz" if pack else "x.warc")
    path.write_bytes(b"".join(record(one, pack=pack) for one in said))
    together = Together(archive)
    found = {}
    for row in rows(path):
        kept = together.of(row)
        found[names((kept.capture,))[0]] = (names(kept.others), names(kept.infos))
    assert found == expected


def test_damage_beside_a_capture_costs_it_nothing_and_in_it_is_told(
    archive: Archive, rows: Any, tmp_path: Path
) -> None:
    path = tmp_path / "x.warc.gz"
    torn = record("a9 metadata concurrent=a", pack=True)[:-9]
    pieces = [torn, record("a2 request concurrent=a", pack=True), record("a response", pack=True), torn]
    path.write_bytes(b"".join(pieces))
    (row,) = rows(path)
    assert names(Together(archive).of(row).others) == ["a2"]
    path.write_bytes(b"".join([*pieces[:2], pieces[2][:-20] + bytes(20), torn]))
    with pytest.raises(WarcError):
        Together(archive).of(row)
    path.write_bytes(b"".join([*pieces[:2], record("b response", pack=True)]))
    with pytest.raises(WarcError, match="does not stand here"):
        Together(archive).of(row)
    path.unlink()
    with pytest.raises(OSError, match=r"x\.warc\.gz"):
        Together(archive).of(row)


@pytest.mark.parametrize("manner", MANNERS)
def test_a_wacz_names_no_record_that_it_lacks_and_its_source_had(
    archive: Archive, rows: Any, tmp_path: Path, manner: str
) -> None:
    said, _ = MANNERS[manner]
    (tmp_path / "x.warc").write_bytes(b"".join(record(one, pack=False) for one in said))
    captures = len(rows(tmp_path / "x.warc"))
    done = wacz.pack(archive, Chosen(), tmp_path / "a.wacz")
    with zipfile.ZipFile(tmp_path / "a.wacz") as found:
        data = found.read("archive/data.warc.gz")
        index = found.read("indexes/index.cdxj").decode()
    there = {one.headers["WARC-Record-ID"] for one in ArchiveIterator(io.BytesIO(data))}
    had = {f"<urn:x:{one.split()[0]}>" for one in said}
    for one in ArchiveIterator(io.BytesIO(data), parse_http=False):
        for tie in ("WARC-Warcinfo-ID", "WARC-Concurrent-To", "WARC-Refers-To"):
            assert one.headers.get(tie) in there | {None} or one.headers[tie] not in had
    assert (done.captures, done.damaged, done.bytes) == (captures, 0, len(data))
    for line in index.splitlines():
        at = int(line.split('"offset": "')[1].split('"')[0])
        assert gzip.decompress(data[at:]).startswith(b"WARC/1.1\r\nWARC-Type: response")
