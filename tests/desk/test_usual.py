"""Values on the command line: days, whole numbers, numbers; what is none is refused in plain words."""

from __future__ import annotations

from datetime import datetime

import click
import pytest

from desk import usual

GOOD = [
    (usual.Whole(1, 64), "1", 1),
    (usual.Whole(1, 64), "64", 64),
    (usual.Whole(min=0), "0", 0),
    (usual.Whole(min=0), " 7 ", 7),
    (usual.Whole(min=1), "1_000", 1000),
    (usual.Whole(min=1), "٧", 7),  # a digit of any script is one
    (usual.Number(0, 3600), "0", 0.0),
    (usual.Number(0, 3600), "3600", 3600.0),
    (usual.Number(0, 3600), "2.5", 2.5),
    (usual.Number(0, 3600), "1e3", 1000.0),
    (usual.Day(), "2022-09-19", datetime(2022, 9, 19)),
    (usual.Day(), "2024-02-29", datetime(2024, 2, 29)),
    (usual.Day(), "0001-01-01", datetime(1, 1, 1)),
    (usual.Day(), "9999-12-31", datetime(9999, 12, 31)),
]
WRONG = [
    (usual.Whole(1, 64), "0", "0 is not in the range 1<=x<=64."),
    (usual.Whole(1, 64), "65", "65 is not in the range 1<=x<=64."),
    (usual.Whole(min=1), "", "'' is not a valid whole number."),
    (usual.Whole(min=1), "1.0", "'1.0' is not a valid whole number."),
    (usual.Whole(min=1), "1e3", "'1e3' is not a valid whole number."),
    (usual.Whole(min=1), "0x10", "'0x10' is not a valid whole number."),
    (usual.Whole(min=1), "many", "'many' is not a valid whole number."),
    (usual.Number(0, 3600), "-0.001", "-0.001 is not in the range 0<=x<=3600."),
    (usual.Number(0, 3600), "3600.5", "3600.5 is not in the range 0<=x<=3600."),
    (usual.Number(0, 3600), "inf", "inf is not in the range 0<=x<=3600."),
    (usual.Number(0, 3600), "-inf", "-inf is not in the range 0<=x<=3600."),
    (usual.Number(0, 3600), "nan", "'nan' is not a valid number."),
    (usual.Number(0, 3600), "NaN", "'NaN' is not a valid number."),
    (usual.Number(0, 3600), "-nan", "'-nan' is not a valid number."),
    (usual.Number(0, 3600), "1,5", "'1,5' is not a valid number."),
    (usual.Number(0, 3600), "1s", "'1s' is not a valid number."),
    (usual.Day(), "", "'' is no day: write it like 2022-09-19"),
    (usual.Day(), "2022", "'2022' is no day: write it like 2022-09-19"),
    (usual.Day(), "2022-09", "'2022-09' is no day: write it like 2022-09-19"),
    (usual.Day(), "2022-02-29", "'2022-02-29' is no day: write it like 2022-09-19"),
    (usual.Day(), "2022-13-01", "'2022-13-01' is no day: write it like 2022-09-19"),
    (usual.Day(), "19.9.2022", "'19.9.2022' is no day: write it like 2022-09-19"),
    (usual.Day(), "2022-09-19T10:00", "'2022-09-19T10:00' is no day: write it like 2022-09-19"),
    (usual.Day(), "10000-01-01", "'10000-01-01' is no day: write it like 2022-09-19"),
    (usual.Day(), "yesterday", "'yesterday' is no day: write it like 2022-09-19"),
]


@pytest.mark.parametrize(("kind", "text", "value"), GOOD)
def test_a_good_value_is_read(kind: click.ParamType, text: str, value: object) -> None:
    found = kind.convert(text, None, None)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("kind", "text", "said"), WRONG)
def test_a_wrong_one_is_refused_in_plain_words(kind: click.ParamType, text: str, said: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        kind.convert(text, None, None)
    assert refused.value.message == said
