"""A crawl held against the truth: what counts as right, missed, wrong, left in and lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from newsweb import truth
from newsweb.score import Found, score

BODY = ["The ministers met on Monday.", "They agreed on little."]
RAILS = ["Related", "Zakharova: Moscow and Beijing could join forces", "0"]


def article(path: str, relation: str = "same event", **more: Any) -> dict[str, Any]:
    made = {"kind": "article", "outlet": "paper", "address": "127.0.0.11", "path": path, "other_paths": []}
    return made | {"language": "en", "relation": relation, "body": BODY, "rail_lines": RAILS} | more


def found(path: str, relation: str = "same event", lines: tuple[str, ...] = tuple(BODY)) -> Found:
    return Found(f"http://127.0.0.11:8811{path}", relation, lines)


class TestRelations:
    def test_all_right_is_one_and_one(self) -> None:
        held = score([article("/a"), article("/b", "unrelated")], [found("/a"), found("/b", "unrelated")])
        assert (held.precision, held.recall, held.wrong) == (1.0, 1.0, ())
        assert (held.pages, held.about, held.told, held.right) == (2, 1, 1, 1)

    @pytest.mark.parametrize("told", ["copy", "same event", "same subject"])
    def test_which_relation_does_not_matter_as_long_as_it_is_about_the_story(self, told: str) -> None:
        assert score([article("/a", "copy")], [found("/a", told)]).right == 1

    def test_an_unrelated_page_told_to_be_about_the_story_costs_precision(self) -> None:
        held = score([article("/a"), article("/b", "unrelated")], [found("/a"), found("/b")])
        assert (held.precision, held.recall) == (0.5, 1.0)
        assert held.wrong == (("http://127.0.0.11:8811/b", "unrelated"),)

    def test_a_page_told_to_be_unrelated_costs_recall(self) -> None:
        held = score([article("/a"), article("/b")], [found("/a"), found("/b", "unrelated")])
        assert (held.precision, held.recall) == (1.0, 0.5)
        assert held.wrong == (("http://127.0.0.11:8811/b", "same event"),)

    def test_a_page_that_was_never_captured_costs_recall_too(self) -> None:
        held = score([article("/a"), article("/b")], [found("/a")])
        assert (held.recall, held.pages, held.wrong) == (0.5, 1, ())

    def test_nothing_found_is_no_recall(self) -> None:
        held = score([article("/a")], [])
        assert (held.precision, held.recall, held.languages) == (1.0, 0.0, frozenset())

    def test_nothing_to_find_is_full_recall(self) -> None:
        assert score([article("/a", "unrelated")], [found("/a", "unrelated")]).recall == 1.0

    def test_languages_are_those_of_the_right_ones(self) -> None:
        pages = [article("/a", language="el"), article("/b", "unrelated", language="ro"), article("/c", language="bg")]
        assert score(pages, [found("/a"), found("/b"), found("/c", "unrelated")]).languages == {"el"}


class TestPages:
    def test_count_once_under_whatever_address_they_were_found(self) -> None:
        pages = [article("/a", other_paths=["/amp/a", "/?p=1"])]
        held = score(pages, [found("/a"), found("/amp/a"), found("/?p=1")])
        assert (held.pages, held.told, held.right) == (1, 1, 1)

    def test_are_known_by_address_and_query_not_by_port(self) -> None:
        pages = [article("/a?id=1")]
        assert score(pages, [replace(found("/a?id=1"), url="http://127.0.0.11:9999/a?id=1")]).pages == 1
        assert score(pages, [replace(found("/a?id=1"), url="http://127.0.0.12:8811/a?id=1")]).pages == 0
        assert score(pages, [found("/a?id=2")]).pages == 0

    # As feeds, rails and share buttons link them.
    TRACKED = ("/a?utm_source=rss&utm_medium=feed", "/a?xtor=RSS-3208", "/a?fbclid=x", "/a#comments", "/a?utm_id=1#top")

    @pytest.mark.parametrize("path", TRACKED)
    def test_are_known_with_tracking_and_fragments_too(self, path: str) -> None:
        assert score([article("/a")], [found(path)]).right == 1

    @pytest.mark.parametrize("url", ["", "/a", "not a url", "http:///a", "http://127.0.0.11.example.org/a"])
    def test_under_no_address_of_the_truth_do_not_count(self, url: str) -> None:
        assert score([article("/a")], [Found(url, "copy", ())]).pages == 0

    def test_count_as_they_were_found_first(self) -> None:
        pages = [article("/a", other_paths=["/amp/a"])]
        held = score(pages, [found("/amp/a", "unrelated"), found("/a")])
        assert held.wrong == (("http://127.0.0.11:8811/amp/a", "same event"),)

    def test_that_are_no_articles_of_the_truth_do_not_count(self) -> None:
        home = {"kind": "home", "outlet": "paper", "address": "127.0.0.11", "path": "/", "rail_lines": []}
        assert score([home, article("/a")], [found("/"), found("/a")]).told == 1


LINES = [
    # a rail line that is a line of its own
    ("Related", True),
    ("0", True),
    (" Related ", True),
    # a long one inside a longer line
    ("Read: Zakharova: Moscow and Beijing could join forces", True),
    # a short one inside a longer line is a word
    ("Related matters were left for Tuesday.", False),
    ("Something that no truth file knows.", False),
]


class TestLines:
    @pytest.mark.parametrize(("line", "leaks"), LINES)
    def test_of_rails_are_leaks_when_left_in(self, line: str, leaks: bool) -> None:
        held = score([article("/a")], [found("/a", lines=(*BODY, line))])
        assert held.leaked == ((("http://127.0.0.11:8811/a", line.strip()),) if leaks else ())
        assert held.lost == ()

    def test_of_the_body_are_lost_when_missing(self) -> None:
        held = score([article("/a")], [found("/a", lines=(BODY[0],))])
        assert held.lost == (("http://127.0.0.11:8811/a", BODY[1]),)

    def test_of_the_body_that_hold_a_rail_line_are_body(self) -> None:
        line = "He read “Zakharova: Moscow and Beijing could join forces” aloud."
        held = score([article("/a", body=[line])], [found("/a", lines=(line,))])
        assert (held.leaked, held.lost) == ((), ())

    def test_are_told_with_their_page_in_order(self) -> None:
        pages = [article("/a"), article("/b")]
        held = score(pages, [found("/b", lines=("Related", BODY[1])), found("/a", lines=("0", *BODY, "Related"))])
        assert [(url[-2:], line) for url, line in held.leaked] == [("/b", "Related"), ("/a", "0"), ("/a", "Related")]
        assert [(url[-2:], line) for url, line in held.lost] == [("/b", BODY[0])]

    def test_of_unrelated_pages_are_held_against_the_truth_too(self) -> None:
        held = score([article("/a", "unrelated")], [found("/a", "unrelated", ("Related",))])
        assert (len(held.leaked), len(held.lost)) == (1, 2)

    def test_are_compared_with_white_space_made_alike(self) -> None:
        held = score([article("/a")], [found("/a", lines=("The  ministers met on\u00a0Monday.", BODY[1]))])
        assert held.lost == ()


def test_the_truth_held_against_itself_is_perfect() -> None:
    records = truth.load()
    told = [
        Found(f"http://{one['address']}:8811{one['path']}", one["relation"], tuple(one["body"]))
        for one in records
        if one["kind"] == "article"
    ]
    held = score(records, told)
    assert (held.precision, held.recall, held.leaked, held.lost) == (1.0, 1.0, (), ())
    assert len(held.languages) >= 7
