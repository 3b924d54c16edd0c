"""Common Crawl's news files over real HTTP, from a stand-in that answers as documented (ranges of bytes), or worse."""

from __future__ import annotations

import gzip
import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import study
from archive.store import Archive
from archive.studied import Filter
from compare.seed import Seed
from compare.topic import Topic
from crawler import commoncrawl
from crawler.commoncrawl import STATE, Gathered, Gathering
from crawler.errors import ContactMissing, NoSourceReachable, SourcesError
from crawler.focus.yields import Budget
from crawler.plan import Politeness
from crawler.services import ranges
from crawler.sources import Source

MONTH = "/crawl-data/CC-NEWS/2022/09/"
NAMES = ("CC-NEWS-20220919060000-00001", "CC-NEWS-20220919180000-00002")
SPAN = (date(2022, 9, 18), date(2022, 9, 20))
TALKS = (
    "Russia and China agreed on Monday 19 September 2022 to hold joint military exercises and patrols, the Russian "
    "Security Council said after talks between Nikolai Patrushev and Yang Jiechi in Nanping. "
)
GARDEN = "Tomatoes want sun, water in the morning and a stick to lean on, says gardener Anna Berg of the allotments. "
STORY = Seed("talks", TALKS * 3 + "Moscow and Beijing will deepen their defence cooperation.", "Joint exercises", "en")


def page(title: str, *paragraphs: str) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f"<html lang='en'><head><title>{title}</title></head>"
    return f"{head}<body><article><h1>{title}</h1>{body}</article></body></html>".encode()


ABOUT = page("Moscow and Beijing agree on drills", TALKS, "Both sides will deepen defence cooperation. " + TALKS)
OTHER = page("How to grow tomatoes", GARDEN * 2, GARDEN)


def warc(*pages: tuple[str, bytes]) -> bytes:
    """A WARC file as warcio writes it: warcinfo, and a response for each page."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"isPartOf": "CC-NEWS"}))
    for url, html in pages:
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        given = {"WARC-Date": "2022-09-19T12:00:00Z"}
        writer.write_record(
            writer.create_warc_record(url, "response", io.BytesIO(html), http_headers=head, warc_headers_dict=given)
        )
    return out.getvalue()


class StandIn:
    """Files by path; ``asked``: path and Range of each request; ``spoil`` may answer in their place with a status."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.agents: set[str] = set()
        self.spoil: Callable[[str, int], int | None] = lambda path, number: None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/"

    def month(self, files: dict[str, bytes]) -> None:
        self.files = {f"{MONTH}{name}.warc.gz": data for name, data in files.items()}
        self.files[MONTH + "warc.paths.gz"] = gzip.compress("\n".join(path[1:] for path in self.files).encode())

    def pieces(self, name: str) -> list[int]:
        found = [given for path, given in self.asked if name in path]
        return [int(shape[1]) for given in found if (shape := re.match(r"bytes=(\d+)-", given or ""))]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                given = self.headers.get("Range")
                stand_in.asked.append((self.path, given))
                stand_in.agents.add(self.headers["User-Agent"])
                status = stand_in.spoil(self.path, len(stand_in.asked))
                data = stand_in.files.get(self.path)
                if status or data is None:
                    self.answer(status or 404, b"<html>no</html>")
                elif (shape := re.fullmatch(r"bytes=(\d+)-(\d+)", given or "")) is None:
                    self.answer(200, data)
                elif (start := int(shape[1])) >= len(data):
                    self.answer(416, b"")
                else:
                    part = data[start : int(shape[2]) + 1]
                    self.answer(206, part, f"bytes {start}-{start + len(part) - 1}/{len(data)}")

            def answer(self, status: int, body: bytes, part: str = "") -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                if part:
                    self.send_header("Content-Range", part)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def service() -> Iterator[StandIn]:
    found = StandIn()
    yield found
    found.server.shutdown()
    found.server.server_close()


def plan(home: str, **more: Any) -> Gathering:
    sources = (Source("ccnews", "ccnews", home, service="ccnews"), Source("a", "A", "https://a.example/"))
    given = {"politeness": Politeness(delay=0.0, contact="me@a.example", retries=1), "workers": 1} | more
    return Gathering(Topic("talks", (STORY,)), sources, (SPAN,), **given)


def gather(folder: Path, given: Gathering) -> Gathered:
    with Archive.open(folder) as archive, archive.writing():
        return commoncrawl.gather(archive, given)


def kept(folder: Path) -> list[str]:
    with Archive.open(folder, create=False) as archive:
        return sorted(row.url for row in study.coverage(archive, Filter(topic="talks")))


