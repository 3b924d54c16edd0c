"""``cuttings commoncrawl`` as a person calls it: what it wants to be told, and a reading of a service here."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from desk import exits

PLACE = "crawl-data/CC-NEWS/2022/09/"
NAME = "CC-NEWS-20220919060000-00001.warc.gz"
UNDATED = (
    "Russia and China agreed to hold joint military exercises and patrols, the Russian Security Council said after "
    "talks between Nikolai Patrushev and Yang Jiechi in Nanping. Moscow and Beijing will deepen their cooperation. "
) * 2
DAYS = ("--since", "2022-09-18", "--until", "2022-09-20")


def record(url: str, html: str) -> bytes:
    """A response in a gzip member, as others write it."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000a>\r\n"
        f"WARC-Date: 2022-09-19T10:00:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n")


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody needs to be waited for on this machine."""
    monkeypatch.setenv("CUTTINGS_DELAY", "0")


@pytest.fixture
def service() -> Iterator[str]:
    """The home of a service with one file, in which one of two pages of the outlet is about the story."""
    article = "".join(f"<p>{UNDATED}</p>" for _ in range(2))
    pages = {"about": article, "other": "<p>Tomatoes want sun and water in the morning, says Anna Berg.</p>" * 8}
    warc = b"".join(
        record(f"https://a.example/{name}", f"<html><body><article><h1>{name} of it</h1>{body}</article></body></html>")
        for name, body in pages.items()
    )
    files = {f"/{PLACE}{NAME}": warc, f"/{PLACE}warc.paths.gz": gzip.compress(f"{PLACE}{NAME}\n".encode())}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = files.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def files(program: Any, home: str | None) -> None:
    table = f'[ccnews]\nservice = "ccnews"\nhome = "{home}"\n' if home else ""
    (program.folder / "sources.toml").write_text(table + '[a]\nhome = "https://a.example/"\n')
    (program.folder / "seed.txt").write_text(UNDATED)


@pytest.mark.parametrize(
    ("home", "options", "code", "said"),
    [
        ("http://127.0.0.1:1/", (), exits.UNUSABLE, "do not say when the story was: give --since and --until"),
        ("http://127.0.0.1:1/", DAYS[:2], exits.UNUSABLE, "given together"),
        (
            "http://127.0.0.1:1/",
            ("--since", "2022-09-20", "--until", "2022-09-18"),
            exits.UNUSABLE,
            "earlier day first",
        ),
        ("http://127.0.0.1:1/", ("--since", "Monday", "--until", "2022-09-18"), exits.UNUSABLE, "--since"),
        ("http://127.0.0.1:1/", (*DAYS, "--budget", "much"), exits.UNUSABLE, "is no budget"),
        ("https://data.commoncrawl.org/", DAYS, exits.UNUSABLE, "say who crawls"),
        (None, (*DAYS, "--contact", "me@a.example"), exits.UNUSABLE, 'service = "ccnews"'),
        ("http://127.0.0.1:1/", (*DAYS, "--contact", "me@a.example"), exits.UNREACHABLE, "no listing"),
    ],
    ids=["no days", "half", "turned", "no day", "no budget", "nobody", "no service", "down"],
)
def test_what_is_wrong_is_one_line_with_its_exit_code(
    program: Any, home: str | None, options: tuple[str, ...], code: int, said: str
) -> None:
    files(program, home)
    result = program("commoncrawl", "seed.txt", "--sources", "sources.toml", *options)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert result.err.count("\n") == 1


def test_what_is_about_the_story_is_kept_and_listed(program: Any, service: str) -> None:
    files(program, service)
    told = program("commoncrawl", "seed.txt", "--sources", "sources.toml", "--contact", "me@a.example", *DAYS, "--json")
    assert told.code == exits.DONE, told.err
    (one,) = told.objects
    assert (one["files"], one["looked"], one["kept"], one["outcome"]) == (1, 2, 1, "done")
    listed = program("list", "--json").objects
    assert [row["url"] for row in listed] == ["https://a.example/about"]
