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


STEERING = [
    ("\x00", "NUL"),
    ("\x07", "bell"),
    ("\x08", "backspace"),
    ("\x0e", "shift out: another alphabet"),
    ("\x1a", "substitute"),
    ("\x1b", "escape"),
    ("\x7f", "delete"),
    ("\x84", "index"),
    ("\x90", "device control string"),
    ("\x9b", "control sequence in one letter"),
    ("\x9d", "operating system command in one letter"),
    ("\x9f", "application program command"),
    ("\u202a", "left-to-right embedding"),
    ("\u202b", "right-to-left embedding"),
    ("\u202d", "left-to-right override"),
    ("\u202e", "right-to-left override"),
    ("\u2066", "left-to-right isolate"),
    ("\u2069", "end of an isolate"),
]
PLAIN = [
    (" ", "space"),
    ("\u00a0", "no-break space, the neighbour of C1"),
    ("\u00ad", "soft hyphen"),
    ("\u200c", "zero-width non-joiner, part of Persian words"),
    ("\u200d", "zero-width joiner, part of Hindi words"),
    ("\u200f", "right-to-left mark, which turns no more than its place"),
    ("\u2026", "ellipsis"),
    ("\u202f", "narrow no-break space, the neighbour of the overrides"),
    ("\u2065", "the neighbour of the isolates"),
    ("\ufeff", "byte order mark"),
    ("\U0001f30a", "a letter beyond the first plane"),
]


@pytest.mark.parametrize(("letter", "name"), STEERING, ids=[name for _, name in STEERING])
def test_a_letter_that_steers_is_shown_as_a_mark(letter: str, name: str) -> None:
    assert safe(f"a{letter}b") == one_line(f"a{letter}b") == "a\ufffdb", name


@pytest.mark.parametrize(("letter", "name"), PLAIN, ids=[name for _, name in PLAIN])
def test_a_letter_that_only_looks_odd_stays(letter: str, name: str) -> None:
    assert safe(f"a{letter}b") == one_line(f"a{letter}b") == f"a{letter}b", name


def test_breaks_stay_in_a_text_and_become_a_space_in_a_line() -> None:
    assert safe("a\tb\nc") == "a\tb\nc"
    assert one_line("a\tb\r\nc\u2028d\x85e") == "a b c d e"


@given(st.text())
def test_a_line_is_a_line_without_control_letters(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert not any(letter < " " or "\x7f" <= letter <= "\x9f" for letter in one_line(text))
