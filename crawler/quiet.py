"""Scrapy's log lines: one for each page is too many, and what matters we say ourselves."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult


class QuietFormatter(LogFormatter):
    """Says nothing of a page that was fetched or dropped: the archive has a row for each."""

    def crawled(self, *_: Any) -> None:  # type: ignore[override] # noqa: ANN401 - Scrapy's signature; None means no line
        """No line."""

    def dropped(self, *_: Any) -> None:  # type: ignore[override] # noqa: ANN401 - Scrapy's signature; None means no line
        """No line."""

    def spider_error(self, *given: Any) -> LogFormatterResult:  # noqa: ANN401 - Scrapy's signature
        """A line that nobody reads: the spider says it with the address."""
        return {**super().spider_error(*given), "level": logging.DEBUG}
