"""Texts as every database takes them, and hosts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.strings import clean, host

# Text, and what is kept of it.
CASES = [
    (None, None),
    ("", ""),
    ("plain", "plain"),
    ("κυβέρνηση", "κυβέρνηση"),
    ("emoji \U0001f600", "emoji \U0001f600"),
    # No database keeps NUL ...
    ("a\0b", "ab"),
    ("\0", ""),
    ("κ\0υ", "κυ"),
    # ... nor half of a surrogate pair, as JSON feeds may escape it.
    ("a\ud800b", "a?b"),
    ("\udfff", "?"),
    ("κ\0\ud800", "κ?"),
]


@pytest.mark.parametrize(("text", "kept"), CASES)
def test_what_no_database_takes_is_left_out(text, kept):
    assert clean(text) == kept


@given(st.text(alphabet=st.characters()))  # lone surrogates too
def test_what_was_cleaned_is_clean_and_comes_back_as_the_same_object(text):
    kept = clean(text)
    assert clean(kept) is kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert "\0" not in kept


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://News.Example/a", "news.example"),
        ("https://news.example:8080/a", "news.example:8080"),
        ("https://user:secret@news.example/a", "news.example"),
        ("mailto:desk@news.example", ""),
        ("no address", ""),
        ("http://[broken/a", ""),
        ("", ""),
    ],
)
def test_a_host_is_told_with_its_port_and_without_a_user(url, name):
    assert host(url) == name
