"""WARC files in the manner of each crawler that people have them from, read to the same text."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import shutil
import subprocess
import threading
from base64 import b32encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from archive import schema
from archive.ingest import ingest
from archive.pending import COLUMNS, jobs
from archive.replay import ReplayCounts, replay
from archive.store import Archive
from archive.worker import read_page

TEXT = "The dam above the village gave way on Tuesday evening after three weeks of rain, the mayor said. " * 8
PAGE = f"<html><title>Dam</title><body><article><p>{TEXT}</p></article></body></html>".encode()
CHUNKED = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (100, PAGE[:100], len(PAGE) - 100, PAGE[100:])
PACKED = gzip.compress(PAGE, mtime=0)
HTTP = "application/http; msgtype=response"
ONE, TWO = "WARC/1.0", "WARC/1.1"
SAME = "http://netpreserve.org/warc/{}/revisit/identical-payload-digest"


def sha1(data: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(data).digest()).decode()


def record(version: str, kind: str, uri: str | None, block: bytes, **more: str) -> bytes:
    stated = {"WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:{hashlib.md5(block + repr(more).encode()).hexdigest()}>"}
    stated |= {"WARC-Date": "2020-03-04T05:06:07Z", "Content-Length": str(len(block))}
    stated |= {"WARC-Target-URI": uri} if uri else {}
    stated |= {name.replace("_", "-"): value for name, value in more.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in stated.items())
    return f"{version}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def message(body: bytes, *fields: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "Content-Type: text/html", *fields, "", ""]).encode() + body


def response(version: str, uri: str, block: bytes, **more: str) -> bytes:
    return record(version, "response", uri, block, Content_Type=HTTP, **more)


A, B = "http://dam.example/a", "http://dam.example/b"
# records of one file, whether each is a gzip member, and how many captures and pages with the text it has
MANNERS: dict[str, tuple[list[bytes], bool, int, int]] = {
    # addresses in angle brackets, chunks kept, a log as a resource, CDX-deduplicated pages as revisits
    "wget": (
        [
            record(ONE, "warcinfo", None, b"software: Wget/1.21\r\n", Content_Type="application/warc-fields"),
            record(
                ONE, "request", f"<{A}>", b"GET /a HTTP/1.1\r\n\r\n", Content_Type="application/http;msgtype=request"
            ),
            response(ONE, f"<{A}>", message(CHUNKED, "Transfer-Encoding: chunked"), WARC_Payload_Digest=sha1(PAGE)),
            record(
                ONE,
                "revisit",
                f"<{B}>",
                message(b"", "Transfer-Encoding: chunked"),
                Content_Type=HTTP,
                WARC_Profile=SAME.format("1.0"),
                WARC_Payload_Digest=sha1(PAGE),
                WARC_Truncated="length",
            ),
            record(
                ONE, "metadata", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", b"x", Content_Type="text/plain"
            ),
            record(ONE, "resource", "metadata://gnu.org/software/wget/warc/wget.log", b"x", Content_Type="text/plain"),
        ],
        True,
        2,
        2,
    ),
    # a name's lookup as a response, milliseconds nowhere, revisits by digest alone, metadata behind each
    "heritrix": (
        [
            record(ONE, "warcinfo", None, b"software: Heritrix/3.4\r\n", Content_Type="application/warc-fields"),
            record(
                ONE,
                "response",
                "dns:dam.example",
                b"20200304050607\ndam.example. IN A 192.0.2.7\n",
                Content_Type="text/dns",
            ),
            response(ONE, A, message(PAGE), WARC_IP_Address="192.0.2.7", WARC_Payload_Digest=sha1(PAGE)),
            record(ONE, "request", A, b"GET /a HTTP/1.0\r\n\r\n", Content_Type="application/http; msgtype=request"),
            record(ONE, "metadata", A, b"fetchTimeMs: 12\r\n", Content_Type="application/warc-fields"),
            record(
                ONE,
                "revisit",
                B,
                message(b""),
                Content_Type=HTTP,
                WARC_Profile=SAME.format("1.0"),
                WARC_Payload_Digest=sha1(PAGE),
            ),
            response(ONE, "http://dam.example/robots.txt", b"HTTP/1.0 404 Not Found\r\n\r\n"),
        ],
        True,
        3,
        2,
    ),
    # bodies decoded under changed names of fields, pages' own records under urn:
    "browsertrix": (
        [
            record(
                TWO, "warcinfo", None, b"software: Browsertrix-Crawler 1.5\r\n", Content_Type="application/warc-fields"
            ),
            response(
                TWO,
                A,
                message(PAGE, "x-orig-content-encoding: br", "x-orig-transfer-encoding: chunked"),
                WARC_Page_ID="4d2f",
                WARC_Resource_Type="document",
                WARC_JSON_Metadata='{"cert":{"issuer":"x"}}',
                WARC_Date="2020-03-04T05:06:07.123Z",
            ),
            record(TWO, "request", A, b"GET /a HTTP/1.1\r\n\r\n", Content_Type="application/http; msgtype=request"),
            record(TWO, "resource", f"urn:pageinfo:{A}", b"{}", Content_Type="application/json"),
            record(TWO, "resource", f"urn:text:{A}", b"The dam", Content_Type="text/plain"),
        ],
        True,
        1,
        1,
    ),
    # what is proxied as it came; revisits that name address and time of the first
    "warcprox": (
        [
            record(ONE, "warcinfo", None, b"software: warcprox 2.6\r\n", Content_Type="application/warc-fields"),
            response(
                ONE,
                A,
                message(PACKED, "Content-Encoding: gzip"),
                WARC_Payload_Digest="sha1:" + hashlib.sha1(PACKED).hexdigest(),
            ),
            record(
                ONE,
                "revisit",
                B,
                message(b"", "Content-Encoding: gzip"),
                Content_Type=HTTP,
                WARC_Profile=SAME.format("1.0"),
                WARC_Refers_To_Target_URI=A,
                WARC_Refers_To_Date="2020-03-04T05:06:07Z",
                WARC_Payload_Digest="sha1:" + hashlib.sha1(PACKED).hexdigest(),
            ),
        ],
        True,
        2,
        2,
    ),
    # the request first, bodies decoded with the codings under other names, a metadata record of what was detected
    "common crawl": (
        [
            record(ONE, "warcinfo", None, b"isPartOf: CC-NEWS\r\n", Content_Type="application/warc-fields"),
            record(ONE, "request", A, b"GET /a HTTP/1.1\r\n\r\n", Content_Type="application/http; msgtype=request"),
            response(
                ONE,
                A,
                message(PAGE, "X-Crawler-Content-Encoding: gzip", "X-Crawler-Transfer-Encoding: chunked"),
                WARC_Identified_Payload_Type="text/html",
                WARC_Block_Digest=sha1(
                    message(PAGE, "X-Crawler-Content-Encoding: gzip", "X-Crawler-Transfer-Encoding: chunked")
                ),
            ),
            record(ONE, "metadata", A, b"languages-cld2: {}\r\n", Content_Type="application/warc-fields"),
        ],
        True,
        1,
        1,
    ),
    # a page saved by a program that keeps no head, and the same file not compressed
    "single pages, plain": (
        [record(TWO, "resource", A, PAGE, Content_Type="text/html; charset=utf-8"), response(TWO, B, message(PAGE))],
        False,
        2,
        2,
    ),
}


@pytest.fixture(params=MANNERS)
def replayed(request: pytest.FixtureRequest, archive: Archive, tmp_path: Path) -> tuple[Archive, Path, str]:
    records, gzipped, _, _ = MANNERS[request.param]
    path = tmp_path / f"{request.param}.warc"
    path.write_bytes(b"".join(gzip.compress(one, mtime=0) if gzipped else one for one in records))
    return archive, path, request.param


def texts(archive: Archive) -> list[bytes]:
    """The decoded bodies of what waits for extraction, revisits resolved."""
    with archive.read() as connection:
        waiting = select(*COLUMNS).where(schema.capture.c.outcome.is_(None)).order_by(schema.capture.c.id)
        found = jobs(archive, connection, connection.execute(waiting).all())
    return [read_page(one.job)[1] for one in found]


class TestAFileInTheMannerOf:
    def test_each_gives_its_pages_and_the_text_of_each(self, replayed: tuple[Archive, Path, str]) -> None:
        archive, path, manner = replayed
        records, _, captures, pages = MANNERS[manner]
        counts = replay(archive, [path])
        assert (counts.captures, counts.damaged, counts.records) == (captures, 0, len(records))
        assert texts(archive) == [PAGE] * pages

    def test_each_adds_nothing_the_second_time(self, replayed: tuple[Archive, Path, str]) -> None:
        archive, path, manner = replayed
        again = [replay(archive, [path]) for _ in range(2)][1]
        assert (again.captures, again.known) == (0, MANNERS[manner][2])


class _Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(CHUNKED)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
@pytest.mark.parametrize("more", [[], ["--no-warc-compression"]])
def test_what_wget_itself_writes_becomes_documents(
    archive: Archive, tmp_path: Path, site: str, more: list[str]
) -> None:
    pages = [f"{site}/a", f"{site}/b?c=%C3%A4"]
    said = subprocess.run(["wget", "-q", "--warc-file=got", *more, *pages], cwd=tmp_path, check=False)
    assert said.returncode == 0
    (path,) = tmp_path.glob("got.warc*")
    counts: ReplayCounts = replay(archive, [path])
    assert (counts.captures, counts.damaged) == (2, 0)
    assert texts(archive) == [PAGE, PAGE]
    with archive.read() as connection:
        assert sorted(connection.scalars(select(schema.capture.c.url))) == pages
    if not more:
        assert ingest(archive, None, workers=1) == {"document": 2}
