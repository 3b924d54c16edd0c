"""A link to a page that may be an article, with all that was said about it where it stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Origin = Literal["feed", "sitemap", "news sitemap", "section", "label", "page", "seed", "home", "service"]


@dataclass(frozen=True, slots=True)
class Link:
    """``url`` is absolute and canonical (``extract.urls.canonical``). ``title``: headline or anchor text;
    ``summary``: teaser text.

    ``published``: aware UTC instant that the feed or sitemap states, None when absent. ``language``: ISO 639-1
    where stated. ``changed``: aware UTC instant of a later change that is stated beside it, None when absent.
    """

    url: str
    origin: Origin
    title: str | None = None
    summary: str | None = None
    published: datetime | None = None
    language: str | None = None
    changed: datetime | None = None


def later(published: datetime | None, changed: datetime | None) -> datetime | None:
    """``changed`` where it says more than ``published``, which it follows; else None."""
    return changed if published and changed and changed > published else None
