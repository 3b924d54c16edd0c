"""Ratios between modes: paired within a round, then the median over the rounds with its spread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from bench.job import Measured

Round = dict[str, Measured]
Figure = Callable[[Measured], float]


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, smallest and largest of one figure over the rounds."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """The spread of at least one value."""
        all_ = sorted(values)
        return cls(median(all_), all_[0], all_[-1])

    def shown(self, digits: int = 2) -> str:
        """``1.31 (1.28-1.35)``; one figure when they are all the same."""
        middle, low, high = (f"{value:.{digits}f}" for value in (self.middle, self.low, self.high))
        return middle if low == high else f"{middle} ({low}-{high})"


def over_rounds(rounds: list[Round], mode: str, figure: Figure) -> Spread:
    """The spread of one mode's figure."""
    return Spread.of(figure(one[mode]) for one in rounds)


def ratio(rounds: list[Round], over: str, under: str, figure: Figure) -> Spread | None:
    """``over``'s figure divided by ``under``'s, round by round; None when one of them was not measured."""
    pairs = [(one[over], one[under]) for one in rounds if over in one and under in one]
    return Spread.of(figure(first) / figure(second) for first, second in pairs) if pairs else None


@dataclass(frozen=True, slots=True)
class Bench:
    """All rounds of one run. ``others``: how much of the machine's CPU time other work took meanwhile (0..1; the
    pages' server counts as such), None where the system does not say."""

    rounds: list[Round]
    others: float | None
