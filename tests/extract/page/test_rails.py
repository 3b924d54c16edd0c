"""Rails on pages: what is cut out of the blocks that an extractor chose, shown on small pages."""

import pytest

from extract.flat.lines import Kind
from extract.page import blocks, markup
from extract.page import rails as pagerails

LONG = (
    "The council said on Monday that the {} would be rebuilt before the winter, and that nobody had to leave the town."
)
BODY = [LONG.format(word) for word in ("bridge", "harbour", "school", "theatre")]
P = [f"<p>{text}</p>" for text in BODY]


def judged(html, title=None, left_out=()):
    page = blocks.walk(markup.parse(html))
    chosen = [block.text not in left_out for block in page.blocks]
    return page, pagerails.judge(page, chosen, pagerails.Known(title))


def body(html, title=None, left_out=()):
    page, found = judged(html, title, left_out)
    return [block.text for block, rule in zip(page.blocks, found.verdicts, strict=True) if rule is None]


def card(n, lead="A teaser that tells what the story is about, in a sentence or two."):
    return f'<div class="c"><h4><a href="/{n}">The headline of story number {n}</a></h4><p>{lead}</p></div>'


CARDS = "".join(map(card, range(4)))


@pytest.mark.parametrize(
    "rail",
    [
        f"<div><h3>Related articles</h3>{CARDS}</div>",
        f"<h3>Related articles</h3><div>{CARDS}</div>",
        f"<div><div><span>Related articles</span></div><div>{CARDS}</div></div>",
        "<ul><li>Latest news</li>"
        + "".join(f"<li><a href=/{n}>The headline of story {n}</a></li>" for n in range(4))
        + "</ul>",
        '<div><b>See also</b><br>» <a href="/1">The first headline</a><br>» <a href="/2">The second headline</a></div>',
        "<h3>Related Posts</h3>",
    ],
)
@pytest.mark.parametrize("where", [1, 2, 3, 4])
def test_a_rail_goes_wherever_it_stands_and_the_body_stays(rail, where):
    html = "<article>" + "".join([*P[:where], rail, *P[where:]]) + "</article>"
    assert body(html) == BODY


def test_a_rail_heading_round_the_whole_article_cuts_nothing():
    assert body(f"<div><span>Top stories</span><div>{''.join(P)}</div></div>") == BODY


def test_a_sub_heading_stays_even_behind_a_rail():
    rail = "<h3>Read also</h3><ul><li><a href=/1>A headline</a></li></ul>"
    html = f"<article>{P[0]}{rail}<h3>Why now</h3>{P[1]}{P[2]}</article>"
    assert body(html) == [BODY[0], "Why now", *BODY[1:3]]


@pytest.mark.parametrize(
    "heading",
    ["<h2>development of the harbour</h2>", "<p><b>What nobody said</b></p>", "<h4>Related matters of law</h4>"],
)
def test_sub_headings_stay(heading):
    html = f"<article>{P[0]}{heading}{P[1]}{P[2]}</article>"
    assert len(body(html)) == 4


def test_a_sub_heading_in_bold_that_the_extractor_lost_is_found_again():
    html = f"<article>{P[0]}<p><b>Old quay station</b></p>{P[1]}</article>"
    assert body(html, left_out=("Old quay station",)) == [BODY[0], "Old quay station", BODY[1]]


@pytest.mark.parametrize(
    ("label", "rule"),
    [
        ("<p>Follow us on</p>", "label"),
        ("<p>0</p>", "counter"),
        ("<p>Tags: <a href=/t>bridge</a></p>", "tag line"),
        ("<p>Read also: <a href=/t>The other bridge</a></p>", "read-also line"),
        ("<p>Facebook Twitter WhatsApp</p>", "share bar"),
        ("<p>By Jane Doe</p>", "byline"),
        ("<p>12.09.2024, 14:05</p>", "date line"),
        ("<p>Reuters</p>", "agency credit"),
        ("<figure><figcaption>The bridge in May</figcaption></figure>", "caption"),
        (
            '<div class="newsletter"><p>Every morning the ten stories that you must know, in your mail box.</p></div>',
            "in a subscribe region",
        ),
        ('<div class="share-tools"><p>Send it to a friend</p></div>', "in a share region"),
        (
            '<div><div><a href="/9">The headline of a story that stands here for no good reason</a></div></div>',
            "linked headline",
        ),
    ],
)
def test_a_label_among_the_paragraphs_is_cut_by_its_rule(label, rule):
    _, found = judged(f"<article>{P[0]}{label}{P[1]}{P[2]}</article>")
    rules = [r for r in found.verdicts if r]
    assert rules == [rule]
    assert [rail.rule for rail in found.rails] == [rule]


