"""What a site does on the wire: request headers against answers, for an outlet with just the trait in question.

The application is asked as an ASGI server asks it; test_newsweb_server.py does the same over sockets.
"""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsweb.faults import KINDS, Faults
from newsweb.server import CHUNK, NewsWeb
from newsweb.values import Outlet, World

HOST, FERRY = "127.0.0.77", "/2024/03/03/ferry"
Made = Callable[..., Outlet]


@dataclass(frozen=True)
class Answer:
    """``pieces``: the body as it was handed over; ``ended``: whether the answer was said to be whole."""

    status: int
    headers: dict[str, str]
    pieces: tuple[bytes, ...]
    ended: bool
    seconds: float

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


class Web:
    def __init__(self, *outlets: Outlet) -> None:
        self.hits: list[tuple[str, str, int]] = []
        self.app = NewsWeb(World(outlets), 8811, Faults(), lambda *hit: self.hits.append(hit))

    def get(self, target: str, *, method: str = "GET", server: str = HOST, **headers: str) -> Answer:
        return asyncio.run(self._get(target, method, server, headers))

    async def _get(self, target: str, method: str, server: str, headers: dict[str, str]) -> Answer:
        path, _, query = target.partition("?")
        named = {"host": f"{HOST}:8811"} | {name.replace("_", "-"): value for name, value in headers.items()}
        scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in named.items() if value],
            "server": (server, 8811),
        }
        told: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            told.append(message)

        async def receive() -> Any:
            raise AssertionError("nothing is read from the client")

        started = time.monotonic()
        await self.app(scope, receive, send)
        start, *rest = told
        answered = {name.decode(): value.decode() for name, value in start["headers"]}
        pieces = tuple(one["body"] for one in rest if one["body"])
        ended = bool(rest) and not rest[-1].get("more_body", False)
        return Answer(start["status"], answered, pieces, ended, time.monotonic() - started)


class TestCodings:
    # What the client accepts (RFC 9110, 12.5.3), and what it gets from a site that prefers brotli to gzip.
    ACCEPTED = (
        ("br, gzip", "br"),
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=0.1", "gzip"),
        (" gzip ; q=1.0 , deflate", "gzip"),
        ("deflate, zstd", ""),
        ("identity", ""),
        ("", ""),
        # A weight of nought is a refusal, however many noughts it is written with.
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0, gzip", "gzip"),
        ("br; q=0.000, gzip; Q=0", ""),
        ("br;q=0.001, gzip", "br"),
        # No coding of ours.
        ("brotli, x-gzip", ""),
        (",,;q=0,=", ""),
    )

    @pytest.mark.parametrize(("accepted", "coding"), ACCEPTED)
    def test_the_favourite_of_the_site_among_those_accepted(self, small: Made, accepted: str, coding: str) -> None:
        web = Web(small(encodings=("br", "gzip")))
        answer, plain = web.get(FERRY, accept_encoding=accepted), web.get(FERRY)
        assert answer.headers.get("content-encoding", "") == coding
        assert {"br": brotli.decompress, "gzip": gzip.decompress}.get(coding, bytes)(answer.body) == plain.body
        assert int(answer.headers["content-length"]) == len(answer.body)

    def test_caches_are_told_that_it_depends_on_the_request_where_it_does(self, small: Made) -> None:
        assert Web(small(encodings=("gzip",))).get(FERRY).headers["vary"] == "Accept-Encoding"
        assert "vary" not in Web(small(encodings=())).get(FERRY, accept_encoding="gzip").headers

    @given(st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=40))
    def test_whatever_is_accepted_the_answer_is_one_of_ours(self, accepted: str) -> None:
        from newsweb.server import _coding  # noqa: PLC0415 - the rule by itself, for any text

        class Codings:
            codings = ("", "gzip", "br")

        assert _coding(accepted, Codings()) in {"", "gzip", "br"}  # type: ignore[arg-type] # it reads no more of a page


