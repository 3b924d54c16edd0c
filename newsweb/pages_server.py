"""Serves a folder of pages (``*.html``, ``*.html.gz``) from several loopback addresses, as cheaply as Python can.

Whole answers (head and gzip body) are made before the first request and written as they are, so that what a crawl
costs is the crawler's. Every host has ``/`` (a page of links), ``/sitemap.xml``, ``/robots.txt`` and its share of the
pages under ``/pages/NAME.html``.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import signal
import sys
from collections.abc import Mapping
from functools import partial
from html import escape
from pathlib import Path

from newsweb.errors import NewswebError, ServerFailed
from newsweb.listen import listen, port_of, tell_ready

NETWORK = "127.0.2."
LIMIT = 65536
END = b"\r\n\r\n"
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

Answers = Mapping[bytes, bytes]


def addresses(hosts: int) -> list[str]:
    """The loopback addresses of so many hosts (1 to 254): 127.0.2.1 and on."""
    if not 1 <= hosts <= 254:
        raise ServerFailed(f"cannot serve from {hosts} hosts: choose 1 to 254")
    return [f"{NETWORK}{number}" for number in range(1, hosts + 1)]


def read(folder: Path) -> dict[str, bytes]:
    """The pages of a folder by name without ending, each as gzip bytes. Raises ServerFailed when there are none."""
    found = {path.name.removesuffix(".html.gz"): path.read_bytes() for path in sorted(folder.glob("*.html.gz"))}
    for path in sorted(folder.glob("*.html")):
        found[path.name.removesuffix(".html")] = gzip.compress(path.read_bytes(), 6, mtime=0)
    if not found:
        raise ServerFailed(f"{folder} holds no *.html or *.html.gz")
    return found


def answers(pages: Mapping[str, bytes], origin: str) -> dict[bytes, bytes]:
    """Every answer of a host by its path: whole HTTP/1.1 responses."""
    paths = {f"/pages/{name}.html": body for name, body in pages.items()}
    made = {path: _answer("text/html", body) for path, body in paths.items()}
    links = "".join(f'<li><a href="{escape(path)}">{escape(path)}</a></li>\n' for path in paths)
    made["/"] = _answer("text/html; charset=utf-8", _packed(f"<!doctype html><title>Pages</title><ul>{links}</ul>"))
    places = "".join(f"<url><loc>{escape(origin + path)}</loc></url>\n" for path in paths)
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    made["/sitemap.xml"] = _answer("application/xml", _packed(sitemap))
    robots = f"User-agent: *\nDisallow:\n\nSitemap: {origin}/sitemap.xml\n"
    made["/robots.txt"] = _answer("text/plain", _packed(robots))
    return {path.encode(): whole for path, whole in made.items()}


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), 6, mtime=0)


def _answer(kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Answering(asyncio.Protocol):
    """One connection: reads request heads, writes the answers that were made beforehand, in order (RFC 9112, 9.3.2).

    Clients that do not accept gzip get it all the same; a head over 64 kB ends the connection.
    """

    def __init__(self, made: Answers) -> None:
        self._made = made
        self._read = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self._transport = transport if isinstance(transport, asyncio.Transport) else None

    def data_received(self, data: bytes) -> None:
        """Called by asyncio with what the client sent."""
        self._read += data
        while END in self._read and self._transport:
            head, _, self._read = self._read.partition(END)
            words = head.split(b" ", 2)
            path = words[1].partition(b"?")[0] if len(words) == 3 else b""
            self._transport.write(self._made.get(path, MISSING))
            if b"connection: close" in head.lower():
                self._transport.close()
                return
        if len(self._read) > LIMIT and self._transport:
            self._transport.close()


async def serve(folder: Path, hosts: int = 8, *, port: int = 0, ready: Path | None = None) -> None:
    """Serves until cancelled. ``ready`` is written once all hosts listen: JSON with port and origins by address.

    Raises ServerFailed for an empty folder, a taken port, an impossible number of hosts.
    """
    names = addresses(hosts)
    pages = read(folder)
    sockets = listen(names, port)
    bound = port_of(sockets)
    origins = {name: f"http://{name}:{bound}" for name in names}
    loop = asyncio.get_running_loop()
    for number, (name, one) in enumerate(zip(names, sockets, strict=True)):
        share = {page: body for rank, (page, body) in enumerate(pages.items()) if rank % hosts == number}
        made = answers(share, origins[name])
        await loop.create_server(partial(Answering, made), sock=one)
    tell_ready(ready, bound, origins)
    await loop.create_future()


async def _until_told(serving: asyncio.Task[None], tied: bool) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, serving.cancel)
    if tied:
        loop.add_reader(sys.stdin.fileno(), serving.cancel)
    await asyncio.wait([serving])
    if not serving.cancelled():
        serving.result()


def main(arguments: list[str] | None = None) -> int:
    """Parses the command line and serves; 1 with one line on standard error when that cannot be."""
    parser = argparse.ArgumentParser(prog="newsweb.pages_server", description="Serves a folder of pages on loopback.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hosts", type=int, default=8, help="how many loopback addresses share the pages")
    parser.add_argument("--port", type=int, default=0, help="0: any")
    parser.add_argument("--once-ready-file", type=Path, help="written when it answers: JSON with port and origins")
    parser.add_argument("--tied", action="store_true", help="ends when standard input closes")
    given = parser.parse_args(arguments)

    async def run() -> None:
        wanted = serve(given.folder, given.hosts, port=given.port, ready=given.once_ready_file)
        await _until_told(asyncio.ensure_future(wanted), given.tied)

    try:
        asyncio.run(run())
    except NewswebError as error:
        sys.stderr.write(f"newsweb.pages_server: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
