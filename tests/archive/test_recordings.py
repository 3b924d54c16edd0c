"""What a capture answers in the place of the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from archive.capture import Exchange
from archive.committer import Committer
from archive.recorded import Recordings
from archive.store import Archive

BODY = b"<p>" + b"The dam gave way. " * 60 + b"</p>"
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
FIRST, SECOND = "http://dam.example/a", "http://other.example/b"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
GREEK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-7\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
GREEK_CHUNKED = GREEK[:-2] + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("heads", "came"),
    [((PLAIN, GREEK), BODY), ((CHUNKED, GREEK), CHUNKS), ((CHUNKED, GREEK_CHUNKED), CHUNKS)],
)
def test_a_revisit_has_its_own_head_and_the_body_of_its_original_without_transfer_coding(
    archive: Archive, start: Any, exchange: Callable[..., Exchange], heads: tuple[bytes, bytes], came: bytes
) -> None:
    with Committer(archive, start(archive).id) as committer:
        for url, head in zip((FIRST, SECOND), heads, strict=True):
            committer.submit(exchange(url, came, head=head)).result(60)
    found = Recordings(archive).find(SECOND)
    assert found is not None
    assert (found.head.charset, found.body) == ("iso-8859-7", BODY)


def test_an_address_without_a_capture_answers_nothing(archive: Archive) -> None:
    assert Recordings(archive).find(FIRST) is None
