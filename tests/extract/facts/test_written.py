"""Dates that stand on a page for its readers only, and never those of a rail."""

from __future__ import annotations

from datetime import date

import pytest

from extract.document import Moment
from extract.facts import dates, head, jsonld, places, times, written
from extract.page import markup

HEAD = "<html lang='{}'><body><nav>1 January 2020</nav><h1>Bridge</h1>"


def read(body: str, language: str = "en") -> list[tuple[str, bool]]:
    root = markup.parse(f"{HEAD.format(language)}{body}</body></html>")
    return [(moment.day.isoformat(), update) for moment, update in written.read(root)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<div class='text__date'>August 25, 2024</div>", ("2024-08-25", False)),
        ("<div class='publish-meta'><span>Published August 7, 2023</span> by Jane Doe</div>", ("2023-08-07", False)),
        ("<p class='article-byline__pub-dates'>Updated March 13, 2024</p>", ("2024-03-13", True)),
        ("<div class='date-modified'>13 March 2024</div>", ("2024-03-13", True)),
        ("<div class='entry-date modified'>13 March 2024</div>", ("2024-03-13", False)),
        ("<span class='posted-on'>12 Σεπτεμβρίου 2024</span>", ("2024-09-12", False)),
        ("<span>Nov 21, 2018</span>", ("2018-11-21", False)),
        ("<span> Published on Oct 21, 2025 </span>", ("2025-10-21", False)),
        ("<div><i>Updated: 31.10.2024</i></div>", ("2024-10-31", True)),
        ("<p>Обновено 31.10.2024</p>", ("2024-10-31", True)),
    ],
)
def test_a_date_for_readers_is_found(body, found):
    assert read(body)[0] == found


@pytest.mark.parametrize(
    "body",
    [
        "<aside><span class='date'>12 May 2024</span></aside>",
        "<div class='related'><span>12 May 2024</span></div>",
        "<footer><p class='meta'>12 May 2024</p></footer>",
        "<div class='comments'><time class='date'>12 May 2024</time></div>",
        f"<div class='date'>12 May 2024 {'and much more text ' * 10}</div>",
        "<p>The council said on 12 May 2024 that the old bridge would be rebuilt.</p>",
        "<script>12 May 2024</script>",
        "<p>1,204 votes</p>",
        "",
    ],
)
def test_a_rails_date_or_a_sentence_is_none(body):
    assert read(body) == []


def test_what_stands_before_the_headline_is_the_days_not_the_articles():
    root = markup.parse("<html><body><p>12 May 2024</p><h1>Bridge</h1><p>10 May 2024</p></body></html>")
    assert [moment.day for moment, _ in written.read(root)] == [date(2024, 5, 10)]


@pytest.mark.parametrize(
    ("language", "day"), [("en-US", "2024-03-04"), ("en_us", "2024-03-04"), ("en-GB", "2024-04-03")]
)
def test_the_order_of_day_and_month_is_the_languages(language, day):
    assert read("<div class='date'>03/04/2024</div>", language)[0][0] == day


class TestBesideTheOtherSources:
    def times(self, html: str, url: str = "http://paper.example/a") -> list[tuple[str, str]]:
        root = markup.parse(html)
        found = times.read(root, head.read(root, url), jsonld.articles(root), url)
        return [(item.moment.day.isoformat(), item.origin) for item in found if not item.update]

    def test_readers_text_comes_last(self):
        page = "<html><body><h1>B</h1><p class='date'>12 May 2024</p><time datetime='2024-05-10'>x</time></body></html>"
        assert self.times(page) == [("2024-05-10", "time element")]

    def test_an_address_is_asked_before_it(self):
        page = "<html><body><h1>B</h1><p class='date'>12 May 2024</p></body></html>"
        assert self.times(page, "http://paper.example/2024/05/11/a") == [("2024-05-11", "url")]
        assert self.times(page)[0] == ("2024-05-12", "visible text")

    @pytest.mark.parametrize("name", ["published", "citation_publication_date", "cxenseparse:publishtime", "pub_date"])
    def test_more_names_of_meta_elements_are_known(self, name):
        assert self.times(f"<meta name='{name}' content='July 17, 2025'><p>x</p>") == [("2025-07-17", "meta")]


class TestPlaces:
    @pytest.mark.parametrize("outer", ["<aside>", "<footer>", "<nav>", "<div class='sidebar'>", "<div id='comments'>"])
    def test_are_rails_by_their_tags_and_names(self, outer):
        assert places.in_rail(markup.parse(f"<body>{outer}<p><b>x</b></p></body>").find(".//b"))

    @pytest.mark.parametrize("outer", ["<div>", "<article class='story'>", "<main class='related'>"])
    def test_are_none_otherwise(self, outer):
        assert not places.in_rail(markup.parse(f"<body>{outer}<p><b>x</b></p></body>").find(".//b"))


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2025-06-25T20:57:54-04:00", date(2025, 6, 25)),  # the 26th in UTC
        ("2025-06-25T23:30:00Z", date(2025, 6, 25)),
        ("12 September 2024", date(2024, 9, 12)),
        ("2025-06-25", date(2025, 6, 25)),
    ],
)
def test_the_day_is_the_one_the_page_states(stated, day):
    moment = dates.read(stated)
    assert moment is not None
    assert moment.day == day


def test_a_day_that_cannot_be_is_that_of_the_instant():
    moment = dates.read("2025-06-25")
    assert moment is not None
    assert Moment(moment.instant, "2025-99-99", "day", zone_known=False).day == date(2025, 6, 25)
