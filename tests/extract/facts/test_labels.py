from datetime import UTC, datetime

import pytest

from extract.facts import labels, metadata
from extract.page import blocks, markup
from extract.page import rails as pagerails

LONG = (
    "The council said on Monday that the {} would be rebuilt before the winter, and that nobody had to leave the town."
)
TEXTS = [LONG.format(word) for word in ("bridge", "harbour", "school")]
BODY = "".join(f"<p>{text}</p>" for text in TEXTS)


def read(before="", behind="", head=""):
    root = markup.parse(f"<head>{head}</head><body><article>{before}{BODY}{behind}</article></body>")
    facts = metadata.read(root, "http://courier.example/a")
    page = blocks.walk(root)
    chosen = [block.text in TEXTS for block in page.blocks]
    return labels.read(pagerails.judge(page, chosen, pagerails.Known(facts.title)), facts)


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("2024-09-12 23:28:21", (2024, 9, 12, 23, 28, 21), None),
        ("Published on 12 September 2024, 14:05", (2024, 9, 12, 14, 5), None),
        ("Updated 13.09.2024, 09:00", None, (2024, 9, 13, 9)),
        ("12.09.2024, 14:05 | Updated 13.09.2024, 09:00", (2024, 9, 12, 14, 5), (2024, 9, 13, 9)),
        ("Nobody knows when", None, None),
    ],
)
def test_a_date_line_near_the_body_dates_the_article(line, published, updated):
    found = read(f"<p>{line}</p>")
    assert found.published == published or found.published.instant == datetime(*published, tzinfo=UTC)
    assert found.updated == updated or found.updated.instant == datetime(*updated, tzinfo=UTC)


def test_a_date_line_in_a_rail_dates_nothing():
    rail = "<div><h3>Latest news</h3><p>12.09.2025, 10:00</p><p><a href=/1>A headline</a></p></div>"
    assert read(behind=rail).published is None


def test_what_the_head_tells_is_not_read_again():
    found = read(
        "<p>12.09.2024, 14:05</p>", head='<meta property="article:published_time" content="2024-09-12T11:05Z">'
    )
    assert found.published is None
    assert found.origins == ()


@pytest.mark.parametrize(
    ("before", "behind", "section"),
    [
        ('<div class="post-category"><a href=/w>World</a></div>', "", "World"),
        ("<p><small><a href=/>Home</a> / <a href=/w>World</a></small></p>", "", "World"),
        ("<p><a href=/>Πρώτη σελίδα</a> / <a href=/w>Θεσσαλονίκη</a></p>", "", "Θεσσαλονίκη"),
        ("", "<p>Read More About: <a href=/w>World News</a></p>", "World News"),
        ("", "<p>Tags: <a href=/1>bridge</a>, <a href=/2>river</a></p>", None),
        ("", "", None),
    ],
)
def test_the_section_is_a_label_a_crumb_or_a_single_tag(before, behind, section):
    assert read(before, behind).section == section


@pytest.mark.parametrize(
    ("before", "behind", "names"),
    [
        ("<p>By Jane Doe</p>", "", ("Jane Doe",)),
        ("", "<div>Автор: Явор Манолчев</div>", ("Явор Манолчев",)),
        ("<p>Αναρτήθηκε στις 30.11.2024, 19:50 Του/της Ελπίδα Χατζηγιάννη</p>", "", ("Ελπίδα Χατζηγιάννη",)),
        ("<p>By the river</p>", "", ()),
    ],
)
def test_a_byline_is_read_from_its_line(before, behind, names):
    assert read(before, behind).bylines == names


def test_captions_and_credits_are_kept_apart_from_the_text():
    caption = "<figure><figcaption>The bridge in May</figcaption></figure>"
    found = read(caption, "<p>Με πληροφορίες από Reuters</p>")
    assert found.captions == ("The bridge in May",)
    assert found.credits == ("Με πληροφορίες από Reuters",)
