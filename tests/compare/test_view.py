from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.profile import Mention, Profile, profile
from compare.view import CORE_NAMES, CORE_PLACES, Side, View, cosine, in_families, mean, meet, shares

FIRST = profile("Russia and China agree", "There Putin met Xi Jinping. Russia and China hold drills near Japan.", "en")
SECOND = profile(
    "Putin calls Xi", "Then Putin told Xi Jinping that Russia and China stand together. Kenya was not named.", "en"
)
THIRD = profile("Envoys in Nanping", "Patrushev of Russia and Yang of China spoke of Taiwan.", "en")

vectors = st.dictionaries(st.sampled_from("abcdef"), st.floats(0.01, 10), max_size=6)


class TestVectors:
    def test_shares_sum_to_one_and_damp_repetition(self):
        made = shares(Counter({"a": 1, "b": 9}))
        assert sum(made.values()) == pytest.approx(1.0)
        assert made["b"] < 9 * made["a"]

    def test_no_counts_have_no_shares(self):
        assert shares(Counter()) == {}

    def test_the_mean_counts_absent_keys_as_nothing(self):
        assert mean([{"a": 1.0}, {"a": 0.5, "b": 1.0}]) == {"a": 0.75, "b": 0.5}

    @given(vectors, vectors)
    def test_cosine_is_symmetric_and_between_nothing_and_one(self, a, b):
        assert cosine(a, b) == pytest.approx(cosine(b, a))
        assert -1e-9 <= cosine(a, b) <= 1 + 1e-9

    @given(vectors)
    def test_a_vector_is_like_itself(self, a):
        assert cosine(a, a) == pytest.approx(1.0 if a else 0.0)

    def test_families_add_up_their_subjects(self):
        made = in_families({"politics": 0.25, "defence": 0.25, "sport": 0.5})
        assert (made["affairs"], made["leisure"], made["economy"]) == (0.5, 0.5, 0.0)


class TestCore:
    def test_holds_what_most_seeds_name(self):
        view = View([FIRST, SECOND, THIRD])
        assert set(view.core_places) == {"RU", "CN"}

    def test_what_one_seed_names_is_not_in_it(self):
        view = View([FIRST, SECOND, THIRD])
        assert not {"JP", "KE", "TW"} & set(view.core_places)
        assert {"JP", "KE", "TW"} <= view.places.keys()

    def test_core_names_stand_in_half_of_the_seeds(self):
        view = View([FIRST, SECOND, THIRD])
        forms = {form for number in view.core_names for form in view.book.names[number].forms}
        assert {"putin", "jinping"} <= forms
        assert "patrushev" not in forms

    def test_a_single_seed_is_its_own_core(self):
        view = View([FIRST])
        assert set(view.core_places) == {"RU", "CN"}
        assert view.core_names

    def test_there_are_never_more_than_two_core_places(self):
        many = profile(None, "Russia China Japan Kenya France Italy", "en")
        assert len(View([many, many]).core_places) == CORE_PLACES

    def test_seeds_without_places_have_no_core(self):
        view = View([profile(None, "Nothing at all", "en")])
        assert (view.core_places, view.places) == ((), {})

    def test_an_empty_seed_is_a_view_too(self):
        view = View([profile(None, "", None)])
        assert (view.core_places, view.core_names, view.grams) == ((), {}, {})


class TestMeet:
    def test_finds_core_places_and_names_by_sentence(self):
        view = View([FIRST, SECOND])
        met = meet(view, profile(None, "Говорил Путин долго. Россия и Китай рядом. Кения далеко.", "ru"))
        number = view.book.find("putin")
        assert met.names == {number: 1}
        assert met.sentences == {0: {f"name {number}"}, 1: {"RU", "CN"}}
        assert met.lead == {f"name {number}", "RU", "CN"}

    def test_what_stands_late_is_not_in_the_lead(self):
        view = View([FIRST, SECOND])
        met = meet(view, profile(None, "One. Two. Three. Russia and China.", "en"))
        assert met.lead == set()
        assert met.sentences == {3: {"RU", "CN"}}

    def test_a_document_on_something_else_meets_nothing(self):
        met = meet(View([FIRST, SECOND]), profile(None, "A dog ran in Nairobi", "en"))
        assert (met.names, met.sentences, met.lead) == ({}, {}, set())


