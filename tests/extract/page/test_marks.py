"""What names of classes, ids and roles speak of: a table of names as themes write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.page import marks


def told(names: str) -> set[str]:
    bits = marks.of(names)
    return {name for place, name in enumerate(marks.NAMES) if bits >> place & 1}


NAMES = [
    # nothing at all
    ("", set()),
    ("x y z", set()),
    ("wp-block-1234", set()),
    ("--__--", set()),
    # the article and its parts
    ("entry-content", {"article", "body"}),
    ("post-body", {"article", "body"}),
    ("article__body", {"article", "body"}),
    ("story-text", {"article", "body"}),
    ("article-headline", {"article", "title"}),
    ("standfirst", {"lead"}),
    ("c-deck", {"lead"}),
    ("intro", {"lead"}),
    ("subtitle", {"lead", "title"}),
    ("paragraph", {"paragraph"}),
    ("pull-quote", {"quote"}),
    ("blockquote", {"quote"}),
    ("photo-credit", {"caption"}),
    ("figure", {"caption"}),
    ("factbox", {"box"}),
    ("data-table", {"table"}),
    ("footnotes", {"foot", "notes"}),
    ("faq-question", {"faq"}),
    ("liveblog", {"live"}),
    # what stands round it
    ("main-nav", {"main", "nav"}),
    ("breadcrumbs", {"nav"}),
    ("sidebar", {"side"}),
    ("widget-area", {"side"}),
    ("site-footer", {"foot"}),
    ("masthead", {"head"}),
    ("social-share", {"share"}),
    ("follow-us", {"share"}),
    ("related-posts", {"related", "article"}),
    ("most-read", {"related"}),
    ("outbrain", {"related"}),
    ("teaser", {"cards"}),
    ("card-grid", {"cards"}),
    ("comments", {"comment"}),
    ("disqus_thread", {"comment"}),
    ("author-bio", {"author"}),
    ("byline", {"author"}),
    ("post-date", {"article", "meta"}),
    ("eyebrow", {"meta"}),
    ("sponsored", {"promo"}),
    ("newsletter-signup", {"signup"}),
    ("cookie-banner", {"cover", "head"}),
    ("paywall", {"cover"}),
    ("modal", {"cover"}),
    ("visually-hidden", {"hidden"}),
    ("search-form", {"search", "signup"}),
    ("product-price", {"product"}),
    ("button", {"button"}),
    # words are told apart however a theme joins them
    ("relatedPosts", {"related", "article"}),
    ("RelatedPosts", {"related", "article"}),
    ("related_posts", {"related", "article"}),
    ("related posts", {"related", "article"}),
    ("RELATED", {"related"}),
    ("siteFooterNAV", {"foot", "nav"}),
    # a short stem is a word of its own: "ad" in "load", "tab" in "table", "bio" in "biology" are none
    ("ad", {"promo"}),
    ("ad-slot", {"promo"}),
    ("load", set()),
    ("header-ad", {"head", "promo"}),
    ("shadow", set()),
    ("tab", {"nav"}),
    ("biology", set()),
    ("sr-only", {"hidden"}),
    ("sri-lanka", set()),
    ("btn", {"button"}),
    ("cta", {"promo"}),
    ("nav", {"nav"}),
    ("unav", set()),
    # a long one may stand inside a word
    ("mediaplayer", {"caption"}),
    ("subheading", {"title", "lead"}),
]


@pytest.mark.parametrize(("names", "expected"), NAMES)
def test_names_speak_of(names: str, expected: set[str]) -> None:
    assert told(names) == expected


def test_a_name_is_read_to_its_three_hundredth_letter() -> None:
    assert told("x" * 280 + " related") == {"related"}
    assert told("x" * 300 + " related") == set()


def test_each_mark_has_a_bit_of_its_own() -> None:
    assert len(set(marks.NAMES)) == len(marks.NAMES)
    assert marks.of(" ".join(marks.NAMES)).bit_length() <= len(marks.NAMES)


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_names_speak_of_what_each_speaks_of(one: str, other: str) -> None:
    assert told(f"{one} {other}") == told(one) | told(other)


@given(st.lists(st.sampled_from(["related", "posts", "entry", "content", "sidebar", "ad", "load"]), max_size=6))
def test_order_and_repetition_do_not_count(words: list[str]) -> None:
    assert told(" ".join(words)) == told("-".join(sorted(set(words))))
