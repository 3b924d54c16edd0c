"""The form in which texts are looked for: letters that a reader takes for the same are the same, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.folding import fold, folded

# Texts and what becomes of them.
FOLDED = [
    ("Dam", "dam"),
    ("Ελληνικός ΛΌΓΟΣ", "ελληνικοσ λογοσ"),
    ("București, Țuțea", "bucuresti, tutea"),
    ("Straße", "strasse"),
    ("ﬁne", "fine"),
    ("Ärger e\u0301te\u0301", "arger ete"),
    ("İstanbul I\u0307STANBUL", "istanbul istanbul"),  # small, its dot is a mark of its own
    ("Ẹ̀kọ́ m̃ Ṣ̀", "eko m s"),
    # elsewhere a mark makes another letter
    ("Йод ёлка", "йод ёлка"),
    ("за\u0301мок", "за\u0301мок"),
    ("हिन्दी", "हिन्दी"),
    ("ガラス", "ガラス"),
    ("中国 ２０２２", "中国 2022"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_letters_are_folded_in_case_and_accents_go_where_they_make_no_other_letter(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(("title", "text", "expected"), [("Ο Τίτλος", "Text", "ο τιτλοσ\ntext"), (None, "A", "\na")])
def test_a_title_is_searched_with_its_text(title: str | None, text: str, expected: str) -> None:
    assert folded(title, text) == expected


@given(st.text(max_size=60))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="αάΆἄςΣéÉßİIẹ\u0301Й가が한ไ中 ", max_size=30), st.text(alphabet="xά", max_size=5))
def test_a_part_of_a_text_is_a_part_of_its_folding(text: str, more: str) -> None:
    assert fold(text).strip() in fold(f"{more} {text}")
