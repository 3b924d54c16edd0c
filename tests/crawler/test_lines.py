"""The line of a fault in sources.toml, however the file is written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import SourcesError
from crawler.lines import Lines
from crawler.sources import load

PLAIN = '[one]\nhome = "h"\n\n[two]\nhome = "h"\nname = "two"\n'
TABLES = [
    # A table, and keys in it; what stands in another table is not meant.
    (PLAIN, "one", None, 1),
    (PLAIN, "one", "home", 2),
    (PLAIN, "two", None, 4),
    (PLAIN, "two", "home", 5),
    (PLAIN, "two", "name", 6),
    # A key that is not there: the table's line.
    (PLAIN, "two", "language", 4),
    # A table that is not there has no line.
    (PLAIN, "three", None, None),
    (PLAIN, "three", "home", None),
    # Blanks, quotes, comments.
    ('# one\n  [ "one" ]  # here\n\t"home"="h"', "one", "home", 3),
    ("['one']\n'home' = 'h'", "one", "home", 2),
    # One line, dotted keys, tables in tables, lists of tables.
    ('one = {home = "h"}', "one", None, 1),
    ('one.home = "h"\none.name = "n"', "one", None, 1),
    ('one.home = "h"\none.name = "n"', "one", "name", 2),
    ('two.name = "h"\n"one" . \'name\' = "n"', "one", "name", 2),
    ('[one]\nhome = "h"\n[one.feeds]\na = 1', "one", "feeds", 3),
    ("[[one]]\nhome = 1", "one", "home", 2),
    # A name that begins with the name asked for, or holds characters of patterns.
    ("[one-more]\n[one]\nhomes = 1\nhome = 2", "one", "home", 4),
    ('["a.b"]\n["a+b"]\nhome = 1', "a+b", "home", 3),
    # A key of another table that is called like the table.
    ("[two]\none = 1\n[one]", "one", None, 3),
    # Lines end as TOML has it: with LF or CRLF, not with what else may part lines.
    ('[one]\r\nhome = "h"\r\n[two]\r\n', "two", None, 3),
    ('[one]\nname = "a\u2028b\u0085c\u2029d"\n[two]\n', "two", None, 3),
]


@pytest.mark.parametrize(("text", "table", "key", "line"), TABLES)
def test_a_fault_names_its_line(text: str, table: str, key: str | None, line: int | None) -> None:
    tomllib.loads(text)
    error = Lines(Path("s.toml"), text).error("wrong", table, key)
    assert isinstance(error, SourcesError)
    assert str(error) == f"s.toml{f' line {line}' if line else ''}: wrong"


@given(
    st.text(st.characters(categories=["L", "N", "P", "Z", "S"], exclude_characters="\"\\'"), max_size=12),
    st.integers(0, 5),
)
def test_whatever_stands_before_it_the_line_is_the_one_that_an_editor_shows(name: str, blank: int) -> None:
    text = f'[one]\nname = "{name}"\n' + "\n" * blank + "[two]\nhome = 1\n"
    error = Lines(Path("s.toml"), text).error("wrong", "two", "home")
    assert f"line {4 + blank}:" in str(error)


def test_a_wrong_key_behind_an_odd_character_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text('[one]\nhome = "https://a.example/"\nname = "a\u2028b"\nfeed = []\n', encoding="utf-8")
    with pytest.raises(SourcesError, match="line 4: unknown key 'feed'"):
        load(path)
