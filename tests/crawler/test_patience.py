"""How long one address may take in all, its tries and redirects together."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.guard.gauge import SILENCE
from crawler.guard.patience import Patience, spend


@pytest.mark.parametrize(
    ("timeout", "spent", "left", "another"),
    [
        # One answer may take its time; two together a fifth more than that.
        (10.0, [], 10.0, True),
        (10.0, [1.0], 10.0, True),
        (10.0, [2.0], 10.0, True),
        (10.0, [5.0], 7.0, True),
        (10.0, [3.0, 4.0], 5.0, True),
        # Another try wants enough time to find out that the server says nothing.
        (10.0, [7.1], 4.9, False),
        (10.0, [12.0], 0.1, False),
        (10.0, [400.0], 0.1, False),
        # A clock that was set back takes nothing away.
        (10.0, [-5.0], 10.0, True),
    ],
)
def test_what_was_used_up_is_taken_from_what_is_left(
    timeout: float, spent: list[float], left: float, another: bool
) -> None:
    meta: dict[str, Any] = {}
    for seconds in spent:
        spend(meta, seconds)
    patience = Patience(timeout)
    assert patience.left(meta) == pytest.approx(left)
    assert patience.allows_another(meta) is another


@pytest.mark.parametrize(("timeout", "silence"), [(1.0, 0.5), (2 * SILENCE, SILENCE), (60.0, SILENCE)])
def test_silence_is_borne_for_half_the_time_or_seven_seconds(timeout: float, silence: float) -> None:
    assert Patience(timeout).silence == silence


def test_a_copy_of_a_request_takes_along_what_was_used_up() -> None:
    first: dict[str, Any] = {}
    spend(first, 3.0)
    copy = dict(first)
    spend(copy, 4.0)
    assert (Patience(10.0).left(first), Patience(10.0).left(copy)) == (pytest.approx(9.0), pytest.approx(5.0))
