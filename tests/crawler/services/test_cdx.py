"""CDX servers: what is asked, what comes, and what is no answer."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.services import cdx
from crawler.services.errors import ServiceDamaged
from extract.address.replays import original

BASE = "https://web.example/cdx/search/cdx"
HEAD = ["timestamp", "original", "statuscode", "mimetype"]
PAGE = "https://nea.example/kosmos/2022/09/19/kinezikes-askiseis-sto-limani"
ROW = ["20220919154500", PAGE, "200", "text/html"]


def answer(*rows: object) -> bytes:
    return json.dumps([HEAD, *rows]).encode()


class TestAsking:
    def test_an_outlets_pages_of_some_days_are_asked_for(self) -> None:
        url = cdx.ask(BASE, "nea.example", date(2022, 9, 17), date(2022, 10, 1))
        assert url.startswith(BASE + "?")
        assert parse_qsl(urlsplit(url).query) == [
            ("url", "nea.example"),
            ("matchType", "domain"),
            ("from", "20220917"),
            ("to", "20221001"),
            ("output", "json"),
            ("fl", "timestamp,original,statuscode,mimetype"),
            ("filter", "statuscode:200"),
            ("filter", "mimetype:text/html"),
            ("collapse", "urlkey"),
            ("limit", "2000"),
            ("showResumeKey", "true"),
        ]

    def test_the_key_of_an_answer_leads_to_the_next(self) -> None:
        url = cdx.ask(BASE, "nea.example", date(2022, 9, 17), date(2022, 10, 1))
        _, onward = cdx.parse(answer(ROW, [], ["example,nea)/k 2022"]), url)
        assert onward == f"{url}&resumeKey=example%2Cnea%29%2Fk+2022"

    def test_a_further_key_takes_the_place_of_the_first(self) -> None:
        url = cdx.ask(BASE, "nea.example", date(2022, 9, 17), date(2022, 10, 1))
        _, second = cdx.parse(answer(ROW, [], ["one"]), url)
        _, third = cdx.parse(answer(ROW, [], ["two"]), second or "")
        assert third == f"{url}&resumeKey=two"

    @pytest.mark.parametrize("key", ["", "k" * 3000])
    def test_a_key_that_is_none_leads_nowhere(self, key: str) -> None:
        assert cdx.parse(answer(ROW, [], [key]), BASE)[1] is None


class TestReading:
    def test_a_capture_is_listed(self) -> None:
        found, onward = cdx.parse(answer(ROW), BASE)
        assert found == [cdx.Listed(PAGE, "20220919154500", datetime(2022, 9, 19, 15, 45, tzinfo=UTC))]
        assert onward is None

    def test_columns_go_by_their_names(self) -> None:
        body = json.dumps([["original", "length", "timestamp"], [PAGE, "17", "20220919154500"]]).encode()
        assert [one.url for one in cdx.parse(body, BASE)[0]] == [PAGE]

    @pytest.mark.parametrize(
        "row",
        [
            ["20220919154500", "https://nea.example/", "200", "text/html"],  # no article
            ["20220919154500", "https://nea.example/sport", "200", "text/html"],
            ["20220919154500", PAGE, "404", "text/html"],
            ["2022", PAGE, "200", "text/html"],
            ["20221399154500", PAGE, "200", "text/html"],
            ["20220919154500", "javascript:alert(1)", "200", "text/html"],
            ["20220919154500", None, "200", "text/html"],
            ["20220919154500"],
            [],
        ],
    )
    def test_what_is_no_page_of_an_article_is_left_out(self, row: list[object]) -> None:
        if not row:
            row = ["", "", "", ""]
        assert cdx.parse(answer(row), BASE)[0] == []

    def test_a_page_counts_once(self) -> None:
        assert len(cdx.parse(answer(ROW, ["20220920000000", *ROW[1:]]), BASE)[0]) == 1

    @pytest.mark.parametrize("body", [b"", b"\n", b"[]", json.dumps([HEAD]).encode()])
    def test_nothing_known_is_no_fault(self, body: bytes) -> None:
        assert cdx.parse(body, BASE) == ([], None)

    @pytest.mark.parametrize(
        "body",
        [
            b"<html>Too Many Requests</html>",
            b"org.archive.util.io.RuntimeIOException: ...",
            b"{}",
            b'["timestamp"]',
            b'[["a", "b"], ["c", "d"]]',
            b'[["timestamp", "original"], ',
            b"[" * 100_000,
        ],
    )
    def test_what_is_no_answer_is_said_in_one_line(self, body: bytes) -> None:
        with pytest.raises(ServiceDamaged) as caught:
            cdx.parse(body, BASE)
        assert "web.example" in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_more_rows_than_asked_for_are_not_taken(self) -> None:
        rows = [["20220919154500", f"{PAGE}-{number}", "200", "text/html"] for number in range(3000)]
        assert len(cdx.parse(answer(*rows), BASE)[0]) == cdx.ROWS

    @given(st.recursive(st.none() | st.integers() | st.text(max_size=20), st.lists, max_leaves=20))
    def test_no_table_breaks_it(self, table: object) -> None:
        with contextlib.suppress(ServiceDamaged):
            cdx.parse(json.dumps(table).encode(), BASE)


class TestReplay:
    @pytest.mark.parametrize(
        ("pattern", "expected"),
        [
            (cdx.REPLAY, f"https://web.archive.org/web/20220919154500id_/{PAGE}"),
            ("http://127.0.0.1:8080/news/{timestamp}id_/{url}", f"http://127.0.0.1:8080/news/20220919154500id_/{PAGE}"),
        ],
    )
    def test_it_leads_to_the_bytes_as_they_came_and_back(self, pattern: str, expected: str) -> None:
        one = cdx.Listed(PAGE, "20220919154500", datetime(2022, 9, 19, 15, 45, tzinfo=UTC))
        assert one.replayed(pattern) == expected
        assert original(expected) == PAGE

    @pytest.mark.parametrize(
        ("url", "page"),
        [
            ("https://web.archive.org/web/20220919154500/http://a.example/b?c=d", "http://a.example/b?c=d"),
            ("https://web.archive.org/web/20220919154500im_/http://a.example/b", "http://a.example/b"),
            ("https://web.archive.org/web/20220919154500id_/http:/a.example/b", "http://a.example/b"),
            ("http://localhost:8080/my/web/20220919154500mp_/https://a.example/", "https://a.example/"),
        ],
    )
    def test_other_replays_are_known_too(self, url: str, page: str) -> None:
        assert original(url) == page

    @pytest.mark.parametrize(
        "url",
        [
            PAGE,
            "",
            "https://web.archive.org/web/2022/http://a.example/b",
            "https://a.example/20220919154500/story",
            "https://a.example/x?u=/20220919154500/http://b.example/",
            "https://web.archive.org/web/20220919154500*/http://a.example/",
        ],
    )
    def test_another_address_is_its_own(self, url: str) -> None:
        assert original(url) == url
