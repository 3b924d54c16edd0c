"""Every kind of record that we write, byte for byte: what others will read in a hundred years.

A change of these bytes is a change of the format: it belongs into the changelog.
"""

import gzip
import io
import zlib
from datetime import UTC, datetime
from pathlib import Path

import fastwarc.warc
import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.capture import Exchange
from archive.runs import Run
from archive.warc import record
from archive.warc.codings import payload
from archive.warc.http import parse_head, split
from archive.warc.reader import read_record
from archive.warc.scan import scan
from archive.warc.writer import WarcWriter
from archive.warcinfo import opening

WHEN = datetime(2026, 3, 4, 5, 6, 7, 890123, UTC)
IDS = record.Ids("<urn:uuid:r>", "<urn:uuid:q>", "<urn:uuid:i>")
REQUEST = b"GET /a HTTP/1.1\r\nHost: dam.example\r\n\r\n"


def one(response: bytes = b"HTTP/1.1 200 OK\r\n\r\n", **changes) -> Exchange:
    given = {"url": "http://dam.example/a", "request": REQUEST, "fetched": WHEN, "ip": "192.0.2.7"}
    return Exchange(response=response, **(given | changes))


def unpacked(member: bytes) -> bytes:
    decoder = zlib.decompressobj(31)
    content = decoder.decompress(member)
    assert (decoder.eof, decoder.unused_data) == (True, b""), "one gzip member a record (WARC 1.1, annex D)"
    return content


