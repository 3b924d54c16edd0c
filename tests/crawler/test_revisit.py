"""The second crawl of a web that stays, grows or is edited: what it asks, and what it keeps."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

STORIES = 12
DAY = "2024-05-01T10:00:00Z"


def story(number: int) -> str:
    return f"/2024/05/01/a-long-story-about-number-{number}"


@dataclass
class Living:
    """A source whose pages change. ``validators``: by path, the (ETag, Last-Modified) that it sends and honours."""

    server: Any
    tools: Any
    validators: dict[str, tuple[str, str]] = field(default_factory=dict)
    seen: int = 0

    def put(self, path: str, body: bytes, kind: str = "text/html; charset=utf-8", tag: str | None = None) -> None:
        more = b""
        if tag is not None:
            self.validators[path] = (f'"{tag}"', "Wed, 01 May 2024 10:00:00 GMT")
            more = f'ETag: "{tag}"\r\nLast-Modified: {self.validators[path][1]}\r\n'.encode()
        whole = self.tools.ok(body, kind, more)
        self.server.answers[path] = Conditional(whole, tag, self.tools)

    def feed(self, *numbers: int, tag: str | None = None, stated: dict[int, str] | None = None) -> None:
        items = "".join(
            f"<entry><title>Story {n}</title><link href='{self.server.origin}{story(n)}'/>"
            f"<published>{DAY}</published><updated>{(stated or {}).get(n, DAY)}</updated></entry>"
            for n in numbers
        )
        body = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>All</title>{items}</feed>"
        self.put("/feed.xml", body.encode(), "application/atom+xml", tag)

    def article(self, number: int, more: str = "", tag: str | None = None) -> None:
        body = self.tools.article(story(number).rpartition("/")[2]).replace(
            b"</article>", more.encode() + b"</article>"
        )
        self.put(story(number), body, tag=tag)

    def asked(self) -> Counter[str]:
        """What was asked since the last call, by path."""
        new = self.server.paths()[self.seen :]
        self.seen += len(new)
        return Counter(new)

    def stories(self) -> set[int]:
        return {int(path.rpartition("-")[2]) for path in self.asked() if path.startswith("/2024/")}


class Conditional:
    """An answer that is 304 for who has the tag, else whole."""

    def __init__(self, whole: Any, tag: str | None, tools: Any) -> None:
        self.whole, self.tag, self.tools = whole, tag, tools

    def to(self, request: bytes) -> Any:
        asked = re.search(rb'if-none-match: "([^"]*)"', request, re.IGNORECASE)
        if self.tag is not None and asked is not None and asked[1].decode() == self.tag:
            return self.tools.Answer(f'HTTP/1.1 304 Not Modified\r\nETag: "{self.tag}"\r\n\r\n'.encode())
        return self.whole


@pytest.fixture
def living(serve: Callable[..., Any], tools: Any) -> Living:
    found = Living(serve("127.0.0.1"), tools)
    found.put("/", tools.html("<h1>Home</h1>"), tag="home")
    found.feed(*range(STORIES), tag="f1")
    for number in range(STORIES):
        found.article(number)
    return found


@pytest.fixture
def run(living: Living, crawl: Callable[..., Any], tools: Any) -> Callable[..., dict[str, int]]:
    """Crawls the living source; the counts of the result."""

    def once(**more: Any) -> dict[str, int]:
        server = living.server
        given = tools.source(server, sitemaps=[], feeds=[server.origin + "/feed.xml"])
        counts: dict[str, int] = crawl(given, **more).end()["result"]["counts"]
        return counts

    return once


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def age(tools: Any, data: Path, hours: float) -> None:
    """Moves what is known of every address into the past, as if the last crawl was so long ago."""
    with sqlite3.connect(data / "cuttings.db") as connection:
        for column in ("first", "checked", "due"):
            connection.execute(f"UPDATE fetch_state SET {column} = datetime({column}, '-{hours * 60:.0f} minutes')")


def statuses(tools: Any, data: Path) -> Counter[Any]:
    return Counter(status for (status,) in tools.rows(data, "SELECT status FROM capture"))


class TestNothingNew:
    def test_by_hand_asks_the_feed_and_nothing_else(self, living, run):
        assert run()["pages"] == STORIES
        living.asked()
        assert run()["pages"] == 0
        assert living.asked() == {"/feed.xml": 1}

    def test_on_schedule_asks_nothing_before_it_is_due(self, living, run):
        run()
        living.asked()
        run(revisit="due")
        assert living.asked() == {}

    def test_is_told_by_304_and_kept_as_a_revisit(self, living, run, tools, data):
        run()
        run()
        found = tools.rows(
            data, "SELECT kind, status, record, refers_url FROM capture WHERE run_id = 2 AND kind != 'robots'"
        )
        assert found == [("feed", 304, "revisit", living.server.origin + "/feed.xml")]

    def test_all_again_asks_everything_with_conditions(self, living, run, tools, data):
        for number in range(STORIES):
            living.article(number, tag=f"a{number}")
        run()
        living.asked()
        run(revisit="all")
        assert living.stories() == set(range(STORIES))
        assert statuses(tools, data)[304] == STORIES + 2

    def test_lists_grow_rarer_and_a_change_makes_them_more_frequent(self, living, run, tools, data):
        interval = "SELECT interval FROM fetch_state WHERE kind = 'feed'"
        run()
        ((first,),) = tools.rows(data, interval)
        age(tools, data, 0.5)
        run(revisit="due")
        ((second,),) = tools.rows(data, interval)
        living.feed(*range(STORIES), 99, tag="f2")
        living.article(99)
        age(tools, data, 1)
        run(revisit="due")
        ((third,),) = tools.rows(data, interval)
        assert first < second
        assert third < second


class TestSomethingNew:
    def test_in_the_feed_is_fetched_and_nothing_else(self, living, run):
        run()
        living.feed(*range(STORIES + 2), tag="f2")
        living.article(STORIES), living.article(STORIES + 1)
        living.asked()
        assert run()["pages"] == 2
        assert living.stories() == {STORIES, STORIES + 1}

    def test_that_the_budget_left_over_is_fetched_though_the_feed_answers_304(self, living, run):
        assert run(pages=5)["pages"] == 5
        first = living.stories()
        assert run(pages=5)["pages"] == 5
        assert run(pages=5)["pages"] == STORIES - 10
        assert first | living.stories() == set(range(STORIES))

    def test_that_the_budget_left_over_is_fetched_though_no_list_is_due(self, living, run):
        run(pages=5)
        living.asked()
        assert run(revisit="due")["pages"] == STORIES - 5
        assert "/feed.xml" not in living.asked()

    def test_topic_finds_what_an_earlier_one_was_told_of(self, living, run, tools, data):
        run(workers=1)
        living.asked()
        counts = run(topic="another", workers=1)
        assert (counts["pages"], living.stories()) == (0, set())
        assert len(tools.rows(data, "SELECT DISTINCT document_id FROM coverage WHERE topic_id = 2")) == STORIES


class TestAnEdit:
    MORE = "<p>On Friday the ministers corrected themselves: the bridge is not new, and nobody spoke of exercises.</p>"

    def test_that_the_feed_tells_of_is_exactly_one_new_version(self, living, run, tools, data):
        run(workers=1)
        living.article(3, self.MORE)
        living.feed(*range(STORIES), tag="f2", stated={3: "2099-01-01T00:00:00Z"})
        living.asked()
        counts = run(workers=1)
        assert living.stories() == {3}
        assert counts["documents"] == 1
        versions = tools.rows(data, f"SELECT current FROM document WHERE canonical LIKE '%{story(3)}' ORDER BY id")
        assert versions == [(0,), (1,)]

    def test_that_nobody_tells_of_is_found_at_the_next_look(self, living, run, tools, data):
        run(workers=1)
        living.article(3, self.MORE)
        # Published years ago as the feed says, so nothing is due; as of today, all is.
        with_sqlite(
            data, "UPDATE fetch_state SET first = checked, due = datetime(checked, '+1 hour') WHERE kind = 'page'"
        )
        age(tools, data, 2)
        assert run(workers=1, revisit="due")["documents"] == 1
        assert tools.rows(data, "SELECT count(*) FROM document") == [(STORIES + 1,)]
        assert tools.rows(data, "SELECT why, count(*) FROM capture WHERE run_id = 2 AND kind = 'page' GROUP BY 1") == [
            (None, 1),
            ("unchanged", STORIES - 1),
        ]

    def test_that_is_claimed_again_and_again_in_vain_is_believed_once(self, living, run):
        run()
        living.feed(*range(STORIES), tag="f2", stated=dict.fromkeys(range(STORIES), "2099-01-01T00:00:00Z"))
        living.asked()
        run()
        assert living.stories() == set(range(STORIES))
        run()
        assert living.stories() == set()


class TestRobotsTxt:
    """RFC 9309, 2.4: kept for a day, from run to run."""

    NO = b"User-agent: *\nDisallow: /2024/\n"

    def asked(self, living, run, **more) -> int:
        living.asked()
        run(**more)
        return living.asked()["/robots.txt"]

    @pytest.mark.parametrize(
        ("given", "again"),
        [
            (("200 OK", NO), 0),
            (("503 Busy", b""), 1),
        ],
    )
    def test_is_remembered_where_it_could_be_had(self, living, run, tools, given, again):
        status, body = given
        raw = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
        living.server.answers["/robots.txt"] = tools.Answer(raw.encode() + body)
        run(politeness={"retries": 0})
        assert living.stories() == set()
        living.server.answers["/robots.txt"] = tools.ok(b"", "text/plain")
        run(politeness={"retries": 0})
        found = living.asked()
        assert (found["/robots.txt"], story(1) in found) == (again, again == 1)

    def test_is_asked_for_again_after_a_day_and_where_all_is(self, living, run, tools, data):
        run()
        age(tools, data, 23)
        assert self.asked(living, run) == 0
        age(tools, data, 2)
        assert self.asked(living, run) == 1
        assert self.asked(living, run, revisit="all") == 1

    def test_that_moved_is_remembered_at_both_addresses(self, living, run, tools):
        moved = b"HTTP/1.1 301 To\r\nLocation: /rules.txt\r\nContent-Length: 0\r\n\r\n"
        living.server.answers["/robots.txt"] = tools.Answer(moved)
        living.server.answers["/rules.txt"] = tools.ok(self.NO, "text/plain")
        for asked in ({"/robots.txt": 1, "/rules.txt": 1}, {}):
            run()
            found = living.asked()
            assert {path: number for path, number in found.items() if path.endswith(".txt")} == asked
            assert not any(path.startswith("/2024/") for path in found)


class TestWhatIsGone:
    def test_is_not_asked_for_again_and_again(self, living, run):
        living.feed(*range(STORIES), 77, tag="f2")
        run()
        assert 77 in living.stories()
        run()
        assert living.stories() == set()

    def test_from_the_archive_is_asked_for_anew(self, living, run, tools, data):
        run()
        for path in (data / "archive").glob("*.warc.gz"):
            path.unlink()
        living.asked()
        run(revisit="due")
        assert {"/", "/feed.xml"} <= set(living.asked())
        assert statuses(tools, data)[304] == 0

    def test_but_moved_leads_to_where_it_is_and_is_asked_once(self, living, run, tools):
        head = f"HTTP/1.1 301 Moved Permanently\r\nLocation: {story(5)}-moved\r\nContent-Length: 0\r\n\r\n"
        living.server.answers[story(5)] = tools.Answer(head.encode())
        living.put(story(5) + "-moved", tools.article("moved-story"))
        run()
        assert living.asked()[story(5) + "-moved"] == 1
        run()
        assert living.asked() == {"/feed.xml": 1}


def with_sqlite(data: Path, statement: str) -> None:
    with sqlite3.connect(data / "cuttings.db") as connection:
        connection.execute(statement)
