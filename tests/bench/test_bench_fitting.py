"""What the weights are fitted on and with: topics, draws of seeds, made copies, and the fit itself, on small cases."""

from __future__ import annotations

import random
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

BENCH = Path(__file__).parents[2] / "bench"
sys.path.insert(0, str(BENCH))  # the fitting scripts are called from their folder and import each other by bare name

import compare_data  # noqa: E402 - see above
import comparison_report  # noqa: E402
import copies_data  # noqa: E402
import fit_compare  # noqa: E402
import fit_feedback  # noqa: E402
import fit_flat  # noqa: E402
import fit_means  # noqa: E402
import fit_pairs  # noqa: E402
import make_tables  # noqa: E402

sys.path.remove(str(BENCH))

TOPICS: list[dict[str, Any]] = tomllib.loads((BENCH / "topics.toml").read_text("utf-8"))["topic"]
PAGES = {page.id: page for page in compare_data.news_web()}
ON = [page for page in PAGES.values() if page.relation != "unrelated"]


class TestTopics:
    def test_each_has_a_name_of_its_own(self) -> None:
        assert [name for name, number in Counter(topic["name"] for topic in TOPICS).items() if number > 1] == []

    @pytest.mark.parametrize("topic", TOPICS, ids=[topic["name"] for topic in TOPICS])
    def test_is_made_of_pages_that_are_there(self, topic: dict[str, Any]) -> None:
        assert set(topic) <= {"name", "same_event", "articles", "near", "ntrex", "near_ntrex"}
        assert ("articles" in topic) != ("ntrex" in topic)
        members, near = topic.get("articles") or topic["ntrex"], topic.get("near", []) + topic.get("near_ntrex", [])
        assert len(set(members)) == len(members) >= 2
        assert not set(members) & set(near)
        if "articles" in topic:
            assert [name for name in [*members, *near] if name not in PAGES] == []

    @pytest.mark.parametrize("topic", [one for one in TOPICS if "articles" in one], ids=lambda topic: topic["name"])
    def test_of_the_news_web_is_not_the_seeds_story(self, topic: dict[str, Any]) -> None:
        assert {PAGES[name].relation for name in topic["articles"]} == {"unrelated"}
        assert len({PAGES[name].outlet for name in topic["articles"]}) == len(topic["articles"])


class TestCases:
    @pytest.mark.parametrize("draw", range(8))
    def test_a_draw_is_told_apart_from_pages_that_are_neither_its_seeds_nor_near(self, draw: int) -> None:
        near = {ON[0].id}
        case = compare_data.web_case("x", ON[1:9], near, random.Random(draw), None)
        seeds, pages = {seed.id for seed in case.seeds}, {page.id for page in case.pages}
        assert 1 <= len(seeds) <= 5
        assert not pages & (seeds | near)
        assert case.on == {page.id for page in ON[1:9]} - seeds
        assert {seed for _, seed in case.pairs} <= seeds
        assert all(PAGES[page].event == PAGES[seed].event for page, seed in case.pairs)

    @pytest.mark.parametrize(("same", "every"), [(True, True), (False, False)])
    def test_pages_of_a_topic_report_one_event_or_none_do(self, same: bool, every: bool) -> None:
        case = compare_data.web_case("x", ON[:4], set(), random.Random(1), same)
        assert bool(case.pairs) == every
        assert len(case.pairs) in {0, 4 * len(case.seeds)}

    def test_half_of_the_seeds_have_lost_their_day(self) -> None:
        chance = random.Random(3)
        kept = [compare_data.undated(ON[0], chance).published is not None for _ in range(400)]
        assert 150 < sum(kept) < 250
        assert compare_data.undated(ON[0], chance).body == ON[0].body

    def test_the_five_seeds_are_held_against_the_whole_news_web(self) -> None:
        case = compare_data.seed_case(compare_data.ROOT / "seeds" / "gold")
        assert len(case.seeds) == 5
        assert len(case.pages) == len(PAGES)
        assert case.on == {page.id for page in ON}
        assert {seed for _, seed in case.pairs} == {seed.id for seed in case.seeds}

    def test_halves_of_a_document_are_never_one_text(self, tmp_path: Path) -> None:
        path = tmp_path / "docs.jsonl"
        path.write_text('{"id": "a", "lang": "en", "sentences": ["One.", "Two.", "Three.", "Four."]}\n')
        whole, first, second = compare_data.ntrex(path)
        assert (whole.id, whole.title, whole.body) == ("a", "One.", "Two.\nThree.\nFour.")
        assert (first.id, first.title, first.body) == ("a/1", "One.", "Two.")
        assert (second.id, second.title, second.body) == ("a/2", None, "Three.\nFour.")


