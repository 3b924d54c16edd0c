"""GDELT's article list: what is asked, what comes, and what is no answer."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.services import gdelt
from crawler.services.errors import ServiceDamaged
from extract.link import Link

BASE = "https://api.example/api/v2/doc/doc"
ROW = {
    "url": "https://nea.example/kosmos/askiseis?utm_source=x",
    "url_mobile": "",
    "title": "Russia and China  agree on more exercises",
    "seendate": "20220919T154500Z",
    "domain": "nea.example",
    "language": "Greek",
    "sourcecountry": "Greece",
}


def answer(*rows: object) -> bytes:
    return json.dumps({"articles": list(rows)}).encode()


def asked(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


class TestAsking:
    def test_words_languages_and_days_stand_in_the_address(self) -> None:
        url = gdelt.ask(BASE, ("Russia", "joint exercises"), ("el", "ro"), date(2022, 9, 17), date(2022, 10, 1))
        assert url.startswith(BASE + "?")
        assert asked(url) == {
            "query": 'Russia "joint exercises" (sourcelang:greek OR sourcelang:romanian)',
            "mode": "artlist",
            "format": "json",
            "maxrecords": "250",
            "sort": "datedesc",
            "startdatetime": "20220917000000",
            "enddatetime": "20221001235959",
        }

    @pytest.mark.parametrize(
        ("words", "languages", "query"),
        [
            (("Russia",), (), "Russia"),
            (("Russia",), ("el",), "Russia sourcelang:greek"),
            (("Russia",), ("xx",), "Russia"),  # a language that it does not know is no condition
            (("Κίνα", "ρώσο"), (), "Κίνα ρώσο"),
            (('a "b" c',), (), '"a  b  c"'),  # quotes of ours, never of the words
            ((), (), ""),
        ],
    )
    def test_a_query_is_made_of_its_words(self, words: tuple[str, ...], languages: tuple[str, ...], query: str) -> None:
        url = gdelt.ask(BASE, words, languages, date(2022, 9, 17), date(2022, 9, 17))
        assert asked(url).get("query", "") == query

    def test_an_answer_that_is_full_is_asked_for_again_in_two_halves(self) -> None:
        url = gdelt.ask(BASE, ("Russia",), (), date(2022, 9, 17), date(2022, 9, 18))
        times = [(asked(half)["startdatetime"], asked(half)["enddatetime"]) for half in gdelt.halves(url, 250)]
        assert times == [("20220917000000", "20220917235959"), ("20220918000000", "20220918235959")]
        assert {asked(half)["query"] for half in gdelt.halves(url, 250)} == {"Russia"}

    def test_an_answer_that_is_not_full_is_all_there_is(self) -> None:
        url = gdelt.ask(BASE, ("Russia",), (), date(2022, 9, 17), date(2022, 9, 18))
        assert gdelt.halves(url, 249) == []

    def test_halving_comes_to_an_end_though_every_answer_is_full(self) -> None:
        waiting = [gdelt.ask(BASE, ("Russia",), (), date(2022, 9, 17), date(2022, 9, 20))]
        count = 0
        while waiting:
            waiting += gdelt.halves(waiting.pop(), 250)
            count += 1
        assert count < 64

    @pytest.mark.parametrize("url", [BASE, BASE + "?startdatetime=x&enddatetime=y&query=z", "", "?query=a"])
    def test_an_address_that_is_not_ours_has_no_halves(self, url: str) -> None:
        assert gdelt.halves(url, 250) == []


class TestReading:
    def test_an_article_becomes_a_link(self) -> None:
        assert gdelt.parse(answer(ROW), BASE) == [
            Link(
                "https://nea.example/kosmos/askiseis",
                "service",
                "Russia and China agree on more exercises",
                published=datetime(2022, 9, 19, 15, 45, tzinfo=UTC),
                language="el",
            )
        ]

    def test_an_address_counts_once(self) -> None:
        assert len(gdelt.parse(answer(ROW, ROW, ROW | {"title": "Other"}), BASE)) == 1

    @pytest.mark.parametrize(
        ("change", "title", "published", "language"),
        [
            ({"title": None}, None, True, "el"),
            ({"title": 7}, None, True, "el"),
            ({"seendate": "yesterday"}, "Russia and China agree on more exercises", False, "el"),
            ({"seendate": 20220919}, "Russia and China agree on more exercises", False, "el"),
            ({"language": "Klingon"}, "Russia and China agree on more exercises", True, None),
            ({"language": ["Greek"]}, "Russia and China agree on more exercises", True, None),
        ],
    )
    def test_what_is_odd_about_an_article_is_left_out(
        self, change: dict[str, object], title: str | None, published: bool, language: str | None
    ) -> None:
        (link,) = gdelt.parse(answer(ROW | change), BASE)
        assert (link.title, link.published is not None, link.language) == (title, published, language)

    @pytest.mark.parametrize(
        "url", [None, 7, "", "javascript:alert(1)", "ftp://a.example/", "//", "http://u@a.example/x"]
    )
    def test_an_article_without_an_address_is_none(self, url: object) -> None:
        assert gdelt.parse(answer(ROW | {"url": url}), BASE) == []

    @pytest.mark.parametrize("body", [b"", b" \n", b"{}", b'{"articles": []}', b'{"articles": ["a", 3, null]}'])
    def test_nothing_known_is_no_fault(self, body: bytes) -> None:
        assert gdelt.parse(body, BASE) == []

    @pytest.mark.parametrize(
        "body",
        [
            b"Your query was too short or too long.",
            b"<html><body>502 Bad Gateway</body></html>",
            b"[]",
            b"null",
            b'{"articles": "many"}',
            b'{"articles": [',
            b"\xff\xfe\x00",
            b"[" * 100_000,
        ],
    )
    def test_what_is_no_answer_is_said_in_one_line(self, body: bytes) -> None:
        with pytest.raises(ServiceDamaged) as caught:
            gdelt.parse(body, BASE)
        assert "api.example" in str(caught.value)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 250

    def test_more_articles_than_promised_are_not_all_taken(self) -> None:
        rows = [ROW | {"url": f"https://nea.example/a-{number}"} for number in range(5000)]
        assert len(gdelt.parse(answer(*rows), BASE)) == 1000

    @given(st.binary(max_size=200))
    def test_no_body_breaks_it(self, body: bytes) -> None:
        with contextlib.suppress(ServiceDamaged):
            gdelt.parse(body, BASE)
