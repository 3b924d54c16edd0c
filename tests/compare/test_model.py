from __future__ import annotations

import json

import pytest

from compare.event import EVENT
from compare.features import ABOUT
from compare.links import LINK
from compare.model import Model, model
from compare.tables import text


class TestProbability:
    @pytest.mark.parametrize(
        ("measures", "expected"),
        [([0.0, 0.0], 0.5), ([1.0, 0.0], 0.8808), ([0.0, 1.0], 0.2689), ([1.0, 2.0], 0.5), ([0.5, 0.0], 0.7311)],
    )
    def test_is_the_logistic_of_the_weighted_sum(self, measures, expected):
        assert Model(("a", "b"), (2.0, -1.0), 0.0).probability(measures) == pytest.approx(expected, abs=1e-4)

    @pytest.mark.parametrize(("constant", "expected"), [(1e6, 1.0), (-1e6, 0.0)])
    def test_never_overflows(self, constant, expected):
        assert Model((), (), constant).probability([]) == pytest.approx(expected)

    def test_wants_every_measure(self):
        with pytest.raises(ValueError, match="zip"):
            Model(("a",), (1.0,), 0.0).probability([])


class TestShippedWeights:
    @pytest.mark.parametrize(
        ("name", "measures"),
        [
            ("about anchored", ABOUT),
            ("about open", ABOUT),
            ("event several", EVENT),
            ("event one", EVENT),
            ("link anchored", LINK),
            ("link open", LINK),
            ("copy", ("containment", "shared shingles")),
        ],
    )
    def test_weigh_the_measures_that_the_code_takes_in_their_order(self, name, measures):
        assert model(name).names == tuple(measures)
        assert len(model(name).weights) == len(measures)

    def test_no_weight_is_without_use(self):
        assert json.loads(text("weights.json")).keys() == {
            "about anchored",
            "about open",
            "event several",
            "event one",
            "link anchored",
            "link open",
            "copy",
            "feedback",
            "pair event",
            "pair subject",
            "rank",
        }

    def test_all_are_finite_and_were_not_all_left_at_nothing(self):
        for name in json.loads(text("weights.json")):
            weights = model(name).weights
            assert all(abs(weight) < 100 for weight in weights)
            assert sum(abs(weight) > 0.01 for weight in weights) >= len(weights) / 2

    def test_a_shared_half_is_a_copy_and_a_shared_tenth_is_none(self):
        assert model("copy").probability([0.5, 0.8]) > 0.9
        assert model("copy").probability([0.1, 0.5]) < 0.05
