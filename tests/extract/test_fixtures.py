"""What is expected of a frozen page, and how a later extraction is held against it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from extract import fixtures, peer
from extract.document import Document, NotArticle, Rail
from extract.errors import SeedUnusable

URL = "https://paper.example/news/bridge"
LINES = [
    f"The council said on Monday that the {word} would be rebuilt before the winter, and nobody would leave."
    for word in ("bridge", "harbour", "school", "theatre", "station")
]
PAGE = (
    "<html lang='en'><head><title>Bridge to be rebuilt</title><meta property='article:published_time' "
    "content='2024-09-12T10:00:00Z'></head><body><article><h1>Bridge to be rebuilt</h1>"
    + "".join(f"<p>{line}</p>" for line in LINES)
    + "</article><div class='related'><h3>Related articles</h3><ul>"
    + "".join(f"<li><a href='/{n}'>Another story of the town, number {n}</a></li>" for n in range(4))
    + "</ul></div></body></html>"
).encode()


@pytest.fixture
def found() -> Document:
    made = fixtures.read(PAGE, URL)
    assert isinstance(made, Document)
    return made


@pytest.fixture
def expected(found: Document) -> dict:
    return json.loads(json.dumps(fixtures.freeze(found, URL, "utf-8")))


class TestFreezing:
    def test_the_address_and_charset_stay_with_the_page(self, expected):
        assert (expected["url"], expected["charset"], expected["why"]) == (URL, "utf-8", None)

    def test_every_line_of_the_text_is_wanted(self, expected):
        assert expected["wanted"] == LINES

    def test_cut_lines_long_enough_to_say_something_are_not(self, found):
        cut = replace(found, rails=(Rail("rail zone", "More", ("More", "Another story of the town", LINES[0])),))
        assert fixtures.freeze(cut, URL)["unwanted"] == ["Another story of the town"]

    def test_fields_are_told_as_json_can(self, expected):
        assert expected["fields"]["title"] == "Bridge to be rebuilt"
        assert expected["fields"]["published"] == "2024-09-12T10:00:00+00:00"
        assert expected["fields"]["bylines"] == []

    def test_a_page_that_is_no_article_is_kept_with_the_reason(self):
        kept = fixtures.freeze(NotArticle("index page"), URL)
        assert (kept["why"], kept["wanted"], kept["fields"]) == ("index page", [], {})

    def test_flattened_text_can_be_frozen_too(self):
        text = "\n".join(["Bridge to be rebuilt", *LINES, "Related articles", "Another story"])
        assert fixtures.freeze(fixtures.read(text.encode(), URL), URL)["wanted"] == LINES

    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n"])
    def test_what_is_neither_is_refused(self, data):
        with pytest.raises(SeedUnusable, match="the page is"):
            fixtures.read(data, URL)


class TestHolding:
    def test_what_was_frozen_is_held(self, found, expected):
        held = fixtures.hold(found, expected)
        assert (held.good, held.differences) == (True, ())

    def test_a_snippet_left_in_is_a_leak(self, found, expected):
        held = fixtures.hold(found, expected | {"unwanted": ["would be  rebuilt", "not there"]})
        assert (held.leaks, held.good) == (("would be rebuilt",), False)

    def test_a_snippet_that_is_missing_is_a_loss(self, found, expected):
        held = fixtures.hold(found, expected | {"wanted": [LINES[0], "Not in the text."]})
        assert held.losses == ("Not in the text.",)

    @pytest.mark.parametrize(
        ("field", "stated"),
        [
            ("title", "Another"),
            ("bylines", ["Jane Doe"]),
            ("published", None),
            ("tags", ["x"]),
            ("picture", "http://x/"),
        ],
    )
    def test_each_field_differs_by_itself(self, found, expected, field, stated):
        held = fixtures.hold(found, expected | {"fields": expected["fields"] | {field: stated}})
        assert [difference.field for difference in held.differences] == [field]
        assert held.good

    def test_a_field_that_a_person_struck_out_is_free(self, found, expected):
        assert fixtures.hold(found, expected | {"fields": {}}).differences == ()

    def test_the_order_of_names_counts_for_nothing(self, found, expected):
        two = replace(found, bylines=("Ann", "Bob"))
        assert fixtures.hold(two, expected | {"fields": {"bylines": ["Bob", "Ann"]}}).differences == ()

    def test_an_article_that_is_refused_loses_everything(self, expected):
        held = fixtures.hold(NotArticle("empty"), expected)
        assert (len(held.losses), held.why) == (len(LINES), "empty")
        assert [(one.field, one.found) for one in held.differences] == [("why", "empty")]

    def test_a_refusal_that_was_expected_is_right(self):
        kept = fixtures.freeze(NotArticle("index page"), URL)
        assert fixtures.hold(NotArticle("index page", "a list"), kept) == fixtures.hold(NotArticle("index page"), kept)
        assert fixtures.hold(NotArticle("index page"), kept).good

    def test_an_article_where_none_was_expected_differs(self, found):
        kept = fixtures.freeze(NotArticle("index page"), URL)
        assert [one.field for one in fixtures.hold(found, kept).differences] == ["why"]

    @pytest.mark.parametrize("broken", [{}, {"wanted": 3, "unwanted": [], "why": None, "fields": {}}])
    def test_what_is_no_expectation_is_an_error(self, found, broken):
        with pytest.raises((KeyError, TypeError)):
            fixtures.hold(found, broken)


class TestTrafilaturaAlone:
    def test_it_reads_the_same_page(self):
        read = peer.extract(PAGE, URL)
        assert isinstance(read, Document)
        assert all(line in read.text for line in LINES)
        assert (read.title, read.published and read.published.day.isoformat()) == ("Bridge to be rebuilt", "2024-09-12")

    @pytest.mark.parametrize("html", [b"", b"<p>x</p>", b"\x00\x01", b"<html><body></body></html>"])
    def test_where_it_finds_nothing_it_says_so(self, html):
        assert isinstance(peer.extract(html, URL), NotArticle)

    def test_blanks_that_differ_are_no_fault_of_it(self):
        made = peer.as_written(Document("One  line\nAnother"), ["One\u00a0line"])
        assert isinstance(made, Document)
        assert made.text == "One\u00a0line\nAnother"
