from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.page import letters, stems


def counted(text: str) -> dict[str, float]:
    return {name: float(column[0]) for name, column in letters.counts([text]).items()}


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("one two three", "words", 3),
        ("one-two three", "words", 3),
        ("日本語", "words", 1.5),
        ("In 2024", "digits", 4 / 7),
        ("AbC", "capitals", 2 / 3),
        ("ΑβΓ", "capitals", 2 / 3),
        ("a, b, c", "commas", 2),
        ("一、二", "commas", 1),
        ("A. B! C?", "stops", 3),
        ("End.", "ends as sentence", 1),
        ("“End.”", "ends as sentence", 1),
        ("“End”", "ends as sentence", 0),
        ("“End”", "ends quoted", 1),
        ("Read also:", "ends with colon", 1),
        ("one two. three four.", "words a stop", 4 / 3),
    ],
)
def test_letters_are_counted(text, name, value):
    assert counted(text)[name] == pytest.approx(value)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_texts_are_counted_together_as_each_alone(texts):
    together = letters.counts(texts)
    for index, text in enumerate(texts):
        assert {name: float(column[index]) for name, column in together.items()} == counted(text)


@pytest.mark.parametrize(
    ("text", "group", "count"),
    [
        ("Subscribe to our newsletter", "says signup", 2),
        ("SIGN UP, sign up", "says signup", 2),
        ("Εγγραφείτε εδώ", "says signup", 1),
        ("구독", "says signup", 1),  # two letters
        ("© 2024", "says legal", 1),  # one
        ("@", "says contact", 1),
        ("A dog ran over the bridge", "says signup", 0),
        ("x" * 400 + " newsletter", "says signup", 0),  # behind what is looked at
    ],
)
def test_beginnings_of_words_are_counted(text, group, count):
    assert stems.counts([text])[group].tolist() == [count]


_WORDS = st.sampled_from(["newsletter", "ab", "sign", "up", "by ", "©", "구독", "写真", "cookie", "read more", " "])


@given(st.lists(st.lists(_WORDS, max_size=6).map("".join), max_size=5))
def test_no_beginning_is_missed_for_being_sought_in_all_texts_at_once(texts):
    found = stems.counts(texts)
    for name, listed in stems.STEMS.items():
        wanted = [sum(text.count(stem) for stem in listed.split("|")) for text in texts]
        assert found[f"says {name}"].tolist() == wanted
