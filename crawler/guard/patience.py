"""How long one address may take in all: its tries and its redirects together.

Each may take its time, so that a server that drips and drops, or leads on slowly, would hold a host's turn for minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crawler.guard.gauge import SILENCE

SPENT = "cuttings_spent"
_IN_ALL = 1.2


@dataclass(frozen=True, slots=True)
class Patience:
    """``timeout``: seconds for one answer. What was used up stands in a request's meta, which its copies take along."""

    timeout: float

    @property
    def silence(self) -> float:
        """Seconds without a byte, or without a connection."""
        return min(SILENCE, self.timeout / 2)

    def left(self, meta: dict[str, Any]) -> float:
        """Seconds that the next answer may take; never nothing."""
        spent: float = meta.get(SPENT, 0.0)
        return max(0.1, min(self.timeout, _IN_ALL * self.timeout - spent))

    def allows_another(self, meta: dict[str, Any]) -> bool:
        """Whether there is time for a further try: enough to find out that the server says nothing."""
        spent: float = meta.get(SPENT, 0.0)
        return _IN_ALL * self.timeout - spent >= self.silence


def spend(meta: dict[str, Any], seconds: float) -> None:
    """Notes that an answer, or the lack of one, took so long."""
    meta[SPENT] = meta.get(SPENT, 0.0) + max(0.0, seconds)
