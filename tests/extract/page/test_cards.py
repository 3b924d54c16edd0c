from datetime import UTC, datetime

import pytest
from lxml import html

from extract.page.cards import Anchor, Card, cards, label

SITE = "https://example.org"


def anchors(markup: str) -> list[Anchor]:
    root = html.document_fromstring(f"<html><body>{markup}</body></html>")
    return [Anchor(a, SITE + a.get("href"), label(a), "main") for a in root.iter("a")]


def only(markup: str) -> Card:
    (card,) = cards(anchors(markup), 100)
    return card


class TestLabel:
    @pytest.mark.parametrize(
        ("markup", "expected"),
        [
            ("<a href=/a>Two  old\n acquaintances</a>", "Two old acquaintances"),
            ("<a href=/a>Ru<b>ss</b>ia</a>", "Russia"),
            ("<a href=/a><h3>Kicker</h3><h2>The long headline</h2><p>Teaser</p></a>", "The long headline"),
            ("<a href=/a><div>One</div><div>Two</div></a>", "One Two"),
            ("<a href=/a><img src=x alt='A table'></a>", "A table"),
            ("<a href=/a title='A title'><img src=x alt='A table'></a>", "A title"),
            ("<a href=/a aria-label='To the story'><i></i></a>", "To the story"),
            ("<a href=/a><h2></h2>Words</a>", "Words"),
            ("<a href=/a></a>", ""),
            ("<a href=/a><img src=x></a>", ""),
        ],
    )
    def test_a_links_words_are_its_headline_its_text_or_its_pictures(self, markup, expected):
        (anchor,) = anchors(markup)
        assert anchor.text == expected


class TestTitles:
    @pytest.mark.parametrize(
        "markup",
        [
            "<div><a href=/a><img alt='A very long description of the picture above the text'></a>"
            "<h2><a href=/a>Headline</a></h2><a href=/a>Read more about this here</a></div>",
            "<h3><a href=/a>Headline</a></h3>",
            "<a href=/a>Kick</a><a href=/a>Headline</a><a href=/a>More</a>",
            "<a href=/a>Headline</a>" + "<a href=/a>" + "far too long to be a headline " * 20 + "</a>",
        ],
    )
    def test_headings_count_before_longer_words_before_short_ones(self, markup):
        assert only(markup).title == "Headline"

    def test_a_link_without_words_has_no_title(self):
        assert only("<div><a href=/a></a></div>").title is None


class TestTeasers:
    @pytest.mark.parametrize(
        "markup",
        [
            "<article><h2><a href=/a>Headline</a></h2><p>A teaser of some words.</p></article>",
            "<li><a href=/a>Headline</a><span>19 Sept</span><p>A teaser of some words.</p></li>",
            "<li><a href=/a>Headline</a><div class=excerpt>A teaser of some words.</div></li>",
            "<div><div><div><h2><a href=/a>Headline</a></h2></div></div><p>A teaser of <b>some</b> words.</p></div>",
            "<a href=/a><h2>Headline</h2><p>A teaser of some words.</p></a>",
            "<div><p><a href=/a>Headline</a></p><p>A teaser of some words.</p></div>",
        ],
    )
    def test_the_teaser_is_the_text_beside_the_headline(self, markup):
        assert only(f"<div>{markup}<a href=/b>Other</a></div>".replace("<a href=/b>Other</a>", "")) == Card(
            SITE + "/a", "Headline", "A teaser of some words.", None, None
        )

    def test_text_that_belongs_to_several_links_is_nobodys_teaser(self):
        markup = "<div><a href=/a>First</a><a href=/b>Second</a><p>Text that stands below the two.</p></div>"
        assert [card.summary for card in cards(anchors(markup), 100)] == [None, None]

    def test_each_card_keeps_to_itself(self):
        markup = "".join(
            f"<li><h3><a href=/{name}>Headline {name}</a></h3><p>Teaser of the story {name}.</p></li>" for name in "abc"
        )
        assert [(card.title, card.summary) for card in cards(anchors(f"<ul>{markup}</ul>"), 100)] == [
            (f"Headline {name}", f"Teaser of the story {name}.") for name in "abc"
        ]

    @pytest.mark.parametrize("text", ["Short", "Headline of the story itself", ""])
    def test_the_headline_again_and_scraps_are_no_teaser(self, text):
        assert only(f"<div><h2><a href=/a>Headline of the story itself</a></h2><p>{text}</p></div>").summary is None

    def test_a_page_of_text_round_a_single_link_is_cut(self):
        summary = only("<div><a href=/a>Headline</a><p>" + "many words " * 1000 + "</p></div>").summary
        assert summary is not None
        assert len(summary) <= 600


class TestTimes:
    @pytest.mark.parametrize(
        ("markup", "expected"),
        [
            ("<time datetime='2022-09-19T14:05:00+03:00'>today</time>", datetime(2022, 9, 19, 11, 5, tzinfo=UTC)),
            ("<time>2022-09-19</time>", datetime(2022, 9, 19, tzinfo=UTC)),
            ("<time datetime='soon'>soon</time><time datetime='2022-09-19'></time>", datetime(2022, 9, 19, tzinfo=UTC)),
            ("<time>an hour ago</time>", None),
            ("", None),
        ],
    )
    def test_the_time_beside_a_headline_is_its_time(self, markup, expected):
        assert only(f"<li><a href=/a>Headline</a>{markup}</li>").published == expected

    def test_another_storys_time_is_not(self):
        markup = "<ul><li><a href=/a>First</a></li><li><a href=/b>Second</a><time>2022-09-19</time></li></ul>"
        assert [card.published is None for card in cards(anchors(markup), 100)] == [True, False]


def test_the_language_of_the_link_is_told():
    assert only("<a href=/a hreflang=de>Zwei alte Bekannte</a>").hreflang == "de"


def test_cards_come_in_the_order_of_first_links_and_are_cut_at_the_limit():
    markup = "".join(f"<p><a href=/{n % 7}>Story {n}</a></p>" for n in range(21))
    assert [card.url for card in cards(anchors(markup), 5)] == [f"{SITE}/{n}" for n in range(5)]
