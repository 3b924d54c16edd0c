"""The bytes of the records that we write: anyone can learn the format from this file."""

import io
import zlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from archive.capture import Exchange
from archive.warc import record

WHEN = datetime(2026, 3, 4, 5, 6, 7, 890123, UTC)
IDS = record.Ids("<urn:uuid:r>", "<urn:uuid:q>", "<urn:uuid:i>")
REQUEST = b"GET /a?b=1 HTTP/1.1\r\nHost: dam.example\r\n\r\n"
RESPONSE = b"HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 5\r\n\r\nhello"


def one(**changes) -> Exchange:
    given = {
        "url": "http://dam.example/a?b=1",
        "request": REQUEST,
        "response": RESPONSE,
        "fetched": WHEN,
        "ip": "192.0.2.7",
    }
    return Exchange(**(given | changes))


def unpacked(member: bytes) -> bytes:
    """The content of exactly one gzip member."""
    decoder = zlib.decompressobj(31)
    content = decoder.decompress(member)
    assert decoder.eof
    assert decoder.unused_data == b""
    return content


class TestGoldenBytes:
    def test_a_response_record(self):
        assert unpacked(record.exchange(one(), IDS).response) == (
            b"WARC/1.1\r\n"
            b"WARC-Type: response\r\n"
            b"WARC-Record-ID: <urn:uuid:r>\r\n"
            b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
            b"WARC-Target-URI: http://dam.example/a?b=1\r\n"
            b"WARC-Payload-Digest: sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N\r\n"
            b"WARC-IP-Address: 192.0.2.7\r\n"
            b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
            b"WARC-Block-Digest: sha1:6GXZYB2KFIILBF6LCHPXXBRFO7AFXWWF\r\n"
            b"Content-Type: application/http; msgtype=response\r\n"
            b"Content-Length: 79\r\n"
            b"\r\n" + RESPONSE + b"\r\n\r\n"
        )

    def test_a_request_record(self):
        assert unpacked(record.exchange(one(), IDS).request) == (
            b"WARC/1.1\r\n"
            b"WARC-Type: request\r\n"
            b"WARC-Record-ID: <urn:uuid:q>\r\n"
            b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
            b"WARC-Target-URI: http://dam.example/a?b=1\r\n"
            b"WARC-Concurrent-To: <urn:uuid:r>\r\n"
            b"WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n"
            b"WARC-IP-Address: 192.0.2.7\r\n"
            b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
            b"WARC-Block-Digest: sha1:4M7MAW32JQBC453HXUXYEIIHHNHUBCLT\r\n"
            b"Content-Type: application/http; msgtype=request\r\n"
            b"Content-Length: 42\r\n"
            b"\r\n" + REQUEST + b"\r\n\r\n"
        )

    def test_a_warcinfo_record(self):
        made = record.warcinfo(
            "<urn:uuid:i>", WHEN, "a.warc.gz", [("software", "cuttings/1"), ("robots", "obey\r\nX: y")]
        )
        assert unpacked(made) == (
            b"WARC/1.1\r\n"
            b"WARC-Type: warcinfo\r\n"
            b"WARC-Record-ID: <urn:uuid:i>\r\n"
            b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
            b"WARC-Filename: a.warc.gz\r\n"
            b"WARC-Block-Digest: sha1:MMYXV6HU7EQEMKXNBBOBKLRHWVJRTOH2\r\n"
            b"Content-Type: application/warc-fields\r\n"
            b"Content-Length: 41\r\n"
            b"\r\n"
            b"software: cuttings/1\r\n"
            b"robots: obey X: y\r\n"
            b"\r\n\r\n"
        )


class TestExchange:
    def test_gives_the_payload_digest_that_the_record_states(self):
        assert record.exchange(one(), IDS).digest == "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"

    def test_digests_a_chunked_body_as_it_was_received(self):
        chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        assert record.exchange(one(response=chunked), IDS).digest == record.sha1(b"5\r\nhello\r\n0\r\n\r\n")

    def test_leaves_the_address_out_where_it_is_unknown(self):
        assert b"WARC-IP-Address" not in unpacked(record.exchange(one(ip=None), IDS).response)

    def test_states_why_a_body_was_cut(self):
        assert b"\r\nWARC-Truncated: length\r\n" in unpacked(record.exchange(one(truncated="length"), IDS).response)

    def test_stores_an_encoded_body_without_compressing_it_again(self):
        packed = zlib.compress(bytes(range(256)) * 64, 9)
        response = b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + packed * 20
        assert packed * 20 in record.exchange(one(response=response), IDS).response

    def test_compresses_a_plain_body(self):
        response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"<p>dam</p>" * 2000
        assert len(record.exchange(one(response=response), IDS).response) < 1500

    def test_refuses_a_time_without_a_zone(self):
        with pytest.raises(ValueError, match="without a zone"):
            record.exchange(one(fetched=datetime(2026, 1, 1)), IDS)

    def test_is_read_by_warcio(self):
        pair = record.exchange(one(), IDS)
        records = ArchiveIterator(io.BytesIO(pair.response + pair.request), check_digests="raise")
        assert [(found.rec_type, found.content_stream().read()) for found in records] == [
            ("response", b"hello"),
            ("request", b""),
        ]

    def test_is_read_by_fastwarc(self):
        pair = record.exchange(one(), IDS)
        records = FastIterator(io.BytesIO(pair.response + pair.request))
        assert [(found.record_id, found.verify_payload_digest(), found.reader.read()) for found in records] == [
            ("<urn:uuid:r>", True, b"hello"),
            ("<urn:uuid:q>", True, b""),
        ]

    @given(request=st.binary(max_size=300), response=st.binary(max_size=3000), url=st.text(max_size=80))
    def test_any_bytes_come_back_as_they_were(self, request, response, url):
        pair = record.exchange(one(url=f"http://dam.example/{url}", request=request, response=response), IDS)
        for member, given_ in ((pair.response, response), (pair.request, record.mask(request)[0])):
            head, _, rest = unpacked(member).partition(b"\r\n\r\n")
            assert rest == given_ + b"\r\n\r\n"
            assert head.isascii()