class TestAStory:
    """One reading of two files in small pieces, the second call after it, and what is on disk then."""

    @pytest.fixture(scope="class")
    @classmethod
    def read(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
        folder, service = tmp_path_factory.mktemp("ccnews"), StandIn()
        first = warc(("https://a.example/drills", ABOUT), ("https://a.example/tomatoes", OTHER),
                     ("https://elsewhere.example/drills", ABOUT))  # fmt: skip
        second = warc(("https://a.example/drills-again", ABOUT), *[("https://a.example/t", OTHER)] * 3)
        service.month(dict(zip(NAMES, (first, second), strict=True)))
        given = plan(service.home, piece=1500)
        told = gather(folder, given)
        asked = len(service.asked)
        again = gather(folder, given)
        yield {"folder": folder, "service": service, "told": told, "again": again, "more": service.asked[asked:]}
        service.server.shutdown()
        service.server.server_close()

    def test_only_the_outlets_captures_about_it_are_kept(self, read: dict[str, Any]) -> None:
        assert kept(read["folder"]) == ["https://a.example/drills", "https://a.example/drills-again"]

    def test_what_came_of_it_is_told(self, read: dict[str, Any]) -> None:
        told = read["told"]
        assert (told.files, told.left, told.outcome, told.faults) == (2, 0, "done", [])
        assert (told.records, told.looked, told.kept, told.damaged) == (9, 6, 2, 0)
        assert told.bytes >= sum(len(data) for path, data in read["service"].files.items() if "paths" not in path)

    def test_a_piece_goes_on_where_the_last_whole_record_ended(self, read: dict[str, Any]) -> None:
        places = read["service"].pieces(NAMES[0])
        assert len(places) > 1
        data = read["service"].files[f"{MONTH}{NAMES[0]}.warc.gz"]
        assert all(data[place : place + 2] == b"\x1f\x8b" for place in places)

    def test_records_stand_on_disk_as_the_service_has_them(self, read: dict[str, Any]) -> None:
        files = sorted((read["folder"] / "archive").glob("CC-NEWS-*.warc.gz"))
        whole = b"".join(read["service"].files.values())
        assert len(files) == 2
        assert all(file.read_bytes() in whole for file in files)

    def test_nothing_else_stays_on_disk(self, read: dict[str, Any]) -> None:
        names = {path.name for path in read["folder"].iterdir()}
        assert not {name for name in names if name.startswith(".ccnews")}
        assert STATE in names

    def test_a_second_call_asks_for_listings_only(self, read: dict[str, Any]) -> None:
        assert [path for path, _ in read["more"]] == [MONTH + "warc.paths.gz"]
        assert (read["again"].files, read["again"].bytes, read["again"].outcome) == (0, 0, "done")

    def test_the_server_is_told_who_asks(self, read: dict[str, Any]) -> None:
        (agent,) = read["service"].agents
        assert "me@a.example" in agent


class TestOutages:
    def test_a_file_that_breaks_off_is_gone_on_with(self, tmp_path: Path, service: StandIn) -> None:
        service.month({NAMES[0]: warc(("https://a.example/tomatoes", OTHER), ("https://a.example/drills", ABOUT))})
        service.spoil = lambda path, number: 503 if "CC-NEWS-2" in path and number > 2 else None
        told = gather(tmp_path, plan(service.home, piece=700))
        assert (told.outcome, told.files, told.left) == ("unreachable", 0, 1)
        assert "answer 503" in told.faults[-1]
        reached = service.pieces(NAMES[0])[-1]
        service.spoil = lambda path, number: None
        asked = len(service.pieces(NAMES[0]))
        assert gather(tmp_path, plan(service.home)).outcome == "done"
        assert service.pieces(NAMES[0])[asked] == reached > 0
        assert kept(tmp_path) == ["https://a.example/drills"]

    def test_one_bad_answer_is_asked_again(self, tmp_path: Path, service: StandIn) -> None:
        service.month({NAMES[0]: warc(("https://elsewhere.example/", OTHER))})
        service.spoil = lambda path, number: 503 if number in {1, 3} else None
        told = gather(tmp_path, plan(service.home))
        assert (told.outcome, told.files, told.faults) == ("done", 1, [])

    @pytest.mark.parametrize(
        ("files", "said"),
        [
            ({}, "no listing for 2022-09"),
            ({MONTH + "warc.paths.gz": b"<html>Please log in</html>"}, "is no gzip file"),
        ],
    )
    def test_without_a_listing_nothing_is_reached(
        self, tmp_path: Path, service: StandIn, files: dict[str, bytes], said: str
    ) -> None:
        service.files = files
        with pytest.raises(NoSourceReachable, match=said):
            gather(tmp_path, plan(service.home))

    def test_nobody_there(self, tmp_path: Path, service: StandIn) -> None:
        service.server.shutdown()
        service.server.server_close()
        with pytest.raises(NoSourceReachable, match="cannot be read"):
            gather(tmp_path, plan(service.home))


class TestLies:
    def test_a_file_that_is_no_warc_costs_itself_only(self, tmp_path: Path, service: StandIn) -> None:
        html = b"<html>" + bytes(200)
        service.month({NAMES[0]: html, NAMES[1]: warc(("https://elsewhere.example/", OTHER))})
        told = gather(tmp_path, plan(service.home))
        assert (told.outcome, told.files, told.left, told.records) == ("done", 2, 0, 2)
        assert "no WARC file" in told.faults[0]

    def test_a_file_that_is_listed_but_missing(self, tmp_path: Path, service: StandIn) -> None:
        service.month({NAMES[0]: b"", NAMES[1]: warc(("https://elsewhere.example/", OTHER))})
        del service.files[f"{MONTH}{NAMES[0]}.warc.gz"]
        told = gather(tmp_path, plan(service.home))
        assert (told.files, told.outcome) == (2, "done")
        assert "is listed, but not there" in told.faults[0]

    def test_damage_in_the_midst_is_counted_and_passed(self, tmp_path: Path, service: StandIn) -> None:
        whole = warc(*[(f"https://elsewhere.example/{n}", OTHER) for n in range(3)])
        second = whole.index(b"\x1f\x8b\x08", 20)
        service.month({NAMES[0]: whole[: second + 60] + b"\0" * 30 + whole[second + 90 :]})
        told = gather(tmp_path, plan(service.home))
        assert (told.files, told.damaged, told.records) == (1, 1, 3)

    def test_a_record_without_end_ends_the_file(
        self, tmp_path: Path, service: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(commoncrawl, "LARGEST_PIECE", 256)
        service.month({NAMES[0]: warc(("https://a.example/drills", ABOUT))})
        told = gather(tmp_path, plan(service.home, piece=64))
        assert "has a record over" in told.faults[0]
        assert (told.files, told.kept) == (1, 0)

    def test_a_private_address_behind_a_public_name_is_not_asked(
        self, tmp_path: Path, service: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer = [(2, 1, 6, "", ("127.0.0.1", service.server.server_port))]
        monkeypatch.setattr(ranges.socket, "getaddrinfo", lambda *_, **__: answer)
        with pytest.raises(NoSourceReachable, match="not on the public web"):
            gather(tmp_path, plan("http://data.news.example/"))
        assert service.asked == []


class TestLimits:
    @pytest.mark.parametrize("budget", [Budget(bytes=1), Budget(seconds=0), Budget(pages=0)])
    def test_a_budget_that_is_spent_leaves_the_rest(self, tmp_path: Path, service: StandIn, budget: Budget) -> None:
        service.month({name: warc(*[("https://elsewhere.example/", OTHER)] * 4) for name in NAMES})
        told = gather(tmp_path, plan(service.home, piece=900, budget=budget))
        assert (told.outcome, told.files, told.left) == ("budget", 0, 2)

    def test_other_seeds_begin_anew(self, tmp_path: Path, service: StandIn) -> None:
        service.month({NAMES[0]: warc(("https://elsewhere.example/", OTHER))})
        gather(tmp_path, plan(service.home))
        other = plan(service.home)
        again = Gathering(Topic("other", (Seed("x", TALKS),)), other.sources, other.spans, other.politeness)
        assert gather(tmp_path, again).files == 1
        assert len(json.loads((tmp_path / STATE).read_text())) == 2

    @pytest.mark.parametrize("state", ["", "[]", '{"x": 3}', "{"])
    def test_a_state_that_cannot_be_read_is_begun_anew(self, tmp_path: Path, service: StandIn, state: str) -> None:
        (tmp_path / STATE).write_text(state)
        service.month({NAMES[0]: warc(("https://elsewhere.example/", OTHER))})
        assert gather(tmp_path, plan(service.home)).files == 1

    def test_the_public_web_wants_a_contact(self, tmp_path: Path) -> None:
        with pytest.raises(ContactMissing):
            gather(tmp_path, plan("https://data.commoncrawl.org/", politeness=Politeness()))

    def test_the_service_must_be_among_the_sources(self, tmp_path: Path) -> None:
        alone = (Source("a", "A", "https://a.example/"),)
        with pytest.raises(SourcesError, match='service = "ccnews"'):
            gather(tmp_path, Gathering(Topic("t", (STORY,)), alone, (SPAN,), Politeness(contact="me@a.example")))
