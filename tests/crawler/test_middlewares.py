"""Between Scrapy and the archive: what is kept before anything reads it, and the one outcome of every fetch."""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest, ResponseDataLossError
from scrapy.http import Response
from scrapy.settings import Settings
from sqlalchemy import text

from archive.capture import Provenance
from archive.errors import ArchiveError, DiskFull
from crawler.guard.faults import BodyTooLong, HeadTooLong, Incomplete, Silent, WrongLength
from crawler.middlewares import (
    CAPTURE,
    CaptureMiddleware,
    GuardMiddleware,
    OutcomeMiddleware,
    RetriesMiddleware,
)
from crawler.redirects import PROVENANCE, RedirectsMiddleware
from crawler.scope import Scope
from crawler.tape import TAPE, Tape
from crawler.work import Work

URL = "http://a.example/2024/05/01/a-story"
ASKED = b"GET /2024/05/01/a-story HTTP/1.1\r\nHost: a.example\r\n\r\n"
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"
GIVEN = Provenance("page", "a", via="http://a.example/", origin="home", score=0.5)


def run(main: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(main)


def request(received: bytes | None = WHOLE, given: Provenance = GIVEN) -> Request:
    """A request as it comes from the downloader, with the tape of what was received; None: nothing was."""
    made = Request(URL, meta={PROVENANCE: given})
    if received is not None:
        tape = made.meta[TAPE] = Tape("192.0.2.1")
        tape.sent(ASKED)
        tape.received(received)
    return made


def made(kind: type[Any], work: Work) -> Any:
    return kind.from_crawler(SimpleNamespace(spider=SimpleNamespace(work=work)))


def said(work: Work, query: str) -> list[tuple[Any, ...]]:
    with work.store.archive.read() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def read_back(work: Work) -> bytes:
    """The one file of the archive that holds records, as bytes."""
    (path,) = (work.plan.folder / "archive").glob("*.warc.gz*")
    return gzip.decompress(path.read_bytes())


class TestCapture:
    def test_a_response_goes_on_only_when_its_records_and_its_row_are_there(
        self, make_work: Callable[..., Work]
    ) -> None:
        async def main() -> None:
            work, asked = make_work(), request()
            response = Response(URL, body=b"<html>")
            assert await made(CaptureMiddleware, work).process_response(asked, response) is response
            assert said(work, "SELECT url, status, kind FROM capture") == [(URL, 200, "page")]
            assert ASKED in read_back(work)
            assert WHOLE in read_back(work)
            assert (asked.meta[CAPTURE].url, asked.meta[CAPTURE].status) == (URL, 200)
            assert TAPE not in asked.meta

        run(main())

    def test_it_is_counted_for_its_source(self, make_work: Callable[..., Work]) -> None:
        async def main() -> None:
            work = make_work()
            await made(CaptureMiddleware, work).process_response(request(), Response(URL))
            assert work.tally.counts == {"requests": 1, "pages": 1}
            assert work.tally.reached == {"a"}

        run(main())

    def test_an_answer_that_no_connection_gave_is_not_kept(self, make_work: Callable[..., Work]) -> None:
        async def main() -> None:
            work, asked = make_work(), request(None)
            await made(CaptureMiddleware, work).process_response(asked, Response(URL))
            assert said(work, "SELECT * FROM capture") == []
            assert CAPTURE not in asked.meta

        run(main())

    # How the body broke off, what the record says (WARC 1.1, 5.13), and what the row says.
    CUTS = (
        (DownloadTimeoutError("x"), "time", "timed out"),
        (DownloadCancelledError("x"), "length", "larger than the limit"),
        (ResponseDataLossError(), "disconnect", "connection lost"),
        (OSError("reset"), "disconnect", "connection failed: reset"),
        (BodyTooLong("9 bytes"), "length", "larger than the limit: 9 bytes"),
        (Silent("nothing for 7 s", began=True), "time", "no progress: nothing for 7 s"),
        (WrongLength(), "unspecified", "more than announced"),
        (Incomplete(), "disconnect", "connection lost"),
    )

    @pytest.mark.parametrize(("exception", "reason", "words"), CUTS)
    def test_what_came_before_a_break_is_kept_with_the_reason(
        self, make_work: Callable[..., Work], exception: Exception, reason: str, words: str
    ) -> None:
        async def main() -> None:
            work, asked = make_work(), request(WHOLE[:-3])
            assert await made(CaptureMiddleware, work).process_exception(asked, exception) is None
            assert said(work, "SELECT outcome, why FROM capture") == [("failed", f"cut short: {words}")]
            assert f"WARC-Truncated: {reason}\r\n".encode() in read_back(work)
            assert work.tally.counts == {"requests": 1}

        run(main())

    def test_a_break_before_the_head_leaves_nothing_to_keep(self, make_work: Callable[..., Work]) -> None:
        async def main() -> None:
            work = make_work()
            await made(CaptureMiddleware, work).process_exception(request(None), OSError("refused"))
            assert said(work, "SELECT * FROM capture") == []

        run(main())

    def test_interim_answers_are_no_part_of_what_is_kept(self, make_work: Callable[..., Work]) -> None:
        async def main() -> None:
            work = make_work()
            asked = request(b"HTTP/1.1 103 Early Hints\r\n\r\n" + WHOLE)
            await made(CaptureMiddleware, work).process_response(asked, Response(URL))
            assert b"Early Hints" not in read_back(work)
            assert said(work, "SELECT status FROM capture") == [(200,)]

        run(main())

    def test_an_archive_that_cannot_keep_stops_the_crawl_before_the_page_is_read(
        self, make_work: Callable[..., Work]
    ) -> None:
        async def main() -> None:
            work, asked = make_work(), request()
            work.store.committer.close()
            with pytest.raises(ArchiveError) as caught:
                await made(CaptureMiddleware, work).process_response(asked, Response(URL))
            assert work.fault is caught.value
            assert CAPTURE not in asked.meta
            assert work.tally.counts == {}

        run(main())


class TestOutcome:
    def test_a_failure_without_an_answer_gets_a_row_with_its_words(self, make_work: Callable[..., Work]) -> None:
        async def main() -> None:
            work = make_work()
            await made(OutcomeMiddleware, work).process_exception(request(None), DownloadTimeoutError("x"))
            work.store.committer.close()
            assert said(work, "SELECT url, kind, why FROM failure") == [(URL, "page", "timed out")]
            assert (work.tally.counts, work.tally.last_failure) == ({"failed": 1}, "a.example: timed out")

        run(main())

    def test_a_failure_whose_half_was_kept_has_its_outcome_there(self, make_work: Callable[..., Work]) -> None:
        """Every fetch ends in one counted outcome, not in two."""

        async def main() -> None:
            work, asked = make_work(), request(WHOLE[:-3])
            await made(CaptureMiddleware, work).process_exception(asked, ResponseDataLossError())
            await made(OutcomeMiddleware, work).process_exception(asked, ResponseDataLossError())
            work.store.committer.close()
            assert said(work, "SELECT * FROM failure") == []
            assert said(work, "SELECT outcome FROM capture") == [("failed",)]
            assert work.tally.counts["failed"] == 1

        run(main())

    @pytest.mark.parametrize("why", ["Forbidden by robots.txt", "not on the public web, and no source names it"])
    def test_what_may_not_be_asked_for_is_refused_and_no_failure(
        self, make_work: Callable[..., Work], why: str
    ) -> None:
        async def main() -> None:
            work = make_work()
            await made(OutcomeMiddleware, work).process_exception(request(None), IgnoreRequest(why))
            work.store.committer.close()
            assert said(work, "SELECT * FROM failure") == []
            assert (work.tally.counts, work.tally.last_failure) == ({"refused": 1}, None)

        run(main())

    def test_a_fault_of_the_archive_is_no_failure_of_the_page(self, make_work: Callable[..., Work]) -> None:
        """The page is fetched again when the crawl goes on."""

        async def main() -> None:
            work = make_work()
            await made(OutcomeMiddleware, work).process_exception(request(None), DiskFull("no room left"))
            assert work.tally.counts == {}

        run(main())

    def test_a_failure_is_one_line_in_the_log_with_its_url(
        self, make_work: Callable[..., Work], caplog: pytest.LogCaptureFixture
    ) -> None:
        async def main() -> None:
            await made(OutcomeMiddleware, make_work()).process_exception(request(None), OSError("it\nbroke"))

        with caplog.at_level(logging.INFO, "crawler.middlewares"):
            run(main())
        (record,) = [one for one in caplog.records if one.name == "crawler.middlewares"]
        assert record.getMessage() == "the fetch failed: connection failed: it broke"
        assert (record.url, record.kind) == (URL, "page")  # type: ignore[attr-defined] # extra fields


def as_scrapy_has_it(**settings: Any) -> Any:
    """As much of Scrapy's crawler as the middlewares look at."""
    crawler = SimpleNamespace(settings=Settings(settings), stats=SimpleNamespace(inc_value=lambda *_: None))
    crawler.spider = SimpleNamespace(crawler=crawler)
    return crawler


class TestFurtherTries:
    # What went wrong, how often it was tried before, whether it is tried again (three tries are allowed).
    CASES = (
        (ResponseDataLossError(), 0, True),
        (ResponseDataLossError(), 2, True),
        (ResponseDataLossError(), 3, False),
        (Incomplete(), 0, True),
        (Incomplete(), 3, False),
        # Slow hosts: once more where nothing came at all, else not.
        (Silent("", began=False), 0, True),
        (Silent("", began=False), 1, False),
        (Silent("", began=True), 0, False),
        (DownloadTimeoutError("x"), 0, False),
        # Limits, and lengths that are wrong, would be so again.
        (BodyTooLong(), 0, False),
        (HeadTooLong(), 0, False),
        (WrongLength(), 0, False),
        (IgnoreRequest("x"), 0, False),
    )

    @pytest.mark.parametrize(("exception", "before", "again"), CASES)
    def test_are_made_where_they_may_help(self, exception: Exception, before: int, again: bool) -> None:
        retries = RetriesMiddleware.from_crawler(as_scrapy_has_it(RETRY_TIMES=3))
        asked = Request(URL, meta={PROVENANCE: GIVEN, "retry_times": before})
        assert (retries.process_exception(asked, exception) is not None) is again


class TestRedirectTargets:
    @pytest.mark.parametrize(
        ("to", "refused"),
        [
            ("file:///etc/passwd", "not http: it redirects to file:"),
            ("FILE:/etc/passwd", "not http: it redirects to FILE:"),
            ("data:text/html,x", "not http: it redirects to data:"),
            ("javascript:alert(1)", "not http: it redirects to javascript:"),
            (" ftp://a.example/", "not http: it redirects to ftp:"),
            ("/elsewhere", None),
            ("https://b.example/", None),
            ("//b.example/", None),
            ("HTTP://b.example/", None),
        ],
    )
    def test_have_to_be_of_the_web(self, to: str, refused: str | None) -> None:
        redirects = RedirectsMiddleware.from_crawler(as_scrapy_has_it())
        asked = Request(URL, meta={"download_slot": "a.example"})
        answer = Response(URL, 301, headers={"Location": to})
        if refused is not None:
            with pytest.raises(IgnoreRequest, match=f"^{refused}$"):
                redirects.process_response(asked, answer)
            return
        target = redirects.process_response(asked, answer)
        assert isinstance(target, Request)
        assert "download_slot" not in target.meta  # it waits at its own host

    @pytest.mark.parametrize("to", ["http://b.example:99999/", "http://[::1", "http://[not]/"])
    def test_have_to_be_addresses(self, to: str) -> None:
        redirects = RedirectsMiddleware.from_crawler(as_scrapy_has_it())
        with pytest.raises(IgnoreRequest, match=r"^it redirects to no address: "):
            redirects.process_response(Request(URL), Response(URL, 301, headers={"Location": to}))

    @pytest.mark.parametrize(
        ("status", "fields", "body", "leads"),
        [
            (200, {}, b"<meta http-equiv=refresh content='0; url=/there'>", "http://a.example/there"),
            (200, {"Refresh": "0; url=https://b.example/"}, b"<p>text", "https://b.example/"),
            (200, {"Content-Encoding": "gzip"}, gzip.compress(b"<meta http-equiv=refresh content=0;url=/x>"), "/x"),
            (200, {}, b"<meta http-equiv=refresh content='0; url=file:///etc/passwd'>", "file"),
            (200, {}, b"<meta http-equiv=refresh content='0; url=data:text/html,x'>", "data"),
            (200, {"Content-Type": "image/png"}, b"<meta http-equiv=refresh content='0; url=/there'>", None),
            (404, {}, b"<meta http-equiv=refresh content='0; url=/'>", None),
            (200, {}, b"<meta http-equiv=refresh content=900>", None),
        ],
    )
    def test_may_be_named_by_the_page(
        self, status: int, fields: dict[str, str], body: bytes, leads: str | None
    ) -> None:
        redirects = RedirectsMiddleware.from_crawler(as_scrapy_has_it())
        asked = Request(URL, meta={PROVENANCE: GIVEN, "redirect_times": 1})
        answer = Response(URL, status, headers={"Content-Type": "text/html"} | fields, body=body)
        if leads in {"file", "data"}:
            with pytest.raises(IgnoreRequest, match=f"^not http: it redirects to {leads}:$"):
                redirects.process_response(asked, answer)
            return
        found = redirects.process_response(asked, answer)
        if leads is None:
            assert found is answer
        else:
            assert isinstance(found, Request)
            assert (found.url.endswith(leads), found.meta["redirect_times"]) == (True, 2)  # one cap for all redirects

    def test_are_the_servers_alone_for_robots_txt(self) -> None:
        redirects = RedirectsMiddleware.from_crawler(as_scrapy_has_it())
        asked = Request("http://a.example/robots.txt", meta={PROVENANCE: Provenance("robots", "a")})
        page = b"<meta http-equiv=refresh content='0; url=/there'>"
        answer = Response(asked.url, headers={"Content-Type": "text/html"}, body=page)
        assert redirects.process_response(asked, answer) is answer

    def test_and_of_a_length_that_somebody_may_have_meant(self) -> None:
        guard = GuardMiddleware(Scope([]))
        guard.process_request(Request("https://a.example/" + "x" * 4000))
        with pytest.raises(IgnoreRequest, match=r"^address too long: 5018 characters$"):
            guard.process_request(Request("https://a.example/" + "x" * 5000))
