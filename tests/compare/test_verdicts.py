from __future__ import annotations

from dataclasses import replace

import pytest

from compare.coverage import Relation
from compare.profile import profile
from compare.seed import Seed
from compare.sketches import sketch
from compare.topic import Matcher, Topic
from compare.verdicts import FEEDBACK, Verdicts, odds


def as_seed(one, name: str) -> Seed:
    return Seed(name, one.document.text, one.document.title, one.document.language)


@pytest.fixture(scope="session")
def wrong(related):
    """Unrelated pages, those with the greatest scores first."""
    off = [one for one in related if one.article.relation == "unrelated"]
    return sorted(off, key=lambda one: -one.coverage.score)


class TestOdds:
    @pytest.mark.parametrize(("score", "expected"), [(0.5, 0.0), (0.7311, 1.0), (0.2689, -1.0)])
    def test_are_logarithms(self, score, expected):
        assert odds(score) == pytest.approx(expected, abs=1e-3)

    @pytest.mark.parametrize("score", [0.0, 1.0, -1.0, 2.0])
    def test_are_cut_off(self, score):
        assert abs(odds(score)) == pytest.approx(odds(1.0))


class TestRejected:
    def test_the_document_itself_is_unrelated_and_scores_nothing(self, five, related):
        taken = next(one for one in related if one.coverage.relation is Relation.SAME_EVENT)
        topic = replace(five, rejected=(as_seed(taken, "document 1"),))
        found = Matcher(topic).relate(taken.document)
        assert (found.relation, found.score, found.reasons) == (Relation.UNRELATED, 0.0, ())

    def test_a_document_like_it_loses_score(self, five, wrong):
        like = wrong[0]
        text = like.document.text
        twin = replace(like.document, text=text[: 2 * len(text) // 3])
        topic = replace(five, rejected=(as_seed(like, "document 1"),))
        assert Matcher(topic).relate(twin).score < Matcher(five).relate(twin).score

    def test_copies_of_seeds_stay_copies(self, five, related, wrong):
        topic = replace(five, rejected=(as_seed(wrong[0], "document 1"),))
        matcher = Matcher(topic)
        copies = [one for one in related if one.coverage.relation is Relation.COPY]
        assert copies
        assert all(matcher.relate(one.document).relation is Relation.COPY for one in copies)

    def test_what_is_sure_stays_sure(self, five, related, wrong):
        matcher = Matcher(replace(five, rejected=(as_seed(wrong[0], "document 1"),)))
        sure = [one for one in related if one.coverage.score > 0.99 and one.article.relation != "unrelated"]
        assert sum(matcher.relate(one.document).score >= 0.5 for one in sure) >= 0.95 * len(sure)


class TestAccepted:
    def test_the_document_itself_is_related_for_sure_and_no_copy_of_itself(self, five, wrong):
        topic = replace(five, accepted=(as_seed(wrong[5], "document 1"),))
        found = Matcher(topic).relate(wrong[5].document)
        assert found.score == 1.0
        assert found.relation in {Relation.SAME_SUBJECT, Relation.SAME_EVENT}
        assert found.nearest != "document 1"

    def test_a_copy_of_it_is_a_copy(self, five, wrong):
        topic = replace(five, accepted=(as_seed(wrong[5], "document 1"),))
        text = wrong[5].document.text
        found = Matcher(topic).relate(replace(wrong[5].document, text=text[: len(text) // 2]))
        assert (found.relation, found.nearest) == (Relation.COPY, "document 1")

    def test_counts_as_a_seed_for_links_too(self, five, wrong):
        assert replace(five, accepted=(as_seed(wrong[5], "document 1"),)).shown_by[-1].id == "document 1"

    def test_nothing_said_changes_nothing(self, five, related, matcher):
        again = Matcher(replace(five, accepted=(), rejected=()))
        for one in related[:40]:
            assert again.relate(one.document) == matcher.relate(one.document)


class TestMeasure:
    def test_are_those_that_are_named(self, five, wrong):
        verdicts = Verdicts(replace(five, rejected=(as_seed(wrong[0], "document 1"),)))
        assert len(verdicts.measure(0.5, profile(None, "Moscow and Beijing.", "en"), 0.2)) == len(FEEDBACK)

    def test_an_empty_text_was_never_spoken_of(self):
        topic = Topic("t", (Seed("a", "x"),), accepted=(Seed("b", ""),), rejected=(Seed("c", ""),))
        assert Verdicts(topic).of(sketch("")) is None

    def test_the_last_word_counts(self):
        text = "The dam above the village gave way on Tuesday night."
        topic = Topic("t", (Seed("a", "x"),), accepted=(Seed("b", text),), rejected=(Seed("c", text),))
        assert Verdicts(topic).of(sketch(text)) is False
