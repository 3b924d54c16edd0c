from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.sketches import (
    CHARACTERS_IN_SHINGLE,
    COARSEST,
    KEPT,
    WORDS_IN_SHINGLE,
    Sketch,
    containment,
    shared,
    shingle_hashes,
    sketch,
    tokens,
    width,
)

_GOLDEN = 0x9E3779B97F4A7C15


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("Russia and China", ["russia", "and", "china"]),
        ("snake_case, U.S.", ["snake", "case", "u", "s"]),
        ("Straße", ["strasse"]),
        ("中国と", ["中", "国", "と"]),
        ("中国 and 2022", ["中", "国", "and", "2022"]),
        ("ไทย", ["ไ", "ท", "ย"]),
    ],
)
def test_words_are_tokens_and_signs_without_spaces_each_one(text, words):
    assert [word for word, _, _ in tokens(text)] == words


@given(st.text(max_size=80))
def test_a_token_stands_where_it_says(text):
    found = tokens(text)
    assert all(text[start:end].casefold() == word for word, start, end in found)
    assert [start for _, start, _ in found] == sorted({start for _, start, _ in found})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", WORDS_IN_SHINGLE),
        ("one two three", WORDS_IN_SHINGLE),
        ("a b c d", WORDS_IN_SHINGLE),
        ("中国と日本", CHARACTERS_IN_SHINGLE),
        ("中国 one two", WORDS_IN_SHINGLE),  # half is not most
        ("中国と one two", CHARACTERS_IN_SHINGLE),
        ("ประเทศไทย", CHARACTERS_IN_SHINGLE),
        ("대한민국 정부", WORDS_IN_SHINGLE),  # Korean has spaces
    ],
)
def test_a_shingle_is_as_wide_as_its_script_needs(text, expected):
    assert width([word for word, _, _ in tokens(text)]) == expected


@given(st.lists(st.sampled_from("abcdef"), max_size=12), st.integers(1, 6))
def test_each_run_of_words_has_a_hash_and_equal_runs_the_same(words, size):
    hashes = shingle_hashes(words, size)
    runs = [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]
    assert len(hashes) == len(runs)
    assert len(set(hashes)) == len(set(runs))
    assert all(0 <= value < 2**64 for value in hashes)


def test_hashes_are_mixed_word_by_word():
    (one,), (two,) = shingle_hashes(["a"], 1), shingle_hashes(["b"], 1)
    (both,) = shingle_hashes(["a", "b"], 2)
    mixed = ((one ^ _unmixed(two)) * _GOLDEN) % 2**64
    assert both == mixed ^ (mixed >> 29)


def _unmixed(value: int) -> int:
    """The code of a word, from the hash of the word alone."""
    folded = value ^ (value >> 29) ^ (value >> 58)
    return folded * pow(_GOLDEN, -1, 2**64) % 2**64


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [
        ((2, 4, 6), (4, 6, 8), (2, 3, 3)),
        ((), (4,), (0, 0, 1)),
        ((1, 2), (3, 4), (0, 2, 2)),
    ],
)
def test_what_two_samples_share_is_counted(here, there, told):
    assert shared(Sketch(here, 1, len(here)), Sketch(there, 1, len(there))) == told


def test_samples_of_different_rates_are_compared_at_the_coarser():
    fine, coarse = Sketch((1, 2, 3, 4, 8), 1, 5), Sketch((4, 8, 12), 4, 12)
    assert shared(fine, coarse) == (2, 2, 3)
    assert containment(fine, coarse) == 1.0


@given(st.integers(0, 1_500))
def test_a_sample_is_no_larger_than_its_rate_asks(count):
    made = sketch(" ".join(f"word{number}" for number in range(count)))
    assert made.total == max(0, count - WORDS_IN_SHINGLE + 1)
    assert made.rate == 1 or made.total > KEPT * made.rate // 2
    assert made.rate == COARSEST or made.total <= KEPT * made.rate
