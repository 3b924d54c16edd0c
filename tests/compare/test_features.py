from __future__ import annotations

from dataclasses import replace
from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.features import ABOUT, about, gram_cosines, regime
from compare.profile import Mention, Profile, profile
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


def mentions(written: str) -> tuple[Mention, ...]:
    """Mentions by hand: "RU@0 CN@4" names Russia in the first sentence and China in the fifth."""
    pairs = (one.split("@") for one in written.split())
    return tuple(Mention(key, key, int(sentence)) for key, sentence in pairs)


def told(places: str = "", names: str = "", subjects: str = "", sentences: int = 10) -> Profile:
    found = {"places": mentions(places), "names": mentions(names), "subjects": mentions(subjects)}
    return replace(profile(None, "", None), sentences=sentences, length=100, **found)


# Two seeds on the defence of two countries. Each country is half of the topic's places.
PACT = [told("RU@0 CN@0", "putin@0 jinping@1", "defence@1")] * 2


class TestValues:
    """What each measure comes to, computed by hand from its definition. Mentions in the first three sentences count
    double; counts are damped by log(1 + n)."""

    @pytest.mark.parametrize(
        ("document", "name", "expected"),
        [
            # how often the rarer of the core places is named, a third of log(1 + n)
            (told("RU@9 CN@9"), "core places, least of them", log(2) / 3),
            (told("RU@9 RU@8 CN@0"), "core places, least of them", log(3) / 3),
            (told("RU@9 RU@8 RU@7"), "core places, least of them", 0.0),
            # in how many sentences all of them stand, half of log(1 + n), at most 1
            (told("RU@4 CN@4"), "core places together", log(2) / 2),
            (told("RU@4 CN@4 RU@5 CN@5 RU@6"), "core places together", log(3) / 2),
            (told("RU@4 CN@5"), "core places together", 0.0),
            (told(" ".join(f"RU@{n} CN@{n}" for n in range(9))), "core places together", 1.0),
            # which share of them stands in the lead
            (told("RU@2 CN@3"), "core places in lead", 0.5),
            (told("RU@2 CN@0"), "core places in lead", 1.0),
            (told("RU@3 CN@3"), "core places in lead", 0.0),
            # which share of its places no seed names
            (told("RU@9 KE@9"), "foreign places", 0.5),
            (told("KE@9 JP@9"), "foreign places", 1.0),
            (told("KE@0 RU@9"), "foreign places", log(3) / (log(3) + log(2))),
            # the geometric mean of what each core place weighs, as the topic's share of it, and a hundredth
            (told("RU@9 CN@9"), "core places balanced", 1.0),
            (told("RU@9"), "core places balanced", sqrt(1.01 * 0.01)),
            (told("RU@9 CN@9 KE@9 JP@9"), "core places balanced", 0.51),
            (told("KE@9"), "core places balanced", 0.01),
            # which share of the sentences names a core place or name
            (told("RU@3 CN@3 RU@7", "putin@8", sentences=10), "sentences with core keys", 0.3),
            (told("KE@3", "biden@8", sentences=10), "sentences with core keys", 0.0),
            (told("RU@0", sentences=0), "sentences with core keys", 1.0),
            # subjects, those of the sentences that name the core, and those of other families
            (told("RU@4", subjects="defence@9"), "subjects alike", 1.0),
            (told("RU@4", subjects="defence@9"), "subjects there alike", 0.0),
            (told("RU@4", subjects="defence@4 sport@9"), "subjects there alike", 1.0),
            (told("RU@4", subjects="defence@9 sport@9"), "subjects alike", sqrt(0.5)),
            (told("RU@4", subjects="war@9"), "foreign families", 0.0),
            (told("RU@4", subjects="war@9 sport@9"), "foreign families", 0.5),
            # products are of the measures that they name; "all core places named" is 0 or 1
            (told("RU@9", subjects="defence@9"), "balanced x subjects", sqrt(1.01 * 0.01)),
            (told("RU@9 CN@9", subjects="war@9 sport@9"), "balanced x home families", 0.5),
            (told("RU@3 CN@4", subjects="war@9 sport@9"), "sentences x home families", 0.1),
            (told("RU@3 CN@4", subjects="defence@9 sport@9"), "all core places named x subjects", sqrt(0.5)),
            (told("RU@3", subjects="defence@9"), "all core places named x subjects", 0.0),
            (told("RU@3 CN@4"), "all core places named x sentences", 0.2),
            (told("RU@3"), "all core places named x sentences", 0.0),
        ],
    )
    def test_follow_from_what_is_mentioned(self, document, name, expected):
        assert measures(document, PACT)[name] == pytest.approx(expected)

    def test_core_names_count_by_their_weight(self):
        core = View(PACT).core_names
        share = max(core.values()) / sum(core.values())
        found = {measures(told("KE@9", name), PACT)["core names"] for name in ("putin@9", "jinping@9")}
        assert max(found) == pytest.approx(share)
        assert sum(found) == pytest.approx(1.0)
        assert measures(told("KE@9", "putin@8 jinping@9"), PACT)["core names"] == pytest.approx(1.0)

    def test_names_near_one_with_each_that_is_found(self):
        book = View(PACT).book
        weight = book.weight(book.find("putin"))
        expected = 1 - exp(-0.7 * weight**2)
        assert measures(told("KE@9", "putin@8 putin@9"), PACT)["names"] == pytest.approx(expected)

    def test_the_nearest_seed_s_subjects_count_by_themselves(self):
        seeds = [told("RU@0 CN@0", subjects="defence@1"), told("RU@0 CN@0", subjects="sport@1")]
        found = measures(told(subjects="sport@9"), seeds)
        assert found["nearest subjects"] == pytest.approx(1.0)
        assert found["subjects alike"] == pytest.approx(sqrt(0.5))

    @pytest.mark.parametrize("name", ["core places balanced", "core places in lead", "all core places named x names"])
    def test_without_core_places_nothing_is_said_of_them(self, name):
        assert measures(told("RU@0 CN@0", "putin@0"), [told(names="putin@0")] * 2)[name] == 0.0