class TestConditions:
    """RFC 9110, 13: what the client has, and whether it gets the page again."""

    DATE = "Sun, 03 Mar 2024 08:30:00 GMT"

    @pytest.mark.parametrize(
        ("asked", "status"),
        [
            ("{}", 304),
            ("W/{}", 304),
            ('"other", {}', 304),
            ("*", 304),
            ('"other"', 200),
            ('W/"other"', 200),
            ("", 200),
            # The tag has quotation marks.
            ("{bare}", 200),
        ],
    )
    def test_by_tag(self, small: Made, asked: str, status: int) -> None:
        web = Web(small())
        etag = web.get(FERRY).headers["etag"]
        answer = web.get(FERRY, if_none_match=asked.format(etag, bare=etag.strip('"')))
        assert answer.status == status
        assert bool(answer.body) == (status == 200)
        assert answer.headers["etag"] == etag
        assert answer.ended

    @pytest.mark.parametrize(
        ("asked", "status"),
        [(DATE, 304), ("Sun, 03 Mar 2024 08:30:01 GMT", 200), ("yesterday", 200), ("", 200)],
    )
    def test_by_date_when_it_is_the_very_one(self, small: Made, asked: str, status: int) -> None:
        assert Web(small(etag=False)).get(FERRY, if_modified_since=asked).status == status

    def test_a_tag_wins_over_a_date(self, small: Made) -> None:
        web = Web(small())
        assert web.get(FERRY, if_none_match='"other"', if_modified_since=self.DATE).status == 200

    def test_a_site_without_validators_always_sends_the_page(self, small: Made) -> None:
        web = Web(small(etag=False, last_modified=False))
        assert web.get(FERRY, if_none_match="*").status == 200
        assert web.get(FERRY, if_modified_since=self.DATE).status == 200

    def test_what_is_missing_has_not_stayed_the_same(self, small: Made) -> None:
        web = Web(small())
        assert web.get("/nothing", if_none_match="*").status == 404
        assert web.get("/nothing", if_none_match=web.get("/nothing").headers["etag"]).status == 404

    def test_a_redirect_is_no_page_that_one_could_have(self, small: Made) -> None:
        assert Web(small(gate="/wall")).get(f"/wall{FERRY}", if_none_match="*").status == 302


class TestRequests:
    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
    def test_only_get_and_head_are_answered(self, small: Made, method: str) -> None:
        answer = Web(small()).get(FERRY, method=method)
        assert (answer.status, answer.headers["allow"], answer.body) == (405, "GET, HEAD", b"")

    @pytest.mark.parametrize("target", [FERRY, "/nothing", "/sitemap-2023.xml.gz", "/robots.txt"])
    def test_head_has_the_headers_of_get_and_no_body(self, small: Made, target: str) -> None:
        web = Web(small())
        head, get = web.get(target, method="HEAD"), web.get(target)
        assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")

    # Host header, address that the connection came to, and whose site answers.
    SITES = (
        ("127.0.0.77:8811", "127.0.0.77", "Small"),
        ("127.0.0.78:8811", "127.0.0.77", "Other"),
        ("127.0.0.78", "127.0.0.77", "Other"),
        ("example.org", "127.0.0.78", "Other"),
        ("", "127.0.0.78", "Other"),
        ("example.org", "10.0.0.1", "Small"),
    )

    @pytest.mark.parametrize(("host", "server", "name"), SITES)
    def test_the_host_header_chooses_the_site_then_the_address_then_the_first(
        self, small: Made, host: str, server: str, name: str
    ) -> None:
        web = Web(small(server="Small"), small(server="Other", address="127.0.0.78"))
        assert web.get("/", host=host, server=server).headers["server"] == name

    @pytest.mark.parametrize(
        "target", [f"{FERRY}?utm_source=rss", f"{FERRY}?fbclid=1&gclid=2&xtor=3", f"{FERRY}?utm_campaign=a+b%20c"]
    )
    def test_tracking_changes_nothing(self, small: Made, target: str) -> None:
        web = Web(small())
        assert web.get(target).body == web.get(FERRY).body

    def test_every_answer_is_told(self, small: Made) -> None:
        web = Web(small(gate="/wall"))
        for target in (FERRY, f"{FERRY}?utm_source=x", "/nothing", f"/wall{FERRY}"):
            web.get(target)
        web.get(FERRY, if_none_match="*")
        assert web.hits == [
            (HOST, FERRY, 200),
            (HOST, f"{FERRY}?utm_source=x", 200),
            (HOST, "/nothing", 404),
            (HOST, f"/wall{FERRY}", 302),
            (HOST, FERRY, 304),
        ]


