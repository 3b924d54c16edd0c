"""What the crawl learns of its links, told by hand-made findings."""

from __future__ import annotations

from datetime import date

import pytest

from archive.frontier import Entry
from crawler.focus.learner import MOST_DOWN, MOST_UP, Learner, day_of

SITE = "https://nea.example"


def link(path: str, score: float = 0.2, **more: object) -> Entry:
    given = {"source": "nea", "score": score, "origin": "section"} | more
    return Entry(SITE + path, **given)  # type: ignore[arg-type] # the fields by name


def taught(about: list[Entry], others: list[Entry], lists: tuple[str, ...] = ()) -> Learner:
    learner = Learner()
    for entry in about:
        learner.learn(entry, lists, is_about=True)
    for entry in others:
        learner.learn(entry, (), is_about=False)
    return learner


class TestPriority:
    @pytest.mark.parametrize("score", [0.05, 0.2, 0.5, 0.9])
    def test_before_anything_is_learned_it_is_the_score(self, score: float) -> None:
        assert Learner().priority(link("/a/b-c-d", score)) == pytest.approx(score, abs=0.001)

    @pytest.mark.parametrize(("score", "expected"), [(0.0, 0.005), (1.0, 0.995), (None, 0.5)])
    def test_no_score_is_certain(self, score: float | None, expected: float) -> None:
        assert Learner().priority(link("/a/b", score)) == pytest.approx(expected, abs=0.001)  # type: ignore[arg-type] # None too

    def test_links_of_a_list_that_yields_move_up(self) -> None:
        topic, sport = SITE + "/tag/talks", SITE + "/sport"
        learner = taught([link(f"/x/{n}") for n in range(4)], [link(f"/y/{n}") for n in range(4)], (topic,))
        assert learner.priority(link("/z/1"), (topic,)) > 1.2 * learner.priority(link("/z/1"), (sport,))

    def test_links_of_a_section_that_yields_nothing_move_down(self) -> None:
        learner = taught([link("/world/a")], [link(f"/sport/{n}") for n in range(12)])
        assert learner.priority(link("/sport/new")) < learner.priority(link("/world/new"))
        assert learner.priority(link("/sport/new")) < 0.2

    def test_links_of_the_same_days_move_up_whatever_outlet_they_are_of(self) -> None:
        found = [link(f"/{n}", source=f"s{n}", stated="2023-03-21T10:00:00+00:00") for n in range(4)]
        learner = taught(found, [link(f"/o{n}", source="s9", stated="2021-01-01T10:00:00+00:00") for n in range(8)])
        near = learner.priority(link("/n", source="other", stated="2023-03-23T00:00:00+00:00"))
        far = learner.priority(link("/n", source="other", stated="2023-05-23T00:00:00+00:00"))
        assert near > 1.25 * far

    def test_words_of_headlines_that_paid_off_move_a_link_up(self) -> None:
        found = [link(f"/{n}", source=f"s{n}", title="Patrouillen über dem Meer") for n in range(4)]
        others = [link(f"/o{n}", source=f"t{n}", title="Weinlese an der Mosel") for n in range(8)]
        learner = taught(found, others)
        hit = learner.priority(link("/1", source="u", title="Neue Patrouillen"))
        assert hit > learner.priority(link("/2", source="u", title="Neue Weinlese"))

    def test_what_the_score_knew_already_counts_once(self) -> None:
        """A source whose good scores are right is no better than its scores say."""
        learner = taught([link(f"/{n}", 0.9) for n in range(9)], [link("/no", 0.9)])
        assert abs(learner.evidence(link("/new", 0.9, title="Unseen"))) < 0.15

    def test_links_of_a_list_that_an_article_about_the_story_names_are_trusted(self) -> None:
        learner = Learner()
        assert learner.priority(link("/a", origin="label")) > 2 * learner.priority(link("/a"))

    def test_evidence_is_bounded(self) -> None:
        found = [link("/t/a", 0.01, title="same words here", stated="2022-09-19") for _ in range(500)]
        there = taught(found, [], ("l",))
        assert there.evidence(found[0], ("l",)) <= MOST_UP
        vain = taught([], [link("/t/a", 0.99, title="same words here") for _ in range(500)])
        assert vain.evidence(link("/t/a", title="same words here")) >= -MOST_DOWN

    def test_what_is_learned_does_not_depend_on_the_order(self) -> None:
        about, others = [link(f"/a/{n}") for n in range(5)], [link(f"/b/{n}") for n in range(5)]
        one, other = Learner(), Learner()
        for entry in about + others:
            one.learn(entry, (), is_about=entry in about)
        for entry in reversed(about + others):
            other.learn(entry, (), is_about=entry in about)
        assert one.priority(link("/a/new")) == other.priority(link("/a/new"))


@pytest.mark.parametrize(
    ("path", "stated", "day"),
    [
        ("/x", "2022-09-19T10:00:00+00:00", "2022-09-19"),
        ("/2022/09/19/talks", None, "2022-09-19"),
        ("/20220919/talks", None, "2022-09-19"),
        ("/talks-2022-09-19", None, "2022-09-19"),
        ("/2021/01/01/talks", "2022-09-19", "2022-09-19"),  # what is stated counts
        ("/2022/09/talks", None, None),
        ("/2022/02/31/talks", None, None),
        ("/1202209191", None, None),
        ("/x", "soon", None),
    ],
)
def test_the_day_of_a_link_is_stated_or_stands_in_its_address(path: str, stated: str | None, day: str | None) -> None:
    found = day_of(link(path, stated=stated))
    assert found == (date.fromisoformat(day).toordinal() if day else None)
