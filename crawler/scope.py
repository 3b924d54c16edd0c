"""Where a crawl may go at all, whatever a page, a feed or a redirect says."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.address import is_private, netloc
from crawler.sources import Source
from extract.urls import host


class Scope:
    """The addresses of a crawl's sources, and with them the public web."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._listed = {netloc(url): source.key for source in sources for url in source.listed}

    def source_at(self, url: str) -> str | None:
        """The key of the source that names this URL's host and port, None when none does."""
        return self._listed.get(netloc(url))

    def allows(self, url: str) -> bool:
        """Whether a request may go there: http(s) on the public web, or a private address that a source names."""
        # Some read a backslash as a slash, so that the host is not the one that others see.
        if not url.startswith(("http://", "https://")) or "\\" in url:
            return False
        name = host(url)
        return bool(name) and (not is_private(name) or netloc(url) in self._listed)
