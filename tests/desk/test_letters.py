"""What a page or a file name holds is shown, never obeyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.letters import one_line, safe

CASES = [
    # letters of all scripts stay, with no-break spaces and joiners
    ("Ρωσία και Κίνα, 中国, Россия", "Ρωσία και Κίνα, 中国, Россия"),
    ("a\u00a0b\u200dc", "a\u00a0b\u200dc"),
    # an escape sequence loses its escape
    ("\x1b[2Jgone", "\ufffd[2Jgone"),
    ("\x9b31mred", "\ufffd31mred"),
    ("\x07\x08\x7f", "\ufffd\ufffd\ufffd"),
    # a direction override cannot turn a name round
    ("exe.\u202etxt", "exe.\ufffdtxt"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "shown"), CASES)
def test_what_steers_a_terminal_is_replaced(text: str, shown: str) -> None:
    assert safe(text) == one_line(text) == shown


def test_breaks_stay_in_a_text_and_become_a_space_in_a_line() -> None:
    assert safe("a\tb\nc") == "a\tb\nc"
    assert one_line("a\tb\r\nc\u2028d\x85e") == "a b c d e"


@given(st.text())
def test_a_line_is_a_line_without_control_letters(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert not any(letter < " " or "\x7f" <= letter <= "\x9f" for letter in one_line(text))
