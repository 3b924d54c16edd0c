"""Gzip members, the unit of a compressed WARC file: any reader of gzip reads them, one by one."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.warc.members import GZIP, GzipError, decoder, member

SIZES = [0, 1, 1023, 1024, 1025, 65_534, 65_535, 65_536, 131_070, 131_071, 300_000]
STORED_NOTHING = bytes.fromhex("1f8b0800000000000403010000ffff0000000000000000")
STORED_DAM = bytes.fromhex("1f8b0800000000000403010300fcff") + b"dam" + zlib.crc32(b"dam").to_bytes(4, "little")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("size", SIZES)
class TestMember:
    def test_unpacks_to_what_went_in(self, size: int, packed: bool) -> None:
        data = bytes(number * number % 251 for number in range(size))
        assert gzip.decompress(member(data, packed=packed)) == data

    def test_begins_as_gzip_does(self, size: int, packed: bool) -> None:
        assert member(b"x" * size, packed=packed).startswith(GZIP)

    def test_ends_with_checksum_and_size(self, size: int, packed: bool) -> None:
        made = member(b"x" * size, packed=packed)
        assert made[-8:] == zlib.crc32(b"x" * size).to_bytes(4, "little") + size.to_bytes(4, "little")

    def test_is_the_same_each_time(self, size: int, packed: bool) -> None:
        assert member(b"x" * size, packed=packed) == member(b"x" * size, packed=packed)

    def test_is_left_where_the_next_one_begins(self, size: int, packed: bool) -> None:
        first = member(b"x" * size, packed=packed)
        reading = decoder()
        reading.decompress(first + member(b"next"))
        assert reading.eof
        assert reading.unused_data.startswith(GZIP)

    def test_cut_short_is_not_ended(self, size: int, packed: bool) -> None:
        reading = decoder()
        reading.decompress(member(b"x" * size, packed=packed)[:-1])
        assert not reading.eof


def test_what_is_stored_stands_as_it_is() -> None:
    assert member(b"", packed=True) == STORED_NOTHING
    assert member(b"dam", packed=True) == STORED_DAM + (3).to_bytes(4, "little")


@pytest.mark.parametrize(("size", "blocks"), [(0, 1), (1, 1), (65_535, 1), (65_536, 2), (131_070, 2), (131_071, 3)])
def test_a_stored_member_has_five_bytes_a_block_and_eighteen_in_all(size: int, blocks: int) -> None:
    assert len(member(b"x" * size, packed=True)) == size + 5 * blocks + 18


@pytest.mark.parametrize("size", [5_000, 65_536])
def test_text_takes_less_room_packed_than_stored(size: int) -> None:
    text = (b"The dam above the village gave way. " * size)[:size]
    assert len(member(text)) * 10 < len(member(text, packed=True))


@pytest.mark.parametrize(
    "damage",
    [
        lambda made: b"\x1f\x8c" + made[2:],  # no gzip
        lambda made: made[:2] + b"\x07" + made[3:],  # another method
        lambda made: made[:-8] + bytes([made[-8] ^ 1]) + made[-7:],  # another checksum
        lambda made: made[:10] + b"\xff\xff\xff\xff" + made[14:],  # no blocks
        lambda made: b"",
    ],
)
def test_damage_is_an_error_or_an_end_that_never_comes(damage) -> None:
    reading = decoder()
    try:
        reading.decompress(damage(member(b"The dam above the village gave way." * 50)))
    except GzipError:
        return
    assert not reading.eof


@given(st.lists(st.tuples(st.binary(max_size=3000), st.booleans()), max_size=5))
def test_members_in_a_row_are_the_records_in_a_row(records: list[tuple[bytes, bool]]) -> None:
    file = b"".join(member(data, packed=packed) for data, packed in records)
    assert gzip.decompress(file) == b"".join(data for data, _ in records)
    found = []
    while file:
        reading = decoder()
        found.append(reading.decompress(file))
        file = reading.unused_data
    assert found == [data for data, _ in records]