TEXT = " ".join(f"Sentence number {n} tells of word{n} and of other{n} things." for n in range(20))


class TestCopies:
    @pytest.mark.parametrize(("share", "kept"), [(1.0, 20), (0.5, 10), (0.25, 5), (0.01, 2)])
    def test_cut_keeps_the_first_sentences_two_at_least(self, share: float, kept: int) -> None:
        found = copies_data.cut(TEXT, share)
        assert TEXT.startswith(found)
        assert found.count(".") == kept

    @pytest.mark.parametrize(("share", "third"), [(0.0, (0, 0)), (0.3, (100, 300)), (0.9, (500, 700))])
    def test_edits_drop_replace_and_follow_a_third_each_of_the_share(
        self, share: float, third: tuple[int, int]
    ) -> None:
        words = [f"word{number}" for number in range(2000)]
        found = copies_data.edited(" ".join(words), share, ["foreign"], random.Random(2)).split()
        gone = len(set(words) - set(found))  # dropped and replaced
        foreign = found.count("foreign")  # replaced and followed
        assert 2 * third[0] <= gone <= 2 * third[1]
        assert 2 * third[0] <= foreign <= 2 * third[1]
        assert [word for word in found if word != "foreign"] == [word for word in words if word in set(found)]

    def test_furniture_stands_round_the_whole_text(self) -> None:
        found = copies_data.furnished(TEXT, random.Random(1))
        before, _, after = found.partition(TEXT)
        assert len(before.split()) == 12
        assert len(after.split()) == 20

    @pytest.mark.parametrize("seed", range(5))
    def test_a_report_borrows_whole_sentences_a_fifth_at_most(self, seed: int) -> None:
        found = copies_data.borrowed(TEXT, random.Random(seed))
        assert 0 < len(found.split()) <= len(TEXT.split()) / 5
        assert all(f"{one.strip()}." in TEXT for one in found.split(".") if one)

    def test_copies_and_reports_are_labelled_and_measured_alike(self) -> None:
        pages = tuple(page for page in PAGES.values() if page.language == "en")[:7]
        made, others = (list(of(pages, random.Random(4))) for of in (copies_data.copies, copies_data.reports))
        assert [is_copy for _, is_copy in made] == [True] * 7
        assert len(others) >= 7
        assert not any(is_copy for _, is_copy in others)
        assert {len(measured) for measured, _ in [*made, *others]} == {len(made[0][0])}


class TestFit:
    def test_learns_which_measure_tells_and_how_surely(self) -> None:
        chance = np.random.default_rng(1)
        x = chance.normal(size=(400, 3))
        y = (x[:, 1] > 0).astype(float)
        beta = fit_compare.fit(x, y, np.ones(400))
        told = fit_compare.predict(beta, x)
        assert abs(beta[1]) > 10 * max(abs(beta[0]), abs(beta[2]))
        assert ((told > 0.5) == (y > 0.5)).mean() > 0.97
        assert 0 <= told.min() < 0.1
        assert 0.9 < told.max() <= 1

    def test_a_higher_penalty_is_surer_of_nothing(self) -> None:
        x, y = np.array([[0.0], [1.0]] * 50), np.array([0.0, 1.0] * 50)
        size = [abs(fit_compare.fit(x, y, np.ones(100), penalty)[0]) for penalty in (0.1, 5.0, 500.0)]
        assert size == sorted(size, reverse=True)

    def test_weights_count_as_copies_do(self) -> None:
        x, y = np.array([[0.0], [0.0], [1.0]]), np.array([0.0, 1.0, 1.0])
        heavy = fit_compare.fit(x, y, np.array([3.0, 1.0, 1.0]))
        thrice = fit_compare.fit(x[[0, 0, 0, 1, 2]], y[[0, 0, 0, 1, 2]], np.ones(5))
        assert heavy == pytest.approx(thrice)

    @pytest.mark.parametrize(
        ("on", "most", "on_topic", "off_topic"),
        [
            ([1, 0], 10.0, 10.0, 20.0),  # the others weigh twice as much at least
            ([1, 0, 0, 0, 0], 10.0, 10.0, 40.0),  # as many times as there are more of them
            ([1, *[0] * 50], 10.0, 10.0, 100.0),  # and ten times at most
            ([1, *[0] * 50], 2.0, 10.0, 20.0),
        ],
    )
    def test_a_case_weighs_the_same_however_many_pages_it_has(
        self, on: list[int], most: float, on_topic: float, off_topic: float
    ) -> None:
        y = np.array(on, dtype=float)
        weight = fit_compare.balanced([7] * len(on), y, most)
        assert weight[y == 1].sum() == pytest.approx(on_topic)
        assert weight[y == 0].sum() == pytest.approx(off_topic)

    def test_the_seeds_topic_weighs_more_than_others(self) -> None:
        assert fit_compare.given(["seeds", "x"]).tolist() == [fit_compare.SEEDS_WEIGHT, 1.0]

    def test_pairs_whose_truth_is_not_known_are_left_out(self) -> None:
        pairs = [fit_pairs.Pair(ON[0], ON[1], [float(n)], True, known, 0.5) for n, known in enumerate((True, None))]
        x, y, weight = fit_pairs.arrays(pairs, "subject")
        assert (x.tolist(), y.tolist(), weight.tolist()) == ([[0.0]], [1.0], [0.5])
        assert fit_pairs.arrays(pairs, "event")[0].shape == (2, 1)

    def test_a_model_has_the_constant_apart(self) -> None:
        made = fit_pairs.as_model(("a", "b"), np.array([1.0, -1.0, 0.5]))
        assert made.probability([2.0, 2.5]) == pytest.approx(0.5)

    def test_ties_are_the_same_both_ways_and_strongest_in_one_language(self) -> None:
        keys = [(name, code, part) for name in "ab" for code in ("el", "en") for part in (1, 2)]
        vectors = {"a": [1.0, 0.0], "b": [0.0, 1.0]}
        turned = {("el", 1): 0.0, ("el", 2): 0.0, ("en", 1): 0.3, ("en", 2): 0.3}
        moved = np.array([
            np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]) @ vectors[name]
            for name, code, part in keys
            for t in (turned[code, part],)
        ])  # fmt: skip
        found = fit_means.tied(keys, moved)
        assert set(found) == {("el", "el"), ("el", "en"), ("en", "en"), ("", ""), ("", "*")}
        assert found["el", "el"] == found["en", "en"] == found["", ""] == pytest.approx(1.0)
        assert found["el", "en"] == found["", "*"] == pytest.approx(np.cos(0.3))


