"""What is counted as the site's: lines of several different articles of one host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Document, Rail
from extract.snapshot import INSERTED, RULE, fingerprint, frozen, lines, prints, snapshot

BOX = "Our morning letter. Ten stories before breakfast, free, every weekday."


def article(number, *more):
    own = [f"Paragraph {chr(96 + number) * 9} {word} tells of something that nobody else tells." for word in "abcdef"]
    return prints([*own, *more])


def of(*articles):
    return snapshot("paper.example", articles)


class TestFingerprint:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("ΔΕΙΤΕ ΑΚΟΜΑ", "Δείτε ακόμα"),
            ("Read by 1,204 people", "Read by 7,311 people"),
            ("Read by 9 people", "Read by 12 people"),
            ("  Latest   news  ", "Latest news"),
            ("» Latest news:", "Latest news"),
        ],
    )
    def test_is_the_same_for_what_a_reader_takes_for_the_same_line(self, one, other):
        assert fingerprint(one) == fingerprint(other)

    @pytest.mark.parametrize(("one", "other"), [("Latest news", "Latest views"), ("Новини", "Новости")])
    def test_differs_for_other_words(self, one, other):
        assert fingerprint(one) != fingerprint(other)

    @given(st.text())
    def test_is_a_number_that_a_database_takes(self, line):
        assert 0 <= fingerprint(line) < 1 << 63


class TestSnapshot:
    def test_holds_what_stands_on_two_articles(self):
        assert of(article(1, BOX), article(2, BOX)).prints == {fingerprint(BOX)}

    def test_holds_nothing_of_one_article(self):
        assert of(article(1, BOX)).prints == frozenset()

    def test_a_line_twice_on_one_article_counts_once(self):
        assert of(article(1, BOX, BOX), article(2)).prints == frozenset()

    def test_two_versions_of_one_article_count_once(self):
        assert of(article(1, BOX), article(1, BOX, "Updated.")).prints == frozenset()

    def test_of_many_articles_a_tenth_must_have_the_line(self):
        many = [article(number) for number in range(3, 22)]
        assert fingerprint(BOX) in of(article(1, BOX), article(2, BOX), *many[:18]).prints
        assert fingerprint(BOX) not in of(article(1, BOX), article(2, BOX), *many).prints

    def test_an_article_without_text_counts_for_nothing(self):
        assert of(prints([]), article(1, BOX), prints([])).articles == 1

    def test_says_how_many_articles_it_has_seen(self):
        assert of(article(1), article(2), article(3)).articles == 3


class TestVersion:
    def test_is_of_the_content_whatever_the_order(self):
        assert frozen("a.example", 2, [3, 1, 2]).version == frozen("a.example", 5, [2, 3, 1]).version

    @pytest.mark.parametrize(("host", "held"), [("b.example", [1, 2]), ("a.example", [1]), ("a.example", [])])
    def test_differs_for_other_content(self, host, held):
        assert frozen(host, 2, held).version != frozen("a.example", 2, [1, 2]).version

    def test_is_twelve_hexadecimal_digits(self):
        version = frozen("a.example", 2, [1]).version
        assert len(version) == 12
        assert int(version, 16) >= 0


def test_the_lines_of_a_document_hold_what_was_cut_from_between_its_paragraphs_but_no_teasers():
    rails = (
        Rail(RULE, None, (BOX,)),
        Rail("rail heading", "Latest", ("Latest", "A teaser")),
        Rail(INSERTED, None, ("Between",)),
    )
    assert lines(Document("One.\nTwo.", rails=rails)) == ["One.", "Two.", BOX, "Between"]


def test_a_document_without_text_has_no_lines():
    assert lines(Document("")) == []
