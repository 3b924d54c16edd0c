"""A payload is referred to only where it stands: what points to a record that is gone has its payload nowhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from archive import bodies
from archive.capture import Exchange
from archive.committer import Committer
from archive.errors import NotArchived
from archive.originals import locate, reopen
from archive.outcomes import DOCUMENT, FAILED, MISSING, NOT_ARTICLE, NOT_FOR_EXTRACTION
from archive.repair import repair
from archive.schema import capture
from archive.store import Archive
from archive.verify import verify

BODY = b"<title>Dam</title><p>The dam gave way.</p>" * 20


@pytest.fixture
def keep(start: Callable[..., Any], exchange: Callable[..., Exchange], now: Any) -> Callable[..., None]:
    """Keeps the same bytes once for each address given, a day after each other, in a file of its own."""
    days = iter(range(100))

    def kept(archive: Archive, *urls: str, body: bytes = BODY) -> None:
        with Committer(archive, start(archive).id) as committer:
            for url in urls:
                given = exchange(f"http://dam.example/{url}", body, fetched=now + timedelta(days=next(days)))
                committer.submit(given).result(60)

    return kept


def rows(archive: Archive) -> list[Any]:
    with archive.read() as connection:
        return list(connection.execute(select(capture).order_by(capture.c.id)).all())


def kinds(archive: Archive) -> list[str]:
    return [row.record for row in rows(archive)]


def first_file(archive: Archive) -> Path:
    return archive.folder / rows(archive)[0].path


def say(archive: Archive, **values: Any) -> None:
    """Changes the row of the first capture."""
    with archive.write() as connection:
        connection.execute(update(capture).where(capture.c.id == 1).values(**values))


def cut(archive: Archive) -> None:
    os.truncate(first_file(archive), rows(archive)[0].offset + rows(archive)[0].length - 1)


def lose(archive: Archive) -> None:
    cut(archive)
    repair(archive)


def leave_open(archive: Archive) -> None:
    path = first_file(archive)
    path.rename(path.with_name(path.name + ".open"))
    path.with_name("other.warc.gz").touch()


# What came to the first capture, and what the same bytes become then.
CAME = [
    (lambda archive: None, "revisit"),
    (lambda archive: say(archive, outcome=DOCUMENT), "revisit"),
    (lambda archive: say(archive, outcome=NOT_ARTICLE, why="empty"), "revisit"),
    (lambda archive: say(archive, outcome=NOT_FOR_EXTRACTION, why="feed"), "revisit"),
    (lambda archive: say(archive, outcome=FAILED, why="cut short: time"), "response"),
    (lambda archive: say(archive, outcome=FAILED, why="the gzip member breaks"), "response"),
    (lambda archive: say(archive, digest="sha1:ANOTHER"), "response"),
    (lambda archive: say(archive, record="resource"), "response"),
    (lambda archive: say(archive, path=str(first_file(archive))), "response"),
    (lambda archive: first_file(archive).unlink(), "response"),
    (lambda archive: first_file(archive).rename(archive.folder / "elsewhere.warc.gz"), "response"),
    (cut, "response"),
    (lose, "response"),
    (leave_open, "revisit"),
]


class TestKnown:
    @pytest.mark.parametrize(("came", "record"), CAME)
    def test_a_revisit_refers_to_what_stands_whole_in_a_file_of_ours(
        self, archive: Archive, keep: Callable[..., None], came: Callable[[Archive], None], record: str
    ) -> None:
        keep(archive, "a")
        came(archive)
        keep(archive, "a")
        assert kinds(archive)[1:] == [record]
        assert bodies.read(archive, 2).data == BODY

    def test_the_next_that_stands_is_referred_to(self, archive: Archive, keep: Callable[..., None]) -> None:
        keep(archive, "a")
        file = first_file(archive)
        there = file.read_bytes()
        file.unlink()
        keep(archive, "b")
        keep(archive, "c")
        file.write_bytes(there)
        keep(archive, "d")
        assert kinds(archive) == ["response", "response", "revisit", "revisit"]
        assert [row.refers_url for row in rows(archive)][2:] == ["http://dam.example/b", "http://dam.example/a"]
        assert verify(archive).faults == {}

    def test_what_comes_at_once_is_kept_once_too(self, archives: Archive, keep: Callable[..., None]) -> None:
        keep(archives, "a", "b", "a")
        keep(archives, "short", "short", body=b"short")  # what refers to a few bytes is longer than they are
        assert kinds(archives) == ["response", "revisit", "revisit", "response", "response"]


# What a revisit says of its original, and whether and where that is found: 1 and 2 are the same bytes at /a and /b.
NAMED = [
    ({"url": "http://dam.example/z"}, 1),
    ({"refers_to": "<urn:of:nobody>"}, 1),  # then by address and time
    ({"refers_to": "<urn:of:nobody>", "refers_url": None}, 2),  # then by payload, of the same address first
    ({"refers_to": None, "refers_url": None, "refers_at": None}, 2),
    ({"refers_to": None, "refers_url": None, "refers_at": None, "url": "http://dam.example/z"}, 1),
    ({"refers_to": None, "refers_url": "http://dam.example/z"}, 2),
    ({"refers_to": None, "refers_url": None, "digest": "sha1:ANOTHER"}, None),
    ({"refers_to": None, "refers_url": None, "digest": None}, None),
    ({"refers_to": "<urn:of:nobody>", "refers_url": None, "digest": None}, None),
]


class TestLocate:
    @pytest.fixture
    def three(self, archives: Archive, keep: Callable[..., None]) -> Archive:
        """The same bytes at /a and /b, each whole, and a revisit of the first at /b."""
        keep(archives, "a")
        say(archives, outcome=FAILED)
        keep(archives, "b")
        say(archives, outcome=None)
        keep(archives, "b")
        assert kinds(archives) == ["response", "response", "revisit"]
        return archives

    def found(self, archive: Archive) -> int | None:
        with archive.read() as connection:
            revisit = connection.execute(select(capture).where(capture.c.id == 3)).one()
            place = locate(connection, [revisit]).get(3)
        places = {(row.path, row.offset): row.id for row in rows(archive)}
        return None if place is None else places[place.path, place.offset]

    @pytest.mark.parametrize(("said", "expected"), NAMED)
    def test_finds_what_is_named_and_then_what_is_the_same(
        self, three: Archive, said: dict[str, Any], expected: int | None
    ) -> None:
        with three.write() as connection:
            connection.execute(update(capture).where(capture.c.id == 3).values(**said))
        assert self.found(three) == expected
        if expected is None:
            with pytest.raises(NotArchived, match="original of capture 3"):
                bodies.read(three, 3)
        else:
            assert bodies.read(three, 3).data == BODY

    @pytest.mark.parametrize("microseconds", [-500_000, 0, 500_000])
    def test_a_second_is_all_that_old_writers_state(self, three: Archive, microseconds: int) -> None:
        first = rows(three)[0]
        at = first.fetched.replace(microsecond=500_000) + timedelta(microseconds=min(microseconds, 499_999))
        with three.write() as connection:
            values = {"refers_to": None, "refers_url": first.url, "refers_at": at, "digest": None}
            connection.execute(update(capture).where(capture.c.id == 3).values(values))
        assert self.found(three) == 1

    def test_a_revisit_is_never_the_original_of_another(self, three: Archive) -> None:
        revisit = rows(three)[2]
        with three.write() as connection:
            values = {"refers_to": revisit.record_id, "refers_url": None, "digest": None}
            connection.execute(update(capture).where(capture.c.id == 3).values(values))
        assert self.found(three) is None


def test_a_revisit_is_read_as_soon_as_its_original_is_here(archives: Archive, keep: Callable[..., None]) -> None:
    keep(archives, "a", "b", "c")
    named = rows(archives)[0].record_id
    missing = {"outcome": NOT_FOR_EXTRACTION, "why": MISSING}
    with archives.write() as connection:
        connection.execute(update(capture).where(capture.c.id > 1).values(missing))
        connection.execute(update(capture).where(capture.c.id == 1).values(record_id="<urn:away>", digest="sha1:AWAY"))
        connection.execute(update(capture).where(capture.c.id == 1).values(url="http://dam.example/away"))
        assert reopen(connection) == 0
        connection.execute(update(capture).where(capture.c.id == 1).values(record_id=named))
        assert reopen(connection) == 2
        assert reopen(connection) == 0
    assert [(row.outcome, row.why) for row in rows(archives)][1:] == [(None, None)] * 2


def test_there_is_no_body_of_a_capture_that_is_none(archive: Archive) -> None:
    with pytest.raises(NotArchived, match="no capture 7"):
        bodies.read(archive, 7)
    assert bodies.refers(archive, 7) is None


def test_a_304_refers_to_the_capture_that_was_asked_with(archives: Archive, keep: Callable[..., None]) -> None:
    keep(archives, "a")
    (row,) = rows(archives)
    found = bodies.refers(archives, row.id)
    assert found is not None
    assert (found.record_id, found.url, found.fetched) == (row.record_id, row.url, row.fetched)
