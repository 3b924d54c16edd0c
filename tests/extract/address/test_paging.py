"""Where a list goes on, by its addresses alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.address.paging import following
from extract.links import discover

SITE = "https://example.org"

CASES = [
    # The first page has no number.
    ("/list.php?k=town", "/list.php?k=town&selida=2", True),
    ("/world", "/world?page=2", True),
    ("/category/world/", "/category/world/page/2/", True),
    ("/category/world", "/category/world/2", True),
    # Later ones go up by one.
    ("/world?page=2", "/world?page=3", True),
    ("/category/world/page/9/", "/category/world/page/10/", True),
    # Not the page after this one.
    ("/world?page=2", "/world?page=2", False),
    ("/world?page=3", "/world?page=2", False),
    ("/world", "/world?page=3", False),
    ("/world", "/sport?page=2", False),
    ("/world?page=2", "/world?offset=3", False),
    ("/world", "/world/2024/05/a-story", False),
    ("/list.php?k=town", "/list.php?k=sport", False),
    ("/world", "/world?id=41467", False),
]


@pytest.mark.parametrize(("here", "other", "follows"), CASES)
def test_the_next_number_follows(here: str, other: str, follows: bool) -> None:
    assert following(SITE + here, [SITE + "/about", SITE + other]) == (SITE + other if follows else None)


def test_a_list_without_rel_next_is_known_to_go_on() -> None:
    html = b"<html><body><p><a href='/list.php?k=town&amp;selida=2'>Older</a></p></body></html>"
    assert discover(html, SITE + "/list.php?k=town").next_page == SITE + "/list.php?k=town&selida=2"


def test_rel_next_is_believed_first() -> None:
    html = (
        b"<html><head><link rel=next href='/world?cursor=abc'></head><body><a href='/world?page=2'>2</a></body></html>"
    )
    assert discover(html, SITE + "/world").next_page == SITE + "/world?cursor=abc"


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_whatever_the_addresses_are_one_of_them_or_none_follows(here: str, others: list[str]) -> None:
    assert following(here, others) in {None, *others}
