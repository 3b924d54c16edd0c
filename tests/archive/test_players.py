"""Other people's players and checkers over a real crawl: pywb serves every page, py-wacz and warcio find no fault.

They are installed into an environment of their own (they are no part of cuttings); CUTTINGS_PLAYERS may name the
``bin`` folder of one that is there.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from archive import runs, schema, wacz
from archive.capture import Exchange, Provenance, Refers
from archive.committer import Committer
from archive.pending import COLUMNS, jobs
from archive.replay import replay
from archive.store import Archive
from archive.surt import surt
from archive.wacz import Chosen
from archive.worker import read_page

pytestmark = pytest.mark.long
NEEDED = ("pywb>=2.9", "wacz>=0.5", "setuptools<80")
URLS = [
    "http://www.Example.COM/Path/To?b=2&a=1#f",
    "https://www2.dam.example:443/",
    "http://dam.example/a//b/../c/./d",
    "http://dam.example/?q=%C3%A4&Z=%41+b",
    "http://dam.example/ä?ö=ü",
    "http://127.0.0.1:8080/a?b=%2F%26",
    "http://dam.example/a?sid=0123456789abcdef0123456789abcdef",
    "http://dam.example/a;jsessionid=0123456789abcdef0123456789abcdef?x=1",
    "http://bücher.example/%7Euser/%2520",
]


@pytest.fixture(scope="module")
def players(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with pywb and py-wacz."""
    if given := os.environ.get("CUTTINGS_PLAYERS"):
        return Path(given)
    folder = tmp_path_factory.mktemp("players")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    done = subprocess.run([folder / "bin" / "pip", "install", "--quiet", *NEEDED], check=False, capture_output=True)
    if done.returncode:
        pytest.skip(f"pywb cannot be installed here: {done.stderr.decode(errors='replace')[-300:]}")
    return folder / "bin"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The demo's data folder, and behind it a run in which pages came again, elsewhere too, and were not modified."""
    folder = tmp_path_factory.mktemp("crawled")
    subprocess.run(
        [sys.executable, "-m", "desk", "--data", folder / "data", "demo"], cwd=folder, check=False, env=_env()
    )
    (data,) = [path.parent for path in folder.rglob("cuttings.db")]
    with Archive.open(data) as archive:
        _again(archive)
        yield archive


def _env() -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    return {name: value for name, value in os.environ.items() if not name.startswith("CUTTINGS_")} | {
        "PYTHONPATH": root
    }


def _again(archive: Archive) -> None:
    run = runs.start(archive, "crawl", {}, None)
    with archive.read() as connection:
        table = schema.capture
        pages = connection.execute(select(table).where(table.c.outcome == "document").limit(20)).all()
    with Committer(archive, run.id) as committer:
        for number, page in enumerate(pages):
            found = archive.folder / page.path
            with found.open("rb") as handle:
                handle.seek(page.offset)
                message = _block(handle.read(page.length))
            later = page.fetched + timedelta(days=1)
            one = {"request": b"GET / HTTP/1.1\r\n\r\n", "fetched": later, "provenance": Provenance()}
            committer.submit(Exchange(page.url, response=message, **one))
            committer.submit(Exchange(f"http://mirror.example/{number}", response=message, **one))
            refers = Refers(page.record_id, page.url, page.fetched)
            unchanged = b"HTTP/1.1 304 Not Modified\r\n\r\n"
            one["fetched"] = later + timedelta(days=1)
            committer.submit(Exchange(page.url, response=unchanged, refers=refers, **one)).result(60)


def _block(member: bytes) -> bytes:
    import gzip  # noqa: PLC0415 - here only

    return gzip.decompress(member).partition(b"\r\n\r\n")[2][:-4]


@pytest.fixture(scope="module")
def served(players: Path, crawled: Archive) -> Iterator[str]:
    """The address of a pywb that serves the data folder as it lies there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [players / "wayback", "-b", "127.0.0.1", "-p", str(port)],
        cwd=crawled.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(150):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield f"http://127.0.0.1:{port}/cuttings/"
    server.terminate()
    server.wait(10)


class _Still(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _asked(address: str) -> tuple[int, bytes]:
    opener = urllib.request.build_opener(_Still)
    try:
        with opener.open(address, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_pywb_replays_every_page_with_status_and_text(served: str, crawled: Archive) -> None:
    table = schema.capture
    with crawled.read() as connection:
        query = select(*COLUMNS, table.c.status, table.c.fetched).where(table.c.kind == "page", table.c.status != 304)
        rows = connection.execute(query.where(table.c.status < 500, table.c.outcome.is_distinct_from("failed"))).all()
        todo = list(zip(rows, jobs(crawled, connection, rows), strict=True))
    assert len(todo) > 400
    assert sum(row.record == "revisit" for row, _ in todo) == 40

    def wrong(row: Any, job: Any) -> str | None:
        status, body = _asked(f"{served}{row.fetched:%Y%m%d%H%M%S}id_/{row.url}")
        same = status == row.status and (status != 200 or body == read_page(job)[1])
        return None if same else f"{row.url} {row.record}: {status} for {row.status}, {len(body)} bytes"

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: wrong(one[0], one[1].job), todo))
    assert [one for one in found if one] == []


def test_pywb_shows_the_page_that_was_not_modified_since(served: str, crawled: Archive) -> None:
    table = schema.capture
    with crawled.read() as connection:
        query = select(*COLUMNS, table.c.fetched).where(table.c.record == "revisit", table.c.status == 304)
        rows = connection.execute(query).all()
        bodies = [read_page(one.job)[1] for one in jobs(crawled, connection, rows)]
    assert len(rows) == 20
    for row, body in zip(rows, bodies, strict=True):
        assert _asked(f"{served}{row.fetched:%Y%m%d%H%M%S}id_/{row.url}") == (200, body), row.url


def test_pywb_makes_the_same_keys(players: Path) -> None:
    code = "import sys, surt\nfor url in sys.argv[1:]: print(surt.surt(url))"
    said = subprocess.run([players / "python", "-c", code, *URLS], check=True, capture_output=True, text=True).stdout
    assert [surt(url) for url in URLS] == said.split()


@pytest.mark.parametrize("chosen", [Chosen(), Chosen(run=2), Chosen(topic="russia-china")])
def test_wacz_finds_no_fault_and_is_replayed_whole(
    players: Path, crawled: Archive, tmp_path: Path, chosen: Chosen
) -> None:
    done = wacz.pack(crawled, chosen, tmp_path / "a.wacz")
    assert done.damaged == 0
    said = subprocess.run(
        [players / "wacz", "validate", "-f", tmp_path / "a.wacz"], check=False, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stdout
    assert "Validation succeeded" in said.stdout
    with Archive.open(tmp_path / "again") as again:
        assert replay(again, [tmp_path / "a.wacz"]).captures == done.captures


def test_warcio_finds_no_fault_in_our_files(players: Path, crawled: Archive) -> None:
    files = [str(path) for path in (crawled.folder / "archive").iterdir()]
    said = subprocess.run([players / "warcio", "check", *files], check=False, capture_output=True, text=True)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
