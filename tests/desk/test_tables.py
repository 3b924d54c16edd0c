"""The tables that several commands print: each cell, on wide and narrow terminals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import RenderableType

from archive.health import Health
from archive.studied import Row
from compare.coverage import Relation
from desk import render, tables

WHEN = datetime(2022, 9, 19, 14, 5, 30, tzinfo=UTC)


def row(number: int, **more: Any) -> Row:
    values: dict[str, Any] = {
        "url": f"http://paper.example/{number}",
        "title": f"Title {number}",
        "source": "Paper",
        "source_key": "paper",
        "host": "paper.example",
        "country": "GR",
        "language": "el",
        "published": WHEN,
        "fetched": WHEN,
        "relation": Relation.SAME_EVENT,
        "score": 0.5,
        "nearest": "seed",
        "copy_of": None,
        "share": None,
    }
    return Row(id=number, **(values | more))


def lines(what: RenderableType, width: int = 120) -> list[str]:
    """The lines as they are shown, without the blanks that pad them."""
    screen = render.Screen(width=width)
    with screen.capture() as held:
        screen.print(what)
    return [line.rstrip() for line in held.get().splitlines()]


def wide(*rows: Row) -> list[str]:
    return lines(tables.coverage(render.Screen(width=120), rows))


def narrow(*rows: Row) -> list[str]:
    return lines(tables.coverage(render.Screen(width=60), rows), 60)


class TestCoverage:
    def test_has_a_head_and_a_line_for_each_document(self) -> None:
        head, first, second = wide(row(1), row(22, relation=Relation.COPY, score=0.987))
        assert head.split() == ["id", "relation", "score", "published", "lang", "outlet", "title"]
        assert first.split() == ["1", "same", "event", "0.50", "2022-09-19", "el", "Paper", "Title", "1"]
        assert second.split() == ["22", "copy", "0.99", "2022-09-19", "el", "Paper", "Title", "22"]

    @pytest.mark.parametrize(
        ("more", "cell"),
        [
            ({"relation": None}, "-"),
            ({"score": None}, "-"),
            ({"published": None}, "-"),
            ({"language": None}, "-"),
            ({"score": 0.0}, "0.00"),
            ({"score": 1.0}, "1.00"),
            ({"relation": Relation.UNRELATED}, "unrelated"),
            ({"language": "zh"}, "zh"),
            ({"source": "Νέα Στοά"}, "Νέα Στοά"),
            ({"title": None}, "http://paper.example/1"),
            ({"title": ""}, "http://paper.example/1"),
            ({"title": "Two\nlines\tof it"}, "Two lines of it"),
            ({"copy_of": 10}, "Title 1 (as 10)"),
        ],
    )
    def test_a_cell_says_what_is_known_and_a_dash_what_is_not(self, more: dict[str, Any], cell: str) -> None:
        assert f" {cell}" in wide(row(1, **more))[1] + " "

    def test_a_long_outlet_is_cut_and_a_long_title_is_not(self) -> None:
        shown = wide(row(1, source="The Paper of a Very Long Name", title="word " * 30))
        assert "The Paper of a Very L…" in shown[1]
        assert sum(line.count("word") for line in shown) == 30

    def test_numbers_stand_under_each_other(self) -> None:
        _, first, second = wide(row(1), row(1234))
        assert first.index("same") == second.index("same")
        assert (first[:4], second[:4]) == ("   1", "1234")

    @pytest.mark.parametrize(
        ("more", "facts"),
        [
            ({}, "   1  same event  0.50  2022-09-19  el  Paper"),
            # what is not known is left out where room is short
            ({"relation": None, "score": None}, "   1  2022-09-19  el  Paper"),
            ({"published": None, "language": None}, "   1  same event  0.50  Paper"),
        ],
    )
    def test_on_a_narrow_terminal_has_the_title_below(self, more: dict[str, Any], facts: str) -> None:
        assert narrow(row(1, **more)) == [facts, "      Title 1"]

    def test_on_a_narrow_terminal_wraps_a_title_under_itself(self) -> None:
        _, *title = narrow(row(1, title="word " * 20))
        assert len(title) == 2
        assert all(line.startswith("      word") for line in title)

    @pytest.mark.parametrize(("width", "has_a_head"), [(tables.NARROW - 1, False), (tables.NARROW, True)])
    def test_changes_its_form_at_one_width(self, width: int, has_a_head: bool) -> None:
        first = lines(tables.coverage(render.Screen(width=width), [row(1)]), width)[0]
        assert first.lstrip().startswith("id") is has_a_head

    def test_of_nothing_is_a_head_or_nothing(self) -> None:
        assert len(wide()) == 1
        assert narrow() == []


class TestLanguages:
    def counted(self, *pairs: tuple[str | None, Relation | None]) -> list[list[str]]:
        rows = [row(number, language=code, relation=relation) for number, (code, relation) in enumerate(pairs)]
        return [line.split() for line in lines(tables.languages(rows))[1:]]

    def test_are_counted_by_relation(self) -> None:
        found = self.counted(
            ("el", Relation.COPY),
            ("el", Relation.COPY),
            ("el", Relation.SAME_EVENT),
            ("el", Relation.SAME_SUBJECT),
            ("el", Relation.UNRELATED),
        )
        assert found == [["el", "2", "1", "1", "1"]]

    @pytest.mark.parametrize(
        ("pairs", "order"),
        [
            # most of the story first, however much there is of other matters
            ([("ro", Relation.UNRELATED), ("ro", Relation.UNRELATED), ("el", Relation.COPY)], ["el", "ro"]),
            # each relation that is about the story counts alike
            ([("ro", Relation.COPY), ("el", Relation.SAME_EVENT), ("el", Relation.SAME_SUBJECT)], ["el", "ro"]),
            # of equals the first by its code
            ([("ro", Relation.COPY), ("bg", Relation.COPY)], ["bg", "ro"]),
        ],
    )
    def test_stand_in_the_order_of_what_they_tell(self, pairs: list[tuple[str, Relation]], order: list[str]) -> None:
        assert [cells[0] for cells in self.counted(*pairs)] == order

    def test_that_nobody_could_tell_are_a_question_mark(self) -> None:
        assert self.counted((None, Relation.COPY)) == [["?", "1", "·", "·", "·"]]

    def test_are_not_counted_for_documents_that_were_compared_with_nothing(self) -> None:
        assert self.counted(("el", None)) == []


class TestSources:
    def told(self, **more: Any) -> list[str]:
        values = {"requests": 1234, "pages": 50, "documents": 48, "errors": 3, "failed": 2, "last": WHEN, "alarm": None}
        head, line = lines(tables.sources([Health("paper", **(values | more))]))
        assert head.split() == ["source", "requests", "articles", "texts", "errors", "failed", "last", "answer", "note"]
        return line.split()

    def test_have_their_figures_and_the_last_good_answer(self) -> None:
        assert self.told() == ["paper", "1,234", "50", "48", "3", "2", "2022-09-19", "14:05", "UTC"]

    def test_that_never_answered_have_a_dash(self) -> None:
        assert self.told(last=None, documents=0) == ["paper", "1,234", "50", "0", "3", "2", "-"]

    def test_whose_pages_suddenly_read_badly_are_noted(self) -> None:
        assert " ".join(self.told(alarm="20 of the latest 20 pages gave no text")).endswith("its pages read badly")