class TestRedirects:
    # Where old addresses and gates lead, with how many bytes.
    CASES = (
        ({"old": "/?p={id}"}, "/?p=30", 301, FERRY),
        ({"old": "/?p={id}", "article": "/read.php?id={id}"}, "/?p=30&utm_source=x", 301, "/read.php?id=30"),
        ({"gate": "/wall"}, f"/wall{FERRY}", 302, "/consent"),
    )

    @pytest.mark.parametrize(("traits", "target", "status", "location"), CASES)
    def test_lead_on_without_a_body(
        self, small: Made, traits: dict[str, Any], target: str, status: int, location: str
    ) -> None:
        answer = Web(small(**traits)).get(target)
        assert (answer.status, answer.headers["location"], answer.body) == (status, location, b"")
        assert answer.headers["content-length"] == "0"

    @pytest.mark.parametrize(("soft", "status"), [(True, 200), (False, 404)])
    def test_what_is_gone_says_so_or_only_in_words(self, small: Made, soft: bool, status: int) -> None:
        answer = Web(small(soft_404=soft)).get("/gone")
        assert answer.status == status
        assert b"Page not found" in answer.body


class TestSending:
    def test_a_site_that_sends_chunks_says_no_length(self, small: Made) -> None:
        answer = Web(small(chunked=True, encodings=())).get(FERRY)
        assert "content-length" not in answer.headers
        assert len(answer.pieces) == -(-len(answer.body) // CHUNK) > 1
        assert {len(piece) for piece in answer.pieces[:-1]} == {CHUNK}
        assert answer.body == Web(small(encodings=())).get(FERRY).body

    def test_a_slow_site_waits_before_its_pages_and_not_before_robots_txt(self, small: Made) -> None:
        web = Web(small(pace=0.05))
        web.get(FERRY)
        assert web.get(FERRY).seconds >= 0.05
        for path in ("/robots.txt", "/static/style.css"):
            assert min(web.get(path).seconds for _ in range(5)) < 0.05

    def test_a_gz_child_is_sent_as_a_file_whatever_is_accepted(self, small: Made) -> None:
        answer = Web(small(encodings=("br", "gzip"))).get("/sitemap-2023.xml.gz", accept_encoding="gzip, br")
        assert "content-encoding" not in answer.headers
        assert answer.headers["content-type"] == "application/x-gzip"
        assert gzip.decompress(answer.body).startswith(b"<?xml")


class TestFaults:
    def path(self, kind: str) -> str:
        """A path of the flaky host with that fault."""
        return next(f"/{n}" for n in range(999) if Faults().due(HOST, f"/{n}") == kind)

    def test_a_503_comes_once_with_the_time_to_try_again(self, small: Made) -> None:
        web, target = Web(small(flaky=True)), self.path("503")
        first, second = web.get(target), web.get(target)
        assert (first.status, first.headers["retry-after"], first.body) == (503, "1", b"")
        assert second.status == 404
        assert web.hits == [(HOST, target, 503), (HOST, target, 404)]

    def test_a_cut_body_ends_in_its_middle_without_an_end(self, small: Made) -> None:
        web, target = Web(small(flaky=True)), self.path("cut")
        first, second = web.get(target), web.get(target)
        assert first.headers["content-length"] == second.headers["content-length"] == str(len(second.body))
        assert first.body == second.body[: len(second.body) // 2]
        assert (first.ended, second.ended) == (False, True)

    def test_a_drop_is_the_connections_and_not_of_the_answer(self, small: Made) -> None:
        web, target = Web(small(flaky=True)), self.path("drop")
        assert web.get(target).status == 404
        assert web.app.faults.due(HOST, target, ("drop",)) == "drop"

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_steady_site_has_none(self, small: Made, kind: str) -> None:
        answer = Web(small()).get(self.path(kind))
        assert (answer.status, answer.ended) == (404, True)

    def test_robots_txt_never_fails(self, small: Made) -> None:
        assert Web(small(flaky=True)).get("/robots.txt").status == 200

    @given(st.text(max_size=10), st.text(max_size=30))
    def test_a_path_fails_once_at_most_in_every_run_alike(self, host: str, target: str) -> None:
        one, two = Faults(), Faults()
        assert one.due(host, target) == two.due(host, target)
        assert one.due(host, target) is None

    def test_two_paths_in_five_fail_each_kind_as_often(self) -> None:
        faults = Faults()
        due = [faults.due(HOST, f"/story/{number}") for number in range(3000)]
        assert 0.36 < sum(fault is not None for fault in due) / len(due) < 0.44
        assert all(0.11 < due.count(kind) / len(due) < 0.16 for kind in KINDS)
