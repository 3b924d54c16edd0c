"""Any folder of pages, served from several addresses."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from newsweb import pages_server
from newsweb.child import Running, running_pages
from newsweb.errors import ServerFailed

PAGES = {f"{number:03}": f"<!doctype html><title>{number}</title><p>Page {number} – ő</p>" for number in range(10)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for name, html in PAGES.items():
        if int(name) % 2:
            (made / f"{name}.html").write_text(html, encoding="utf-8")
        else:
            (made / f"{name}.html.gz").write_bytes(gzip.compress(html.encode()))
    return made


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Running]:
    with running_pages(folder, hosts=3) as found:
        yield found


def got(served: Running, host: str, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, served.port, timeout=5)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body


def listed(served: Running, host: str) -> list[str]:
    _, body = got(served, host, "/sitemap.xml")
    return re.findall(rf"<loc>http://{host}:{served.port}(/[^<]+)</loc>", body.decode())


def test_the_hosts_share_the_pages_and_each_lists_its_own(served: Running) -> None:
    shares = {host: listed(served, host) for host in served.origins}
    assert len(shares) == 3
    every = [path for paths in shares.values() for path in paths]
    assert sorted(every) == [f"/pages/{name}.html" for name in sorted(PAGES)]
    assert {len(paths) for paths in shares.values()} == {3, 4}


def test_every_listed_page_is_served_gzipped_with_its_own_bytes(served: Running) -> None:
    for host in served.origins:
        for path in listed(served, host):
            status, body = got(served, host, path)
            assert status == 200
            assert body.decode() == PAGES[path[-8:-5]]


def test_the_front_page_links_what_the_sitemap_lists(served: Running) -> None:
    host = next(iter(served.origins))
    _, body = got(served, host, "/")
    assert re.findall(r'href="([^"]+)"', body.decode()) == listed(served, host)


def test_robots_allow_all_and_name_the_sitemap(served: Running) -> None:
    host = next(iter(served.origins))
    _, body = got(served, host, "/robots.txt")
    assert body.decode().splitlines()[1:] == ["Disallow:", "", f"Sitemap: http://{host}:{served.port}/sitemap.xml"]


def test_a_query_changes_nothing(served: Running) -> None:
    host = next(iter(served.origins))
    path = listed(served, host)[0]
    assert got(served, host, f"{path}?r=1") == got(served, host, path)


@pytest.mark.parametrize("path", ["/pages/none.html", "/pages/../etc", "/x"])
def test_anything_else_is_missing(served: Running, path: str) -> None:
    assert got(served, next(iter(served.origins)), path) == (404, b"")


def test_requests_in_one_packet_are_answered_in_order_and_close_is_kept(served: Running) -> None:
    host = next(iter(served.origins))
    with socket.create_connection((host, served.port), timeout=5) as one:
        one.sendall(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\nGET /robots.txt HTTP/1.1\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: one.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 404")
    assert answer.count(b"HTTP/1.1 200 OK") == 1


def test_a_head_without_an_end_is_cut_off(served: Running) -> None:
    with socket.create_connection((next(iter(served.origins)), served.port), timeout=5) as one:
        one.sendall(b"GET / HTTP/1.1\r\n" + b"x" * pages_server.LIMIT)
        with suppress(ConnectionResetError):
            assert one.recv(10) == b""


@pytest.mark.parametrize("hosts", [0, -1, 255])
def test_an_impossible_number_of_hosts_is_refused(hosts: int) -> None:
    with pytest.raises(ServerFailed, match="choose 1 to 254"):
        pages_server.addresses(hosts)


def test_an_empty_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match=r"holds no \*.html"), running_pages(tmp_path):
        pass
    command = [sys.executable, "-m", "newsweb.pages_server", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


class TestAnswers:
    """Every answer is made before the first request: here they are, whole."""

    ORIGIN = "http://127.0.2.1:9"
    BODY = gzip.compress(b"<p>One</p>", mtime=0)

    def test_a_page_is_a_head_of_three_fields_and_its_gzip_bytes(self) -> None:
        made = pages_server.answers({"one": self.BODY}, self.ORIGIN)
        assert made[b"/pages/one.html"] == (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(self.BODY), self.BODY)
        )

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            (
                b"/",
                "<!doctype html><title>Pages</title><ul>"
                '<li><a href="/pages/a&amp;b.html">/pages/a&amp;b.html</a></li>\n</ul>',
            ),
            (
                b"/sitemap.xml",
                '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
                "<url><loc>http://127.0.2.1:9/pages/a&amp;b.html</loc></url>\n</urlset>",
            ),
            (b"/robots.txt", "User-agent: *\nDisallow:\n\nSitemap: http://127.0.2.1:9/sitemap.xml\n"),
        ],
    )
    def test_lists_are_this_very_text(self, path: bytes, body: str) -> None:
        head, _, packed = pages_server.answers({"a&b": self.BODY}, self.ORIGIN)[path].partition(b"\r\n\r\n")
        assert gzip.decompress(packed).decode() == body
        assert f"Content-Length: {len(packed)}".encode() in head


class TestReading:
    def test_pages_are_known_by_name_packed_or_not(self, tmp_path: Path) -> None:
        (tmp_path / "b.html").write_text("<p>B", encoding="utf-8")
        (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"<p>A"))
        (tmp_path / "notes.txt").write_text("no page", encoding="utf-8")
        assert {name: gzip.decompress(body) for name, body in pages_server.read(tmp_path).items()} == {
            "a": b"<p>A",
            "b": b"<p>B",
        }

    def test_a_packed_page_is_served_as_it_lies_there(self, tmp_path: Path) -> None:
        packed = gzip.compress(b"<p>A", 1, mtime=7)
        (tmp_path / "a.html.gz").write_bytes(packed)
        assert pages_server.read(tmp_path) == {"a": packed}

    def test_a_folder_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ServerFailed, match=r"nowhere holds no \*\.html or \*\.html\.gz$"):
            pages_server.read(tmp_path / "nowhere")

    @pytest.mark.parametrize(("hosts", "last"), [(1, "127.0.2.1"), (254, "127.0.2.254")])
    def test_hosts_are_loopback_addresses_in_a_row(self, hosts: int, last: str) -> None:
        made = pages_server.addresses(hosts)
        assert (len(made), made[0], made[-1]) == (hosts, "127.0.2.1", last)


class Wire(asyncio.Transport):
    """Takes what is written, and whether it was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.closed = False

    def write(self, data: bytes) -> None:
        self.sent += data

    def close(self) -> None:
        self.closed = True