def test_numbers_in_table_cells_are_no_counters():
    html = f"<article>{P[0]}{P[1]}<table><tr><td>bridges</td><td>12</td></tr></table></article>"
    assert body(html)[-2:] == ["bridges", "12"]


def test_the_title_in_the_text_is_cut():
    assert body(f"<article><h1>Bridge to be rebuilt</h1>{P[0]}{P[1]}</article>", "Bridge to be rebuilt") == BODY[:2]


def test_a_class_name_that_smells_of_a_rail_cuts_no_running_text():
    assert body(f'<div class="recommended-layout widget">{"".join(P)}</div>') == BODY
    assert body(f'<article>{P[0]}{P[1]}<div class="more-on-this">{P[2]}</div></article>') == BODY[:3]


def test_teasers_without_a_heading_go_by_their_shape():
    rail = "".join(
        f"<p>• <a href=/{n}>The headline of story {n}</a> (12.09.2024)<br>{LONG.format(n)}</p>" for n in "abc"
    )
    assert body(f"<td>{P[0]}{P[1]}{P[2]}{rail}</td>") == BODY[:3]


def test_a_heading_in_its_own_words_goes_with_its_links():
    rail = "<p>Out of our other drawers</p>" + "".join(
        f"<p><a href=/{n}>The headline of story number {n}</a></p>" for n in range(3)
    )
    assert body(f"<article>{P[0]}{P[1]}{rail}</article>") == BODY[:2]


def test_what_stands_far_behind_the_article_goes():
    between = "".join(f"<p>Link {n}</p>" for n in range(5))
    html = (
        f"<div><article>{''.join(P)}</article><div>{between}</div><div><p>{LONG.format('newsletter')}</p></div></div>"
    )
    assert body(html, left_out=[f"Link {n}" for n in range(5)]) == BODY


def test_a_copy_of_a_rails_line_goes_from_the_text():
    copy = "Every Saturday the best of the week, in your mail box before breakfast."
    html = f"<div><article>{P[0]}<p>{copy}</p>{P[1]}</article><div class='newsletter'><p>{copy}</p></div></div>"
    assert body(html) == BODY[:2]


def test_links_inside_the_text_stay():
    lists = "<ul>" + "".join(f"<li><a href=/{n}>The law of {n}</a></li>" for n in (1999, 2004, 2011)) + "</ul>"
    assert len(body(f"<article>{P[0]}{lists}{P[1]}</article>")) == 5


def test_a_rail_says_its_heading_and_lines():
    _, found = judged(
        f"<article>{P[0]}<div><h3>Related articles</h3><p><a href=/1>A headline</a></p></div>{P[1]}</article>"
    )
    (rail,) = found.rails
    assert (rail.rule, rail.heading, rail.lines) == (
        "rail heading",
        "Related articles",
        ("Related articles", "A headline"),
    )


def test_labels_round_the_body_are_kept_for_the_metadata():
    _, found = judged(
        f'<article><p>12.09.2024, 14:05</p><p class="kicker">World</p>{P[0]}{P[1]}<p>Reuters</p></article>'
    )
    assert found.labelled(Kind.DATE) == ("12.09.2024, 14:05",)
    assert found.labelled(Kind.AGENCY) == ("Reuters",)


def test_labels_of_rails_are_not():
    rail = "<div><h3>Latest news</h3><p>12.09.2025</p><a href=/1>A headline</a><p>Reuters</p></div>"
    _, found = judged(f"<article>{P[0]}{P[1]}</article>{rail}")
    assert found.labels == ()


@pytest.mark.parametrize(
    ("html", "runs", "at_home"),
    [
        ("<article>" + "".join(P) + "</article>", 3, 1.0),
        ("".join(f"<div><a href=/x>Headline</a>{p}</div>" for p in P), 0, 0.25),
        ("<p>x</p>", 0, 0.0),
    ],
)
def test_an_article_runs_on_at_one_place_and_a_list_does_not(html, runs, at_home):
    _, found = judged(html)
    assert (found.shape.runs, found.shape.at_home) == (runs, pytest.approx(at_home, abs=0.02))


def test_a_page_without_blocks_is_judged():
    _, found = judged("<body></body>")
    assert (found.verdicts, found.rails, found.labels) == ([], (), ())
