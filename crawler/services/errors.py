"""Errors of the services.

ServiceDamaged     an answer that is not what the service's documentation promises; it costs its own results only
ServiceDown        a service that cannot be reached, fails, or is too slow; later it may do better
"""

from __future__ import annotations

from crawler.errors import CrawlerError


class ServiceDamaged(CrawlerError):
    """An answer that cannot be read: HTML for JSON, an error in words, a table without its columns."""


class ServiceDown(CrawlerError):
    """A service cannot be reached, fails again and again, or is too slow."""