class TestConnection:
    # What comes in, in packets; what goes out; whether the connection ends.
    CASES = (
        ([b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"], b"A", False),
        ([b"GET /a?q=1 HTTP/1.1\r\n\r\n"], b"A", False),
        ([b"GET /b HTTP/1.1\r\n\r\n"], pages_server.MISSING, False),
        # A head in pieces, two heads in one piece, one and a half.
        ([b"GET /a HT", b"TP/1.1\r\n\r", b"\n"], b"A", False),
        ([b"GET /a HTTP/1.1\r\n\r\nGET /a HTTP/1.1\r\n\r\n"], b"AA", False),
        ([b"GET /a HTTP/1.1\r\n\r\nGET /a HTTP"], b"A", False),
        # The client says that it is its last.
        ([b"GET /a HTTP/1.1\r\nConnection: Close\r\n\r\nGET /a HTTP/1.1\r\n\r\n"], b"A", True),
        # No request at all.
        ([b"\r\n\r\n"], pages_server.MISSING, False),
        ([b"hello\r\n\r\n"], pages_server.MISSING, False),
        ([b"GET /" + b"x" * pages_server.LIMIT], b"", True),
        ([], b"", False),
    )

    @pytest.mark.parametrize(("packets", "sent", "closed"), CASES)
    def test_what_comes_in_and_what_goes_out(self, packets: list[bytes], sent: bytes, closed: bool) -> None:
        wire, one = Wire(), pages_server.Answering({b"/a": b"A"})
        one.connection_made(wire)
        for packet in packets:
            one.data_received(packet)
        assert (wire.sent, wire.closed) == (sent, closed)
