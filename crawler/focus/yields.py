"""When to stop: a budget of pages, minutes or bytes, and a yield that has fallen."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from crawler.errors import BudgetUnreadable

_SHAPE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)?\s*")
_UNITS: dict[str, tuple[str, float]] = {
    "pages": ("pages", 1),
    "page": ("pages", 1),
    "s": ("seconds", 1),
    "seconds": ("seconds", 1),
    "minutes": ("seconds", 60),
    "minute": ("seconds", 60),
    "min": ("seconds", 60),
    "m": ("seconds", 60),
    "hours": ("seconds", 3600),
    "hour": ("seconds", 3600),
    "h": ("seconds", 3600),
    "bytes": ("bytes", 1),
    "b": ("bytes", 1),
    "kb": ("bytes", 1_000),
    "mb": ("bytes", 1_000_000),
    "gb": ("bytes", 1_000_000_000),
}
_RECENT = 60
FALLEN = 0.02  # of the last pages about the story, below which the best that waits must promise more


@dataclass(frozen=True, slots=True)
class Budget:
    """What one start of a crawl may use up; None is without limit. ``bytes`` are those of answers as received."""

    pages: int | None = None
    seconds: float | None = None
    bytes: int | None = None

    def is_spent(self, seconds: float, received: int) -> bool:
        """Whether time or bytes are used up; pages are counted by the agenda."""
        return (self.seconds is not None and seconds >= self.seconds) or (
            self.bytes is not None and received >= self.bytes
        )


def budget(texts: tuple[str, ...]) -> Budget:
    """The budget that the texts say, such as ``500 pages``, ``30 minutes`` or ``2GB``; several limits hold together.

    Raises BudgetUnreadable with the text that says none.
    """
    found: dict[str, float] = {}
    for text in texts:
        shape = _SHAPE.fullmatch(text)
        unit = _UNITS.get((shape[2] or "pages").casefold()) if shape else None
        amount = float(shape[1]) * unit[1] if shape and unit else 0.0
        if unit is None or amount < 1:
            raise BudgetUnreadable(f"{text!r} is no budget: say for instance '500 pages', '30 minutes' or '2 GB'")
        found[unit[0]] = min(amount, found.get(unit[0], amount))
    pages, size = found.get("pages"), found.get("bytes")
    return Budget(None if pages is None else int(pages), found.get("seconds"), None if size is None else int(size))


class Yield:
    """How many of the last pages were about the story. ``patience``: pages without a single one before it has fallen;
    None waits for ever."""

    def __init__(self, patience: int | None) -> None:
        self._patience = patience
        self._since = 0
        self._recent: deque[bool] = deque(maxlen=_RECENT)

    def add(self, *, is_about: bool) -> None:
        """Takes in what a page was."""
        self._recent.append(is_about)
        self._since = 0 if is_about else self._since + 1

    @property
    def rate(self) -> float:
        """The share of the last sixty pages that were about the story; 1.0 before there is any."""
        return sum(self._recent) / len(self._recent) if self._recent else 1.0

    @property
    def has_fallen(self) -> bool:
        """Whether the patience is used up, and hardly any of the last pages was about the story."""
        return self._patience is not None and self._since >= self._patience and self.rate < FALLEN
