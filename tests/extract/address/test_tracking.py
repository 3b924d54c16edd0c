import pytest

from extract.address.tracking import is_tracking
from extract.urls import canonical


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("utm_source", "rss"),
        ("UTM_Campaign", "x"),
        ("utm_anything_new", ""),
        ("mtm_source", "x"),
        ("fbclid", "IwAR0"),
        ("gclid", "x"),
        ("yclid", "1"),
        ("igshid", "x"),
        ("mc_cid", "x"),
        ("_hsenc", "x"),
        ("xtor", "RSS-3208"),
        ("at_medium", "RSS"),
        ("CMP", "share_btn_tw"),
        ("ocid", "socialflow"),
        ("__twitter_impression", "true"),
        ("replytocom", "1234"),
        # names that may mean much, with values that can mean only one thing
        ("ref", "rss"),
        ("source", "Twitter"),
        ("from", "homepage"),
        ("share", "facebook"),
        # session ids
        ("PHPSESSID", "abc"),
        ("sid", "0123456789abcdef0123456789abcdef"),
        ("s", "0123456789ABCDEF0123456789ABCDEF"),
    ],
)
def test_how_a_reader_came_and_whose_session_it_is_may_go(name, value):
    assert is_tracking(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "4711"),
        ("p", "12"),
        ("page", "2"),
        ("newsid", "41233"),
        ("k", "politiki"),
        ("lang", "el"),
        ("q", "utm_source"),
        ("sid", "41389"),
        ("sid", "cafebabecafebabecafebabe"),
        ("s", "search words"),
        ("session", "autumn"),
        ("source", "kyiv-independent"),
        ("ref", "41389"),
        ("from", "2022-09-19"),
        ("campaign", "presidential-2024"),
        ("medium", "oil-on-canvas"),
        ("autm_x", "1"),
        ("", ""),
    ],
)
def test_what_may_choose_the_page_stays(name, value):
    assert not is_tracking(name, value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://e.org/a?utm_source=rss&utm_medium=rss", "https://e.org/a"),
        ("https://e.org/?p=41389&utm_source=rss", "https://e.org/?p=41389"),
        ("https://e.org/a?utm_source=rss&id=7&fbclid=x&page=2", "https://e.org/a?id=7&page=2"),
        ("https://e.org/a?utm%5Fsource=rss", "https://e.org/a"),
        ("https://e.org/a;jsessionid=0A1B2C?id=7", "https://e.org/a?id=7"),
        ("https://e.org/(S(lit3py55t21z5v55vlm25s55))/a", "https://e.org/a"),
        ("https://e.org/a?&&id=7&", "https://e.org/a?id=7"),
    ],
)
def test_addresses_lose_them(url, expected):
    assert canonical(url) == expected
