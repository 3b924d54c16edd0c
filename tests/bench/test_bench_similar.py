"""What the figures of comparison are made of: each measure on cases that a reader can count."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest

BENCH = Path(__file__).parents[2] / "bench"
sys.path.insert(0, str(BENCH))  # the fitting scripts are called from their folder and import each other by bare name

import across  # noqa: E402 - see above
import clusters  # noqa: E402
import lines  # noqa: E402
import ntrex  # noqa: E402
import pairs_data  # noqa: E402
import relations  # noqa: E402
import similar  # noqa: E402
import wire  # noqa: E402

sys.path.remove(str(BENCH))

SENTENCES = {
    "dam": {
        "en": ["The dam of Velkovo broke.", "Mayor Radulov spoke.", "Velkovo lost 1250 sheep.", "Radulov asks Sofia."],
        "ro": ["Barajul din Velkovo a cedat.", "Primarul Radulov a vorbit.", "Velkovo a pierdut 1250 de oi.",
               "Radulov cere Sofiei."],
    },
    "chess": {
        "en": ["Maria Santoro won in Lisbon.", "Dahl lost to Santoro.", "Lisbon cheered Santoro.", "Dahl left Lisbon."],
        "ro": ["Maria Santoro a câștigat la Lisabona.", "Dahl a pierdut cu Santoro.", "Lisabona o aclamă pe Santoro.",
               "Dahl a plecat din Lisabona."],
    },
}  # fmt: skip


@pytest.fixture
def parallel(tmp_path) -> Path:
    """Two documents in two languages, as NTREX is laid out."""
    path = tmp_path / "docs.jsonl"
    rows = [{"id": i, "lang": code, "sentences": s} for i, by in SENTENCES.items() for code, s in by.items()]
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


class TestBCubed:
    @pytest.mark.parametrize(
        ("said", "truth", "expected"),
        [
            ({"a": 1, "b": 1, "c": 2}, {"a": "x", "b": "x", "c": "y"}, (1.0, 1.0, 1.0)),
            # all in one: a third each of two, two thirds of ...
            ({"a": 1, "b": 1, "c": 1}, {"a": "x", "b": "x", "c": "y"}, (5 / 9, 1.0, 5 / 7)),
            # each alone
            ({"a": 1, "b": 2, "c": 3}, {"a": "x", "b": "x", "c": "y"}, (1.0, 2 / 3, 0.8)),
        ],
    )
    def test_is_that_of_bagga_and_baldwin(self, said, truth, expected):
        assert clusters.bcubed(said, truth) == pytest.approx(expected)


class TestMacroF1:
    def test_every_relation_weighs_the_same(self):
        truth = ["copy", "same event", "same subject", "unrelated", "unrelated"]
        assert relations.macro_f1(truth, truth)[0] == 1.0
        said = ["unrelated", "same event", "same subject", "unrelated", "unrelated"]
        assert relations.macro_f1(truth, said)[0] == pytest.approx((0 + 1 + 1 + 0.8) / 4)

    def test_says_each(self):
        assert "same event 1.000" in relations.macro_f1(["same event"], ["same event"])[1]


class TestCalibrationError:
    @pytest.mark.parametrize(
        ("chance", "truth", "expected"),
        [
            ([1.0, 0.0], [1, 0], 0.0),
            ([0.5, 0.5], [1, 0], 0.0),
            ([0.9, 0.9], [1, 0], 0.4),
            ([0.05, 0.95], [1, 0], 0.95),
        ],
    )
    def test_is_the_mean_gap_of_the_bins(self, chance, truth, expected):
        assert relations.calibration_error(np.array(chance), np.array(truth, float)) == pytest.approx(expected)

    def test_counts_by_weight(self):
        found = relations.calibration_error(np.array([0.05, 0.95]), np.array([0.05, 0.0]), np.array([3.0, 1.0]))
        assert found == pytest.approx(0.95 / 4)


class TestNtrex:
    def test_halves_hold_different_sentences(self, parallel):
        found = ntrex.halves(parallel)
        assert len(found) == 8
        assert found["dam", "en", 1] == "The dam of Velkovo broke. Mayor Radulov spoke."
        assert not set(found["dam", "en", 1].split(". ")) & set(found["dam", "en", 2].split(". "))

    def test_hits_are_counted_by_rank(self):
        scores = np.array([[[0.9, 0.1, 0.2], [0.5, 0.4, 0.1], [0.3, 0.2, 0.1]]])
        assert ntrex.hits(scores).tolist() == [[True, False, False]]
        assert ntrex.hits(scores, 2).tolist() == [[True, True, False]]

    def test_the_fit_prefers_the_measure_that_finds_the_own_half(self):
        rnd = np.random.default_rng(0)
        useful = np.eye(20) * 0.5 + rnd.random((20, 20)) * 0.2
        x = np.stack([useful, rnd.random((20, 20))], axis=-1)[None]
        weights = ntrex.fit(x, steps=100)
        assert weights[0] > 3 * abs(weights[1])
        assert ntrex.hits(x @ weights).mean() == 1.0

    def test_a_document_is_scored_by_weights_fitted_without_it(self):
        """A measure that is right for nine documents and wrong for the tenth cannot learn the tenth by heart."""
        x = np.zeros((1, 10, 10, 2))
        x[0, :, :, 0] = np.eye(10)
        x[0, 3, :, 0] = 1 - np.eye(10)[3]
        x[0, 3, 3, 1] = 1.0
        scores = ntrex.crossed(x)
        assert not ntrex.hits(scores)[0, 3]
        assert ntrex.hits(scores)[0, :3].all()

    def test_the_baseline_finds_names(self, parallel):
        assert ntrex.hits(ntrex.baseline(ntrex.halves(parallel), ("en", "ro"))).mean() == 1.0

    def test_ours_finds_them_too(self, parallel):
        texts = ntrex.halves(parallel)
        assert ntrex.hits(ntrex.cosines(ntrex.seen(texts), ("en", "ro")).sum(axis=3)).mean() == 1.0


class TestInterval:
    def test_holds_the_difference(self):
        rnd = np.random.default_rng(3)
        better, worse = rnd.random((6, 60)) < 0.8, rnd.random((6, 60)) < 0.5
        low, high = across.interval(better, worse)
        assert low < better.mean() - worse.mean() < high
        assert low > 0

    def test_of_two_alike_holds_nothing(self):
        same = np.ones((2, 10), dtype=bool)
        assert across.interval(same, same) == (0.0, 0.0)


class TestUnrelated:
    def test_are_a_hundred_half_of_them_greek(self):
        found = across.unrelated()
        assert len(found) == 100
        assert sum(page.language == "el" for page in found) >= 40
        assert all(page.relation == "unrelated" for page in found)


class TestCentring:
    def test_takes_the_means_of_other_documents(self):
        keys = [(f"d{n}", code, 1) for n in range(10) for code in ("en", "el")]
        rnd = np.random.default_rng(4)
        meaning = np.repeat(rnd.normal(size=(10, 8)), 2, axis=0)
        shift = np.array([[3.0] + [0.0] * 7, [0.0, 3.0] + [0.0] * 6] * 10)
        moved = across.by_other_documents(keys, (meaning + shift).astype(np.float32))
        raw = ntrex.hits(ntrex.by_pairs(keys, (meaning + shift).astype(np.float32), ("en", "el"), (1, 1))).mean()
        assert ntrex.hits(ntrex.by_pairs(keys, moved, ("en", "el"), (1, 1))).mean() >= raw


class TestWire:
    def test_a_copy_made_in_any_way_shares_words_with_its_page(self):
        page = next(page for page in wire.news_web() if len(page.body) > 1500)
        words = page.body.split()
        for way, how in wire.WAYS.items():
            made = wire._copy(page, how, ["xyz"], random.Random(1)).split()
            assert len(set(made) & set(words)) > 10, way

    def test_the_large_index_is_looked_up_and_weighed(self):
        each, size = wire.large(400)
        assert each.found > 0
        assert "200 of 200 right" in each.note
        assert 0.1 < size.found < 2


class TestPairs:
    def test_without_dates_only_time_is_forgotten(self):
        measured = [float(n + 1) for n in range(len(pairs_data.PAIR))]
        found = dict(zip(pairs_data.PAIR, pairs_data.without_dates(measured), strict=True))
        assert {name for name, value in found.items() if value == 0} == set(pairs_data.TIMES)


class TestLines:
    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            (lines.Line("x", 0.95, 0.9), "| x | >= 0.9 | 0.950 | holds |"),
            (lines.Line("x", 0.85, 0.9), "| x | >= 0.9 | 0.850 | MISSED |"),
            (lines.Line("x", 1.6, 1.5, high=False), "| x | <= 1.5 | 1.600 | MISSED |"),
            (lines.Line("x", 0.5, note="why"), "| x |  | 0.500 (why) |  |"),
            (lines.Line("x", None, 0.9, note="no model"), "| x | >= 0.9 | not measured (no model) |  |"),
        ],
    )
    def test_say_whether_they_hold(self, line, expected):
        assert line.row() == expected

    def test_a_section_takes_the_place_of_its_old_one(self, tmp_path, monkeypatch):
        monkeypatch.setattr(similar, "DOCUMENT", tmp_path / "figures.md")
        similar.write("wire", [lines.Line("first", 0.1)])
        similar.write("across", [lines.Line("second", 0.2)])
        similar.write("wire", [lines.Line("third", 0.3)])
        text = (tmp_path / "figures.md").read_text(encoding="utf-8")
        assert "first" not in text
        assert text.index("second") < text.index("third")
        assert text.count("## ") == 2