class TestMask:
    @pytest.mark.parametrize(
        ("request_", "left", "names"),
        [
            (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", ()),
            (
                b"GET / HTTP/1.1\r\nCookie: a=1\r\nHost: a\r\n\r\n",
                b"GET / HTTP/1.1\r\nCookie: masked\r\nHost: a\r\n\r\n",
                ("cookie",),
            ),
            (
                b"GET / HTTP/1.1\r\nAUTHORIZATION: Basic eA==\r\ncookie:a\r\n\r\n",
                b"GET / HTTP/1.1\r\nAUTHORIZATION: masked\r\ncookie:masked\r\n\r\n",
                ("authorization", "cookie"),
            ),
            (
                b"GET / HTTP/1.1\r\nProxy-Authorization: x\r\n\r\n",
                b"GET / HTTP/1.1\r\nProxy-Authorization: masked\r\n\r\n",
                ("proxy-authorization",),
            ),
            # a folded value goes with its field
            (
                b"GET / HTTP/1.1\r\nCookie: a=1;\r\n b=2\r\n\tc=3\r\nHost: a\r\n\r\n",
                b"GET / HTTP/1.1\r\nCookie: masked\r\nHost: a\r\n\r\n",
                ("cookie",),
            ),
            (
                b"GET / HTTP/1.1\r\nHost: a\r\nCookie:\r\n b=2\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\nCookie:masked\r\n\r\n",
                ("cookie",),
            ),
            # whatever the value, and however the line ends
            (
                b"GET / HTTP/1.1\nCookie: a\rb\x00\xff\nHost: a\n\n",
                b"GET / HTTP/1.1\nCookie: masked\nHost: a\n\n",
                ("cookie",),
            ),
            (b"GET / HTTP/1.1\r\nCookie: a=1", b"GET / HTTP/1.1\r\nCookie: masked", ("cookie",)),
            (
                b"GET / HTTP/1.1\r\nCookie: a\r\nCookie: b\r\n\r\n",
                b"GET / HTTP/1.1\r\nCookie: masked\r\nCookie: masked\r\n\r\n",
                ("cookie", "cookie"),
            ),
            # a body may speak of cookies
            (b"POST / HTTP/1.1\r\n\r\nCookie: a\r\n", b"POST / HTTP/1.1\r\n\r\nCookie: a\r\n", ()),
            (b"GET / HTTP/1.1\r\nX-Cookie: a\r\n\r\n", b"GET / HTTP/1.1\r\nX-Cookie: a\r\n\r\n", ()),
        ],
    )
    def test_leaves_no_credentials_and_names_their_fields(self, request_, left, names):
        assert record.mask(request_) == (left, names)

    def test_is_noted_in_the_record(self):
        request = b"GET / HTTP/1.1\r\nCookie: secret=1\r\n\r\n"
        written = unpacked(record.exchange(one(request=request), IDS).request)
        assert b"\r\nCuttings-Masked: cookie\r\n" in written
        assert b"secret" not in written


class TestTargetUri:
    @pytest.mark.parametrize(
        ("url", "written"),
        [
            ("http://a/b?c=d&e=%20#f", "http://a/b?c=d&e=%20#f"),
            ("http://a/b c", "http://a/b%20c"),
            ("http://a/\r\nWARC-Type: warcinfo", "http://a/%0D%0AWARC-Type:%20warcinfo"),
            ("http://a/φράγμα", "http://a/%CF%86%CF%81%CE%AC%CE%B3%CE%BC%CE%B1"),
            ('http://a/<"x">', "http://a/%3C%22x%22%3E"),
            ("http://a/\ud800", "http://a/?"),
        ],
    )
    def test_is_one_line_of_ascii_without_spaces(self, url, written):
        assert record.target_uri(url) == written

    @given(st.text(max_size=60))
    def test_is_stable(self, url):
        assert record.target_uri(record.target_uri(url)) == record.target_uri(url)


def test_a_date_is_written_in_utc():
    there = datetime(2026, 3, 4, 7, 6, 7, tzinfo=timezone(timedelta(hours=2)))
    assert record.warc_date(there) == "2026-03-04T05:06:07.000000Z"
