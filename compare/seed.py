"""A seed: a given article that shows what to look for (a sample story in TDT)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Seed:
    """``id`` names it towards the user (its file stem or URL).

    ``text`` is clean text; ``published`` an aware UTC instant or None.
    """

    id: str
    text: str
    title: str | None = None
    language: str | None = None
    published: datetime | None = None
    agencies: tuple[str, ...] = ()
