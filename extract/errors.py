"""Errors of extraction. A page that is no article is a value (``NotArticle``), never an error.

ExtractError                 bytes that cannot be read as what they were taken for; the message is one line
├── FeedDamaged              no RSS, Atom or JSON feed
├── SitemapDamaged           no sitemap
└── SeedUnusable             a given article or list of addresses that cannot be used
"""

from __future__ import annotations


class ExtractError(Exception):
    """Base of extraction's errors. ``str()`` is one line that says what is wrong and what to do."""


class FeedDamaged(ExtractError):
    """The bytes are no RSS, Atom or JSON feed."""


class SitemapDamaged(ExtractError):
    """The bytes are no sitemap."""


class SeedUnusable(ExtractError):
    """A given article or list of addresses that cannot be used."""
