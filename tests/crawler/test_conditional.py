"""With which conditions a page is asked for again (RFC 9110, 13.1)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request

from archive.capture import Provenance, Refers
from crawler.conditional import ConditionalMiddleware
from crawler.middlewares import REFERS
from crawler.redirects import PROVENANCE
from crawler.revisit import Validators

URL = "http://a.example/story"
BEFORE = Refers("<urn:uuid:1>", URL, datetime(2024, 5, 1, tzinfo=UTC))
TAG, DATE = 'W/"ä1"', "Wed, 01 May 2024 10:00:00 GMT"
PAGE = Provenance("page", "a", None, "feed")


def asked(request: Request, known: Validators | None, *, empty: bool = False) -> dict[bytes, list[bytes]]:
    """The conditions that a request has in the end, where that much is known of its address."""
    memory = SimpleNamespace(knows_nothing=empty, validators=lambda url: known if url == URL else None)
    work: Any = SimpleNamespace(memory=memory)
    asyncio.run(ConditionalMiddleware(work).process_request(request))
    names = (b"If-None-Match", b"If-Modified-Since")
    return {name: request.headers.getlist(name) for name in names if name in request.headers}


@pytest.mark.parametrize(
    ("etag", "modified", "conditions"),
    [
        (TAG, DATE, {b"If-None-Match": [TAG.encode("latin-1")], b"If-Modified-Since": [DATE.encode()]}),
        (TAG, None, {b"If-None-Match": [TAG.encode("latin-1")]}),
        (None, DATE, {b"If-Modified-Since": [DATE.encode()]}),
        ('"λ"', None, {b"If-None-Match": [b'"?"']}),
    ],
)
def test_what_the_address_gave_last_is_sent_back(
    etag: str | None, modified: str | None, conditions: dict[bytes, list[bytes]]
) -> None:
    request = Request(URL, meta={PROVENANCE: PAGE})
    assert asked(request, Validators(etag, modified, BEFORE)) == conditions
    assert request.meta[REFERS] == BEFORE


@pytest.mark.parametrize(
    ("given", "known", "empty"),
    [
        # Read at once, so the whole page must come.
        (Provenance("page", None, None, "seed"), True, False),
        # Rules are kept for a day by other means.
        (Provenance("robots", "a"), True, False),
        (PAGE, False, False),
        (PAGE, True, True),
    ],
    ids=["a seed", "robots.txt", "nothing known of it", "an empty archive"],
)
def test_others_are_asked_for_without(given: Provenance, known: bool, empty: bool) -> None:
    request = Request(URL, meta={PROVENANCE: given})
    assert asked(request, Validators(TAG, DATE, BEFORE) if known else None, empty=empty) == {}
    assert REFERS not in request.meta


def test_a_copy_for_another_address_loses_the_conditions_of_the_first() -> None:
    first = Request(URL, meta={PROVENANCE: PAGE})
    asked(first, Validators(TAG, DATE, BEFORE))
    target = first.replace(url="http://a.example/elsewhere")
    assert asked(target, Validators(TAG, DATE, BEFORE)) == {}
    assert REFERS not in target.meta