PLAIN = one(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The dam gave way.</p>")
PLAIN_RECORD = (
    b"WARC/1.1\r\n"
    b"WARC-Type: response\r\n"
    b"WARC-Record-ID: <urn:uuid:r>\r\n"
    b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
    b"WARC-Target-URI: http://dam.example/a\r\n"
    b"WARC-Payload-Digest: sha1:H4GKWDYOG2BOKLEATQJLSBZ672CQKCH3\r\n"
    b"WARC-IP-Address: 192.0.2.7\r\n"
    b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
    b"WARC-Block-Digest: sha1:L4UZOMN732PWI4TI66L37EPKVBHARBYI\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
    b"Content-Length: 68\r\n"
    b"\r\n"
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: text/html\r\n"
    b"\r\n"
    b"<p>The dam gave way.</p>"
    b"\r\n\r\n"
)

# The body stays as it was received, its coding is stated by the head in the block (WARC 1.1, 6.3.2).
ENCODED = one(
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3)\xb0\x0b\xc9HUHI\xccUHO,KU(O\xac\xd4\xb3\xd1/\xb0\x03\x00T6\xe6["
    b"\x18\x00\x00\x00"
)
ENCODED_RECORD = (
    b"WARC/1.1\r\n"
    b"WARC-Type: response\r\n"
    b"WARC-Record-ID: <urn:uuid:r>\r\n"
    b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
    b"WARC-Target-URI: http://dam.example/a\r\n"
    b"WARC-Payload-Digest: sha1:UNWY7ZNGLETSEWKVYP5ZDUWBZPQPEUMR\r\n"
    b"WARC-IP-Address: 192.0.2.7\r\n"
    b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
    b"WARC-Block-Digest: sha1:Q3BMIKM77PYK72HJ7SHNWR7BKZJKXTG7\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
    b"Content-Length: 112\r\n"
    b"\r\n"
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: text/html\r\n"
    b"Content-Encoding: gzip\r\n"
    b"\r\n"
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3)\xb0\x0b\xc9HUHI\xccUHO,KU(O\xac\xd4\xb3\xd1/\xb0\x03\x00T6\xe6["
    b"\x18\x00\x00\x00"
    b"\r\n\r\n"
)

# Chunk sizes, extensions and trailers stay too; the payload digest is over them.
CHUNKED = one(
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"7\r\nThe dam\r\na;x=y\r\n gave way.\r\n0\r\nTrailer: t\r\n\r\n"
)
CHUNKED_RECORD = (
    b"WARC/1.1\r\n"
    b"WARC-Type: response\r\n"
    b"WARC-Record-ID: <urn:uuid:r>\r\n"
    b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
    b"WARC-Target-URI: http://dam.example/a\r\n"
    b"WARC-Payload-Digest: sha1:UWTLB22YPA6KWEFUXJ6OMC5JIMPA352Y\r\n"
    b"WARC-IP-Address: 192.0.2.7\r\n"
    b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
    b"WARC-Block-Digest: sha1:PRH7SYDQDKM6TTRQ25R6NEBFMIKVPW7B\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
    b"Content-Length: 95\r\n"
    b"\r\n"
    b"HTTP/1.1 200 OK\r\n"
    b"Transfer-Encoding: chunked\r\n"
    b"\r\n"
    b"7\r\n"
    b"The dam\r\n"
    b"a;x=y\r\n"
    b" gave way.\r\n"
    b"0\r\n"
    b"Trailer: t\r\n"
    b"\r\n"
    b"\r\n\r\n"
)

# No body: the digest of nothing.
REDIRECT = one(b"HTTP/1.1 301 Moved Permanently\r\nLocation: http://dam.example/b\r\nContent-Length: 0\r\n\r\n")
REDIRECT_RECORD = (
    b"WARC/1.1\r\n"
    b"WARC-Type: response\r\n"
    b"WARC-Record-ID: <urn:uuid:r>\r\n"
    b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
    b"WARC-Target-URI: http://dam.example/a\r\n"
    b"WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n"
    b"WARC-IP-Address: 192.0.2.7\r\n"
    b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
    b"WARC-Block-Digest: sha1:24HETOR4JZYG3GNNK3S6NYRVIQAHYDIC\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
    b"Content-Length: 85\r\n"
    b"\r\n"
    b"HTTP/1.1 301 Moved Permanently\r\n"
    b"Location: http://dam.example/b\r\n"
    b"Content-Length: 0\r\n"
    b"\r\n"
    b"\r\n\r\n"
)

# A body that was cut says why (WARC 1.1, 5.13); the head keeps the length that the server announced.
TRUNCATED = one(b"HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\n<p>The dam", truncated="length")
TRUNCATED_RECORD = (
    b"WARC/1.1\r\n"
    b"WARC-Type: response\r\n"
    b"WARC-Record-ID: <urn:uuid:r>\r\n"
    b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
    b"WARC-Target-URI: http://dam.example/a\r\n"
    b"WARC-Payload-Digest: sha1:SVVJN4KNJFX3G5RY4PATDARWDQM2AKBN\r\n"
    b"WARC-Truncated: length\r\n"
    b"WARC-IP-Address: 192.0.2.7\r\n"
    b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
    b"WARC-Block-Digest: sha1:QS4PF3IXY5TLSVXSCU3XGC4LFV66THG7\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
    b"Content-Length: 57\r\n"
    b"\r\n"
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Length: 4000000000\r\n"
    b"\r\n"
    b"<p>The dam"
    b"\r\n\r\n"
)

# An address with letters outside ASCII and a space, and a peer by IPv6.
ABROAD = one(url="https://φράγμα.example/a b", ip="2001:db8::7")
ABROAD_RECORD = (
    b"WARC/1.1\r\n"
    b"WARC-Type: response\r\n"
    b"WARC-Record-ID: <urn:uuid:r>\r\n"
    b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
    b"WARC-Target-URI: https://%CF%86%CF%81%CE%AC%CE%B3%CE%BC%CE%B1.example/a%20b\r\n"
    b"WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n"
    b"WARC-IP-Address: 2001:db8::7\r\n"
    b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
    b"WARC-Block-Digest: sha1:OP3ZUEAEIGC5QPO47I7DR5X4KB6IV5TP\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
    b"Content-Length: 19\r\n"
    b"\r\n"
    b"HTTP/1.1 200 OK\r\n"
    b"\r\n"
    b"\r\n\r\n"
)

# The peer hung up without a byte: an empty block, no address known.
NOTHING = one(b"", ip=None, truncated="disconnect")
NOTHING_RECORD = (
    b"WARC/1.1\r\n"
    b"WARC-Type: response\r\n"
    b"WARC-Record-ID: <urn:uuid:r>\r\n"
    b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
    b"WARC-Target-URI: http://dam.example/a\r\n"
    b"WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n"
    b"WARC-Truncated: disconnect\r\n"
    b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
    b"WARC-Block-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
    b"Content-Length: 0\r\n"
    b"\r\n"
    b"\r\n\r\n"
)

RESPONSES = {
    "plain": (PLAIN, PLAIN_RECORD),
    "encoded": (ENCODED, ENCODED_RECORD),
    "chunked": (CHUNKED, CHUNKED_RECORD),
    "redirect": (REDIRECT, REDIRECT_RECORD),
    "truncated": (TRUNCATED, TRUNCATED_RECORD),
    "abroad": (ABROAD, ABROAD_RECORD),
    "nothing": (NOTHING, NOTHING_RECORD),
}

# The user's keys go, their names stay; a folded value goes with its field; the body of a POST stays.
MASKED = one(
    url="http://dam.example/search?q=dam",
    ip=None,
    request=(
        b"POST /search?q=dam HTTP/1.1\r\nHost: dam.example\r\nCookie: session=1;\r\n consent=yes\r\n"
        b"Authorization: Basic a2V5\r\nAccept: */*\r\nContent-Length: 5\r\n\r\nq=dam"
    ),
)
MASKED_RECORD = (
    b"WARC/1.1\r\n"
    b"WARC-Type: request\r\n"
    b"WARC-Record-ID: <urn:uuid:q>\r\n"
    b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
    b"WARC-Target-URI: http://dam.example/search?q=dam\r\n"
    b"WARC-Concurrent-To: <urn:uuid:r>\r\n"
    b"WARC-Payload-Digest: sha1:XXOGKU64ERBTNZNMTFC3X3J4ADIMEMYC\r\n"
    b"Cuttings-Masked: cookie, authorization\r\n"
    b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
    b"WARC-Block-Digest: sha1:Y2YAYZJ75XZNNYZP3IZUB3K4RIWPDOUK\r\n"
    b"Content-Type: application/http; msgtype=request\r\n"
    b"Content-Length: 126\r\n"
    b"\r\n"
    b"POST /search?q=dam HTTP/1.1\r\n"
    b"Host: dam.example\r\n"
    b"Cookie: masked\r\n"
    b"Authorization: masked\r\n"
    b"Accept: */*\r\n"
    b"Content-Length: 5\r\n"
    b"\r\n"
    b"q=dam"
    b"\r\n\r\n"
)

# What is compressed already is stored in its member: header, one stored block, checksum, length (RFC 1951, 3.2.4).
STORED = one(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n" + bytes(range(60)), url="http://dam.example/p", ip=None)
STORED_MEMBER = (
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\x03\x01\xd4\x01\x2b\xfe"
    b"WARC/1.1\r\n"
    b"WARC-Type: response\r\n"
    b"WARC-Record-ID: <urn:uuid:r>\r\n"
    b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
    b"WARC-Target-URI: http://dam.example/p\r\n"
    b"WARC-Payload-Digest: sha1:ZGDRJMLPSLEKO4HJ7QRJ36BU2FUI4KBP\r\n"
    b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
    b"WARC-Block-Digest: sha1:OTNCRWAEQFEY4IP2RA7QERYDVMP3CKRT\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
    b"Content-Length: 101\r\n"
    b"\r\n"
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Encoding: br\r\n"
    b"\r\n"
    b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c"
    b"\x1d\x1e\x1f !\"#$%&'()*+,-./0123456789:;"
    b"\r\n\r\n"
    b"\x8d\xf4\xbcv\xd4\x01\x00\x00"
)

RUN = Run(7, "crawl", "floods", {"robots": "obey", "user_agent": "cuttings/1", "depth": 2}, "cuttings/1", WHEN)
# Versions of what wrote it stand in the software line; the test puts those of its own machine there.
INFO_BLOCK = (
    b"software: %s\r\n"
    b"format: WARC File Format 1.1\r\n"
    b"conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    b"isPartOf: run 7, topic floods\r\n"
    b"description: crawl started 2026-03-04T05:06:07+00:00\r\n"
    b"robots: obey\r\n"
    b"http-header-user-agent: cuttings/1\r\n"
    b'cuttings-settings: {"depth": 2, "robots": "obey", "user_agent": "cuttings/1"}\r\n'
)
INFO_RECORD = (
    b"WARC/1.1\r\n"
    b"WARC-Type: warcinfo\r\n"
    b"WARC-Record-ID: <urn:uuid:i>\r\n"
    b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
    b"WARC-Filename: a.warc.gz\r\n"
    b"WARC-Block-Digest: %s\r\n"
    b"Content-Type: application/warc-fields\r\n"
    b"Content-Length: %d\r\n"
    b"\r\n"
    b"%s"
    b"\r\n\r\n"
)


class TestGolden:
    @pytest.mark.parametrize("name", RESPONSES)
    def test_response_record(self, name):
        given, expected = RESPONSES[name]
        assert unpacked(record.exchange(given, IDS).response) == expected

    def test_request_record_with_masked_fields(self):
        assert unpacked(record.exchange(MASKED, IDS).request) == MASKED_RECORD

    def test_member_of_a_body_that_is_compressed_already(self):
        assert record.exchange(STORED, IDS).response == STORED_MEMBER

    def test_warcinfo_record_of_a_run(self):
        name, member = opening(RUN, new_id=lambda: "<urn:uuid:i>")("a.warc.gz", WHEN)
        software = unpacked(member).split(b"software: ", 1)[1].split(b"\r\n", 1)[0]
        assert software.startswith(b"cuttings/1 python/3.")
        assert [part.split(b"/")[0] for part in software.split()[2:]] == [
            b"scrapy",
            b"twisted",
            b"isal",
            b"trafilatura",
            b"lxml",
        ]
        block = INFO_BLOCK % software
        assert unpacked(member) == INFO_RECORD % (record.sha1(block).encode(), len(block), block)
        assert name == "<urn:uuid:i>"


def expected_block(golden: bytes) -> bytes:
    return golden.partition(b"\r\n\r\n")[2][:-4]


class TestReaders:
    """The golden bytes as three readers see them, each by its own code."""

    @pytest.mark.parametrize("name", RESPONSES)
    def test_ours_gives_the_block_and_every_field(self, tmp_path, name):
        given, golden = RESPONSES[name]
        (tmp_path / "a.warc").write_bytes(golden)
        found = read_record(tmp_path / "a.warc", 0, len(golden))
        assert found.block == given.response == expected_block(golden)
        assert (found.kind, found.date, found.size) == ("response", WHEN, len(given.response))
        head = golden.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
        assert found.fields == {key.lower(): value for key, value in (line.split(": ", 1) for line in head)}

    @pytest.mark.parametrize("name", RESPONSES)
    def test_warcio_gives_the_body_and_finds_the_digests_right(self, name):
        given, golden = RESPONSES[name]
        (found,) = (
            (one_.rec_type, one_.rec_headers.get_header("WARC-Target-URI"), one_.raw_stream.read())
            for one_ in ArchiveIterator(io.BytesIO(golden), check_digests="raise")
        )
        assert found == ("response", record.target_uri(given.url), split(given.response)[1])

    @pytest.mark.parametrize("name", RESPONSES)
    def test_fastwarc_gives_the_block_and_finds_the_digests_right(self, name):
        given, golden = RESPONSES[name]
        for parse in (True, False):
            (found,) = (
                (
                    one_.record_id,
                    one_.verify_payload_digest() if parse else one_.verify_block_digest(),
                    one_.reader.read(),
                )
                for one_ in fastwarc.warc.ArchiveIterator(io.BytesIO(golden), parse_http=parse)
            )
            assert found == ("<urn:uuid:r>", True, split(given.response)[1] if parse else given.response)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("plain", b"<p>The dam gave way.</p>"),
            ("encoded", b"<p>The dam gave way.</p>"),
            ("chunked", b"The dam gave way."),
            ("redirect", b""),
            ("truncated", b"<p>The dam"),
            ("nothing", b""),
        ],
    )
    def test_the_payload_is_the_page(self, name, text):
        head, body = split(expected_block(RESPONSES[name][1]))
        assert payload(parse_head(head), body) == text


class TestWholeFile:
    @pytest.fixture
    def file(self, tmp_path) -> Path:
        with WarcWriter(tmp_path, "cuttings-000007", opening(RUN), now=lambda: WHEN) as out:
            info = out.ready()
            for given, _ in RESPONSES.values():
                pair = record.exchange(given, record.Ids(IDS.response, IDS.request, info))
                out.append([pair.response, pair.request])
            out.sync()
        return tmp_path / "cuttings-000007-20260304050607-00001.warc.gz"

    def test_is_warcinfo_and_then_pairs(self, file):
        kinds = [found.kind for found in scan(file)]
        assert kinds == ["warcinfo"] + ["response", "request"] * len(RESPONSES)

    def test_every_record_names_the_warcinfo_of_its_file(self, file):
        first, *others = scan(file)
        assert first.fields["warc-filename"] == file.name
        assert {found.fields["warc-warcinfo-id"] for found in others} == {first.fields["warc-record-id"]}

    def test_every_request_names_its_response(self, file):
        records = list(scan(file))[1:]
        for response, request in zip(records[::2], records[1::2], strict=True):
            assert request.fields["warc-concurrent-to"] == response.fields["warc-record-id"]
            assert (request.uri, request.date) == (response.uri, response.date)

    def test_unpacked_as_a_whole_it_is_a_plain_warc(self, file, tmp_path):
        (tmp_path / "plain.warc").write_bytes(gzip.decompress(file.read_bytes()))
        packed, plain = list(scan(file)), list(scan(tmp_path / "plain.warc"))
        assert [(found.fields, found.block) for found in packed] == [(found.fields, found.block) for found in plain]
