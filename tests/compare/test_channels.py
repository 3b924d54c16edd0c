from __future__ import annotations

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
