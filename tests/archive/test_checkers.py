"""Other people's checkers pass on what we write, whatever coding a body has."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
import zstandard

from archive import runs
from archive.capture import Exchange, Refers
from archive.committer import Committer
from archive.store import Archive

PAGE = b"<title>Dam</title><p>The dam gave way above the village on Tuesday evening.</p>" * 30
CHUNKED = b"%x\r\n%s\r\n0\r\nX-Trailer: 1\r\n\r\n" % (len(PAGE), PAGE)
# warcio takes the module `brotli` for brotlipy and crashes where it is Google's; on its own it has neither, and passes.
WARCIO = "import sys; sys.modules['brotli'] = None; from warcio.cli import main; main()"


def head(*fields: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *fields, "", ""]).encode("latin-1")


# head and body
SENT = {
    "plain": (head("Content-Type: text/html"), PAGE),
    "gzip": (head("Content-Encoding: gzip"), gzip.compress(PAGE)),
    "two gzips": (head("Content-Encoding: gzip, gzip"), gzip.compress(gzip.compress(PAGE))),
    "deflate": (head("Content-Encoding: deflate"), zlib.compress(PAGE)),
    "br": (head("Content-Encoding: br"), brotli.compress(PAGE)),
    "br with Latin-1": (head("Content-Encoding: br", "X-Stadt: Köln"), brotli.compress(PAGE + b"br")),
    "zstd": (head("Content-Encoding: zstd"), zstandard.compress(PAGE)),
    "chunked": (head("Transfer-Encoding: chunked"), CHUNKED),
    "chunked br": (
        head("Transfer-Encoding: chunked", "Content-Encoding: br"),
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(brotli.compress(PAGE)), brotli.compress(PAGE)),
    ),
    "a lie": (head("Content-Encoding: br"), PAGE + b"plain"),
    "unknown": (head("Content-Encoding: dcb"), PAGE + b"dcb"),
    "empty": (head(status="204 No Content"), b""),
    "folded": (head("X-Long: one", " two", "Set-Cookie: a", "set-cookie: b"), b"short"),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A WARC file with all of these, a revisit of each, and a 304."""
    now = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    with Archive.open(tmp_path_factory.mktemp("checked")) as archive:
        with Committer(archive, runs.start(archive, "crawl", {}, None).id) as committer:
            for again in range(2):
                for name, (fields, body) in SENT.items():
                    url = f"http://dam.example/{name.replace(' ', '-')}"
                    request = f"GET /{name} HTTP/1.1\r\nHost: dam.example\r\nCookie: a=b\r\n\r\n".encode()
                    given = Exchange(url, request, fields + body, now + timedelta(days=again), ip="192.0.2.7")
                    kept = committer.submit(given).result(20)
            refers = Refers(kept.record_id, kept.url, kept.fetched)
            given = Exchange(url, request, head(status="304 Not Modified"), now + timedelta(days=3), refers=refers)
            committer.submit(given).result(20)
        (path,) = (archive.folder / "archive").glob("*.warc.gz")
        yield path


@pytest.mark.parametrize("checker", [[sys.executable, "-c", WARCIO], [str(Path(sys.executable).with_name("fastwarc"))]])
def test_passes(written: Path, checker: list[str]) -> None:
    said = subprocess.run([*checker, "check", str(written)], check=False, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "fail" not in said.stdout.lower().replace("0 failed", "")


def test_would_not_pass_with_a_byte_changed(written: Path, tmp_path: Path) -> None:
    changed = gzip.decompress(written.read_bytes()).replace(b"above the village", b"above the valleys", 1)
    (tmp_path / "a.warc").write_bytes(changed)
    said = subprocess.run(
        [sys.executable, "-c", WARCIO, "check", str(tmp_path / "a.warc")], check=False, capture_output=True, text=True
    )
    assert (said.returncode, "digest failed" in said.stdout) == (1, True)
