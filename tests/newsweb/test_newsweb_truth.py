"""The truth file is what the pages are, and our own reader reads them as people do."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsweb import truth, world
from newsweb.lines import Anchor, see, squeezed

RECORDS = truth.load()
ARTICLES = [record for record in RECORDS if record["kind"] == "article"]
STORY = [record for record in ARTICLES if record["relation"] != "unrelated"]


def test_the_truth_file_is_what_the_pages_are_now() -> None:
    """Stale? Run ``python -m newsweb.truth``."""
    assert truth.PATH.read_text(encoding="utf-8") == truth.written(world.load())


class TestRecords:
    def test_every_article_has_one_record(self) -> None:
        wanted = {item.key for outlet in world.load().outlets for item in outlet.articles}
        assert len(ARTICLES) == len(wanted) == len({(record["outlet"], record["path"]) for record in ARTICLES})

    def test_other_pages_have_their_kind(self) -> None:
        kinds = Counter(record["kind"] for record in RECORDS)
        assert set(kinds) == {"article", "home", "section", "hub", "gate", "about", "archive"}
        assert kinds["home"] == kinds["hub"] == 10

    def test_a_rail_line_is_never_a_body_line_nor_the_title(self) -> None:
        for record in ARTICLES:
            assert not set(record["rail_lines"]) & {record["title"], *record["body"]}, record["path"]

    def test_rail_lines_hold_labels_captions_and_dates(self) -> None:
        made = world.load()
        for record in ARTICLES[::7]:
            labels = made.outlet(record["outlet"]).labels
            shown = "\n".join(record["rail_lines"])
            assert labels.popular in shown
            assert labels.copyright in shown
            assert str(record["published"][:4]) in shown

    def test_captions_are_rail_lines(self) -> None:
        for outlet in world.load().outlets:
            lines = {
                (one["title"], line) for one in ARTICLES if one["outlet"] == outlet.slug for line in one["rail_lines"]
            }
            for item in outlet.articles:
                if item.caption:
                    assert any(item.caption in line for title, line in lines if title == item.title), item.key

    def test_rails_of_most_unrelated_pages_speak_of_the_story(self) -> None:
        links = {record["outlet"]: set() for record in ARTICLES}
        for record in STORY:
            links[record["outlet"]].add(record["link"])
        speaking = [
            record
            for record in ARTICLES
            if record["relation"] == "unrelated" and links[record["outlet"]] & set(record["rail_lines"])
        ]
        assert len(speaking) > 0.95 * (len(ARTICLES) - len(STORY))

    def test_summaries_of_the_story_stand_on_unrelated_pages(self) -> None:
        made = world.load()
        summaries = {item.summary for outlet in made.outlets for item in outlet.articles if item.on_topic}
        unrelated = [record for record in ARTICLES if record["relation"] == "unrelated"]
        assert sum(bool(summaries & set(record["rail_lines"])) for record in unrelated) > len(unrelated) // 2

    def test_every_article_is_linked_and_mostly_by_its_link_headline(self) -> None:
        assert [record["path"] for record in ARTICLES if not record["links"]] == []
        by_link = sum(any(record["link"] in link["title"] for link in record["links"]) for record in ARTICLES)
        assert by_link == len(ARTICLES)

    @pytest.mark.parametrize("where", ["feed", "news sitemap", "home", "section", "hub", "article"])
    def test_links_are_known_from_everywhere(self, where: str) -> None:
        assert sum(link["where"] == where for record in ARTICLES for link in record["links"]) >= 20

    def test_links_may_be_tracked_old_or_amp(self) -> None:
        urls = [link["url"] for record in ARTICLES for link in record["links"]]
        assert any("utm_" in url for url in urls)
        assert any(url.startswith("/amp/") for url in urls)
        assert any(url.startswith("/?p=") for url in urls)

    def test_nothing_depends_on_the_port(self) -> None:
        assert f":{truth.PORT}" not in truth.PATH.read_text(encoding="utf-8")


SEEN = [
    # block elements and line breaks part lines, inline elements do not
    ("<p>One <b>two</b> three</p><p>Four</p>", ["One two three", "Four"]),
    ("<div>One<br>two</div>", ["One", "two"]),
    ("<div>One<div>two</div>three</div>", ["One", "two", "three"]),
    ("<ul><li>One</li><li>Two</li></ul>", ["One", "Two"]),
    ("<table><tr><td>One</td><td>Two</td></tr></table>", ["One", "Two"]),
    # what nobody sees is not there
    ("<script>var a = 1;</script><p>One</p><style>p{}</style>", ["One"]),
    ("<title>T</title><p>One</p><!-- no -->", ["One"]),
    # white space is one space, no-break spaces stay
    ("<p> One\n  two </p>", ["One two"]),
    ("<p>1\u00a0%&nbsp;of</p>", ["1\u00a0%\u00a0of"]),
    # entities are characters
    ("<p>a &amp; b &#8222;c&#8220;</p>", ["a & b \u201ec\u201c"]),
    ("", []),
    ("text alone", ["text alone"]),
    ("<P ALIGN=left>One<P>Two", ["One", "Two"]),
]


@pytest.mark.parametrize(("html", "lines"), SEEN)
def test_lines_are_what_a_reader_sees(html: str, lines: list[str]) -> None:
    assert list(see(html).lines) == lines


def test_pieces_are_the_texts_that_a_line_is_glued_from() -> None:
    seen = see('<div><span>Read also:</span> <a href="/x"><b>Twelve good</b> men and true</a></div>')
    assert seen.lines == ("Read also: Twelve good men and true",)
    assert seen.pieces == (("men and true", "Twelve good men and true"),)


def test_anchors_have_their_text_on_one_line() -> None:
    seen = see('<a href="/a"><div>One</div><div>Two</div></a><a name="x">no href</a>')
    assert seen.anchors == (Anchor("/a", "One Two"), Anchor("", "no href"))


# Broken markup, which old sites have: the reader still sees lines.
BROKEN = [
    ("<p>One<p>Two<div>Three", ["One", "Two", "Three"]),
    ("<b>One</i> two</b></p></div>", ["One two"]),
    ("<a href=/x>One<a href=/y>Two</a>", ["OneTwo"]),
    ("One < two & three", ["One < two & three"]),
    ("<table><tr><td>One<td>Two<tr><td>Three</table>", ["One", "Two", "Three"]),
    ("<li>One<li><a href='/x'>Two</a> three", ["One", "Two three"]),
    ("<p>&nbsp;</p><p>&#8203;</p>", ["\u00a0", "\u200b"]),
    ("<select><option>One<option>Two</select>", ["One", "Two"]),
]


@pytest.mark.parametrize(("html", "lines"), BROKEN)
def test_broken_markup_has_lines_too(html: str, lines: list[str]) -> None:
    assert list(see(html).lines) == lines


PARTS = st.lists(
    st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<br>", "<a href='/x'>", "</a>", "<script>", "</script>", "<", "&"])
    | st.text(max_size=8),
    max_size=20,
)


@given(PARTS)
def test_whatever_the_markup_a_line_is_squeezed_and_has_its_pieces(parts: list[str]) -> None:
    seen = see("".join(parts))
    assert len(seen.pieces) == len(seen.lines)
    for line, pieces in zip(seen.lines, seen.pieces, strict=True):
        assert line == squeezed(line) != ""
        assert line not in pieces


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12), min_size=1, max_size=8))
def test_paragraphs_of_plain_words_come_back_as_they_are(words: list[str]) -> None:
    assert list(see("".join(f"<p>{word}</p>" for word in words)).lines) == words
    assert list(see("<br>".join(words)).lines) == words
    assert list(see(" <i> ".join(words)).lines) == [" ".join(words)]


@pytest.mark.parametrize(("text", "squeezed_text"), [(" a  b\n", "a b"), ("\u00a0a", "\u00a0a"), ("", "")])
def test_squeezing_leaves_no_break_spaces(text: str, squeezed_text: str) -> None:
    assert squeezed(text) == squeezed_text
