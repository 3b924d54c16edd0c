import gzip
import random
import zlib
from contextlib import suppress

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import BodyBomb, BodyDamaged
from archive.warc.codings import beginning, payload
from archive.warc.http import Head

TEXT = b"<html>" + b"the dam gave way " * 100 + b"</html>"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def streamed_zstd(data: bytes) -> bytes:
    """Without the content size in the frame, as servers send it."""
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(data) + packer.flush()


def coded(coding: str) -> Head:
    return Head(200, (("content-encoding", coding),))


CODINGS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd,
}


class TestPayload:
    @pytest.mark.parametrize(("coding", "pack"), CODINGS.items())
    @given(data=st.binary(max_size=2000))
    def test_undoes_what_a_server_did(self, coding, pack, data):
        assert payload(coded(coding), pack(data)) == data

    @pytest.mark.parametrize(
        ("coding", "body"),
        [
            ("deflate", raw_deflate(TEXT)),
            ("GZIP", gzip.compress(TEXT)),
            ("identity", TEXT),
            ("gzip, identity", gzip.compress(TEXT)),
            # codings are listed in the order in which they were put on
            ("br, gzip", gzip.compress(brotli.compress(TEXT))),
            # several members make one body
            ("gzip", gzip.compress(TEXT[:50]) + gzip.compress(TEXT[50:])),
            # padding after the last member
            ("gzip", gzip.compress(TEXT) + b"\0\0\0"),
            ("zstd", streamed_zstd(TEXT)),
            ("zstd", zstd(TEXT[:50]) + zstd(TEXT[50:])),
            # kept decoded under the old head
            ("gzip", TEXT),
            ("deflate", TEXT),
            ("br", TEXT),
            ("zstd", TEXT),
        ],
    )
    def test_reads_what_archives_hold(self, coding, body):
        assert payload(coded(coding), body) == TEXT

    @pytest.mark.parametrize(
        ("transfer", "content", "body"),
        [
            ("chunked", "gzip", gzip.compress(TEXT)),
            ("gzip, chunked", None, gzip.compress(TEXT)),
            ("gzip, chunked", "gzip", gzip.compress(gzip.compress(TEXT))),
            ("deflate,chunked", "br", zlib.compress(brotli.compress(TEXT))),
            ("identity, chunked", None, TEXT),
            ("odd, chunked", None, TEXT),  # what nobody knows frames nothing
        ],
    )
    def test_undoes_transfer_codings_first(self, transfer, content, body):
        fields = (("transfer-encoding", transfer), *([("content-encoding", content)] if content else []))
        assert payload(Head(200, fields), b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)) == TEXT

    @pytest.mark.parametrize(("coding", "pack"), CODINGS.items())
    def test_gives_the_start_of_a_body_that_was_cut(self, coding, pack):
        body = pack(bytes(range(256)) * 400)
        start = payload(coded(coding), body[: len(body) * 2 // 3])
        assert (bytes(range(256)) * 400).startswith(start)

    @pytest.mark.parametrize("coding", CODINGS)
    def test_an_empty_body_stays_empty(self, coding):
        assert payload(coded(coding), b"") == b""

    @pytest.mark.parametrize(("coding", "pack"), CODINGS.items())
    def test_stops_a_bomb_at_the_limit(self, coding, pack):
        with pytest.raises(BodyDamaged, match="over 1 MB"):
            payload(coded(coding), pack(bytes(30 << 20)), limit=1 << 20)

    def test_stops_a_body_that_is_no_bomb_at_the_limit_too(self):
        with pytest.raises(BodyDamaged, match="over 0 MB"):
            payload(Head(200, ()), TEXT, limit=10)

    @pytest.mark.parametrize(("coding", "pack"), CODINGS.items())
    def test_takes_a_body_of_exactly_the_limit(self, coding, pack):
        assert payload(coded(coding), pack(TEXT), limit=len(TEXT)) == TEXT

    @pytest.mark.parametrize(
        ("coding", "body", "what"),
        [
            ("gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff\xff\xff", "gzip body breaks"),
            ("deflate", b"\xff\xff\xff\xff", "deflate body breaks"),
            ("br", b"\xff\xff\xff\xff\xff", "brotli body breaks"),
            ("zstd", zstd(TEXT)[:8] + b"\xff" * 40, "zstd body breaks"),
            ("compress", b"\x1f\x9d", "unknown content coding 'compress'"),
        ],
    )
    def test_says_what_breaks(self, coding, body, what):
        with pytest.raises(BodyDamaged, match=what):
            payload(coded(coding), body)

    @pytest.mark.parametrize("coding", CODINGS)
    @given(body=st.binary(min_size=1, max_size=100))
    def test_raises_nothing_else_on_any_bytes(self, coding, body):
        with suppress(BodyDamaged):
            assert len(payload(coded(coding), body, limit=1000)) <= 1000


class TestWhole:
    """A body that has to be whole is refused where its coding ends early, and given where it does not."""

    @pytest.mark.parametrize(("coding", "pack"), CODINGS.items())
    @given(data=st.data())
    def test_no_body_that_ends_early_passes(self, coding, pack, data):
        body = pack(bytes(range(256)) * 40)
        at = data.draw(st.integers(4, len(body) - 1))
        with pytest.raises(BodyDamaged):
            payload(coded(coding), body[:at], whole=True)

    @pytest.mark.parametrize(("coding", "pack"), CODINGS.items())
    def test_a_whole_one_does(self, coding, pack):
        assert payload(coded(coding), pack(TEXT), whole=True) == TEXT

    @pytest.mark.parametrize(
        ("coding", "body"),
        [
            ("gzip", gzip.compress(TEXT[:50]) + gzip.compress(TEXT[50:])),
            ("gzip", gzip.compress(TEXT) + b"\0\0\0"),
            ("zstd", zstd(TEXT[:50]) + zstd(TEXT[50:])),
            ("deflate", raw_deflate(TEXT)),
            ("br, gzip", gzip.compress(brotli.compress(TEXT))),
            ("gzip", TEXT),
        ],
    )
    def test_so_do_all_forms_that_servers_send(self, coding, body):
        assert payload(coded(coding), body, whole=True) == TEXT

    def test_of_two_codings_the_inner_one_has_to_end_too(self):
        with pytest.raises(BodyDamaged, match="the br body ends early"):
            payload(coded("br, gzip"), gzip.compress(brotli.compress(TEXT)[:-5]), whole=True)


class TestExpansion:
    @pytest.mark.parametrize(("coding", "pack"), CODINGS.items())
    def test_what_unpacks_to_hundreds_of_times_its_size_is_a_bomb(self, coding, pack):
        with pytest.raises(BodyBomb, match="over 250 times what was sent"):
            payload(coded(coding), pack(bytes(3 << 20)))

    def test_a_small_body_may_unpack_to_any_times_its_size(self):
        assert len(payload(coded("gzip"), gzip.compress(bytes(900_000)))) == 900_000

    def test_what_is_over_the_limit_is_one_too(self):
        with pytest.raises(BodyBomb, match="over 1 MB"):
            payload(coded("gzip"), gzip.compress(random.Random(1).randbytes(2 << 20)), limit=1 << 20)


PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.compress}
MADE = b"<html>" + bytes(range(32, 127)) * 300


class TestBeginning:
    @pytest.mark.parametrize("coding", PACKERS)
    def test_is_the_same_whatever_the_coding(self, coding):
        assert beginning([coding], PACKERS[coding](MADE), 900) == MADE[:900]

    @pytest.mark.parametrize("codings", [[], ["identity"]])
    def test_needs_no_coding(self, codings):
        assert beginning(codings, MADE, 900) == MADE[:900]

    @pytest.mark.parametrize("coding", PACKERS)
    def test_of_a_bomb_is_no_longer(self, coding):
        assert len(beginning([coding], PACKERS[coding](bytes(8 << 20)), 900)) == 900

    @pytest.mark.parametrize("coding", PACKERS)
    def test_of_what_is_not_packed_at_all_is_what_came(self, coding):
        assert beginning([coding], MADE, 900) == MADE[:900]

    @pytest.mark.parametrize("codings", [["secret"], ["gzip", "gzip"]])
    def test_of_other_codings_is_left_to_others(self, codings):
        assert beginning(codings, gzip.compress(gzip.compress(MADE)), 900) == b""

    @given(st.sampled_from(sorted(PACKERS)), st.binary(max_size=200))
    def test_never_raises(self, coding, noise):
        for start in (b"", b"\x28\xb5\x2f\xfd", b"\x1f\x8b\x08", PACKERS[coding](MADE)[:40]):
            assert len(beginning([coding], start + noise, 100)) <= 100


def test_so_many_codings_are_one_inside_the_other_for_no_good_reason():
    with pytest.raises(BodyDamaged, match="6 codings, one inside the other"):
        payload(coded("gzip, gzip, gzip, gzip, gzip, gzip"), MADE)