@pytest.mark.parametrize(
    ("truth", "said", "shown"),
    [
        ([True, True, False], [True, False, True], "P 0.500 R 0.500 (1 of 2 found, 1 false)"),
        ([True], [True], "P 1.000 R 1.000 (1 of 1 found, 0 false)"),
        ([False], [False], "P 0.000 R 0.000 (0 of 0 found, 0 false)"),
    ],
)
def test_figures_say_the_counts_behind_them(truth: list[bool], said: list[bool], shown: str) -> None:
    assert comparison_report.score(truth, said) == shown
    told = fit_feedback.told(np.array(truth, dtype=float), np.array(said))
    assert shown.startswith(told)


class TestFolds:
    def test_a_publisher_has_one_fold_in_every_run(self) -> None:
        assert [fit_flat.fold(name, 5) for name in ("a", "b", "c")] == [fit_flat.fold(name, 5) for name in "abc"]
        assert [fit_flat.fold(name, 5) for name in ("lifo", "agerpres", "trtworld")] == [4, 4, 0]

    def test_folds_are_about_alike_and_another_salt_draws_anew(self) -> None:
        names = [f"publisher{number}" for number in range(1000)]
        sizes = Counter(fit_flat.fold(name, 5) for name in names)
        assert set(sizes) == set(range(5))
        assert min(sizes.values()) > 150
        assert [fit_flat.fold(name, 5, "x") for name in names] != [fit_flat.fold(name, 5) for name in names]


class TestNamesOfPlaces:
    @pytest.mark.parametrize(
        ("word", "stem", "alone"),
        [
            # up to four letters stay; of five, a last vowel goes in other scripts than Latin
            ("cuba", "cuba", "cuba"),
            ("china", "china", "china"),
            ("κινας", "κινας", "κινας"),
            ("ρωσια", "ρωσι", "ρωσι"),
            ("китая", "кита", "кита"),
            # longer ones lose two letters, but never more than down to five; alone only vowels and σ, down to six
            ("russia", "russi", "russi"),
            ("liberia", "liber", "liberi"),
            ("schweiz", "schwe", "schweiz"),
        ],
    )
    def test_are_cut_where_inflection_changes_them(self, word: str, stem: str, alone: str) -> None:
        assert make_tables.stem(word) == stem
        assert make_tables.lone_stem(word) == alone

    @pytest.mark.parametrize(
        ("name", "spaced", "found"),
        [
            ("South Korea", True, "south-korea"),
            ("Myanmar (Burma)", True, "myanmar"),
            ("中国", False, "中国"),
            ("米", False, None),
            ("UK", True, None),
            ("Saint Vincent and the Grenadines", True, None),
            ("(…)", True, None),
        ],
    )
    def test_become_stems_joined_by_hyphens(self, name: str, spaced: bool, found: str | None) -> None:
        assert make_tables.forms(name, spaced) == found
