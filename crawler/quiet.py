"""Scrapy's log lines: one for each page is too many."""

from __future__ import annotations

from typing import Any

from scrapy.logformatter import LogFormatter


class QuietFormatter(LogFormatter):
    """Says nothing of a page that was fetched or dropped: the archive has a row for each."""

    def crawled(self, *_: Any) -> None:  # type: ignore[override] # noqa: ANN401 - Scrapy's signature; None means no line
        """No line."""

    def dropped(self, *_: Any) -> None:  # type: ignore[override] # noqa: ANN401 - Scrapy's signature; None means no line
        """No line."""
