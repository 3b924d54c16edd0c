"""Cells and objects of an export: any value goes in, the same comes out, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from archive import export

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
EMPTY: dict[str, Any] = dict.fromkeys(export.COLUMNS)


def cells(**values: Any) -> dict[str, str]:
    out = io.BytesIO()
    export.comma_separated(iter([EMPTY | values]), out)
    text = out.getvalue().decode("utf-8-sig")
    (found,) = csv.DictReader(io.StringIO(text, newline=""))
    return found


# A value, and what its cell says.
CELLS: list[tuple[Any, str]] = [
    (None, ""),
    ("", ""),
    (0, "0"),
    (-4, "-4"),  # a number is no formula
    (-0.5, "-0.5"),
    (True, "True"),
    ("plain", "plain"),
    ("two, with a comma", "two, with a comma"),
    ('a "quote"', 'a "quote"'),
    ("two\nlines", "two\nlines"),
    ("1-2", "1-2"),
    ("a=b", "a=b"),
    ("'quoted", "'quoted"),
    (AT, "2026-03-04T05:06:07+00:00"),
    ([], ""),
    (["A. Writer"], "A. Writer"),
    (["A. Writer", "B. Other"], "A. Writer; B. Other"),
    (("AP", "dpa"), "AP; dpa"),
    ({"robots": "noai"}, '{"robots": "noai"}'),
    ({}, "{}"),
    ("=1+1", "'=1+1"),
    ("+49 30 1234", "'+49 30 1234"),
    ("-", "'-"),
    ("@handle", "'@handle"),
    ("\t=1", "'\t'=1"),
    ("\r=1", "'\r'=1"),
    ("\n=1", "'\n'=1"),
    ("  =1", "'  =1"),
    ("\u00a0=1", "'\u00a0=1"),
    ("\u200b=1", "'\u200b=1"),
    ("\ufeff=1", "'\ufeff=1"),
    ("\uff1d1+1", "'\uff1d1+1"),  # full width, which a spreadsheet may fold
    ("\uff20SUM(1)", "'\uff20SUM(1)"),
    (["=1", "b"], "'=1; b"),
    # Behind what a spreadsheet of another country takes for the end of a cell.
    (["b", "=1"], "b; '=1"),
    ("Dam;=cmd|' /C calc'!A0", "Dam;'=cmd|' /C calc'!A0"),
    ("Dam; \u00a0\u200b@SUM(1)", "Dam; \u00a0\u200b'@SUM(1)"),
    ("Dam\n=1\n+1\n-1\n=2", "Dam\n'=1\n'+1\n'-1\n'=2"),
    ("Dam\r\n=1", "Dam\r\n'=1"),
    ("Dam\t\uff1d1;\uff0b1", "Dam\t'\uff1d1;'\uff0b1"),
    ({"robots": "a;=1"}, '{"robots": "a;\'=1"}'),
    # What people write is left as it is.
    ("Who?\n- The mayor.\n\u2013 Nobody; - said he", "Who?\n- The mayor.\n\u2013 Nobody; - said he"),
    ("a; b = c; d+e-f", "a; b = c; d+e-f"),
    ("5 > 4;-", "5 > 4;-"),
    ("日本", "日本"),
    ("Κείμενο", "Κείμενο"),
]


@pytest.mark.parametrize(("value", "cell"), CELLS)
def test_a_cell_says(value: Any, cell: str) -> None:
    assert cells(title=value)["title"] == cell


@given(st.text(max_size=40) | st.text("=+-@;\n\r\t a'", max_size=20))
def test_a_text_comes_back_but_for_its_apostrophes(text: str) -> None:
    said = cells(text=text, title="x")["text"]
    assert said.replace("'", "") == text.replace("'", "").encode("utf-8", "replace").decode()
    assert not said.lstrip().startswith(("=", "+", "-", "@"))
    for cell in re.split(r"[;\t\r\n]", said):
        assert not re.match(r"\s*([=@]|[+-]\S)", cell)


def test_long_runs_of_blanks_and_breaks_cost_no_time() -> None:
    text = "\n" * 30_000 + ";" * 30_000 + " " * 30_000 + "\n" + " " * 30_000
    began = time.process_time()
    assert cells(text=text, title="x")["text"] == f"'{text}"
    assert time.process_time() - began < 2  # not the square of it


@given(st.lists(st.dictionaries(st.sampled_from(["title", "text", "section"]), st.text(max_size=30)), max_size=4))
def test_json_lines_give_back_every_row(found: list[dict[str, str]]) -> None:
    out = io.BytesIO()
    rows = [EMPTY | row for row in found]
    assert export.json_lines(iter(rows), out) == len(rows)
    assert [json.loads(line) for line in out.getvalue().splitlines()] == rows


# Columns, and how a value comes back from Parquet.
COLUMNS: list[tuple[str, Any, Any]] = [
    ("id", 7, 7),
    ("status", 200, 200),
    ("offset", 1 << 40, 1 << 40),
    ("score", 0.5, 0.5),
    ("share", None, None),
    ("published", AT, AT),
    ("fetched", AT, AT),
    ("bylines", ["A", "B"], ["A", "B"]),
    ("agencies", [], []),
    ("title", "=1", "=1"),
    ("language", None, None),
    ("rights", {"robots": "noai"}, '{"robots": "noai"}'),
    ("published_precision", "minute", "minute"),
]


def test_parquet_keeps_each_columns_type() -> None:
    out = io.BytesIO()
    row = EMPTY | {name: value for name, value, _ in COLUMNS}
    assert export.parquet(iter([row, EMPTY]), out) == 2
    first, second = parquet.read_table(io.BytesIO(out.getvalue())).to_pylist()
    assert {name: first[name] for name, *_ in COLUMNS} == {name: back for name, _, back in COLUMNS}
    assert second == EMPTY


@pytest.mark.parametrize("form", sorted(export.FORMATS))
def test_no_rows_are_a_file_with_its_columns(form: str) -> None:
    out = io.BytesIO()
    assert export.FORMATS[form](iter([]), out) == 0
    if form == "csv":
        assert out.getvalue().decode("utf-8-sig").strip().split(",") == list(export.COLUMNS)
    elif form == "parquet":
        assert parquet.read_table(io.BytesIO(out.getvalue())).column_names == list(export.COLUMNS)
    else:
        assert out.getvalue() == b""
