"""Redirects, by the server's word (RFC 9110, 15.4) or by the page's own (a refresh): both go through the same guard."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archive.capture import Provenance, Said
from crawler.body import opening, robots_tags
from extract import opening as beginning

PROVENANCE = "provenance"
SAID = "said"
_MOVED = (301, 302, 303, 307, 308)


def said(request: Request, response: Response) -> Said:
    """What a page says to robots, and where it leads by a refresh. Never raises."""
    given: Provenance | None = request.meta.get(PROVENANCE)
    if given is not None and given.kind == "robots":  # only the server's redirects count there (RFC 9309, 2.3.1.2)
        return Said()
    start = opening(response)
    field = response.headers.get("Refresh")
    if not start and field is None and "X-Robots-Tag" not in response.headers:
        return Said()
    moves = 200 <= response.status < 300
    to = beginning.refresh((field or b"").decode("latin-1"), start, response.url) if moves else None
    return Said(beginning.robots(robots_tags(response), start), to)


class RedirectsMiddleware(RedirectMiddleware):
    """Scrapy's, without a Referer: nobody needs to know where we came from. A page that leads on by a refresh is a
    redirect like any other.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectsMiddleware:
        """Scrapy's constructor, without its wait for the middleware that would write a Referer."""
        made = cls(crawler.settings)
        made.crawler = crawler
        return made

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override] # no spider is passed any more
        """The request for the target, or ``response`` where it is no redirect. Raises IgnoreRequest for a target of
        another scheme than http(s), and for one that is no address.
        """
        try:
            return self._followed(request, response)
        except ValueError as error:  # a port beyond all, half an IPv6 address
            raise IgnoreRequest(f"it redirects to no address: {error}") from error

    def _followed(self, request: Request, response: Response) -> Request | Response:
        told: Said = request.meta.pop(SAID, None) or said(request, response)
        if told.refresh is not None:
            _check(told.refresh)
            return self._redirect(self._build_redirect_request(request, response, url=told.refresh), request, "refresh")
        to = response.headers.get("Location")
        if to is not None and response.status in _MOVED:
            _check(urljoin(request.url, to.decode("latin-1").strip()))
        return super().process_response(request, response)

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:  # noqa: ANN401 - Scrapy's
        # The target waits its turn at its own host, not at the one that redirects.
        redirected.meta.pop("download_slot", None)
        return super()._redirect(redirected, request, reason)

    def handle_referer(self, request: Request, response: Response) -> None:
        """Drops the field."""
        del response
        request.headers.pop("Referer", None)


def _check(target: str) -> None:
    if not target.lower().startswith(("http://", "https://")):
        raise IgnoreRequest(f"not http: it redirects to {target.partition(':')[0][:20]}:")
