"""Broken WARC files, and what is still read of each: all that is whole, at the place where it says it stands.

Three things must never happen: a record lost without a word, a record with bytes of another, a walk that does not end.
"""

import gzip
import hashlib
import random
import re
import tracemalloc
import zlib
from base64 import b32encode
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import NotWarc, RecordDamaged
from archive.replay import replay
from archive.warc.reader import MAX_HEAD, read_record
from archive.warc.scan import scan

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The dam gave way.</p>"


def plain(name: str, block: bytes = PAGE, *, version: str = "1.1", digest: bool = False, **fields: str) -> bytes:
    stated = {
        "WARC-Type": "response",
        "WARC-Record-ID": f"<urn:{name}>",
        "WARC-Date": "2026-03-04T05:06:07Z",
        "WARC-Target-URI": f"http://a/{name}",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    }
    if digest:
        stated["WARC-Block-Digest"] = "sha1:" + b32encode(hashlib.sha1(block).digest()).decode()
    stated |= {key.replace("_", "-"): value for key, value in fields.items()}
    head = "".join(f"{key}: {value}\r\n" for key, value in stated.items())
    return f"WARC/{version}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def packed(name: str, block: bytes = PAGE, **more) -> bytes:
    return gzip.compress(plain(name, block, **more), mtime=0)


def bare(name: str) -> bytes:
    """A record with line feeds alone, as a person with an editor makes it."""
    return plain(name, PAGE.replace(b"\r\n", b"\n"), digest=True).replace(b"\r\n", b"\n")


def walk(folder: Path, data: bytes) -> tuple[list[str], int]:
    """Names of the whole records and the number of damages; each whole record is also read at its place."""
    path = folder / "a.warc"
    path.write_bytes(data)
    names, damages = [], 0
    for found in scan(path):
        if isinstance(found, RecordDamaged):
            damages += 1
            continue
        again = read_record(path, found.offset, found.length)
        assert (again.fields, again.block[: len(found.block)]) == (found.fields, found.block)
        names.append(found.uri.removeprefix("http://a/"))
    return names, damages


PLAIN = [plain(name) for name in "abc"]
PACKED = [packed(name) for name in "abc"]
BLOCK_END = len(PLAIN[1]) - 4
BLOCK = len(PAGE) + 4


class TestCutAtEveryByte:
    """A writer was killed at any byte of the second record, b, which has a little over 250."""

    @pytest.fixture(params=["plain", "gzip"])
    def files(self, request) -> list[bytes]:
        return PLAIN if request.param == "plain" else PACKED

    def test_what_was_written_before_is_read(self, tmp_path, files):
        a, b, _ = files
        for cut in range(len(b)):
            names, damages = walk(tmp_path, a + b[:cut])
            assert names[0] == "a", cut
            # The line breaks behind a plain block may be missing (WARC 1.1, 4: they carry nothing).
            whole = files is PLAIN and cut >= BLOCK_END
            assert (names[1:], damages) == (["b"] if whole else [], int(cut > 0 and not whole)), cut

    def test_what_was_appended_behind_is_read_too(self, tmp_path, files):
        a, b, c = files
        for cut in range(1, len(b)):
            names, damages = walk(tmp_path, a + b[:cut] + c)
            whole = files is PLAIN and cut >= BLOCK_END
            # A plain block that ends exactly at the next record is whole as well.
            assert names == (["a", "b", "c"] if whole else ["a", "c"]), cut
            assert damages == int(not whole), cut

    def test_no_record_takes_the_bytes_of_the_next(self, tmp_path):
        a, b, c = (plain(name, digest=True) for name in "abc")
        for cut in range(1, len(b)):
            names, _ = walk(tmp_path, a + b[:cut] + c)
            assert set(names) <= {"a", "b", "c"}
            assert names.count("c") == 1, cut

    def test_a_file_cut_in_its_first_record_is_damaged_or_none(self, tmp_path, files):
        for cut in range(len(files[0])):
            try:
                names, damages = walk(tmp_path, files[0][:cut])
            except NotWarc:
                continue
            whole = files is PLAIN and cut >= BLOCK_END
            assert (names, damages) == (["a"] if whole else [], int(not whole)), cut


A, B, C = PACKED
P, Q, R = PLAIN
EMPTY_MEMBER = gzip.compress(b"")

