from __future__ import annotations

from math import log

import numpy as np
import pytest

from compare.channels import CHANNELS, see
from compare.space import NEIGHBOURS, Space, without_hubs

STORIES = {
    "dam": ("The dam above Velkovo broke on Tuesday and the market square of Velkovo was flooded.",
            "Το φράγμα πάνω από το Βέλκοβο έσπασε την Τρίτη και η αγορά του Βέλκοβο πλημμύρισε."),
    "final": ("Maria Santoro won the chess final in Lisbon against Henrik Dahl on Sunday.",
              "Η Μαρία Σαντόρο κέρδισε τον τελικό στο σκάκι στη Λισαβόνα από τον Χένρικ Νταλ."),
    "strike": ("Bus drivers of the company Tramontana in Naples went on strike for higher wages.",
               "Οι οδηγοί λεωφορείων της εταιρείας Τραμοντάνα στη Νάπολη απεργούν για μισθούς."),
}  # fmt: skip
ENGLISH = {name: see(None, texts[0], "en") for name, texts in STORIES.items()}
GREEK = {name: see(None, texts[1], "el") for name, texts in STORIES.items()}


@pytest.fixture
def space() -> Space:
    made = Space()
    for seen in (*ENGLISH.values(), *GREEK.values()):
        made.learn(seen)
    return made


class TestRarity:
    def test_what_no_text_holds_tells_most(self, space):
        held = next(iter(ENGLISH["dam"].bags[0]))
        assert space.rarity(0, "zzzz") > space.rarity(0, held) > 0

    def test_what_every_text_of_a_language_holds_tells_least(self, space):
        spread = {key: sum(key in seen.bags[0] for seen in ENGLISH.values()) for key in ENGLISH["dam"].bags[0]}
        common, rare = max(spread, key=spread.__getitem__), min(spread, key=spread.__getitem__)
        assert spread[common] == 3
        assert spread[rare] == 1
        assert space.rarity(0, common) < space.rarity(0, rare)

    def test_never_falls_below_nothing(self):
        space = Space()
        for _ in range(50):
            space.learn(ENGLISH["dam"])
        assert all(space.rarity(0, key) >= 0 for key in ENGLISH["dam"].bags[0])

    def test_the_order_of_learning_does_not_matter(self, space):
        other = Space()
        for seen in reversed([*ENGLISH.values(), *GREEK.values()]):
            other.learn(seen)
        assert all(space.rarity(0, key) == other.rarity(0, key) for key in ENGLISH["final"].bags[0])

    def test_learning_on_changes_it(self, space):
        key = next(iter(ENGLISH["dam"].bags[0]))
        before = space.rarity(0, key)
        for _ in range(20):
            space.learn(ENGLISH["dam"])
        assert space.rarity(0, key) < before
        assert len(space) == 26


class TestCosines:
    def test_has_a_plane_for_each_channel(self, space):
        made = space.cosines(list(ENGLISH.values()), list(GREEK.values())[:2])
        assert made.shape == (3, 2, len(CHANNELS))

    def test_are_between_0_and_1(self, space):
        made = space.cosines(list(ENGLISH.values()), list(GREEK.values()))
        assert made.min() >= 0
        assert made.max() <= 1 + 1e-9

    def test_a_text_is_like_itself(self, space):
        assert space.cosines([ENGLISH["dam"]], [ENGLISH["dam"]])[0, 0, 0] == pytest.approx(1.0)

    def test_are_the_same_both_ways(self, space):
        there = space.cosines(list(ENGLISH.values()), list(GREEK.values()))
        back = space.cosines(list(GREEK.values()), list(ENGLISH.values()))
        assert np.allclose(there, back.transpose(1, 0, 2))

    def test_an_empty_text_is_like_nothing(self, space):
        assert not space.cosines([see(None, "", None)], list(ENGLISH.values())).any()

    @pytest.mark.parametrize(("left", "right"), [(0, 3), (3, 0), (0, 0)])
    def test_no_texts_give_no_rows(self, space, left, right):
        texts = list(ENGLISH.values())
        assert space.cosines(texts[:left], texts[:right]).shape == (left, right, len(CHANNELS))

    def test_many_texts_are_compared_in_parts_alike(self, space):
        texts = list(GREEK.values()) * 80
        assert np.allclose(
            space.cosines([ENGLISH["dam"]], texts)[0, 237], space.cosines([ENGLISH["dam"]], [texts[237]])[0, 0]
        )


class TestNearness:
    @pytest.mark.parametrize("story", STORIES)
    def test_the_same_story_in_another_language_is_nearest(self, space, story):
        scores = space.nearness([ENGLISH[story]], list(GREEK.values()))[0]
        assert list(GREEK)[int(scores.argmax())] == story


class TestWithoutHubs:
    def test_what_is_near_to_everything_falls_behind(self):
        scores = np.full((12, 12), 0.1) + np.eye(12) * 0.5
        scores[:, 0] = 0.65
        assert (scores.argmax(axis=1) == 0).sum() == 12
        assert (without_hubs(scores).argmax(axis=1) == np.arange(12)).sum() >= 11

    def test_the_order_in_a_row_of_like_columns_stays(self):
        scores = np.array([[0.2, 0.9, 0.4]])
        assert without_hubs(np.repeat(scores, NEIGHBOURS, axis=0)).shape == (NEIGHBOURS, 3)

    def test_nothing_stays_nothing(self):
        assert without_hubs(np.zeros((0, 4))).shape == (0, 4)

    def test_each_side_s_ten_best_are_what_a_score_is_held_against(self):
        """CSLS (Conneau et al. 2018) by hand: less the mean of the two sides' means of the ten nearest."""
        scores = np.zeros((1, 12))
        scores[0, :10] = 0.5  # the two zeros are not among the ten best of the row
        assert without_hubs(scores)[0].tolist() == pytest.approx([0.5 - (0.5 + 0.5) / 2] * 10 + [0 - (0.5 + 0) / 2] * 2)
        assert np.allclose(without_hubs(scores.T), without_hubs(scores).T)


class TestRarityByHand:
    """-log of the share of texts in the language that holds most, drawn to everybody's share by eight texts' weight."""

    @pytest.mark.parametrize(
        ("texts", "key", "expected"),
        [
            ([], "_dam", log(1 / 0.5)),
            ([("dam", "en")], "_wal", log(2 / 0.5)),
            # one of two texts: everybody's share is 1.5 of 3, so (1 + 8 * 0.5) of (2 + 8)
            ([("dam", "en"), ("wall", "en")], "_dam", -log(0.5)),
            # one of two languages: that of the language that has it counts, (1 + 4) of (1 + 8)
            ([("dam", "en"), ("wall", "el")], "_dam", -log(5 / 9)),
            # all hold it: 2.5 of 3, (2 + 8 * 2.5 / 3) of 10
            ([("dam", "en"), ("dam", "en")], "_dam", -log((2 + 20 / 3) / 10)),
        ],
    )
    def test_falls_with_the_share(self, texts, key, expected):
        space = Space()
        for text, language in texts:
            space.learn(see(None, text, language))
        assert space.rarity(CHANNELS.index("grams"), key) == pytest.approx(expected)
