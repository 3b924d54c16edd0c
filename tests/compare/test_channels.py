from __future__ import annotations

from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.channels import CHANNELS, see

ENGLISH = "The talks in Nanping went on. Nikolai Patrushev met Yang Jiechi of China there on Monday with 12,500 men."
GREEK = "Οι συνομιλίες στη Νανπίνγκ συνεχίστηκαν. Ο Νικολάι Πατρούσεφ συνάντησε εκεί τον Γιανγκ Τζιετσί της Κίνας."


def bag(seen, channel):
    return seen.bags[CHANNELS.index(channel)]


class TestSee:
    def test_gives_a_bag_for_every_channel(self):
        assert len(see(None, ENGLISH, "en").bags) == len(CHANNELS)

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_no_channel_of_a_news_text_is_empty(self, channel):
        text = (
            f"{ENGLISH} The president and the minister signed a trade treaty; police closed the church and a hospital."
        )
        assert bag(see(None, text, "en"), channel)

    @pytest.mark.parametrize("channel", ["grams", "bones", "name grams", "name bones", "places"])
    def test_names_and_places_meet_across_scripts(self, channel):
        assert bag(see(None, ENGLISH, "en"), channel).keys() & bag(see(None, GREEK, "el"), channel).keys()

    def test_the_title_is_looked_at_too(self):
        assert "CN" in bag(see("China", "A text.", "en"), "places")

    @pytest.mark.parametrize(
        ("text", "stated", "expected"),
        [(ENGLISH, "en", "en"), (ENGLISH, "en-GB", "en"), (ENGLISH, None, "en"), (GREEK, None, "el"), ("", None, "")],
    )
    def test_says_the_language(self, text, stated, expected):
        assert see(None, text, stated).language == expected

    def test_a_word_that_is_said_often_counts_more_but_not_as_often(self):
        once, often = see(None, "Patrushev came.", "en"), see(None, "Patrushev came. " * 9, "en")
        gram = next(iter(bag(once, "name grams")), None) or next(iter(bag(once, "grams")))
        assert bag(once, "grams")[gram] < bag(often, "grams")[gram] < 9 * bag(once, "grams")[gram]

    def test_an_empty_text_has_empty_bags(self):
        assert not any(see(None, "", None).bags)

    @given(st.text(max_size=400), st.none() | st.sampled_from(["en", "el", "zh", "xx", ""]))
    @settings(max_examples=60, deadline=None)
    def test_no_text_breaks_it(self, text, language):
        for one in see(None, text, language).bags:
            assert all(value > 0 for value in one.values())


ONCE, TWICE = 1 + log(2), 1 + log(3)  # what a key counts that stands there n times: 1 + log(1 + n)


class TestBags:
    """Each channel's bag of a text of a few words, by hand."""

    TEXT = "Then Putin, Putin saw Xi of Russia with police"

    @pytest.mark.parametrize(
        ("channel", "some", "missing"),
        [
            # runs of letters as they sound, with the edges of the word
            ("grams", {"_sav": ONCE, "sav_": ONCE, "_put": TWICE, "tin_": TWICE, "_si_": ONCE}, ["puti_", "n_sa"]),
            ("threes", {"_sa": ONCE, "sav": ONCE, "av_": ONCE, "uti": TWICE}, ["_sav", "a"]),
            ("fives", {"_sav_": ONCE, "putin": TWICE, "utin_": TWICE}, ["_si_", "sav_"]),
            # consonants by their class: p-t-n
            ("bones", {"_pt": TWICE, "ptn": TWICE, "_s_": ONCE}, ["put"]),
            ("name grams", {"_put": TWICE, "puti": TWICE, "utin": TWICE, "tin_": TWICE}, ["_sav", "_rus", "_pol"]),
            ("name bones", {"ptn": TWICE}, ["s", "rs", "pls"]),
            ("places", {"RU": ONCE}, ["Russia"]),
            ("subjects", {"crime": ONCE}, ["police"]),
        ],
    )
    def test_hold_these_and_not_those(self, channel, some, missing):
        found = bag(see(None, self.TEXT, "en"), channel)
        assert {key: found.get(key) for key in some} == pytest.approx(some)
        assert not found.keys() & set(missing)

    @pytest.mark.parametrize(
        ("channel", "expected"),
        [("name grams", 4), ("name bones", 1), ("places", 1), ("subjects", 1)],
    )
    def test_and_nothing_else(self, channel, expected):
        assert len(bag(see(None, self.TEXT, "en"), channel)) == expected

    @pytest.mark.parametrize(
        ("name", "expected"),
        # four consonants are enough to know a name by; one is too few
        [("Patrushev", {"ptrs"}), ("Putin", {"ptn"}), ("Lee", set()), ("Aoki", {"ak"})],
    )
    def test_a_name_s_bones_are_two_to_four(self, name, expected):
        assert set(bag(see(None, f"then {name} spoke", "en"), "name bones")) == expected

    def test_a_word_of_several_concepts_is_shared_out_among_them(self):
        found = bag(see(None, "police", "en"), "concepts")
        assert len(found) > 1
        assert list(found.values()) == pytest.approx([1 + log(1 + 1 / len(found))] * len(found))

    def test_concepts_are_those_of_the_text_s_language(self):
        assert bag(see(None, "police", "xx"), "concepts") == {}
