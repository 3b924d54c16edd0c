"""Any WARC file is walked to its end: every record is either given or counted as damaged, never lost in silence."""

import bz2
import gzip
import io
import lzma
import tracemalloc
from pathlib import Path

import pytest
import zstandard
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import NotWarc, RecordDamaged
from archive.warc.scan import KEEP, records, scan


def written(name: str, block: bytes = b"x" * 200, **fields: str) -> bytes:
    stated = {
        "WARC-Type": "resource",
        "WARC-Record-ID": f"<urn:{name}>",
        "WARC-Target-URI": f"http://a/{name}",
        "WARC-Date": "2026-03-04T05:06:07Z",
        "Content-Length": str(len(block)),
    } | {name_.replace("_", "-"): value for name_, value in fields.items()}
    head = "".join(f"{key}: {value}\r\n" for key, value in stated.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def member(name: str, block: bytes = b"x" * 200, **fields: str) -> bytes:
    return gzip.compress(written(name, block, **fields))


def walk(folder: Path, data: bytes) -> list[str]:
    """The URIs found, and for damage where it is."""
    path = folder / "a.warc"
    path.write_bytes(data)
    return [
        f"damaged at {found.offset}" if isinstance(found, RecordDamaged) else found.uri.removeprefix("http://a/")
        for found in scan(path)
    ]


A, B, C = member("a"), member("b"), member("c")
P, Q, R = written("p"), written("q"), written("r")


class TestWholeFiles:
    @pytest.mark.parametrize(
        ("data", "names"),
        [
            (A + B + C, ["a", "b", "c"]),
            (P + Q + R, ["p", "q", "r"]),
            (A, ["a"]),
            # line feeds without carriage returns, as hand-made files have them
            (P.replace(b"\r\n", b"\n") + Q, ["p", "q"]),
            # a file that ends right behind the block
            (P + Q[:-4], ["p", "q"]),
            (A + gzip.compress(Q[:-4]), ["a", "q"]),
            # more line breaks than the standard asks for
            (P + b"\r\n\r\n" + Q, ["p", "q"]),
            (written("empty", b"") + Q, ["empty", "q"]),
            # a block that looks like a record
            (written("p", b"\r\n\r\nWARC/1.0\r\n\r\n") + Q, ["p", "q"]),
        ],
    )
    def test_gives_every_record(self, tmp_path, data, names):
        assert walk(tmp_path, data) == names

    @pytest.mark.parametrize("data", [A + B + C, P + Q + R])
    def test_says_where_each_record_stands(self, tmp_path, data):
        (tmp_path / "a").write_bytes(data)
        places = [(found.offset, found.length) for found in scan(tmp_path / "a")]
        assert [start for start, _ in places] == [0, places[0][1], places[0][1] + places[1][1]]
        assert sum(length for _, length in places) == len(data)

    def test_keeps_the_start_of_a_block_and_its_size(self, tmp_path):
        (tmp_path / "a").write_bytes(member("a", bytes(KEEP * 3)))
        found = next(scan(tmp_path / "a"))
        assert (len(found.block), found.size) == (KEEP, KEEP * 3)

    @pytest.mark.parametrize("gzipped", [True, False])
    @pytest.mark.parametrize("version", ["1.0", "1.1"])
    def test_reads_what_warcio_writes(self, tmp_path, gzipped, version):
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=gzipped, warc_version=version)
        writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "warcio"}))
        for number in range(5):
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            body = io.BytesIO(b"<p>dam</p>" * number)
            writer.write_record(writer.create_warc_record(f"http://a/{number}", "response", body, http_headers=head))
        assert walk(tmp_path, out.getvalue()) == ["", "0", "1", "2", "3", "4"]

    @pytest.mark.parametrize("iterate", [ArchiveIterator, FastIterator])
    def test_agrees_with_other_readers(self, tmp_path, iterate):
        data = b"".join(member(str(number), bytes([number]) * number) for number in range(50))
        others = [record for record in iterate(io.BytesIO(data))]  # noqa: C416 - reading is what is compared
        assert len(walk(tmp_path, data)) == len(others) == 50


HALF = len(B) // 2


