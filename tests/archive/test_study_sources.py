"""Which source a line of a list is of, and what a person may call a source."""

from datetime import UTC, datetime

import pytest

from archive import ingest, runs, sources, study
from archive.capture import Exchange, Provenance
from archive.committer import Committer
from archive.sources import Outlet
from archive.study import Filter

WHEN = datetime(2026, 3, 4, tzinfo=UTC)
URLS = {  # by the key of the source that each was fetched for
    "http://127.0.0.11:8801/a": "stoa",
    "https://www.dam.example/b": "dam",
    "https://rio.example:8443/c": "rio",
    "http://wall.example/d": None,
}
OUTLETS = [Outlet("stoa", "Νέα Στοά", "http://127.0.0.11:8801/", "el", "GR"), Outlet("dam", "Dam_Daily%")]


@pytest.fixture
def full(archives, article):
    """An archive with a document of each of ``URLS``; the source rio has no name."""
    run = runs.start(archives, "crawl", {}, None)
    sources.save(archives, OUTLETS)
    with Committer(archives, run.id) as committer:
        for url, key in URLS.items():
            body = f"<title>{url}</title><article><p>{article}</p><p>{url[::-1]} {article}</p></article>".encode()
            response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            committer.submit(Exchange(url, b"GET / HTTP/1.1\r\n\r\n", response, WHEN, Provenance(source=key))).result(9)
    ingest.ingest(archives, None, workers=1)
    return archives


ASKED = [
    # A key, in any case.
    ("stoa", "a"),
    ("STOA", "a"),
    ("rio", "c"),
    # The name that screens show, in any case of any script.
    ("Νέα Στοά", "a"),
    ("ΝΈΑ ΣΤΟΆ", "a"),
    ("dam_daily%", "b"),
    # A host, with and without its port; a scheme's own port is none.
    ("127.0.0.11:8801", "a"),
    ("127.0.0.11", "a"),
    ("rio.example", "c"),
    ("RIO.example:8443", "c"),
    ("www.dam.example", "b"),
    ("www.dam.example:443", "b"),
    ("wall.example:80", "d"),
    # Nothing else: no part of a name, of a host or of a port, and no pattern.
    ("127.0.0.1", ""),
    ("127.0.0.11:88", ""),
    ("rio.example:1", ""),
    ("dam.example", ""),
    ("Νέα", ""),
    ("%", ""),
    ("dam%", ""),
    ("rio_example", ""),
    ("", ""),
]


def test_a_source_is_asked_for_by_key_name_or_host(full):
    found = {asked: [row.url[-1] for row in study.coverage(full, Filter(source=asked))] for asked, _ in ASKED}
    assert found == {asked: list(expected) for asked, expected in ASKED}


def test_a_line_says_key_name_and_host(full):
    rows = study.coverage(full, Filter())
    assert {row.url[-1]: (row.source_key, row.source, row.host) for row in rows} == {
        "a": ("stoa", "Νέα Στοά", "127.0.0.11:8801"),
        "b": ("dam", "Dam_Daily%", "www.dam.example"),
        "c": ("rio", "rio", "rio.example:8443"),
        "d": (None, "wall.example", "wall.example"),
    }


def test_the_limit_counts_what_passes(full):
    assert len(study.coverage(full, Filter(source="rio.example", limit=1))) == 1
