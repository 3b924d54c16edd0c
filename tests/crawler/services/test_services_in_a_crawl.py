"""Services in a crawl, over real HTTP, with stand-ins that answer as the real ones are documented to, or worse."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

STORY = (
    "On 19 September 2022 Russia and China agreed on joint exercises. Russia and China will hold patrols, said Moscow. "
    * 4
)
OLD = "/2022/09/19/the-agreement-on-exercises"


class StandIn:
    """A service at ``server``: ``answers`` is called with path and query, and gives an Answer; ``asked`` keeps both."""

    def __init__(self, server: Any, answers: Callable[[str, dict[str, str]], Any]) -> None:
        self.server = server
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._answers = answers
        server.answer = self._answer

    def _answer(self, path: str) -> Any:
        if path == "/robots.txt":
            return self._answers(path, {})
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        self.asked.append((path, query))
        return self._answers(path, query)

    def service(self, kind: str, **more: Any) -> dict[str, Any]:
        return {"key": kind, "name": kind, "home": self.server.origin + "/api", "service": kind} | more


@pytest.fixture
def outlet(serve: Callable[..., Any], tools: Any) -> Any:
    """An outlet whose home page leads nowhere, though it has an old article."""
    server = serve("127.0.0.1")
    server.answers["/"] = tools.ok(tools.html("<p>Welcome.</p>"))
    server.answers[OLD] = tools.ok(tools.article("The agreement"))
    return server


@pytest.fixture
def stand_in(serve: Callable[..., Any]) -> Callable[..., StandIn]:
    return lambda answers: StandIn(serve("127.0.0.1"), answers)


def start(crawl: Callable[..., Any], outlet: Any, *services: dict[str, Any], **more: Any) -> dict[str, Any]:
    source = {"key": "outlet", "name": "outlet", "home": outlet.origin + "/", "language": "el"}
    given = {"seeds": [STORY], "politeness": {"retries": 1}} | more
    result: dict[str, Any] = crawl(source, *services, **given).end()["result"]
    return result


def articles(*urls: str) -> bytes:
    rows = [{"url": url, "title": "T", "seendate": "20220919T120000Z", "language": "English"} for url in urls]
    return json.dumps({"articles": rows}).encode()


def captures(*rows: list[str]) -> bytes:
    return json.dumps([["timestamp", "original", "statuscode", "mimetype"], *rows]).encode()


class TestGdelt:
    def test_an_old_article_is_found_and_fetched(
        self, outlet: Any, stand_in: Any, crawl: Callable[..., Any], tools: Any
    ) -> None:
        gdelt = stand_in(lambda path, query: tools.ok(articles(outlet.origin + OLD), "application/json"))
        told = start(crawl, outlet, gdelt.service("gdelt"))
        assert OLD in outlet.paths()
        assert told["counts"]["pages"] == 1
        (query, *_) = [asked for _, asked in gdelt.asked]
        assert query["mode"] == "artlist"
        assert "sourcelang:greek" in query["query"]
        assert query["startdatetime"] <= "20220919000000" <= query["enddatetime"]

    def test_pages_of_other_outlets_are_not_fetched(
        self, outlet: Any, stand_in: Any, crawl: Callable[..., Any], tools: Any, serve: Callable[..., Any]
    ) -> None:
        other = serve("127.0.0.1")
        gdelt = stand_in(lambda path, query: tools.ok(articles(other.origin + OLD), "application/json"))
        start(crawl, outlet, gdelt.service("gdelt"))
        assert other.log == []

    def test_its_answers_are_kept_as_captures_of_their_own_kind(
        self, outlet: Any, stand_in: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Any
    ) -> None:
        gdelt = stand_in(lambda path, query: tools.ok(articles(), "application/json"))
        start(crawl, outlet, gdelt.service("gdelt"))
        query = "SELECT DISTINCT outcome, why FROM capture WHERE kind = 'service' AND source = 'gdelt'"
        assert tools.rows(tmp_path / "data", query) == [("not for extraction", "service")]

    def test_answers_that_are_always_full_come_to_an_end(
        self, outlet: Any, stand_in: Any, crawl: Callable[..., Any], tools: Any
    ) -> None:
        many = articles(*(f"{outlet.origin}{OLD}-{number}" for number in range(250)))
        gdelt = stand_in(lambda path, query: tools.ok(many, "application/json"))
        told = start(crawl, outlet, gdelt.service("gdelt"), pages=3)
        assert told["outcome"] == "done"
        assert len(gdelt.asked) <= 60

    def test_a_token_is_sent_and_not_kept(
        self, outlet: Any, stand_in: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Any
    ) -> None:
        gdelt = stand_in(lambda path, query: tools.ok(articles(), "application/json"))
        service = gdelt.service("gdelt", token_env="STAND_IN_TOKEN")
        start(crawl, outlet, service, environment={"STAND_IN_TOKEN": "abc-secret-abc"})
        sent = [one.request for one in gdelt.server.log if one.path.startswith("/api")]
        assert all(b"Authorization: Bearer abc-secret-abc" in request for request in sent)
        assert not any(b"abc-secret-abc" in request for request in (one.request for one in outlet.log))
        kept = [one.request for one in tools.kept(tmp_path / "data")]
        assert kept
        assert not any(b"abc-secret-abc" in request for request in kept)


class TestCdx:
    def test_a_page_that_is_gone_is_fetched_from_the_archive(
        self, outlet: Any, stand_in: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Any
    ) -> None:
        gone = outlet.origin + "/2022/09/20/a-page-that-is-no-longer-there"

        def answers(path: str, query: dict[str, str]) -> Any:
            if path.startswith("/web/20220920101112id_/"):
                return tools.ok(tools.article("A page that is gone"))
            return tools.ok(captures(["20220920101112", gone, "200", "text/html"]), "application/json")

        archive = stand_in(answers)
        replay = archive.server.origin + "/web/{timestamp}id_/{url}"
        told = start(crawl, outlet, archive.service("cdx", replay=replay), workers=1)
        assert f"/web/20220920101112id_/{gone}" in archive.server.paths()
        assert told["counts"]["documents"] == 1
        query = "SELECT document.canonical, capture.source FROM document JOIN capture ON capture.id = capture_id"
        assert tools.rows(tmp_path / "data", query) == [(gone, "outlet")]
        asked = archive.asked[0][1]
        assert (asked["url"], asked["matchType"]) == ("127.0.0.1", "domain")
        assert asked["from"] <= "20220919" <= asked["to"]

    def test_all_pages_of_its_list_are_read_by_their_keys(
        self, outlet: Any, stand_in: Any, crawl: Callable[..., Any], tools: Any
    ) -> None:
        onward = {None: "one", "one": "two", "two": None}

        def answers(path: str, query: dict[str, str]) -> Any:
            if path.startswith("/web/"):
                return tools.ok(tools.article(path[-10:]))
            key = query.get("resumeKey")
            row = ["20220920101112", f"{outlet.origin}/2022/09/20/a-page-of-list-{key}", "200", "text/html"]
            more = [[], [onward[key]]] if onward[key] else []
            return tools.ok(captures(row, *more), "application/json")

        archive = stand_in(answers)
        replay = archive.server.origin + "/web/{timestamp}id_/{url}"
        told = start(crawl, outlet, archive.service("cdx", replay=replay))
        assert [query.get("resumeKey") for path, query in archive.asked if path.startswith("/api")] == [
            None,
            "one",
            "two",
        ]
        assert told["counts"]["pages"] == 3

    def test_paging_that_never_ends_is_ended(
        self, outlet: Any, stand_in: Any, crawl: Callable[..., Any], tools: Any
    ) -> None:
        def answers(path: str, query: dict[str, str]) -> Any:
            if path.startswith("/web/"):
                return tools.ok(tools.article("A page"))
            number = len(path)
            row = ["20220920101112", f"{outlet.origin}/2022/09/20/a-page-of-list-{number}", "200", "text/html"]
            return tools.ok(captures(row, [], [query.get("resumeKey", "") + "x"]), "application/json")

        archive = stand_in(answers)
        replay = archive.server.origin + "/web/{timestamp}id_/{url}"
        told = start(crawl, outlet, archive.service("cdx", replay=replay), pages=5)
        assert told["outcome"] == "done"
        assert sum(path.startswith("/api") for path, _ in archive.asked) <= 60


LIES = {
    "html": lambda tools: tools.ok(b"<html><body>Welcome to our service</body></html>"),
    "words": lambda tools: tools.ok(b"Your query was too short or too long.", "text/plain"),
    "half": lambda tools: tools.ok(b'{"articles": [{"url": "http://', "application/json"),
    "other json": lambda tools: tools.ok(b'"no"', "application/json"),
    "nothing": lambda tools: tools.ok(b"", "application/json"),
    "down": lambda tools: tools.Answer(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"),
    "gone": lambda tools: tools.Answer(tools.NOT_FOUND),
    "hangs up": lambda tools: tools.Answer(b"x", drop=True),
    "too many": lambda tools: tools.Answer(
        b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
    ),
}


QUICK = {("gdelt", "html"), ("cdx", "html"), ("gdelt", "down")}


@pytest.mark.parametrize(
    "told",
    [
        pytest.param((kind, lie), marks=[] if (kind, lie) in QUICK else [pytest.mark.long])
        for kind in ("gdelt", "cdx")
        for lie in sorted(LIES)
    ],
)
def test_a_fault_of_a_service_costs_its_own_results_only(
    told: tuple[str, str], outlet: Any, stand_in: Any, crawl: Callable[..., Any], tools: Any
) -> None:
    kind, lie = told
    outlet.answers["/sitemap.xml"] = tools.sitemap(outlet.origin + OLD)
    outlet.answers["/robots.txt"] = tools.ok(f"Sitemap: {outlet.origin}/sitemap.xml\n".encode(), "text/plain")
    liar = stand_in(lambda path, query: LIES[lie](tools))
    result = start(crawl, outlet, liar.service(kind))
    assert liar.asked
    assert result["outcome"] == "done"
    assert result["counts"]["pages"] == 1
    assert OLD in outlet.paths()
