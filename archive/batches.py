"""Many rows, some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(found: Iterable[T], size: int) -> Iterator[list[T]]:
    """``found`` in lists of ``size``, the last of what is left; each is taken when it is asked for."""
    here = iter(found)
    while batch := list(islice(here, size)):
        yield batch