class TestDamage:
    @pytest.mark.parametrize(
        ("data", "found"),
        [
            # cut off at the end
            (A + B[:-1], ["a", f"damaged at {len(A)}"]),
            (A + B[:HALF], ["a", f"damaged at {len(A)}"]),
            (A + B[:5], ["a", f"damaged at {len(A)}"]),
            # torn, then appended to
            (A + B[:HALF] + C, ["a", f"damaged at {len(A)}", "c"]),
            # wrong checksum
            (A + B[:-8] + bytes(8) + C, ["a", f"damaged at {len(A)}", "c"]),
            # garbage between members
            (A + b"garbage" + C, ["a", f"damaged at {len(A)}", "c"]),
            (A + bytes(1000) + C, ["a", f"damaged at {len(A)}", "c"]),
            # a member that holds no record
            (A + gzip.compress(b"hello") + C, ["a", f"damaged at {len(A)}", "c"]),
            (A + gzip.compress(b"") + C, ["a", f"damaged at {len(A)}", "c"]),
            # several records in one member
            (A + gzip.compress(P + Q) + C, ["a", f"damaged at {len(A)}", "c"]),
            # lengths and digests that are wrong
            (A + member("b", Content_Length="900") + C, ["a", f"damaged at {len(A)}", "c"]),
            (A + member("b", Content_Length="20") + C, ["a", f"damaged at {len(A)}", "c"]),
            (A + member("b", Content_Length="many") + C, ["a", f"damaged at {len(A)}", "c"]),
            (A + member("b", WARC_Block_Digest="sha1:" + "A" * 32) + C, ["a", f"damaged at {len(A)}", "c"]),
            # a header without end
            (A + gzip.compress(b"WARC/1.0\r\nX: y\r\n") + C, ["a", f"damaged at {len(A)}", "c"]),
            (A + gzip.compress(b"WARC/1.0\r\n" + b"X: y\r\n" * 90_000) + C, ["a", f"damaged at {len(A)}", "c"]),
            # plain files
            (P + Q[:-40], ["p", f"damaged at {len(P)}"]),
            (P + Q[:30], ["p", f"damaged at {len(P)}"]),
            (P + b"garbage\r\n" + R, ["p", f"damaged at {len(P)}", "r"]),
            (P + written("q", Content_Length="20") + R, ["p", f"damaged at {len(P)}", "r"]),
            (P + written("q", Content_Length="many") + R, ["p", f"damaged at {len(P)}", "r"]),
            (P + written("q", WARC_Block_Digest="sha1:" + "A" * 32) + R, ["p", f"damaged at {len(P)}", "r"]),
            (P + Q[:100] + b"\r\n" + R, ["p", f"damaged at {len(P)}", "r"]),
        ],
    )
    def test_is_told_once_and_the_next_record_still_read(self, tmp_path, data, found):
        assert walk(tmp_path, data) == found

    @given(at=st.integers(0, len(A + B + C) - 1), flip=st.integers(1, 255))
    def test_of_any_byte_of_a_compressed_file_is_seen(self, tmp_path_factory, at, flip):
        data = bytearray(A + B + C)
        data[at] ^= flip
        try:
            found = walk(tmp_path_factory.mktemp("flip"), bytes(data))
        except NotWarc:
            found = ["damaged at 0"]
        # Bytes 3 to 9 of a gzip header (flags, time, speed, system) may change without a change of content.
        start = max(start for start in (0, len(A), len(A) + len(B)) if start <= at)
        harmless = 3 <= at - start < 10
        assert harmless or any(name.startswith("damaged") for name in found)

    @given(at=st.integers(1, len(A + B + C) - 1))
    def test_by_a_cut_at_any_byte_is_seen_and_what_is_before_it_read(self, tmp_path_factory, at):
        data = (A + B + C)[:at]
        try:
            found = walk(tmp_path_factory.mktemp("cut"), data)
        except NotWarc:
            found = ["damaged at 0"]
        whole = [name for name, end in (("a", len(A)), ("b", len(A + B))) if end <= at]
        assert found[: len(whole)] == whole
        assert (at in (len(A), len(A + B))) == (len(found) == len(whole))

    def test_a_huge_record_in_a_small_file_is_walked_in_little_memory(self, tmp_path):
        (tmp_path / "a").write_bytes(member("bomb", bytes(120 << 20)) + B)
        tracemalloc.start()
        found = list(scan(tmp_path / "a"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert [record.size for record in found] == [120 << 20, 200]
        assert peak < 8 << 20


class TestNotWarc:
    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"", "is empty"),
            (b"<html>", "is no WARC file"),
            (b"PK\x03\x04", "is no WARC file"),
            (gzip.compress(b"<html>"), "is a gzip file, but no WARC file"),
            (b"\x1f\x8b\x08broken", "is a gzip file, but no WARC file"),
            (b"filedesc://a.arc 0.0.0.0 20260304050607 text/plain 76\n", "is an ARC file: make it a WARC file"),
            (gzip.compress(b"filedesc://a.arc 0.0.0.0 20260304050607 text/plain 76\n"), "is an ARC file"),
            (zstandard.ZstdCompressor().compress(b"WARC/1.1\r\n"), r"by zstd: unpack it \(zstd -d\)"),
            (
                b"\x5d\x2a\x4d\x18\4\0\0\0dict" + zstandard.ZstdCompressor().compress(b"WARC/1.1\r\n"),
                "with a dictionary",
            ),
            (bz2.compress(b"WARC/1.1\r\n"), "by bzip2: unpack it"),
            (lzma.compress(b"WARC/1.1\r\n"), "by xz: unpack it"),
        ],
    )
    def test_is_said_of_other_files(self, tmp_path, data, what):
        with pytest.raises(NotWarc, match=what):
            walk(tmp_path, data)

    def test_is_said_of_a_missing_file_and_of_a_folder(self, tmp_path):
        for path in (tmp_path / "gone", tmp_path):
            with pytest.raises(NotWarc, match="cannot be read"):
                next(scan(path))

    @pytest.mark.parametrize("data", [b"", bytes(100), b"%PDF-1.7"])
    def test_is_not_said_of_a_file_of_our_own_which_then_has_no_record(self, tmp_path, data):
        path = tmp_path / "own.warc.gz"
        path.write_bytes(data)
        assert list(records(path)) == []

    def test_is_said_of_one_of_our_own_that_cannot_be_opened(self, tmp_path):
        with pytest.raises(NotWarc, match="cannot be read"):
            list(records(tmp_path / "gone.warc.gz"))
