from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.features import ABOUT, about, gram_cosines, regime
from compare.profile import Profile, profile
from compare.view import Side, View, meet

SEEDS = [
    profile(
        "Russia and China agree on drills", "Putin met Xi Jinping. Russia and China hold military exercises.", "en"
    ),
    profile("Putin calls Xi", "Putin told Xi Jinping that the summit of Russia and China was a success.", "en"),
]
ON = profile("Ρωσία και Κίνα", "Ο Πούτιν και ο Σι Τζινπίνγκ μίλησαν για στρατιωτικές ασκήσεις Ρωσίας και Κίνας.", "el")
SPORT = profile(
    "Final", "Russia and China meet in the volleyball final. The coach praised the players and the goals.", "en"
)
RUSSIA = profile("Moscow", "Russia holds an election. Putin votes in Moscow.", "en")
NOTHING = profile("Dog", "A dog ran over the bridge in Nairobi and the traffic stood.", "en")


def measures(document: Profile, seeds: list[Profile] = SEEDS) -> dict[str, float]:
    view = View(seeds)
    side = Side.of(document)
    found = about(view, side, meet(view, document), gram_cosines(view, side)[1])
    assert len(found) == len(ABOUT)
    return dict(zip(ABOUT, found, strict=True))


class TestAbout:
    @pytest.mark.parametrize(
        ("name", "more", "less"),
        [
            ("places alike", ON, NOTHING),
            ("core places balanced", ON, RUSSIA),
            ("core places, least of them", ON, RUSSIA),
            ("core places together", ON, RUSSIA),
            ("core places in lead", ON, RUSSIA),
            ("foreign places", NOTHING, ON),
            ("core names", ON, SPORT),
            ("names", ON, NOTHING),
            ("sentences with core keys", ON, NOTHING),
            ("subjects alike", ON, SPORT),
            ("nearest subjects", ON, SPORT),
            ("subjects there alike", ON, SPORT),
            ("foreign families", SPORT, ON),
            ("balanced x subjects", ON, SPORT),
            ("balanced x home families", ON, RUSSIA),
            ("sentences x home families", ON, NOTHING),
            ("all core places named x subjects", ON, RUSSIA),
            ("all core places named x names", ON, RUSSIA),
            ("all core places named x sentences", ON, RUSSIA),
        ],
    )
    def test_each_measure_is_greater_where_its_name_says(self, name, more, less):
        assert measures(more)[name] > measures(less)[name]

    def test_a_topic_without_places_says_so(self):
        assert measures(ON, [profile(None, "Nothing at all", "en")])["no core place"] == 1.0
        assert measures(ON)["no core place"] == 0.0

    @given(st.text(max_size=200), st.text(max_size=200))
    def test_every_measure_is_a_number_between_nothing_and_about_one(self, seed, text):
        for value in measures(profile(None, text, None), [profile(None, seed, None)]).values():
            assert -1e-9 <= value <= 2.0

    def test_a_seed_is_nearer_to_its_topic_than_anything_else(self):
        seed = measures(SEEDS[0])
        assert all(seed["grams, centre"] > measures(other)["grams, centre"] for other in (ON, SPORT, RUSSIA, NOTHING))


class TestGramCosines:
    def test_a_seed_is_one_with_itself(self):
        near, centre = gram_cosines(View(SEEDS), Side.of(SEEDS[1]))
        assert near[1] == pytest.approx(1.0)
        assert near[0] < 1.0
        assert near[0] < centre <= 1.0

    def test_without_grams_there_is_no_likeness(self):
        assert gram_cosines(View(SEEDS), Side.of(profile(None, "", None))) == ([0.0, 0.0], 0.0)


class TestRegime:
    @pytest.mark.parametrize(
        ("seeds", "expected"),
        [
            (SEEDS, "anchored"),
            (SEEDS[:1], "open"),
            ([RUSSIA, RUSSIA], "open"),
            ([NOTHING], "open"),
            ([SEEDS[0], SPORT], "anchored"),
        ],
    )
    def test_two_places_common_to_two_seeds_anchor_a_topic(self, seeds, expected):
        assert regime(View(seeds)) == expected
