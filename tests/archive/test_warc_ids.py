"""Ids of records are what the standard asks for: URIs that nobody else has."""

from __future__ import annotations

import re

from archive.warc.ids import new_id


def test_ids_are_random_uuids_that_never_come_again() -> None:
    # RFC 9562, 5.4
    made = {new_id() for _ in range(500)}
    assert len(made) == 500
    shape = re.compile(r"<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>")
    assert all(map(shape.fullmatch, made))
