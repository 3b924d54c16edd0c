import gzip
import hashlib
import pickle
from base64 import b32encode
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.errors import RecordDamaged
from archive.warc.reader import locate, read_record

BLOCK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nhello"


def written(block: bytes = BLOCK, *, version: str = "1.1", **fields: str) -> bytes:
    stated = {
        "WARC-Type": "response",
        "WARC-Record-ID": "<urn:uuid:1>",
        "WARC-Date": "2026-03-04T05:06:07Z",
        "WARC-Target-URI": "http://a/",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in stated.items())
    return f"WARC/{version}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def read(folder: Path, data: bytes, before: bytes = b"", **more):
    path = folder / "a.warc.gz"
    path.write_bytes(before + data + b"what follows")
    return read_record(path, len(before), len(data), **more)


class TestReadRecord:
    @pytest.mark.parametrize("pack", [gzip.compress, bytes])
    def test_reads_a_record_where_it_stands(self, tmp_path, pack):
        found = read(tmp_path, pack(written()), before=b"before")
        assert found.block == BLOCK
        assert (found.kind, found.uri, found.is_http) == ("response", "http://a/", True)
        assert (found.offset, found.length) == (6, len(pack(written())))

    def test_reads_a_file_still_in_work_under_its_final_name(self, tmp_path):
        (tmp_path / "a.warc.gz.open").write_bytes(gzip.compress(written()))
        assert read_record(tmp_path / "a.warc.gz", 0, len(gzip.compress(written()))).block == BLOCK

    @pytest.mark.parametrize(
        ("stated", "date"),
        [
            ("2026-03-04T05:06:07Z", datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)),
            ("2026-03-04T05:06:07.123457Z", datetime(2026, 3, 4, 5, 6, 7, 123457, tzinfo=UTC)),
            ("2026-03-04T05:06:07.5Z", datetime(2026, 3, 4, 5, 6, 7, 500000, tzinfo=UTC)),
            ("2026-03-04T05:06:07.123456789Z", datetime(2026, 3, 4, 5, 6, 7, 123456, tzinfo=UTC)),
            ("2026-02-30T05:06:07Z", None),
            ("", None),
        ],
    )
    def test_reads_the_date_to_the_microsecond(self, tmp_path, stated, date):
        assert read(tmp_path, written(WARC_Date=stated)).date == date

    def test_takes_off_the_brackets_of_old_writers(self, tmp_path):
        assert read(tmp_path, written(version="1.0", WARC_Target_URI="<http://a/>")).uri == "http://a/"

    @pytest.mark.parametrize(
        "digest",
        [
            "sha1:" + b32encode(hashlib.sha1(BLOCK).digest()).decode(),
            "sha1:" + b32encode(hashlib.sha1(BLOCK).digest()).decode().lower(),
            "SHA1:" + hashlib.sha1(BLOCK).hexdigest(),
            "sha256:" + hashlib.sha256(BLOCK).hexdigest().upper(),
            "md5:" + hashlib.md5(BLOCK).hexdigest(),
            "sha256:" + b32encode(hashlib.sha256(BLOCK).digest()).decode(),
            "xxh3:anything, as we cannot check it",
            "no digest at all",
        ],
    )
    def test_takes_digests_as_writers_write_them(self, tmp_path, digest):
        assert read(tmp_path, written(WARC_Block_Digest=digest)).block == BLOCK

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (gzip.compress(written())[:-1], "the gzip member is cut off"),
            (gzip.compress(written())[:40], "the gzip member is cut off"),
            (gzip.compress(written())[:-8] + b"\0" * 8, "the gzip member breaks"),
            (gzip.compress(b"no record"), "no WARC record starts here"),
            (b"no record", "no WARC record starts here"),
            (gzip.compress(b""), "there is nothing"),
            (written(Content_Length="99"), "the block has"),
            (written(Content_Length="-1"), "no usable Content-Length"),
            (written(Content_Length="9" * 30), "no usable Content-Length"),
            (written(Content_Length=""), "no usable Content-Length"),
            (written(WARC_Block_Digest="sha1:" + "A" * 32), "does not have the digest"),
            (b"WARC/1.1\r\n" + b"X: y\r\n" * 90_000, "the record header does not end"),
        ],
    )
    def test_says_what_is_damaged(self, tmp_path, data, what):
        with pytest.raises(RecordDamaged, match=what) as caught:
            read(tmp_path, data, before=b"xyz")
        assert caught.value.offset == 3
        assert str(caught.value).startswith("a.warc.gz at byte 3: ")

    def test_says_when_the_file_ends_early(self, tmp_path):
        (tmp_path / "a.warc.gz").write_bytes(gzip.compress(written()))
        with pytest.raises(RecordDamaged, match="the file ends 10 bytes early"):
            read_record(tmp_path / "a.warc.gz", 0, len(gzip.compress(written())) + 10)

    def test_says_when_the_file_is_missing(self, tmp_path):
        with pytest.raises(RecordDamaged, match="cannot be read"):
            read_record(tmp_path / "gone.warc.gz", 0, 10)

    @pytest.mark.parametrize("pack", [gzip.compress, bytes])
    def test_stops_at_the_limit(self, tmp_path, pack):
        with pytest.raises(RecordDamaged, match="over 1 MB"):
            read(tmp_path, pack(written(bytes(40 << 20))), limit=1 << 20)

    def test_an_error_crosses_process_borders(self, tmp_path):
        error = pickle.loads(pickle.dumps(RecordDamaged(tmp_path, 7, "torn")))
        assert (error.path, error.offset, str(error)) == (tmp_path, 7, f"{tmp_path.name} at byte 7: torn")


class TestLocate:
    def test_prefers_the_final_name(self, tmp_path):
        for name in ("a.warc.gz", "a.warc.gz.open"):
            (tmp_path / name).touch()
        assert locate(tmp_path / "a.warc.gz") == tmp_path / "a.warc.gz"

    def test_has_nothing_to_give_without_either(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            locate(tmp_path / "a.warc.gz")
