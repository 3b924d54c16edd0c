"""Keys by which documents are found among many: what they are taken from, and what comes first."""

from __future__ import annotations

import numpy as np
import pytest

from compare.keys import MOST, Keyring, keys
from compare.sketches import sketch

TALKS = {
    "en": "Nikolai Patrushev met Yang Jiechi in Nanping on Monday. Russia and China agreed on 12 joint exercises.",
    "el": "Ο Νικολάι Πατρούσεφ συνάντησε τον Γιανγκ Τζιετσί. Η Ρωσία και η Κίνα συμφώνησαν σε 12 κοινές ασκήσεις.",
    "ru": "Николай Патрушев встретился с Ян Цзечи. Россия и Китай договорились о 12 совместных учениях.",
}
GARDEN = "The tomatoes of Anna Berg want water in the morning, and 3 metres of string to lean on."


def of(text: str, language: str | None = None, title: str | None = None) -> bytes:
    return keys(title, text, language, sketch(text))


def shared(one: bytes, other: bytes) -> int:
    return len(np.intersect1d(*(np.frombuffer(found, dtype="<u4") for found in (one, other))))


class TestKeys:
    def test_are_the_same_whenever_they_are_made(self) -> None:
        assert of(TALKS["en"], "en") == of(TALKS["en"], "en")

    def test_each_is_given_once(self) -> None:
        found = np.frombuffer(of(TALKS["en"] * 3, "en"), dtype="<u4")
        assert len(found) == len(np.unique(found)) > 10

    @pytest.mark.parametrize("text", ["", " \n", "\ud800", "a", "。" * 50, "12 12 12"])
    def test_never_fail(self, text: str) -> None:
        assert len(of(text)) % 4 == 0

    def test_of_a_long_text_are_few(self) -> None:
        many = " ".join(f"Name{n} Surname{n} said {n}00 things about longwords{n}." for n in range(3000))
        assert len(of(many, "en")) // 4 <= sum(MOST.values())

    @pytest.mark.parametrize("language", ["el", "ru"])
    def test_of_one_event_meet_across_languages(self, language: str) -> None:
        assert shared(of(TALKS["en"], "en"), of(TALKS[language], language)) >= 4

    def test_of_other_matters_do_not(self) -> None:
        assert shared(of(TALKS["en"], "en"), of(GARDEN, "en")) <= 1

    def test_a_copy_with_another_headline_shares_most(self) -> None:
        one, other = of(TALKS["en"], "en", "Talks in Nanping"), of(TALKS["en"], "en", "What Moscow wants")
        assert shared(one, other) >= 0.7 * len(one) / 4


def ring(*texts: tuple[str, str]) -> Keyring:
    return Keyring((number, of(text, language)) for number, (language, text) in enumerate(texts, 1))


class TestKeyring:
    def test_what_shares_most_comes_first(self) -> None:
        kept = ring(("en", GARDEN), ("el", TALKS["el"]), ("en", TALKS["en"]))
        assert kept.nearest(of(TALKS["en"], "en"), 10)[:2] == [3, 2]

    def test_so_many_at_most(self) -> None:
        assert len(ring(*TALKS.items()).nearest(of(TALKS["en"], "en"), 2)) == 2

    def test_what_shares_nothing_is_left_out(self) -> None:
        assert ring(("en", GARDEN)).nearest(of("Wholly different affairs", "en"), 5) == []

    def test_what_all_have_counts_nothing_against_what_few_have(self) -> None:
        common, rare = (np.array(numbers, dtype="<u4").tobytes() for numbers in ([1, 2], [9]))
        kept = Keyring([*((number, common) for number in range(50)), (99, rare)])
        assert kept.nearest(common + rare, 1) == [99]

    def test_the_last_given_comes_first_among_equals(self) -> None:
        same = np.array([7], dtype="<u4").tobytes()
        kept = Keyring([(1, same), (2, same), (3, np.array([8], dtype="<u4").tobytes())])
        assert kept.nearest(same, 5) == [2, 1]

    @pytest.mark.parametrize(
        ("kept", "asked"), [([], b"\1\0\0\0"), ([(1, b"")], b"\1\0\0\0"), ([(1, b"\1\0\0\0")], b"")]
    )
    def test_nothing_is_found_among_nothing(self, kept: list[tuple[int, bytes]], asked: bytes) -> None:
        assert Keyring(kept).nearest(asked, 5) == []

    def test_a_document_without_keys_takes_no_other_s_place(self) -> None:
        one = np.array([7], dtype="<u4").tobytes()
        assert Keyring([(1, b""), (2, one), (3, b"")]).nearest(one, 5) == [2]