# (what is in the file, names of the records that are still read, number of damages)
TABLE = {
    # between members of a compressed file
    "one byte": (A + b"x" + C, ["a", "c"], 1),
    "a kilobyte of zeros": (A + bytes(1024) + C, ["a", "c"], 1),
    "zeros at the end": (A + B + bytes(1024), ["a", "b"], 1),
    "line breaks": (A + b"\r\n\r\n" + C, ["a", "c"], 1),
    "half a gzip header": (A + b"\x1f\x8b\x08" + C, ["a", "c"], 1),
    "many gzip headers": (A + b"\x1f\x8b\x08\0\0\0\0\0\0\0" * 50 + C, ["a", "c"], 1),
    # Files of both kinds that were put together are read through.
    "a plain record": (A + Q + C, ["a", "b", "c"], 0),
    "a packed record among plain ones": (P + B + R, ["a", "b", "c"], 0),
    "packed ones behind plain ones": (P + Q + C, ["a", "b", "c"], 0),
    "plain ones behind packed ones": (A + B + R, ["a", "b", "c"], 0),
    "packed ones behind a torn plain one": (P + Q[:-90] + C, ["a", "c"], 1),
    "a plain one behind a torn packed one": (A + B[:-9] + R, ["a"], 1),
    "another file's member": (A + gzip.compress(b"<html>") + C, ["a", "c"], 1),
    "empty members": (A + EMPTY_MEMBER + EMPTY_MEMBER + C, ["a", "c"], 1),
    "a member of line breaks": (A + gzip.compress(b"\r\n\r\n") + C, ["a", "c"], 1),
    "more than the window that is searched": (A + b"x" * (600 << 10) + C, ["a", "c"], 1),
    # wrong gzip
    "a wrong checksum": (A + B[:-8] + b"\0\0\0\0" + B[-4:] + C, ["a", "c"], 1),
    "a wrong size": (A + B[:-4] + b"\0\0\0\0" + C, ["a", "c"], 1),
    "another method": (A + B[:2] + b"\x07" + B[3:] + C, ["a", "c"], 1),
    "a name in the gzip header": (A + B[:3] + b"\x08" + B[4:10] + b"b.warc\0" + B[10:] + C, ["a", "b", "c"], 0),
    # lying lengths: the digest, the end of the member or what stands behind betrays them
    "one byte less": (A + packed("b", Content_Length=str(len(PAGE) - 1)) + C, ["a", "c"], 1),
    "one byte more": (A + packed("b", Content_Length=str(len(PAGE) + 1), digest=True) + C, ["a", "c"], 1),
    "far more": (A + packed("b", Content_Length="99999999") + C, ["a", "c"], 1),
    "no number": (A + packed("b", Content_Length="0x44") + C, ["a", "c"], 1),
    "a sign": (A + packed("b", Content_Length="+68") + C, ["a", "c"], 1),
    "other digits": (A + packed("b", Content_Length="٦٨") + C, ["a", "c"], 1),
    "a fraction": (A + packed("b", Content_Length="68.0") + C, ["a", "c"], 1),
    "plain, one byte less": (P + plain("b", Content_Length=str(len(PAGE) - 1)) + R, ["a", "c"], 1),
    "plain, one byte more": (P + plain("b", Content_Length=str(len(PAGE) + 1), digest=True) + R, ["a", "c"], 1),
    "plain, into the next record": (P + plain("b", Content_Length=str(len(PAGE) + 40)) + R, ["a", "c"], 1),
    "plain, past the end": (P + plain("b", Content_Length="99999999") + R, ["a", "c"], 1),
    # no header
    "a block without a header": (A + gzip.compress(PAGE) + C, ["a", "c"], 1),
    "a header without fields": (A + gzip.compress(b"WARC/1.1\r\n\r\n" + PAGE) + C, ["a", "c"], 1),
    "another version line": (A + gzip.compress(plain("b").replace(b"WARC/1.1", b"warc 1.1")) + C, ["a", "c"], 1),
    "plain, a block without a header": (P + PAGE + b"\r\n\r\n" + R, ["a", "c"], 1),
    "plain, a header that another follows": (P + Q[:60] + b"\r\n" + R, ["a", "c"], 1),
    # what is unusual and whole
    "line feeds only": (bare("a") + bare("b") + bare("c"), ["a", "b", "c"], 0),
    "line feeds in members": (gzip.compress(bare("a")) + C, ["a", "c"], 0),
    "line feeds, torn": (bare("a") + bare("b")[:-30] + bare("c"), ["a", "c"], 1),
    "line feeds, torn in the header": (bare("a") + bare("b")[:70] + bare("c"), ["a", "c"], 1),
    "line feeds in the header only": (P.replace(b"\r\n", b"\n", 8) + R, ["a", "c"], 0),
    "both line breaks in one header": (P.replace(b"\r\n", b"\n", 3) + R, ["a", "c"], 0),
    "folded fields": (P + plain("b", WARC_Note="one\r\n two\r\n\tthree") + R, ["a", "b", "c"], 0),
    "lower-case names": (P + Q.replace(b"Content-Length", b"content-length") + R, ["a", "b", "c"], 0),
    "spaces round the length": (P + plain("b", Content_Length=f"  {len(PAGE)}  ") + R, ["a", "b", "c"], 0),
    "zeros before the length": (P + plain("b", Content_Length=f"00{len(PAGE)}") + R, ["a", "b", "c"], 0),
    "empty blocks": (P + plain("b", b"") + plain("c", b""), ["a", "b", "c"], 0),
    "a block of line breaks": (P + plain("b", b"\r\n" * 30, digest=True) + R, ["a", "b", "c"], 0),
    "a block that is a WARC file": (P + plain("b", P + Q + R, digest=True) + R, ["a", "b", "c"], 0),
    "a block that is a gzipped WARC file": (A + packed("b", A + B + C) + C, ["a", "b", "c"], 0),
    "a member in two deflate blocks": (
        A + gzip.compress(b"", mtime=0)[:10] + zlib.compress(b"")[2:2] + B[10:] + C,
        ["a", "b", "c"],
        0,
    ),
}