def test_a_side_holds_the_shares_of_a_profile():
    side = Side.of(FIRST)
    assert sum(side.places.values()) == pytest.approx(1.0)
    assert side.profile is FIRST


def told(places: str = "", names: str = "") -> Profile:
    """A seed by hand: "RU@0 CN@4" names Russia in the first sentence and China in the fifth."""
    made = {
        kind: tuple(Mention(key, key, int(at)) for key, at in (one.split("@") for one in keys.split()))
        for kind, keys in (("places", places), ("names", names))
    }
    return replace(profile(None, "", None), **made)


class TestWhatIsCore:
    @pytest.mark.parametrize(
        ("seeds", "core"),
        [
            # the places that half of the seeds name, the weightiest first
            (["RU@9", "RU@9"], ("RU",)),
            (["RU@9", "RU@9 CN@9"], ("RU", "CN")),
            (["RU@9 CN@9 CN@8", "RU@9 CN@9"], ("CN", "RU")),
            (["RU@9", "CN@9"], ("CN", "RU")),
            (["RU@9", "RU@9", "CN@9"], ("RU",)),
            # and that are 12 of 100 of what the seeds name of places, in the mean
            (["RU@9 CN@9 JP@9 KE@9", "RU@9"], ("RU", "CN")),
            (["RU@9 CN@9 JP@9 KE@9 FR@9", "RU@9"], ("RU",)),
            # two at most
            (["RU@9 CN@9 JP@9"] * 3, ("CN", "JP")),
            ([""], ()),
        ],
    )
    def test_of_places(self, seeds, core):
        assert View([told(seed) for seed in seeds]).core_places == core

    @pytest.mark.parametrize(
        ("seeds", "core"),
        [
            # of a single seed: what it names twice, or in its lead
            (["putin@9"], set()),
            (["putin@2"], {"putin"}),
            (["putin@3"], set()),
            (["putin@8 putin@9"], {"putin"}),
            # of several: what half of them name, and two at least
            (["putin@0", "lavrov@0"], set()),
            (["putin@9", "putin@9"], {"putin"}),
            (["putin@9", "putin@9", "lavrov@9", "lavrov@9"], {"putin", "lavrov"}),
            (["putin@9", "putin@9", "lavrov@9", "lavrov@9", "merkel@9"], set()),
            # however often one of them does
            (["putin@0 putin@1 putin@2", "merkel@9"], set()),
        ],
    )
    def test_of_names(self, seeds, core):
        view = View([told(names=seed) for seed in seeds])
        assert {form for number in view.core_names for form in view.book.names[number].forms} == core

    def test_of_names_the_six_that_tell_most(self):
        listed = "putin@0 lavrov@0 merkel@0 zakharova@0 patrushev@0 jinping@0 kenyatta@0 sunak@0"
        view = View([told(names=listed)] * 2)
        weights = sorted((view.book.weight(number) for number in range(8)), reverse=True)
        assert list(view.core_names.values()) == pytest.approx(weights[:CORE_NAMES])

    def test_a_core_name_weighs_by_the_share_of_seeds_that_name_it(self):
        view = View([told(names="putin@9"), told(names="putin@9"), told(names="merkel@9")])
        (number,) = view.core_names
        assert view.core_names[number] == pytest.approx(view.book.weight(number) * 2 / 3)

    def test_only_core_names_mark_a_sentence(self):
        view = View([told("RU@0", "putin@0 merkel@9"), told("RU@0", "putin@0")])
        met = meet(view, told("RU@4 KE@5", "merkel@6 putin@7"))
        assert met.sentences == {4: {"RU"}, 7: {f"name {view.book.find('putin')}"}}
        assert met.names == {view.book.find("putin"): 1, view.book.find("merkel"): 1}

    def test_grams_are_kept_by_seed(self):
        one, other = profile(None, "dam", None), profile(None, "dam and wall", None)
        assert [number for number, _ in View([one, other]).grams["_dam"]] == [0, 1]
