import hashlib
from base64 import b32encode, b64encode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.warc.digests import SIZES, parse, plain

BLOCK = b"HTTP/1.1 200 OK\r\n\r\nThe dam gave way."
LETTERS = {
    "hexadecimal": bytes.hex,
    "hexadecimal in capitals": lambda value: value.hex().upper(),
    "base32": lambda value: b32encode(value).decode(),
    "base32 without padding": lambda value: b32encode(value).decode().rstrip("="),
    "base32 in small letters": lambda value: b32encode(value).decode().lower(),
    "base64": lambda value: b64encode(value).decode(),
    "base64 without padding": lambda value: b64encode(value).decode().rstrip("="),
    "base64 for addresses": lambda value: urlsafe_b64encode(value).decode(),
}


@pytest.mark.parametrize("algorithm", SIZES)
@pytest.mark.parametrize("letters", LETTERS)
@given(block=st.binary(max_size=40))
def test_a_digest_is_the_same_in_any_letters(algorithm, letters, block):
    value = hashlib.new(algorithm, block, usedforsecurity=False).digest()
    stated = f"{algorithm}:{LETTERS[letters](value)}"
    assert parse(stated) == (algorithm, value)
    assert plain(stated) == f"{algorithm}:{b32encode(value).decode().rstrip('=')}"
    assert plain(plain(stated)) == plain(stated)


SHA1 = hashlib.sha1(BLOCK, usedforsecurity=False).digest()
BASE32 = b32encode(SHA1).decode()


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        (f"SHA-1:{BASE32}", ("sha1", SHA1)),
        (f" sha1 : {BASE32} ", ("sha1", SHA1)),
        # What is stated is no digest of its kind: it cannot be right.
        (f"sha1:{BASE32[:-1]}", ("sha1", None)),
        (f"sha1:{SHA1.hex()[:-1]}g", ("sha1", None)),
        (f"sha1:{'1' * 32}", ("sha1", None)),
        (f"sha1:{'*' * 27}", ("sha1", None)),
        (f"sha256:{BASE32}", ("sha256", None)),
        ("sha1:", ("sha1", None)),
        ("md5:\u0660" + "0" * 31, ("md5", None)),
        # Nobody is asked about these.
        (f"sha384:{hashlib.sha384(BLOCK).hexdigest()}", None),
        ("blake3:abc", None),
        (BASE32, None),
        ("", None),
    ],
)
def test_what_is_stated_is_read_with_suspicion(stated, found):
    assert parse(stated) == found


@pytest.mark.parametrize("stated", [None, "", "blake3:abc", "sha1:none", BASE32])
def test_what_cannot_be_read_stays_as_it_stands(stated):
    assert plain(stated) == stated


@given(st.text(max_size=60), st.sampled_from(["", "sha1:", "sha256:", "md5:"]))
def test_nothing_that_is_stated_does_harm(stated, before):
    assert parse(before + stated) is None or plain(before + stated)
