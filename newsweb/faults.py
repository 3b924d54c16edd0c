"""What goes wrong on the flaky host: by the path and a counter, so that the first retry always succeeds."""

from __future__ import annotations

from typing import Literal

from newsweb.choice import draw

Fault = Literal["503", "drop", "cut"]
KINDS: tuple[Fault, ...] = ("503", "drop", "cut")


class Faults:
    """Remembers which paths have failed once. ``503``: Service Unavailable with Retry-After; ``drop``: the connection
    ends without a byte; ``cut``: it ends in the middle of the body."""

    def __init__(self) -> None:
        self._failed: set[tuple[str, str]] = set()

    def due(self, host: str, target: str, kinds: tuple[Fault, ...] = KINDS) -> Fault | None:
        """What happens to this request, None when it is served. Two paths in five fail, at the first request only;
        robots.txt never does."""
        if target == "/robots.txt" or (host, target) in self._failed:
            return None
        chance = draw(host, target, "fault") % 15
        fault = KINDS[chance % 3] if chance < 6 else None
        if fault not in kinds:
            return None
        self._failed.add((host, target))
        return fault
