"""Turns at one address: many hosts may share a machine, which is not to be asked by all of them at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MOST = 4


class Turns:
    """At most ``most`` requests to one address at a time; for the reactor's thread."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._inside: Counter[str] = Counter()

    @asynccontextmanager
    async def at(self, address: str) -> AsyncIterator[None]:
        """Waits for a turn at ``address``; it ends with the context. Turns come in the order of the calls."""
        gate = self._gates.setdefault(address, asyncio.Semaphore(self._most))
        self._inside[address] += 1
        try:
            async with gate:
                yield
        finally:
            self._inside[address] -= 1
            if not self._inside[address]:  # nobody is there or waits: a crawl of the web sees many addresses
                del self._inside[address], self._gates[address]
