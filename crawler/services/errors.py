"""Errors of the services.

ServiceDamaged     an answer that is not what the service's documentation promises; it costs its own results only
"""

from __future__ import annotations

from crawler.errors import CrawlerError


class ServiceDamaged(CrawlerError):
    """An answer that cannot be read: HTML for JSON, an error in words, a table without its columns."""
