"""Which document of an address is current: as rows of captures and documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from archive import currency, removal, schema
from archive.store import Archive

AT = datetime(2026, 3, 4, tzinfo=UTC)
URL = "http://dam.example/a"
FORCE = "v1"


def document(archive: Archive, number: int, of: int, **given: Any) -> None:
    row = {"id": number, "capture_id": of, "canonical": URL, "extractor": FORCE, "made": AT, "current": False}
    lists: dict[str, Any] = {"bylines": [], "agencies": [], "captions": [], "origins": []}
    with archive.write() as connection:
        connection.execute(insert(schema.document), row | lists | given)


def relate(archive: Archive, *documents: int) -> None:
    with archive.write() as connection:
        connection.execute(insert(schema.topic), {"id": 1, "name": "floods", "saved": AT})
        for number in documents:
            row = {"topic_id": 1, "document_id": number, "relation": "copy", "score": 0.9, "reasons": []}
            connection.execute(insert(schema.coverage), row | {"nearest": "s", "current": False})


def current(archive: Archive) -> list[int]:
    table = schema.document.c
    with archive.read() as connection:
        return list(connection.scalars(select(table.id).where(table.current).order_by(table.id)))


# Captures (day it was fetched, extractor in force, day of the copy in a web archive), documents (number, of which
# capture, by which extractor), and which document is current.
CASES: dict[str, tuple[list[tuple[int, str | None, int | None]], list[tuple[int, int, str]], list[int]]] = {
    "one": ([(1, "v1", None)], [(1, 1, "v1")], [1]),
    "none": ([(1, "v1", None)], [], []),
    "the one that was captured last": ([(1, "v1", None), (2, "v1", None)], [(1, 1, "v1"), (2, 2, "v1")], [2]),
    "whenever it was read": ([(1, "v1", None), (2, "v1", None)], [(1, 2, "v1"), (2, 1, "v1")], [1]),
    "of one moment the one read last": ([(1, "v1", None), (1, "v1", None)], [(1, 1, "v1"), (2, 2, "v1")], [2]),
    "of the extractor in force": ([(1, "v1", None)], [(1, 1, "v1"), (2, 1, "v2")], [1]),
    "of the extractor in force, a newer one": ([(1, "v2", None)], [(1, 1, "v1"), (2, 1, "v2")], [2]),
    "not of a capture that another extractor has read since": (
        [(1, "v1", None), (2, "v2", None)],
        [(1, 1, "v1"), (2, 2, "v1")],
        [1],
    ),
    "none where nothing is in force": ([(1, "v2", None)], [(1, 1, "v1")], []),
    "where no extractor is named": ([(1, None, None)], [(1, 1, "v1")], [1]),
    "a copy of a web archive by its own time": (
        [(5, "v1", None), (9, "v1", 2)],
        [(1, 1, "v1"), (2, 2, "v1")],
        [1],
    ),
    "a newer copy of a web archive": ([(1, "v1", None), (9, "v1", 2)], [(1, 1, "v1"), (2, 2, "v1")], [2]),
}


def build(archive: Archive, capture: Callable[..., int], name: str) -> None:
    captures, documents, _ = CASES[name]
    for number, (day, extractor, copied) in enumerate(captures, 1):
        original = None if copied is None else AT + timedelta(days=copied)
        capture(archive, number, fetched=AT + timedelta(days=day), extractor=extractor, original_at=original)
    for number, of, extractor in documents:
        document(archive, number, of, extractor=extractor)


@pytest.mark.parametrize("name", CASES)
def test_current_is(archive: Archive, capture: Callable[..., int], name: str) -> None:
    build(archive, capture, name)
    for _ in range(2):  # said again it says the same
        with archive.write() as connection:
            currency.settle(connection, [URL])
        assert current(archive) == CASES[name][2]


def test_within_a_topic_the_last_that_is_related_is(archives: Archive, capture: Callable[..., int]) -> None:
    build(archives, capture, "the one that was captured last")
    relate(archives, 1)
    with archives.write() as connection:
        currency.settle(connection, [URL])
        currency.settle_in_topic(connection, 1, [URL])
        table = schema.coverage.c
        assert connection.execute(select(table.document_id, table.current)).all() == [(1, True)]
    assert current(archives) == [2]


def test_other_addresses_are_left_alone(archive: Archive, capture: Callable[..., int]) -> None:
    build(archive, capture, "one")
    document(archive, 5, capture(archive, 5), canonical="http://rio.example/b")
    with archive.write() as connection:
        currency.settle(connection, [URL, "http://nobody.example/"])
    assert current(archive) == [1]


def test_any_number_of_addresses_may_be_settled_at_once(archive: Archive, capture: Callable[..., int]) -> None:
    for number in range(1, 4):
        document(archive, number, capture(archive, number, extractor=FORCE), canonical=f"http://dam.example/{number}")
    with archive.write() as connection:
        currency.settle(connection, (f"http://dam.example/{number}" for number in range(2000)))
    assert current(archive) == [1, 2, 3]


# Captures and addresses that are asked about, and which others say that they are the same page.
TWINS: list[tuple[set[int], list[str], list[str]]] = [
    ({1}, [], ["http://dam.example/2"]),
    ({1, 2}, [], []),
    (set(), [URL], ["http://dam.example/1", "http://dam.example/2"]),
    ({3}, [], []),
    (set(), ["http://nobody.example/"], []),
    ({3}, [URL], ["http://dam.example/1", "http://dam.example/2"]),
]


class TestRemoval:
    """A capture that goes takes its documents along, and what stands behind them comes to the front."""

    def test_makes_the_one_before_current(self, archives: Archive, capture: Callable[..., int]) -> None:
        build(archives, capture, "the one that was captured last")
        relate(archives, 1, 2)
        with archives.write() as connection:
            removal.remove(connection, [2])
            assert connection.scalars(select(schema.capture.c.id)).all() == [1]
            table = schema.coverage.c
            assert connection.execute(select(table.document_id, table.current)).all() == [(1, True)]
        assert current(archives) == [1]

    def test_of_nothing_changes_nothing(self, archive: Archive, capture: Callable[..., int]) -> None:
        build(archive, capture, "one")
        with archive.write() as connection:
            removal.remove(connection, [])
            removal.remove(connection, [4711])
            assert connection.scalars(select(schema.document.c.id)).all() == [1]

    def test_names_other_addresses_of_the_same_page(self, archive: Archive, capture: Callable[..., int]) -> None:
        for number, canonical in ((1, URL), (2, URL), (3, "http://rio.example/b")):
            capture(archive, number)
            document(archive, number, number, canonical=canonical)
        with archive.read() as connection:
            for captures, urls, found in TWINS:
                assert removal.twins(connection, captures, urls) == found
