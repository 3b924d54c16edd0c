"""The news web over real HTTP, as a child process: what an outlet does on the wire."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest

from newsweb import addresses, world
from newsweb.child import Running, running
from newsweb.errors import ServerFailed
from newsweb.faults import Faults
from newsweb.lines import see
from newsweb.listen import listen, port_of

WORLD = world.load()
FLAKY = "meridian-dispatch"


class Web:
    """A running news web and a way to ask it."""

    def __init__(self, found: Running, log: Path) -> None:
        self.found = found
        self.log = log

    def get(self, slug: str, path: str, *, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        host = urlsplit(self.found.origins[slug]).hostname or ""
        connection = http.client.HTTPConnection(host, self.found.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Accept-Encoding": "identity"} | named)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def first(self, slug: str) -> str:
        outlet = WORLD.outlet(slug)
        return addresses.article(outlet, outlet.articles[0])


@pytest.fixture(scope="module")
def web(tmp_path_factory) -> Iterator[Web]:
    log = tmp_path_factory.mktemp("newsweb") / "access.jsonl"
    with running(access_log=log) as found:
        yield Web(found, log)


STEADY = [outlet.slug for outlet in WORLD.outlets if outlet.slug != FLAKY]


class TestAnswers:
    @pytest.mark.parametrize("slug", STEADY)
    def test_every_outlet_answers_on_its_own_address_at_one_port(self, web: Web, slug: str) -> None:
        answer, body = web.get(slug, "/")
        assert answer.status == 200
        assert WORLD.outlet(slug).name.encode(WORLD.outlet(slug).traits.charset) in body
        assert urlsplit(web.found.origins[slug]).port == web.found.port

    @pytest.mark.parametrize("slug", STEADY)
    def test_an_article_comes_as_its_site_declares(self, web: Web, slug: str) -> None:
        outlet = WORLD.outlet(slug)
        answer, body = web.get(slug, web.first(slug))
        assert answer.status == 200
        assert answer.headers["Server"] == outlet.traits.server
        assert set(outlet.articles[0].lines) <= set(see(body.decode(outlet.traits.charset)).lines)

    @pytest.mark.parametrize(
        ("slug", "accepted", "coding"),
        [
            ("nea-stoa", "gzip, deflate, br", "gzip"),
            ("harbour-courant", "gzip, deflate, br", "br"),
            ("harbour-courant", "gzip", "gzip"),
            ("harbour-courant", "br;q=0, gzip;q=0.5", "gzip"),
            ("harbour-courant", "identity", None),
            ("harbour-courant", "", None),
            ("paratiritis", "gzip, br", None),
        ],
    )
    def test_the_content_coding_is_the_sites_favourite_among_the_accepted(
        self, web: Web, slug: str, accepted: str, coding: str | None
    ) -> None:
        answer, body = web.get(slug, web.first(slug), Accept_Encoding=accepted)
        assert answer.headers["Content-Encoding"] == coding
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(coding or "", bytes)
        assert unpack(body) == web.get(slug, web.first(slug))[1]

    def test_two_sites_send_chunks_without_a_length(self, web: Web) -> None:
        for outlet in WORLD.outlets:
            if outlet.slug != FLAKY:
                answer, body = web.get(outlet.slug, web.first(outlet.slug))
                chunked = answer.headers["Transfer-Encoding"] == "chunked"
                assert chunked == outlet.traits.chunked
                assert chunked or int(answer.headers["Content-Length"]) == len(body)

    def test_a_tracked_address_gives_the_same_page(self, web: Web) -> None:
        path = web.first("nea-stoa")
        assert web.get("nea-stoa", f"{path}?utm_source=rss")[1] == web.get("nea-stoa", path)[1]

    def test_head_has_the_headers_and_no_body(self, web: Web) -> None:
        path = web.first("nea-stoa")
        answer, body = web.get("nea-stoa", path, method="HEAD")
        assert (answer.status, body) == (200, b"")
        assert answer.headers["Content-Length"] == web.get("nea-stoa", path)[0].headers["Content-Length"]

    def test_other_methods_are_refused(self, web: Web) -> None:
        answer, _ = web.get("nea-stoa", "/", method="POST")
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")

    def test_a_redirect_has_a_relative_location(self, web: Web) -> None:
        outlet = WORLD.outlet("curierul-dambovitei")
        old = addresses.twin(outlet, outlet.articles[0], outlet.traits.old)
        answer, body = web.get(outlet.slug, old)
        assert answer.status in {301, 302}
        assert answer.headers["Location"].startswith(("/", ".."))
        assert body == b""

    @pytest.mark.parametrize(("slug", "status"), [("harbour-courant", 200), ("nea-stoa", 404)])
    def test_a_missing_page_is_soft_on_one_site(self, web: Web, slug: str, status: int) -> None:
        assert web.get(slug, "/nothing/here")[0].status == status

    def test_the_host_header_chooses_the_site(self, web: Web) -> None:
        _, body = web.get("nea-stoa", "/", Host=f"127.0.0.14:{web.found.port}")
        assert WORLD.outlet("balkanski-pregled").name.encode() in body

    def test_an_unknown_host_gets_the_site_of_the_address(self, web: Web) -> None:
        _, body = web.get("nea-stoa", "/", Host="example.org")
        assert WORLD.outlet("nea-stoa").name.encode() in body


class TestValidators:
    @pytest.mark.parametrize("slug", ["nea-stoa", "curierul-dambovitei", "harbour-courant"])
    def test_the_same_etag_gives_304(self, web: Web, slug: str) -> None:
        path = web.first(slug)
        etag = web.get(slug, path)[0].headers["ETag"]
        answer, body = web.get(slug, path, If_None_Match=etag)
        assert (answer.status, body) == (304, b"")
        assert answer.headers["ETag"] == etag

    @pytest.mark.parametrize("etag", ['"other"', '"a", "b"', "*x"])
    def test_another_etag_gives_the_page(self, web: Web, etag: str) -> None:
        assert web.get("nea-stoa", web.first("nea-stoa"), If_None_Match=etag)[0].status == 200

    def test_a_weak_etag_among_several_matches(self, web: Web) -> None:
        path = web.first("nea-stoa")
        etag = web.get("nea-stoa", path)[0].headers["ETag"]
        assert web.get("nea-stoa", path, If_None_Match=f'"x", W/{etag}')[0].status == 304

    @pytest.mark.parametrize("slug", ["nea-stoa", "faro-levante", "paratiritis"])
    def test_the_same_date_gives_304(self, web: Web, slug: str) -> None:
        path = web.first(slug)
        changed = web.get(slug, path)[0].headers["Last-Modified"]
        assert web.get(slug, path, If_Modified_Since=changed)[0].status == 304

    def test_a_site_may_give_one_validator_only(self, web: Web) -> None:
        assert web.get("curierul-dambovitei", web.first("curierul-dambovitei"))[0].headers["Last-Modified"] is None
        assert web.get("faro-levante", web.first("faro-levante"))[0].headers["ETag"] is None


class TestTrouble:
    def _paths(self, fault: str) -> list[str]:
        outlet = WORLD.outlet(FLAKY)
        paths = [addresses.article(outlet, item) for item in outlet.articles]
        return [path for path in paths if Faults().due(outlet.traits.address, path) == fault]

    def test_the_flaky_host_says_503_once(self, web: Web) -> None:
        for path in self._paths("503"):
            answer, _ = web.get(FLAKY, path)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
            assert web.get(FLAKY, path)[0].status == 200

    def test_the_flaky_host_drops_a_connection_once(self, web: Web) -> None:
        for path in self._paths("drop"):
            with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
                web.get(FLAKY, path)
            assert web.get(FLAKY, path)[0].status == 200

    def test_the_flaky_host_cuts_a_body_once(self, web: Web) -> None:
        for path in self._paths("cut"):
            with pytest.raises(http.client.IncompleteRead):
                web.get(FLAKY, path)
            assert web.get(FLAKY, path)[0].status == 200

    def test_each_kind_of_fault_happens_to_some_article(self) -> None:
        assert all(self._paths(fault) for fault in ("503", "drop", "cut"))

    def test_the_slow_host_takes_its_time(self, web: Web) -> None:
        web.get("rheinischer-bote", web.first("rheinischer-bote"))
        start = time.monotonic()
        web.get("rheinischer-bote", web.first("rheinischer-bote"))
        assert time.monotonic() - start > 0.29

    def test_the_slow_host_drips_some_pages(self, web: Web) -> None:
        outlet = WORLD.outlet("rheinischer-bote")
        address = outlet.traits.address
        counts = []
        for item in outlet.articles[:12]:
            with socket.create_connection((address, web.found.port), timeout=10) as one:
                one.sendall(f"GET {addresses.article(outlet, item)} HTTP/1.1\r\nHost: x\r\n".encode())
                one.sendall(b"Connection: close\r\n\r\n")
                pieces = list(iter(lambda one=one: one.recv(1 << 20), b""))
            counts.append(len(pieces))
        assert max(counts) >= 4
        assert min(counts) <= 3


def test_the_access_log_has_a_line_for_each_answer(web: Web) -> None:
    web.get("nea-stoa", "/robots.txt?utm_source=log")
    lines = [json.loads(line) for line in web.log.read_text(encoding="utf-8").splitlines()]
    assert {"host": "127.0.0.11", "target": "/robots.txt?utm_source=log", "status": 200} in lines


class TestStarting:
    def test_a_taken_port_is_said_in_one_line(self, web: Web) -> None:
        said = rf"cannot listen on 127.0.0.11:{web.found.port}: .*choose another"
        with pytest.raises(ServerFailed, match=said), running(port=web.found.port):
            pass

    def test_no_port_means_the_first_free_one(self) -> None:
        first = listen(["127.0.0.99"], None)
        second = listen(["127.0.0.99"], None)
        try:
            assert port_of(second) > port_of(first) >= 8811
        finally:
            for one in (*first, *second):
                one.close()

    def test_an_address_that_the_machine_lacks_is_said(self) -> None:
        with pytest.raises(ServerFailed, match=r"this machine has no loopback address 203.0.113.5"):
            listen(["203.0.113.5"], 0)

    def test_the_child_ends_with_its_parents_pipe(self, tmp_path: Path) -> None:
        ready = tmp_path / "ready.json"
        process = subprocess.Popen(
            [sys.executable, "-m", "newsweb", "--port", "0", "--tied", "--once-ready-file", str(ready)],
            stdin=subprocess.PIPE,
        )
        end = time.monotonic() + 20
        while not ready.exists() and time.monotonic() < end:
            time.sleep(0.02)
        assert set(json.loads(ready.read_text())) == {"port", "origins"}
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0

    @pytest.mark.parametrize("port", [-1, 65536])
    def test_a_port_that_is_none_is_refused(self, port: int) -> None:
        with pytest.raises(ServerFailed, match=rf"port {port} is none: choose 0"):
            listen(["127.0.0.99"], port)

    def test_sockets_of_several_addresses_share_one_port(self) -> None:
        made = listen(["127.0.0.98", "127.0.0.99"], 0)
        try:
            assert [one.getsockname() for one in made] == [
                ("127.0.0.98", port_of(made)),
                ("127.0.0.99", port_of(made)),
            ]
        finally:
            for one in made:
                one.close()

    def test_by_hand_it_prints_every_address_and_an_interrupt_ends_it_quietly(self) -> None:
        process = subprocess.Popen([sys.executable, "-m", "newsweb"], stderr=subprocess.PIPE, text=True)
        assert process.stderr
        lines = [process.stderr.readline() for _ in WORLD.outlets]
        assert all(
            outlet.name in line and "http://127." in line for outlet, line in zip(WORLD.outlets, lines, strict=True)
        )
        host, port = re.search(r"http://([\d.]+):(\d+)/", lines[0]).groups()
        connection = http.client.HTTPConnection(host, int(port), timeout=20)
        connection.request("GET", "/robots.txt")
        assert connection.getresponse().status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""

    def test_the_child_is_gone_when_the_context_ends(self) -> None:
        with running() as found:
            os.kill(found.pid, 0)
        with pytest.raises(ProcessLookupError):
            os.kill(found.pid, 0)

    def test_help_names_every_option(self) -> None:
        said = subprocess.run([sys.executable, "-m", "newsweb", "--help"], capture_output=True, text=True, check=True)
        assert set(re.findall(r"--[a-z-]+", said.stdout)) >= {"--port", "--once-ready-file", "--access-log", "--tied"}
