"""Any folder of pages, served from several addresses."""

from __future__ import annotations

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
    with running_pages(folder, hosts=3, repeat=2) as found:
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
    assert len(every) == len(set(every)) == 20
    assert {len(paths) for paths in shares.values()} == {6, 8}


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
