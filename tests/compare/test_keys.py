"""Keys by which documents are found among many: what they are taken from, and what comes first."""

from __future__ import annotations

from hashlib import blake2b

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


def key(said: str) -> int:
    """A key by hand: four bytes of BLAKE2b (RFC 7693) of its kind, a blank and what it stands for, big-endian."""
    return int.from_bytes(blake2b(said.encode(), digest_size=4).digest(), "big")


def numbers(text: str, language: str | None = None, title: str | None = None) -> list[int]:
    return np.frombuffer(of(text, language, title), dtype="<u4").tolist()


class TestWhatAKeyStandsFor:
    """Keys are stored: what they are taken from must not change behind an archive's back."""

    @pytest.mark.parametrize(
        ("text", "language", "said"),
        [
            ("then Putin spoke", "en", {"name putin", "bones ptn"}),
            # a name's bones are its first four, and of a name without two consonants there are none
            ("then Patrushev spoke", "en", {"name patrushev", "bones ptrs", "word patru"}),
            ("drills in Russia", "en", {"place RU", "subject defence", "word rusia"}),
            ("με τη Ρωσία", "el", {"place RU"}),
            ("it cost 12,500 and 13 and 3.5", "en", {"number 12500", "number 13", "number 3.5"}),
            # words of six letters, five of which count, as they sound
            ("the engineers looked", "en", {"word engin", "word luked"}),
            ("of police", "en", {"concept 591", "concept 592", "concept 593", "concept 630", "word polic"}),
        ],
    )
    def test_is_its_kind_and_what_was_found(self, text, language, said):
        assert {key(one) for one in said} <= set(numbers(text, language))

    @pytest.mark.parametrize(
        ("text", "language", "unsaid"),
        [
            ("the house", "en", "word house"),
            ("Then they spoke", "en", "name then"),
            ("in the year 2022", "en", "number 2022"),
            ("it is 3 metres long", "en", "number 3"),
            ("of police", None, "concept 591"),  # no function words tell the language of two words
            ("x" * 1500 + " engineers looked", "en", "word engin"),  # behind the lead
        ],
    )
    def test_other_things_make_none(self, text, language, unsaid):
        assert key(unsaid) not in numbers(text, language)

    def test_the_title_says_as_much_as_the_text(self):
        assert key("place RU") in numbers("Then they met.", "en", "Back from Russia")

    def test_a_sample_of_the_shingles_is_among_them(self):
        text = " ".join(f"house{n}" for n in range(40))
        found = numbers(text)
        assert found[-MOST["shingle"] :] == [value & 0xFFFFFFFF for value in sketch(text).hashes[: MOST["shingle"]]]

    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            ("name", "met " + " ".join(f"P{a}{b}ov" for a in "aeiou" for b in "bdgklmn")),
            ("number", "met " + " men ".join(str(n) for n in range(100, 140))),
            ("place", "Russia China Japan Kenya France Italy Spain Poland Greece Norway"),
            ("word", " ".join(f"{a}{b}{a}{b}{a}{b}{a}" for a in "bdgklm" for b in "aeiou")),
        ],
    )
    def test_each_kind_has_its_most(self, kind, text):
        values = {
            "name": [f"p{a}{b}ov" for a in "aeiou" for b in "bdgklmn"],
            "number": [str(n) for n in range(100, 140)],
            "place": ["RU", "CN", "JP", "KE", "FR", "IT", "ES", "PL", "GR", "NO"],
            "word": [f"{a}{b}{a}{b}{a}" for a in "bdgklm" for b in "aeiou"],
        }[kind]
        found = set(numbers(text, "en"))
        assert sum(key(f"{kind} {value}") in found for value in values) == MOST[kind]

    def test_of_names_the_most_mentioned_are_kept(self):
        many = " ".join(f"P{a}{b}ov" for a in "aeiou" for b in "bdgklmn")
        assert key("name zakharova") in numbers(f"met {many} and Zakharova and Zakharova and Zakharova", "en")

    def test_golden_bytes(self):
        """What an archive of today holds of "then Putin met": the name, its consonants, and one shingle."""
        assert of("then Putin met", "en").hex(" ", 4) == "6c98ac3f 790e61e6 c59e9ece"


class TestVotes:
    def test_a_key_counts_by_the_square_of_its_rarity(self):
        """log(5/1)^2 for one that is held once is more than twice log(5/2)^2 for one that is held twice, not thrice."""
        rare, twice, other = (np.array(numbers, dtype="<u4").tobytes() for numbers in ([9], [1, 2], [1, 2]))
        assert Keyring([(1, rare), (2, twice), (3, other), (4, b"")]).nearest(rare + twice, 3) == [1, 3, 2]
        thrice = np.array([1, 2, 3, 4], dtype="<u4").tobytes()
        assert Keyring([(1, rare), (2, thrice), (3, thrice), (4, b"")]).nearest(rare + thrice, 3) == [3, 2, 1]

    def test_what_was_asked_twice_counts_once(self):
        kept = Keyring([(1, np.array([1], dtype="<u4").tobytes()), (2, np.array([2, 3], dtype="<u4").tobytes())])
        assert kept.nearest(np.array([1, 1, 1, 1, 2, 3], dtype="<u4").tobytes(), 1) == [2]
