"""A measured line: what was wanted, what was found, whether it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """``found`` None: it could not be measured, and ``note`` says why. ``wanted`` None: for information only."""

    what: str
    found: float | None
    wanted: float | None = None
    high: bool = True
    note: str = ""

    @property
    def holds(self) -> bool | None:
        if self.found is None or self.wanted is None:
            return None
        return self.found >= self.wanted if self.high else self.found <= self.wanted

    def row(self) -> str:
        """A row of a Markdown table."""
        sign = "" if self.wanted is None else f"{'>=' if self.high else '<='} {self.wanted:g}"
        found = "not measured" if self.found is None else f"{self.found:.3f}"
        verdict = {None: "", True: "holds", False: "MISSED"}[self.holds]
        return f"| {self.what} | {sign} | {found}{f' ({self.note})' if self.note else ''} | {verdict} |"


def table(lines: Iterable[Line]) -> str:
    return "\n".join(["| what | wanted | found | |", "|---|---|---|---|", *(line.row() for line in lines)]) + "\n"
