from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.errors import CompareError, SketchDamaged
from compare.shingles import Copy, ShingleIndex, Sketch, containment, sketch

WORDS = [
    f"{a}{b}" for a in ("ka", "lo", "mi", "nu", "pe", "ra", "so", "ty") for b in ("ban", "dor", "fil", "gam", "hen")
]


def article(seed: int, words: int = 300) -> str:
    rnd = random.Random(seed)
    return " ".join(rnd.choice(WORDS) + rnd.choice(WORDS) for _ in range(words))


class TestSketch:
    def test_a_known_text_gives_known_bytes(self):
        stored = sketch("Two envoys met in Nanping").to_bytes()
        assert stored[:7] == b"S1\x01\x03\x00\x00\x00"
        assert len(stored) == 7 + 3 * 8

    def test_the_bytes_are_the_same_in_every_process(self):
        assert sketch("one two three").hashes == (3179139965090178617,)

    @given(st.text(max_size=2000))
    def test_any_text_survives_storage(self, text):
        made = sketch(text)
        assert Sketch.from_bytes(made.to_bytes()) == made

    @pytest.mark.parametrize(
        "stored",
        [
            b"",
            b"S1",
            b"S2\x01\x00\x00\x00\x00",
            b"S1\x03\x00\x00\x00\x00",
            b"S1\x01\x00\x00\x00\x00" + b"\x01" * 8,  # more hashes than shingles
            b"S1\x08\x09\x00\x00\x00" + b"\x01" * 8,  # a hash that the rate would not have kept
            b"S1\x01\x02\x00\x00\x00" + b"\x01" * 16,  # the same hash twice
            b"S1\x01\x01\x00\x00\x00" + b"\x01" * 7,
        ],
    )
    def test_foreign_bytes_are_damage(self, stored):
        with pytest.raises(SketchDamaged):
            Sketch.from_bytes(stored)

    @given(st.binary(max_size=64))
    def test_any_bytes_give_a_sketch_or_our_error(self, stored):
        try:
            made = Sketch.from_bytes(stored)
        except CompareError:
            return
        assert made.to_bytes() == stored

    @pytest.mark.parametrize(("words", "rate"), [(0, 1), (100, 1), (200, 2), (400, 4), (900, 8), (9000, 8)])
    def test_longer_texts_are_sampled_more_coarsely(self, words, rate):
        assert sketch(article(1, words)).rate == rate

    def test_case_and_punctuation_do_not_count(self):
        assert sketch("Two envoys, one table.").hashes == sketch("TWO ENVOYS — ONE TABLE").hashes


class TestContainment:
    def test_a_copy_cut_to_half_is_wholly_contained(self):
        text = article(2, 500)
        assert containment(sketch(text), sketch(text[: len(text) // 2])) > 0.95

    def test_a_short_copy_in_a_long_page_is_wholly_contained(self):
        brief = article(3, 60)
        assert containment(sketch(brief), sketch(f"{article(4, 2000)} {brief}")) > 0.9

    def test_different_texts_share_nothing(self):
        assert containment(sketch(article(5)), sketch(article(6))) < 0.05

    @pytest.mark.parametrize("text", ["", "one", "one two", "…", "\ud800"])
    def test_a_text_without_shingles_is_contained_in_nothing(self, text):
        assert containment(sketch(text), sketch(article(7))) == 0.0
        assert containment(sketch(text), sketch(text)) == 0.0

    def test_chinese_is_compared_by_characters(self):
        text = "俄罗斯联邦安全会议秘书帕特鲁舍夫星期一在福建南平会见了中国高级外交官杨洁篪并讨论了两国合作"
        assert containment(sketch(text), sketch(text[:24])) == 1.0
        assert containment(sketch(text), sketch("今天的天气很好我们一起去公园散步看花然后回家做饭吃晚饭")) == 0.0

    @given(st.text(max_size=500), st.text(max_size=500))
    def test_it_is_symmetric_and_a_share(self, a, b):
        one, other = sketch(a), sketch(b)
        assert 0.0 <= containment(one, other) == containment(other, one) <= 1.0


class TestShingleIndex:
    def test_an_empty_index_knows_no_copy(self):
        assert ShingleIndex().nearest(sketch(article(1))) is None

    def test_it_finds_the_text_that_was_cut(self):
        index = ShingleIndex()
        for number in range(50):
            index.add(number, sketch(article(number)))
        found = index.nearest(sketch(article(17)[:900]))
        assert found is not None
        assert (found.id, found.share > 0.9) == (17, True)

    def test_it_finds_nothing_for_a_new_text(self):
        index = ShingleIndex()
        for number in range(50):
            index.add(number, sketch(article(number)))
        assert index.nearest(sketch(article(99))) is None

    def test_the_first_added_wins_among_equals(self):
        index = ShingleIndex()
        index.add(8, sketch(article(1)))
        index.add(3, sketch(article(1)))
        assert index.nearest(sketch(article(1))) == Copy(8, 1.0)

    def test_an_id_is_added_once(self):
        index = ShingleIndex()
        index.add(1, sketch(article(1)))
        index.add(1, sketch(article(2)))
        assert len(index) == 1
        assert index.nearest(sketch(article(2))) is None

    def test_documents_are_found_after_their_postings_were_frozen(self):
        index = ShingleIndex()
        for number in range(3000):
            index.add(number, sketch(article(number, 260)))
        assert [index.nearest(sketch(article(n, 200))).id for n in (0, 1200, 2999)] == [0, 1200, 2999]

    def test_a_long_page_finds_the_short_text_it_holds(self):
        index = ShingleIndex()
        brief = article(3, 80)
        index.add(1, sketch(brief))
        found = index.nearest(sketch(f"{article(4, 1500)} {brief}"))
        assert found is not None
        assert found.id == 1
