"""A revisit has the payload of another capture, and a head of its own that says what the payload is."""

import brotli
import pytest

from archive.errors import BodyDamaged, RecordDamaged
from archive.warc import content
from archive.warc.content import At

TEXT = "Το φράγμα άντεξε. ".encode("iso-8859-7") * 40
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(TEXT), TEXT)
PACKED = brotli.compress(TEXT)
TYPE = b"Content-Type: text/html\r\n"
BR = TYPE + b"Content-Encoding: br\r\n"


def record(kind: str, block: bytes, mime: str = "application/http") -> bytes:
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nContent-Type: {mime}\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def message(fields: bytes, body: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n" + body


@pytest.fixture
def placed(tmp_path):
    """Writes records side by side into one file; where each of them stands."""

    def place(*records: bytes) -> list[At]:
        path = tmp_path / "a.warc"
        path.write_bytes(b"".join(records))
        ends = [sum(map(len, records[: number + 1])) for number in range(len(records))]
        return [At(path, end - len(one), len(one)) for end, one in zip(ends, records, strict=True)]

    return place


# the original's fields and body, the revisit's block, the body that it shows
SHARED = {
    "nothing said anew": (TYPE, TEXT, message(TYPE), TEXT),
    "the same coding": (BR, PACKED, message(BR), TEXT),
    "a coding that the original did not name": (TYPE, PACKED, message(BR), TEXT),
    "no coding, where the original named one": (BR, PACKED, message(TYPE), PACKED),
    # how the kept message was framed is the original's matter
    "no transfer coding, where the original is chunked": (
        b"Transfer-Encoding: chunked\r\n",
        CHUNKED,
        message(TYPE),
        TEXT,
    ),
    "a transfer coding, where the original has none": (TYPE, TEXT, message(b"Transfer-Encoding: chunked\r\n"), TEXT),
    "chunked both": (
        b"Transfer-Encoding: chunked\r\n",
        CHUNKED,
        message(TYPE + b"Transfer-Encoding: chunked\r\n"),
        TEXT,
    ),
    # without a head of its own it is as its original was
    "no block": (BR, PACKED, b"", TEXT),
    "a status line alone": (BR, PACKED, b"HTTP/1.1 200 OK\r\n\r\n", TEXT),
    "no HTTP": (BR, PACKED, b"<p>not a head</p>", TEXT),
}


class TestARevisit:
    @pytest.mark.parametrize("what", SHARED)
    def test_shows_the_payload_as_its_own_head_says(self, placed, what):
        fields, body, block, shown = SHARED[what]
        original, revisit = placed(record("response", message(fields, body)), record("revisit", block))
        assert content.read(revisit, original)[1] == shown

    def test_whose_coding_nobody_knows_is_damage_though_its_original_is_not(self, placed):
        unknown = message(TYPE + b"Content-Encoding: x-own\r\n")
        original, revisit = placed(record("response", message(TYPE, TEXT)), record("revisit", unknown))
        assert content.read(original)[1] == TEXT
        with pytest.raises(BodyDamaged, match="unknown content coding 'x-own'"):
            content.read(revisit, original)

    @pytest.mark.parametrize(
        ("own", "charset", "mime"),
        [
            (b"Content-Type: text/html; charset=iso-8859-7\r\n", "iso-8859-7", "text/html"),
            (b"Content-Type: text/plain\r\n", None, "text/plain"),
            (b"", "utf-8", "text/html"),
        ],
    )
    def test_has_its_own_type_and_charset(self, placed, own, charset, mime):
        first = record("response", message(b"Content-Type: text/html; charset=utf-8\r\n", TEXT))
        original, revisit = placed(first, record("revisit", message(own)))
        head, _ = content.read(revisit, original)
        assert (head.charset, head.mime) == (charset, mime)

    def test_may_show_what_was_kept_as_a_resource(self, placed):
        original, revisit = placed(record("resource", TEXT, "text/html"), record("revisit", message(TYPE)))
        assert content.read(revisit, original)[1] == TEXT

    def test_that_is_damaged_itself_is_damage(self, placed):
        original, revisit = placed(record("response", message(TYPE, TEXT)), record("revisit", message(TYPE)))
        with pytest.raises(RecordDamaged):
            content.read(At(revisit.path, revisit.offset + 1, revisit.length - 1), original)


class TestACapture:
    def test_is_its_own_head_and_body(self, placed):
        (at,) = placed(record("response", message(BR, PACKED)))
        head, body = content.read(at)
        assert (head.status, head.mime, body) == (200, "text/html", TEXT)

    def test_of_a_resource_has_the_type_of_its_record(self, placed):
        (at,) = placed(record("resource", TEXT, "text/html; charset=iso-8859-7"))
        head, body = content.read(at)
        assert (head.mime, head.charset, body) == ("text/html", "iso-8859-7", TEXT)

    @pytest.mark.parametrize(("limit", "whole"), [(len(TEXT) - 1, False), (1 << 20, True)])
    def test_keeps_to_the_limits_that_it_is_given(self, placed, limit, whole):
        (at,) = placed(record("response", message(BR, PACKED[:-20] if whole else PACKED)))
        with pytest.raises(BodyDamaged):
            content.read(at, limit=limit, whole=whole)
