"""For each rule that cuts: a page that shows it, and text of the same look that is the article's and must stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from extract.article import extract
from extract.document import Document
from extract.text import strip

URL = "http://paper.example/news/bridge-to-be-rebuilt"
TITLE = "Old bridge to be rebuilt before winter"
LONG = "The council said on Monday that the {} would be rebuilt before the winter, and that nobody would have to leave."
WORDS = ("bridge", "harbour", "school", "theatre", "station", "market", "hospital", "library")
BODY = [LONG.format(word) for word in WORDS]
P = [f"<p>{text}</p>" for text in BODY]


def page(inside: str, around: str = "{}", head: str = "") -> bytes:
    article = f"<article><h1>{TITLE}</h1>{inside}</article>"
    return f"<html><head><title>{TITLE}</title>{head}</head><body>{around.format(article)}</body></html>".encode()


def lines_of(html: bytes) -> list[str]:
    found = extract(html, URL)
    assert isinstance(found, Document)
    return found.text.split("\n")


def item(n: int, text: str = "Headline of the other story number {}") -> str:
    return f'<a href="/{n}">{text.format(n)}</a>'


# What an article holds beside plain paragraphs: (markup, the lines of text it must give).
PARTS = {
    "a sub-heading": ("<h2>Where the money comes from</h2>", ["Where the money comes from"]),
    "a sub-heading in bold": ("<p><strong>Where the money comes from</strong></p>", ["Where the money comes from"]),
    "a sub-heading that asks": ("<h3>Who pays?</h3>", ["Who pays?"]),
    "a sub-heading of one word": ("<h3>Background</h3>", ["Background"]),
    "a short sentence": ("<p>Nobody answered.</p>", ["Nobody answered."]),
    "a list": (
        "<ul><li>a new pier of granite</li><li>two lanes for bicycles</li><li>lamps on either side</li></ul>",
        ["a new pier of granite", "two lanes for bicycles", "lamps on either side"],
    ),
    "a numbered list of sentences": (
        "<ol><li>The river is led aside in May.</li><li>The arches are built until July.</li></ol>",
        ["The river is led aside in May.", "The arches are built until July."],
    ),
    "a quotation": (
        "<blockquote><p>“We shall all walk over it again before the snow falls,” the mayor said.</p></blockquote>",
        ["“We shall all walk over it again before the snow falls,” the mayor said."],
    ),
    "a table of results": (
        "<table><tr><th>Place</th><th>Votes</th></tr><tr><td>Upper town</td><td>1,204</td></tr>"
        "<tr><td>Lower town</td><td>987</td></tr></table>",
        ["Place", "Votes", "Upper town", "1,204", "Lower town", "987"],
    ),
    "a sentence with a link": (
        '<p>The plan was first printed in <a href="/1998">an old number of this paper</a>, the archive shows.</p>',
        ["The plan was first printed in an old number of this paper, the archive shows."],
    ),
    "a sentence that opens with a link": (
        '<p><a href="/mayor">The mayor</a> was not in the hall when the vote was taken on Monday evening.</p>',
        ["The mayor was not in the hall when the vote was taken on Monday evening."],
    ),
    "speech by turns": (
        "<p>– And the money?</p><p>– It has been there since the flood, in a fund that few people know of.</p>",
        ["– And the money?", "– It has been there since the flood, in a fund that few people know of."],
    ),
    "a sentence that names services": (
        "<p>The video was seen on Facebook and Twitter by some forty thousand people before it was taken down.</p>",
        ["The video was seen on Facebook and Twitter by some forty thousand people before it was taken down."],
    ),
    "a sentence that names an agency": (
        "<p>The minister had told Reuters a week ago that there was no money for any bridge in the valley.</p>",
        ["The minister had told Reuters a week ago that there was no money for any bridge in the valley."],
    ),
    "a sentence with a day in it": (
        "<p>It was on 12 September 2024, a Thursday, that the water took the last of the three old arches away.</p>",
        ["It was on 12 September 2024, a Thursday, that the water took the last of the three old arches away."],
    ),
    "a sentence that opens like a byline": (
        "<p>By the river nobody remembers a bridge that was not broken for at least a part of the year.</p>",
        ["By the river nobody remembers a bridge that was not broken for at least a part of the year."],
    ),
    "a sentence about photographs": (
        "<p>On the walls of the hall hang photographs of all the bridges that the town has had since 1700.</p>",
        ["On the walls of the hall hang photographs of all the bridges that the town has had since 1700."],
    ),
    "a sentence about rights": (
        "<p>The copyright in the plans of 1998 lies with the heirs of the architect, who want nothing for it.</p>",
        ["The copyright in the plans of 1998 lies with the heirs of the architect, who want nothing for it."],
    ),
    "a trailing ellipsis in speech": (
        "<p>“I thought it would hold, and then I heard the noise, and then there was only the river...” she said.</p>",
        ["“I thought it would hold, and then I heard the noise, and then there was only the river...” she said."],
    ),
}


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("where", [2, 5])
class TestPartsOfAnArticle:
    def test_stay_between_paragraphs(self, name, where):
        markup, wanted = PARTS[name]
        assert lines_of(page("".join([*P[:where], markup, *P[where:]]))) == [*BODY[:where], *wanted, *BODY[where:]]

    def test_stay_where_a_rail_stands_right_behind_them(self, name, where):
        markup, wanted = PARTS[name]
        rail = f"<aside class='related'><h3>Related articles</h3><ul><li>{item(1)}</li><li>{item(2)}</li></ul></aside>"
        html = page("".join([*P[:where], markup, P[where], rail, *P[where + 1 :]]))
        assert lines_of(html) == [*BODY[:where], *wanted, *BODY[where:]]

    def test_stay_in_a_page_of_plain_divs(self, name, where):
        markup, wanted = PARTS[name]
        inside = "".join([*P[:where], markup, *P[where:]])
        html = (
            f'<html><body><div class="w"><div class="c"><h1>{TITLE}</h1><div>{inside}</div></div></div></body></html>'
        )
        assert lines_of(html.encode()) == [*BODY[:where], *wanted, *BODY[where:]]


# What sites put among the paragraphs: each goes, and nothing else goes with it.
FURNITURE = {
    "a rail in a box": f"<div><h4>Related articles</h4><ul><li>{item(1)}</li><li>{item(2)}</li></ul></div>",
    "a rail of two siblings": f"<h4>More like this</h4><ul><li>{item(1)}</li><li>{item(2)}</li></ul>",
    "a rail of one": f"<div><b>See also</b> {item(1)}</div>",
    "a read-also line": f"<p>Read also: {item(1)}</p>",
    "a read-also line in bold": f"<p><strong>READ ALSO: {item(1)}</strong></p>",
    "share buttons": '<div class="share"><a href="#">Facebook</a> <a href="#">Twitter</a></div>',
    "a newsletter form": "<form><p>Get the ten stories of the day by mail.</p><input name=m><button>Go</button></form>",
    "a newsletter box": "<div class='newsletter-signup'><h4>Our letter</h4><p>Each morning in your box.</p></div>",
    "an advertisement": "<div class='ad'><span>Advertisement</span></div>",
    "an advertisement's label": "<p>Advertisement</p>",
    "a follow-us line": "<p>Follow The Courier on Google News and never miss a story.</p>",
    "a caption": "<figure><img src=a><figcaption>The bridge in May. Photo: Jane Doe</figcaption></figure>",
    "a legal notice": "<p>© 2024 The Courier. All rights reserved.</p>",
    "tags": f"<p>Tags: {item(1, 'bridge')}, {item(2, 'river')}</p>",
    "a hidden paragraph": '<p style="display:none">You should not be able to see these words on the page at all.</p>',
    "a script": "<script>var teaser = 'You should not be able to see these words';</script>",
    "a frame": "<iframe src=x>Your browser does not show frames.</iframe>",
    "a video without words": "<video controls><p>Your browser does not play videos of this kind.</p></video>",
}


@pytest.mark.parametrize("name", FURNITURE)
@pytest.mark.parametrize("where", [1, 4, 8])
class TestFurniture:
    def test_goes_and_nothing_with_it(self, name, where):
        assert lines_of(page("".join([*P[:where], FURNITURE[name], *P[where:]]))) == BODY

    def test_goes_twice_too(self, name, where):
        again = FURNITURE[name].replace("/1", "/7").replace("/2", "/8")
        html = page("".join([*P[:where], FURNITURE[name], *P[where:], again]))
        assert lines_of(html) == BODY


# Whole articles of other kinds than the plain report.
def turns() -> list[str]:
    asked = ["Why now?", "And the houses by the river?", "Who pays for it?", "What if the snow comes early?"]
    return [line for question, answer in zip(asked, BODY, strict=False) for line in (question, answer)]


VERSE = [
    "The bridge went down in the middle of the night,",
    "the river took the stones away,",
    "and nobody had lit a light",
    "to see it go, they say.",
]
RECIPE = [
    "200 g flour",
    "two eggs",
    "a pinch of salt",
    "Beat the eggs, then add the flour a spoon at a time.",
    "Bake it for forty minutes.",
]
LIVE = [
    line for hour, text in enumerate(BODY[:6], 9) for line in (f"The {WORDS[hour - 9]} is closed to all traffic", text)
]


@pytest.mark.parametrize("tag", ["h3", "p><strong", "p><b", "h4"])
def test_an_interview_keeps_its_short_questions(tag):
    close = "".join(f"</{part}>" for part in reversed(tag.replace(">", "").split("<")))
    inside = "".join(f"<{tag}>{line}{close}" if line.endswith("?") else f"<p>{line}</p>" for line in turns())
    assert lines_of(page(inside)) == turns()


def test_an_interview_flattened_keeps_its_short_questions():
    found = strip("\n".join([TITLE, BODY[7], *turns(), "Related articles", "School opens a garden"]))
    assert found.text.split("\n") == [BODY[7], *turns()]


def test_verse_in_a_report_is_kept_line_by_line():
    verse = "<p>" + "<br>".join(line.capitalize() for line in VERSE) + "</p>"
    html = page("".join([*P[:3], verse, *P[3:]]))
    assert lines_of(html) == [*BODY[:3], *(line.capitalize() for line in VERSE), *BODY[3:]]


def test_a_recipe_keeps_its_list():
    listed = "".join(f"<li>{line}</li>" for line in RECIPE[:3])
    steps = "".join(f"<p>{line}</p>" for line in RECIPE[3:])
    assert lines_of(page(f"{P[0]}{P[1]}<ul>{listed}</ul>{steps}{P[2]}")) == [*BODY[:2], *RECIPE, BODY[2]]


def test_a_live_blog_keeps_all_of_its_entries():
    entries = "".join(
        f"<div class='entry'><h3>{LIVE[n]}</h3><p>{LIVE[n + 1]}</p></div>" for n in range(0, len(LIVE), 2)
    )
    assert lines_of(page(P[7] + entries)) == [BODY[7], *LIVE]


@pytest.mark.parametrize("last", ["It held.", "Nobody knows.", "Then came the snow.", "“Never again,” she said."])
def test_a_short_last_sentence_is_the_articles(last):
    rail = f"<aside><h3>Latest news</h3><p>{item(1)}</p><p>{item(2)}</p></aside>"
    assert lines_of(page("".join(P) + f"<p>{last}</p>", "<div>{}" + rail + "</div>")) == [*BODY, last]
    assert strip("\n".join([TITLE, *BODY, last])).text.split("\n") == [*BODY, last]


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from([("part", name) for name in PARTS] + [("cut", name) for name in FURNITURE]), max_size=4),
    st.integers(2, 6),
)
def test_no_line_of_text_or_rail_is_invented(pieces, where):
    markup = "".join(PARTS[name][0] if kind == "part" else FURNITURE[name] for kind, name in pieces)
    html = page("".join([*P[:where], markup, *P[where:]]))
    found = extract(html, URL)
    seen = "".join(lxml_html.fromstring(html.decode()).text_content().split())
    told = [*found.text.split("\n"), *(line for rail in found.rails for line in rail.lines)]
    missing = [w for line in told for w in line.split() if w not in seen]
    assert missing == []


@settings(max_examples=30)
@given(st.permutations(BODY), st.sampled_from(list(FURNITURE)), st.integers(0, 8))
def test_paragraphs_come_in_the_order_of_the_page(order, name, where):
    paragraphs = [f"<p>{text}</p>" for text in order]
    assert lines_of(page("".join([*paragraphs[:where], FURNITURE[name], *paragraphs[where:]]))) == list(order)
