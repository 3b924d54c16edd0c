"""Tables on terminals of any width: no cell is cut; where there is no room, a paragraph a row."""

from __future__ import annotations

import pytest
from rich.table import Table
from rich.text import Text

from desk import fitting, render

ROWS = (
    ("nea-stoa", "74", "2026-11-22 19:19 UTC", "its pages read badly"),
    ("Παρατηρητής", "1,126", "-", ""),
)


def table(*rows: tuple[str, ...], first: str = "source") -> Table:
    made = render.grid(first, "requests", "last answer", "note", numbers=("requests", "id"))
    for row in rows:
        made.add_row(*map(render.shown, row))
    return made


def shown(made: Table, width: int) -> list[str]:
    screen = render.Screen(width=width)
    screen._force_terminal = True  # rich takes it when it is made only; ours asks the stream
    with screen.capture() as held:
        render.put(screen, made)
    return [line.rstrip() for line in Text.from_ansi(held.get()).plain.splitlines()]


@pytest.mark.parametrize("width", [61, 80, 200])
def test_a_table_with_room_has_a_head_and_a_line_a_row(width: int) -> None:
    head, first, *_ = shown(table(*ROWS), width)
    assert head.split() == ["source", "requests", "last", "answer", "note"]
    assert first.split()[:3] == ["nea-stoa", "74", "2026-11-22"]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (
            56,
            [
                "nea-stoa",
                "    requests 74 · last answer 2026-11-22 19:19 UTC",
                "    note its pages read badly",
                "Παρατηρητής",
                "    requests 1,126 · last answer -",
            ],
        ),
        (
            30,
            [
                "nea-stoa",
                "    requests 74",
                "    last answer 2026-11-22",
                "    19:19 UTC",
                "    note its pages read badly",
                "Παρατηρητής",
                "    requests 1,126",
                "    last answer -",
            ],
        ),
    ],
)
def test_a_table_without_room_is_a_paragraph_a_row_in_which_values_have_names(width: int, expected: list[str]) -> None:
    assert shown(table(*ROWS), width) == expected


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        (99, ["a 1 · bb 22 · ccc 333"]),
        (21, ["a 1 · bb 22 · ccc 333"]),
        (20, ["a 1 · bb 22", "ccc 333"]),
        (11, ["a 1 · bb 22", "ccc 333"]),
        (10, ["a 1", "bb 22", "ccc 333"]),
        # what no line can hold has lines of its own
        (2, ["a 1", "bb 22", "ccc 333"]),
    ],
)
def test_lines_of_values_break_between_them(room: int, expected: list[str]) -> None:
    values = [Text("a 1"), Text("bb 22"), Text("ccc 333")]
    assert fitting.flowed(values, room).plain.split("\n") == expected


class TestALineOfAList:
    TOLD = "   7  2022-09-19  el  Παρατηρητής του Βορρά  Άμεση προτεραιότητα"

    def lines(self, width: int, *, terminal: bool = True, told: str = TOLD, indent: int = 8) -> list[str]:
        screen = render.Screen(width=width)
        screen._force_terminal = terminal
        with screen.capture() as held:
            render.item(screen, Text(told), indent)
        return Text.from_ansi(held.get()).plain.splitlines()

    def test_is_one_where_there_is_room(self) -> None:
        assert self.lines(90) == [self.TOLD]

    def test_goes_on_further_in_where_there_is_none(self) -> None:
        assert self.lines(48) == [
            "   7  2022-09-19  el  Παρατηρητής του ",
            "        Βορρά  Άμεση προτεραιότητα",
        ]

    def test_has_all_of_its_words_at_any_width(self) -> None:
        for width in range(10, 90):
            assert "".join(self.lines(width)).replace(" ", "") == self.TOLD.replace(" ", ""), width

    def test_stays_within_the_width(self) -> None:
        for width in range(20, 90):
            assert max(map(len, self.lines(width))) <= width

    def test_is_not_pushed_in_where_half_the_screen_would_be_blank(self) -> None:
        assert not self.lines(16)[1].startswith(" " * 8)
        assert self.lines(17)[1].startswith(" " * 8)

    def test_is_one_in_a_pipe(self) -> None:
        assert self.lines(1000, terminal=False) == [self.TOLD]


@pytest.mark.parametrize("width", range(24, 100, 4))
def test_no_value_is_lost_at_any_width(width: int) -> None:
    words = " ".join(shown(table(*ROWS), width)).split()
    for row in ROWS:
        for cell in row:
            assert set(cell.split()) <= set(words), cell
    assert "…" not in "".join(words)


def test_a_row_that_begins_with_a_number_names_it() -> None:
    assert shown(table(("7", "1", "-", "x"), first="id"), 24)[0] == "id 7"


@pytest.mark.parametrize(
    ("column", "named"),
    [
        (1, "requests"),
        (2, "last answer"),
        (3, "note"),
    ],
)
def test_an_empty_cell_is_left_out(column: int, named: str) -> None:
    cells = ["a" * 30, "1", "2", "3"]
    cells[column] = ""
    told = " ".join(shown(table(tuple(cells)), 40))
    assert named not in told
    assert [name for name in ("requests", "last answer", "note") if name in told] == [
        name for name in ("requests", "last answer", "note") if name != named
    ]


def test_a_table_without_rows_is_its_head() -> None:
    assert shown(table(), 80) == ["source  requests  last answer  note"]


def test_a_pipe_gets_rows_whatever_its_width(capsys: pytest.CaptureFixture[str]) -> None:
    render.put(render.console(), table(*ROWS))
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["source", "nea-stoa", "Παρατηρητής"]


def test_letters_that_are_two_columns_wide_are_counted_so() -> None:
    assert len(shown(table(("新华社" * 4, "1", "-", "-")), 48)) == 2
    assert shown(table(("新华社" * 4, "1", "-", "-")), 40)[0] == "新华社" * 4


@pytest.mark.parametrize("width", [30, 100])
def test_what_steers_a_terminal_is_shown_in_both_forms(width: int) -> None:
    told = "".join(shown(table(("\x07\x1b[2J[red]a", "1", "-", "\x9b2J")), width))
    assert "[red]a" in told
    assert "\ufffd2J" in told
    assert not set("\x07\x1b\x9b") & set(told)
