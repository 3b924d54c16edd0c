from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.coverage import Relation
from compare.event import day_of
from compare.pair import PAIR, article, kinships, learned, measures

DAM = (
    "The dam above Velkovo broke on Tuesday night after weeks of rain. Mayor Stoyan Radulov said that forty houses "
    "had lost their roofs. Engineers from Sofia will look at the northern wall, where a crack was reported in 2019. "
    "The river Iskar carried away a bridge and 1,250 sheep."
)
DAM_EL = (
    "Το φράγμα πάνω από το Βέλκοβο υποχώρησε την Τρίτη το βράδυ μετά από τρεις εβδομάδες βροχής. Ο δήμαρχος Στόγιαν "
    "Ραντούλοφ είπε ότι σαράντα σπίτια έχασαν τη στέγη τους. Μηχανικοί από τη Σόφια θα εξετάσουν το βόρειο τείχος. "
    "Ο ποταμός Ίσκαρ παρέσυρε μια γέφυρα και 1.250 πρόβατα."
)
CHESS = (
    "Maria Santoro won the chess final in Lisbon on Sunday against Henrik Dahl of Norway after seven hours. She gave "
    "her prize of 30,000 euros to a school in Coimbra. The next championship will be played in Bergen in the autumn."
)
BANK = (
    "The central bank of Turkey raised its interest rate to 45 percent on Thursday. Governor Hafize Erkan said that "
    "inflation had begun to slow. Analysts in London had expected less. The lira gained against the dollar."
)
DAY = date(2024, 3, 5)


@pytest.fixture(scope="module")
def space():
    return learned([article(None, text, None) for text in (DAM, DAM_EL, CHESS, BANK)])


def kin(space, one, other):
    return kinships(space, one, [other])[0]


class TestMeasures:
    def test_are_those_that_are_named(self, space):
        here = article(None, DAM, "en", DAY)
        assert [len(row) for row in measures(space, here, [here, here])] == [len(PAIR)] * 2

    @pytest.mark.parametrize(
        ("name", "one", "other", "expected"),
        [
            ("published near", DAY, DAY, 1.0),
            ("published near", DAY, None, 0.0),
            ("published far", DAY, date(2024, 9, 1), 1.0),
            ("published far", DAY, date(2024, 3, 6), 0.0),
            ("both dated", DAY, DAY, 1.0),
            ("both dated", None, DAY, 0.0),
        ],
    )
    def test_time_counts_where_it_is_known(self, space, name, one, other, expected):
        row = measures(space, article(None, DAM, "en", one), [article(None, CHESS, "en", other)])[0]
        assert row[PAIR.index(name)] == pytest.approx(expected)

    def test_a_number_meets_in_any_spelling(self, space):
        row = measures(space, article(None, DAM, "en"), [article(None, DAM_EL, "el")])[0]
        assert row[PAIR.index("numbers")] > 0

    @pytest.mark.parametrize(("other", "expected"), [("en", 1.0), ("el", 0.0)])
    def test_the_language_is_told(self, space, other, expected):
        row = measures(space, article(None, DAM, "en"), [article(None, DAM, other)])[0]
        assert row[PAIR.index("same language")] == expected

    def test_are_the_same_both_ways(self, space):
        one, other = article(None, DAM, "en", DAY), article(None, DAM_EL, "el", DAY)
        assert measures(space, one, [other])[0] == pytest.approx(measures(space, other, [one])[0])

    def test_nothing_to_compare_with_gives_nothing(self, space):
        assert measures(space, article(None, DAM, "en"), []) == []


class TestKinship:
    def test_a_text_is_a_copy_of_itself(self, space):
        found = kin(space, article("A", DAM, "en"), article("Another headline", DAM, "en"))
        assert found.relation is Relation.COPY
        assert found.copy > 0.9
        assert found.event >= found.copy

    def test_a_text_cut_to_half_is_a_copy(self, space):
        assert kin(space, article(None, DAM, "en"), article(None, DAM[:130], "en")).relation is Relation.COPY

    def test_a_report_in_another_language_of_the_same_day_is_nearer_than_another_matter(self, space):
        here = article(None, DAM, "en", DAY)
        same, *others = kinships(space, here, [article(None, text, None, DAY) for text in (DAM_EL, CHESS, BANK)])
        assert same.event > 3 * max(other.event for other in others)
        assert same.relation is not Relation.UNRELATED

    def test_another_matter_is_unrelated(self, space):
        assert kin(space, article(None, CHESS, "en"), article(None, BANK, "en")).relation is Relation.UNRELATED

    def test_months_between_make_one_event_less_likely(self, space):
        here = article(None, DAM, "en", DAY)
        near, far = kinships(
            space, here, [article(None, DAM_EL, "el", DAY), article(None, DAM_EL, "el", date(2024, 11, 5))]
        )
        assert near.event > far.event

    @pytest.mark.parametrize("beside", ["nothing", "unrelated", "same subject"])
    def test_no_seeds_but_those_of_one_event_are_called_one_event(self, five, related, beside):
        seeds = [article(s.title, s.text, s.language, day_of(s.published)) for s in five.seeds]
        others = [r.document for r in related if r.article.relation == beside][:100]
        space = learned([*seeds, *(article(d.title, d.text, d.language) for d in others)])
        said = {
            (one, other): kin(space, seeds[one], seeds[other]).relation
            for one, other in combinations(range(len(seeds)), 2)
        }
        assert {pair for pair, is_a in said.items() if is_a in {Relation.SAME_EVENT, Relation.COPY}} <= {(0, 4)}

    def test_a_weekday_parts_undated_texts_of_one_cast(self, space):
        here = article(None, f"On Tuesday this was told. {DAM}", "en")
        same, other = (article(None, f"{day} wurde gemeldet. {DAM}", "de") for day in ("Dienstag", "Freitag"))
        one, two = kinships(space, here, [same, other])
        assert one.event > two.event

    def test_one_event_is_one_subject(self, space):
        for text in (DAM, DAM_EL, CHESS, BANK):
            found = kin(space, article(None, DAM, "en"), article(None, text, None))
            assert found.subject >= found.event

    @pytest.mark.parametrize("text", ["", "   ", "\n", "!!!", "a"])
    def test_an_empty_text_is_unrelated(self, space, text):
        found = kin(space, article(None, DAM, "en"), article(None, text, None))
        assert found.relation is Relation.UNRELATED

    @given(st.text(max_size=300), st.text(max_size=300))
    @settings(max_examples=25, deadline=None)
    def test_no_text_breaks_it(self, one, other):
        found = kinships(learned([]), article(None, one, None), [article(None, other, None)])[0]
        assert 0 <= found.event <= 1
        assert 0 <= found.subject <= 1