def both(record: bytes, names: list[str], damages: int) -> dict[str, tuple[bytes, list[str], int]]:
    """The record between two whole ones, in a plain file and in a compressed one."""
    return {"plain": (P + record + R, names, damages), "gzip": (A + gzip.compress(record) + C, names, damages)}


def without(field: str) -> bytes:
    return re.sub(rb"\r\n%s: [^\r]*" % field.encode(), b"", plain("b"), count=1)


WRONG = "sha1:" + "A" * 32
LONG = b"X: " + b"y" * MAX_HEAD
KEPT, LOST = (["a", "b", "c"], 0), (["a", "c"], 1)
# What may be wrong with the record between two whole ones, and what comes of it in either kind of file.
BETWEEN = {
    # the header
    "a header without an end": (b"WARC/1.1\r\n" + b"A: b\r\n" * 5, *LOST),
    "a megabyte of header without an end": (b"WARC/1.1\r\n" + b"A: b\r\n" * 200_000, *LOST),
    "one endless line": (b"WARC/1.1\r\n" + LONG, *LOST),
    "10,000 fields": (plain("b").replace(b"WARC-Date", b"X: y\r\n" * 10_000 + b"WARC-Date"), *KEPT),
    "a line without a colon": (plain("b").replace(b"WARC-Date", b"no colon here\r\nWARC-Date"), *KEPT),
    "carriage returns only": (plain("b").replace(b"\r\n", b"\r"), *LOST),
    "two bytes a letter": (plain("b").decode().encode("utf-16"), *LOST),
    # its length
    "a negative length": (plain("b", Content_Length="-5"), *LOST),
    "a length of thirty digits": (plain("b", Content_Length="9" * 30), *LOST),
    "a length beyond 63 bits": (plain("b", Content_Length=str(2**63)), *LOST),
    "an empty length": (plain("b", Content_Length=""), *LOST),
    "no length": (plain("b").replace(b"Content-Length", b"X-Length"), *LOST),
    "the length twice": (
        plain("b").replace(b"Content-Type", b"Content-Length: %d\r\nContent-Type" % len(PAGE), 1),
        *KEPT,
    ),
    "two lengths, the first wrong": (
        plain("b").replace(b"Content-Type", b"Content-Length: 5\r\nContent-Type", 1),
        *LOST,
    ),
    # its version
    "version 0.17": (plain("b", version="0.17"), *KEPT),
    "version 0.18": (plain("b", version="0.18"), *KEPT),
    "a version to come": (plain("b", version="2.0"), *KEPT),
    "a space behind the version": (plain("b").replace(b"WARC/1.1", b"WARC/1.1 "), *KEPT),
    "a version in small letters": (plain("b").replace(b"WARC/1.1", b"warc/1.1"), *LOST),
    # its digest
    "a wrong digest": (plain("b", WARC_Block_Digest=WRONG), *LOST),
    "a wrong digest in SHA-256": (plain("b", WARC_Block_Digest="sha-256:" + "0" * 64), *LOST),
    "a wrong digest over a WARC file": (plain("b", PAGE + plain("x") + plain("y"), WARC_Block_Digest=WRONG), *LOST),
    "a wrong digest over torn records": (plain("b", PAGE + plain("x") + P[:90], WARC_Block_Digest=WRONG), *LOST),
    "a digest in SHA-256": (plain("b", WARC_Block_Digest=f"sha-256:{hashlib.sha256(PAGE).hexdigest()}"), *KEPT),
    "a digest in MD5": (plain("b", WARC_Block_Digest=f"md5:{hashlib.md5(PAGE).hexdigest()}"), *KEPT),
    "a digest nobody can check": (plain("b", WARC_Block_Digest="blake3:abcd"), *KEPT),
    "a digest without a method": (plain("b", WARC_Block_Digest="abcd"), *KEPT),
    # what stands in its place
    "a hole of zeros": (bytes(5000), *LOST),
    "a hole of three megabytes": (bytes(3 << 20), *LOST),
    "a page": (b"<!doctype html><p>no record", *LOST),
    "a record of zstd": (zstandard.compress(plain("b")), *LOST),
    "a zip file": (b"PK\3\4" + bytes(200), *LOST),
    # its block
    "a block with a hole": (plain("b", PAGE + bytes(2 << 20)), *KEPT),
    "a status line of a megabyte": (plain("b", b"HTTP/1.1 200 " + b"x" * (1 << 20) + b"\r\n\r\n"), *KEPT),
    "an HTTP head without an end": (plain("b", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" * 2000), *KEPT),
}
# What is wrong with what a record says of itself: it can be read, and taken for no capture.
SAYS = {
    "no type": without("WARC-Type"),
    "no address": without("WARC-Target-URI"),
    "an address without a scheme": plain("b", WARC_Target_URI="/b"),
    "no time": without("WARC-Date"),
    "a time in words": plain("b", WARC_Date="yesterday"),
    "a day that never was": plain("b", WARC_Date="2026-02-30T05:06:07Z"),
}
# (what a compressed file holds, names, damages): what is wrong before its first whole record, or with its members
FIRST = {
    "a torn first member": (A[: len(A) // 2] + B + C, ["b", "c"], 1),
    "another file's bytes first": (b"garbage!" + B + C, ["b", "c"], 1),
    "an empty member first": (EMPTY_MEMBER + B + C, ["b", "c"], 1),
    "a member of line breaks first": (gzip.compress(b"\r\n") + B + C, ["b", "c"], 1),
    "one bit of the first byte": (bytes([A[0] ^ 1]) + A[1:] + B + C, ["b", "c"], 1),
    "zeros first": (bytes(4096) + B + C, ["b", "c"], 1),
    "a torn first plain record": (P[:50] + Q + R, ["b", "c"], 1),
    "a byte order mark": (b"\xef\xbb\xbf" + P + Q + R, ["a", "b", "c"], 1),
    "line breaks first": (b"\r\n" + P + Q + R, ["a", "b", "c"], 1),
    "a page first": (b"<p>not yet</p>\n" + P + Q, ["a", "b"], 1),
    "two records in a member": (A + gzip.compress(P + Q) + C, ["a", "c"], 1),
    "a record in two members": (A + gzip.compress(Q[:100]) + gzip.compress(Q[100:]) + C, ["a", "c"], 1),
    "header and block in two members": (A + gzip.compress(Q[:-BLOCK]) + gzip.compress(Q[-BLOCK:]) + C, ["a", "c"], 1),
    "an extra field": (A + B[:3] + b"\4" + B[4:10] + b"\x06\0sl\2\0ab" + B[10:] + C, ["a", "b", "c"], 0),
    "a comment of a megabyte": (A + B[:3] + b"\x10" + B[4:10] + b"x" * (1 << 20) + b"\0" + B[10:] + C, *KEPT),
    "a wrong digest over members as they are": (
        A + gzip.compress(plain("b", packed("x") + packed("y"), WARC_Block_Digest=WRONG), 0) + C,
        *LOST,
    ),
    "a wrong digest, and noise behind": (A + packed("b", WARC_Block_Digest=WRONG) + b"noise" + C, *LOST),
    "a wrong digest at the end": (A + packed("b", packed("x"), WARC_Block_Digest=WRONG), ["a"], 1),
    "a plain wrong digest before members": (P + plain("b", plain("x"), WARC_Block_Digest=WRONG) + C, *LOST),
    "a name without an end": (A + B[:3] + b"\x08" + B[4:10] + b"x" * 5000, ["a"], 1),
    "5,000 starts of a member": (A + b"\x1f\x8b\x08" * 5000 + C, ["a", "c"], 1),
}


class TestBetweenTwoWholeRecords:
    @pytest.mark.parametrize("what", BETWEEN)
    @pytest.mark.parametrize("kind", ["plain", "gzip"])
    def test_nothing_is_lost_but_what_is_broken(self, tmp_path, kind, what):
        data, names, damages = both(*BETWEEN[what])[kind]
        assert walk(tmp_path, data) == (names, damages)

    @pytest.mark.parametrize("what", SAYS)
    @pytest.mark.parametrize("kind", ["plain", "gzip"])
    def test_a_record_that_does_not_say_what_it_is_is_damage_at_its_place(self, archive, tmp_path, kind, what):
        data, *_ = both(SAYS[what], *LOST)[kind]
        (tmp_path / "a.warc").write_bytes(data)
        counts = replay(archive, [tmp_path / "a.warc"])
        assert (counts.captures, counts.damaged, counts.other) == (2, 1, 0)
        assert counts.faults[0].startswith(f"a.warc at byte {len(P if kind == 'plain' else A)}: the record states no ")

    def test_thousands_of_torn_headers_are_each_counted(self, tmp_path):
        assert walk(tmp_path, P + b"WARC/1.0\r\n" * 3000 + R) == (["a", "c"], 3000)


class TestTheFirstRecord:
    @pytest.mark.parametrize("what", FIRST)
    def test_may_be_the_broken_one(self, tmp_path, what):
        data, names, damages = FIRST[what]
        assert walk(tmp_path, data) == (names, damages)

    def test_at_any_byte_of_it(self, tmp_path):
        for cut in range(1, len(A)):
            assert walk(tmp_path, A[:cut] + B + C) == (["b", "c"], 1), cut
        for cut in range(9, BLOCK_END):
            assert walk(tmp_path, P[:cut] + Q + R) == (["b", "c"], 1), cut


class TestAFileCompressedAsOne:
    """``gzip file.warc``, as people do by hand: no reader can begin in its midst, so it is unpacked."""

    @pytest.mark.parametrize("name", ["a.warc.gz", "a.gz", "a"])
    def test_is_unpacked_into_the_data_folder_once(self, archive, tmp_path, name):
        (tmp_path / name).write_bytes(gzip.compress(P + Q + R))
        counts = [replay(archive, [tmp_path / name]) for _ in range(2)]
        assert [(one.captures, one.known, one.damaged) for one in counts] == [(3, 0, 0), (0, 3, 0)]
        assert [path.read_bytes() for path in (archive.folder / "archive").iterdir()] == [P + Q + R]

    def test_that_is_torn_gives_what_is_there(self, archive, tmp_path):
        words = random.Random(1).randbytes(20_000)
        data = gzip.compress(P + Q + plain("c", PAGE + words))
        (tmp_path / "a.warc.gz").write_bytes(data[:-5000])
        counts = replay(archive, [tmp_path / "a.warc.gz"])
        assert (counts.captures, counts.damaged) == (2, 1)

    def test_that_unpacks_to_too_much_is_refused(self, archive, tmp_path):
        bomb = gzip.compress(P + plain("b", bytes(64 << 20)))
        (tmp_path / "a.warc.gz").write_bytes(bomb)
        with pytest.raises(NotWarc, match="unpacks to over 250 times its size"):
            replay(archive, [tmp_path / "a.warc.gz"])
        assert list((archive.folder / "archive").iterdir()) == []


class TestTable:
    @pytest.mark.parametrize("what", TABLE)
    def test_is_read_as_far_as_it_is_whole(self, tmp_path, what):
        data, names, damages = TABLE[what]
        assert walk(tmp_path, data) == (names, damages)

    @pytest.mark.parametrize("what", [what for what, (_, _, damages) in TABLE.items() if damages])
    def test_says_where_the_damage_is(self, tmp_path, what):
        data, _, _ = TABLE[what]
        (tmp_path / "a.warc").write_bytes(data)
        (found,) = [found for found in scan(tmp_path / "a.warc") if isinstance(found, RecordDamaged)]
        first = next(first for first in (A, P, bare("a")) if data.startswith(first))
        second = len(first + B) if what == "zeros at the end" else len(first)
        assert found.offset == second
        assert str(found).startswith(f"a.warc at byte {second}: ")
        assert "\n" not in str(found)

    @pytest.mark.parametrize("what", TABLE)
    def test_comes_to_the_same_in_a_replay(self, archive, tmp_path, what):
        data, names, damages = TABLE[what]
        (tmp_path / "a.warc").write_bytes(data)
        counts = replay(archive, [tmp_path / "a.warc"])
        assert (counts.captures, counts.damaged, counts.other) == (len(names), damages, 0)


class TestTwoHeadersInOne:
    """A header that breaks off and another record behind it must not become one record of two halves."""

    HEAD = plain("b").partition(b"\r\n\r\n")[0] + b"\r\n"

    @pytest.mark.parametrize("cut", range(9, len(HEAD) + 1))
    def test_is_damage(self, tmp_path, cut):
        names, damages = walk(tmp_path, P + self.HEAD[:cut] + R)
        assert (names, damages) == (["a", "c"], 1)

    @pytest.mark.parametrize("cut", [20, 60, len(HEAD)])
    def test_is_damage_within_a_member_too(self, tmp_path, cut):
        names, damages = walk(tmp_path, A + gzip.compress(self.HEAD[:cut] + R) + C)
        assert (names, damages) == (["a", "c"], 1)


class TestSizes:
    """Files are read in steps: a record may end at, before or behind any of them."""

    STEP = 1 << 16
    HEAD = len(plain("b", b"x" * 65_000)) - 65_000 - 4

    @pytest.mark.parametrize("less", range(-8, 9))
    @pytest.mark.parametrize("pack", [bytes, gzip.compress])
    def test_a_record_that_ends_near_a_step_is_whole(self, tmp_path, less, pack):
        block = b"x" * (self.STEP - self.HEAD - less)
        assert walk(tmp_path, pack(plain("b", block)) + pack(P) + pack(R)) == (["b", "a", "c"], 0)

    @pytest.mark.parametrize("less", range(-6, 7, 2))
    def test_a_header_may_cross_a_step(self, tmp_path, less):
        first = plain("b", b"x" * (self.STEP - self.HEAD - 4 - 120 - less))
        assert walk(tmp_path, first + P + R) == (["b", "a", "c"], 0)

    @pytest.mark.parametrize("at", [4 * STEP - 9, 4 * STEP - 4, 4 * STEP - 1, 4 * STEP, 4 * STEP + 1, 8 * STEP - 3])
    @pytest.mark.parametrize("pack", [bytes, gzip.compress])
    def test_the_next_record_is_found_at_any_distance(self, tmp_path, at, pack):
        assert walk(tmp_path, pack(P) + b"x" * at + pack(R)) == (["a", "c"], 1)

    @pytest.mark.parametrize(("size", "whole"), [(MAX_HEAD - 600, True), (MAX_HEAD + (1 << 17), False)])
    def test_a_header_has_a_limit(self, tmp_path, size, whole):
        data = plain("b", X="y" * size)
        for pack in (bytes, gzip.compress):
            expected = (["b", "c"], 0) if whole else (["c"], 1)
            assert walk(tmp_path, pack(data) + pack(R)) == expected


class TestBombs:
    def peak(self, act) -> int:
        tracemalloc.start()
        try:
            act()
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return peak

    def test_a_record_that_claims_a_terabyte_takes_no_memory(self, tmp_path):
        data = packed("b", Content_Length=str(10**12)) + C
        assert self.peak(lambda: walk(tmp_path, data)) < 4 << 20
        assert walk(tmp_path, data) == (["c"], 1)

    def test_a_record_of_300_mb_in_300_kb_is_walked_in_no_memory(self, tmp_path):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        size = 300 << 20
        head = plain("b", b"", Content_Length=str(size))[:-4]
        zeros = bytes(1 << 20)
        bomb = (
            packer.compress(head) + b"".join(packer.compress(zeros) for _ in range(300)) + packer.compress(b"\r\n\r\n")
        )
        bomb += packer.flush()
        assert len(bomb) < 310_000
        (tmp_path / "a.warc.gz").write_bytes(A + bomb + C)
        found = []
        assert self.peak(lambda: found.extend(scan(tmp_path / "a.warc.gz"))) < 4 << 20
        assert [(one.uri[-1], one.size) for one in found] == [("a", len(PAGE)), ("b", size), ("c", len(PAGE))]
        with pytest.raises(RecordDamaged, match="over 64 MB"):
            read_record(tmp_path / "a.warc.gz", len(A), len(bomb))

    def test_a_place_of_a_gigabyte_is_not_read_at_all(self, tmp_path):
        path = tmp_path / "a.warc"
        with path.open("wb") as handle:
            handle.write(plain("b", b"", Content_Length=str(1 << 30)))
            handle.truncate(1 << 30)  # sparse

        def read() -> None:
            with pytest.raises(RecordDamaged, match="over 64 MB"):
                read_record(path, 0, 1 << 30)

        assert self.peak(read) < 1 << 20

    def test_a_member_that_unfolds_far_beyond_the_limit_stops_there(self, tmp_path):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        head = plain("b", b"", Content_Length=str(64 << 20))[:-4]
        data = packer.compress(head) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
        (tmp_path / "a.warc.gz").write_bytes(data)

        def read() -> None:
            with pytest.raises(RecordDamaged, match="over 1 MB"):
                read_record(tmp_path / "a.warc.gz", 0, len(data), limit=1 << 20)

        assert self.peak(read) < 16 << 20

    @pytest.mark.parametrize("length", [0, 1, 5])
    def test_a_place_without_room_for_a_record_is_damage(self, tmp_path, length):
        (tmp_path / "a.warc").write_bytes(P)
        with pytest.raises(RecordDamaged):
            read_record(tmp_path / "a.warc", 0, length)

    @pytest.mark.parametrize("offset", [1, 7, len(P) - 1, len(P), 10**12])
    def test_a_place_beside_a_record_is_damage(self, tmp_path, offset):
        (tmp_path / "a.warc").write_bytes(P)
        with pytest.raises(RecordDamaged):
            read_record(tmp_path / "a.warc", offset, len(P))


class TestAnyBytes:
    @given(st.lists(st.sampled_from([A, B[:30], B[-20:], C, b"x", bytes(9), b"\x1f\x8b\x08", P, b"\r\n"]), max_size=8))
    def test_a_compressed_file_of_any_pieces_gives_each_whole_member(self, tmp_path_factory, pieces):
        data = A + b"".join(pieces)
        names, _ = walk(tmp_path_factory.mktemp("pieces"), data)
        # A torn member may swallow the start of the next one, but never a second one.
        assert names.count("a") >= 1
        assert names.count("a") + names.count("c") <= 1 + sum(piece in (A, C, P) for piece in pieces)
        torn = sum(piece not in (A, C) for piece in pieces)
        assert names.count("a") + names.count("c") >= 1 + sum(piece in (A, C) for piece in pieces) - torn

    @given(st.lists(st.sampled_from([P, Q[:40], Q[:200], R, b"x", b"\n", b"WARC/1.1\r\n", b"\r\n\r\n"]), max_size=8))
    def test_a_plain_file_of_any_pieces_is_walked_to_its_end(self, tmp_path_factory, pieces):
        names, damages = walk(tmp_path_factory.mktemp("pieces"), P + b"".join(pieces))
        assert names[0] == "a"
        # Q[:200] holds a whole header: with no digest, as many bytes as it asks for may stand behind it by chance.
        assert len(names) <= 1 + sum(piece in (P, R, Q[:200]) for piece in pieces)
        assert damages <= len(pieces)

    @given(st.binary(max_size=300))
    def test_random_bytes_behind_a_record_do_no_harm_to_it(self, tmp_path_factory, tail):
        for first in (A, P):
            assert walk(tmp_path_factory.mktemp("tail"), first + tail)[0][:1] == ["a"]

    @given(st.binary(max_size=200), st.integers(0, 250), st.integers(0, 400))
    def test_reading_at_any_place_gives_a_record_or_damage(self, tmp_path_factory, data, offset, length):
        path = tmp_path_factory.mktemp("place") / "a.warc"
        path.write_bytes(data + P)
        # A length that ends behind the block is enough, the line breaks behind it say nothing.
        if offset == len(data) and BLOCK_END <= length <= len(P):
            assert read_record(path, offset, length).block == PAGE
        else:
            with pytest.raises(RecordDamaged):
                read_record(path, offset, length)
