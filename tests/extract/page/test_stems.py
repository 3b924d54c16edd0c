"""Words that stand in what surrounds articles, counted in each block of a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.page.stems import STEMS, counts


def told(text: str) -> dict[str, int]:
    """The groups of which ``text`` holds something, and how much."""
    return {name.removeprefix("says "): int(found[0]) for name, found in counts([text]).items() if found[0]}


LINES = [
    # running text says none of it
    ("The dam above the village gave way on Friday night.", {}),
    ("Το φράγμα υποχώρησε πάνω από το χωριό.", {}),
    ("", {}),
    # a box for letters
    ("Sign up for our newsletter", {"signup": 2}),
    ("Subscribe now", {"signup": 1}),
    ("Abonnieren Sie uns", {"signup": 1}),
    ("Suscríbete", {}),
    ("Suscripción", {"signup": 1}),
    ("Абонирай се", {"signup": 1}),
    ("Подписаться", {"signup": 1}),
    ("Εγγραφείτε", {"signup": 1}),
    ("メルマガ登録", {"signup": 2}),
    # a wall of consent
    ("We value your privacy", {"cookie": 1}),
    ("Cookie consent", {"cookie": 2}),
    ("Datenschutz", {"cookie": 1}),
    # a foot
    ("© 2022 The Paper. All rights reserved", {"legal": 3, "when": 1}),
    ("Alle Rechte vorbehalten", {"legal": 1}),
    ("Все права защищены", {"legal": 1}),
    # a picture's line
    ("Getty Images", {"photo": 2}),
    ("Foto: dpa", {"photo": 1}),
    ("Φωτογραφία", {"photo": 1}),
    # rails
    ("Read more", {"more": 1}),
    ("Read also: related", {"more": 2}),
    ("Lire aussi", {"more": 1}),
    ("Leggi anche", {"more": 1}),
    ("Διαβάστε ακόμα", {"more": 1}),
    ("Читайте также", {"more": 1}),
    ("Czytaj dalej", {"more": 1}),
    # share, advertisement, comments
    ("Share on Facebook", {"share": 2}),
    ("Teilen", {"share": 1}),
    ("Advertisement", {"ad": 1}),
    ("Anzeige", {"ad": 1}),
    ("Leave a comment", {"comment": 1}),
    ("12 Kommentare", {"comment": 2}),
    # when, who, how to reach them
    ("Updated 3 hours ago", {"when": 2}),
    ("5 min read", {"when": 1}),
    ("Our correspondent writes", {"who": 2}),
    ("Contact us by e-mail", {"contact": 2, "who": 1}),
    # capitals count as small letters
    ("NEWSLETTER", {"signup": 1}),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_a_line_says(text: str, expected: dict[str, int]) -> None:
    assert told(text) == expected


def test_every_block_has_its_own_count() -> None:
    found = counts(["newsletter", "nothing", "", "newsletter newsletter", "nothing"])
    assert found["says signup"].tolist() == [1, 0, 0, 2, 0]


def test_a_stem_does_not_reach_from_one_block_into_the_next() -> None:
    found = counts(["read", "more", "news", "letter"])
    assert {name for name, column in found.items() if column.any()} == set()


def test_a_block_is_looked_at_to_its_four_hundredth_letter() -> None:
    assert counts(["." * 390 + "newsletter"])["says signup"].tolist() == [1]
    assert counts(["." * 391 + "newsletter"])["says signup"].tolist() == [0]


def test_a_page_without_blocks_has_empty_columns() -> None:
    assert {len(column) for column in counts([]).values()} == {0}


def test_there_is_a_column_for_each_group() -> None:
    assert set(counts(["a"])) == {f"says {name}" for name in STEMS}


@given(st.lists(st.sampled_from(["newsletter", "read more", "dam", "", "©", "Γ"]), min_size=1, max_size=8))
def test_a_block_counts_alike_alone_and_among_others(texts: list[str]) -> None:
    among = counts(texts)
    for place, text in enumerate(texts):
        assert {name: int(column[place]) for name, column in among.items() if column[place]} == {
            f"says {name}": number for name, number in told(text).items()
        }
