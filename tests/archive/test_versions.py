"""An article that is fetched again: edited it is one new version, else none, whatever its bytes are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from archive import schema, study
from archive.committer import Committer
from archive.ingest import ingest


@pytest.fixture
def look(archives, start, exchange, now):
    """Captures a body of the page, so many days later, and extracts it."""
    run = start(archives)

    def capture(body: str, days: int = 0, url: str = "http://dam.example/a"):
        with Committer(archives, run.id) as committer:
            committer.submit(exchange(url, body.encode(), fetched=now + timedelta(days=days))).result()
        return ingest(archives, None, workers=1)

    return capture


@pytest.fixture
def page(article):
    def make(*, advert: str = "", more: str = "", title: str = "Dam gives way") -> str:
        return (
            f"<html><head><title>{title}</title><script>{advert}</script></head>"
            f"<body><article><h1>{title}</h1><p>{article}{more}</p></article></body></html>"
        )

    return make


def versions(archive) -> list[tuple[int, bool]]:
    table = schema.document
    with archive.read() as connection:
        rows = connection.execute(select(table.c.capture_id, table.c.current).order_by(table.c.id))
        return [(row.capture_id, row.current) for row in rows]


def test_the_same_text_in_other_bytes_is_no_new_version(archives, look, page):
    assert look(page(advert="ad(1)")) == {"document": 1}
    assert look(page(advert="ad(2)"), days=1) == {"not for extraction": 1}
    assert versions(archives) == [(1, True)]
    assert study.status(archives).whys["unchanged text"] == 1


def test_an_edit_is_exactly_one_new_version_and_the_old_one_is_kept(archives, look, page):
    look(page())
    assert look(page(more=" Two more houses were counted on Friday."), days=1) == {"document": 1}
    look(page(more=" Two more houses were counted on Friday.", advert="ad(3)"), days=2)
    assert versions(archives) == [(1, False), (2, True)]


def test_a_new_headline_is_an_edit(archives, look, page):
    look(page())
    assert look(page(title="Dam gives way, mayor resigns over it"), days=1) == {"document": 1}


def test_an_edit_that_is_taken_back_is_a_version_too(archives, look, page):
    for days, more in enumerate(["", " Forty more houses were counted on Friday evening.", ""]):
        assert look(page(more=more, advert=f"ad({days})"), days=days) == {"document": 1}
    assert versions(archives) == [(1, False), (2, False), (3, True)]


@pytest.mark.parametrize(
    ("texts", "kept"),
    [("aa", [True, False]), ("ab", [True, True]), ("aab", [True, False, True]), ("aba", [True] * 3)],
)
def test_captures_that_are_read_together_are_told_apart_as_those_that_are_read_one_by_one(
    archive, page, texts, kept, *, start, exchange, now
):
    with Committer(archive, start(archive).id) as committer:
        for days, text in enumerate(texts):
            body = page(more=f" Report {text}.", advert=f"ad({days})").encode()
            committer.submit(exchange("http://dam.example/a", body, fetched=now + timedelta(days=days))).result()
    ingest(archive, None, workers=1)
    assert [number in dict(versions(archive)) for number in range(1, len(texts) + 1)] == kept


def test_the_same_text_at_another_address_is_a_document_of_its_own(archives, look, page):
    look(page())
    assert look(page(advert="x"), url="http://dam.example/b") == {"document": 1}
    assert versions(archives) == [(1, True), (2, True)]
