"""Where a crawl may go at all, whatever a page, a feed or a redirect says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import ip_address, ip_network

from crawler.address import is_private, netloc
from crawler.sources import Source
from extract.urls import host

_MOST_KEPT = 4096


class Scope:
    """The addresses of a crawl's sources, and with them the public web.

    ``networks``: networks outside the public web that may be reached all the same, such as ``10.2.0.0/16``.
    ``taken_down`` says of an address that it was taken down.
    """

    def __init__(
        self,
        sources: Iterable[Source],
        networks: Iterable[str] = (),
        taken_down: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self.taken_down = taken_down
        self._listed = {netloc(url): source.key for source in sources for url in source.listed}
        self._networks = tuple(ip_network(network) for network in networks)
        self._is_ours = lru_cache(maxsize=_MOST_KEPT)(self._is_in_networks)

    def source_at(self, url: str) -> str | None:
        """The key of the source that names this URL's host and port, None when none does."""
        return self._listed.get(netloc(url))

    def allows(self, url: str) -> bool:
        """Whether a request may go there: http(s) on the public web, or a private address that a source names."""
        # Some read a backslash as a slash, so that the host is not the one that others see.
        if not url.startswith(("http://", "https://")) or "\\" in url:
            return False
        name = host(url)
        return bool(name) and (not is_private(name) or netloc(url) in self._listed or self._is_ours(name))

    def reaches(self, name: str, port: int, address: str) -> bool:
        """Whether a connection for the host ``name`` may be made to ``address``, which the name led to.

        The address is on the public web or in one of ``networks``; or the name itself is a private one that a source
        lists with that port, and the address is no link-local one (169.254.169.254 hands out keys of clouds).
        """
        if not is_private(address) or self._is_ours(address):
            return True
        name = name.lower().rstrip(".")
        if not is_private(name) or (name, port) not in self._listed:
            return False
        return name == address or not ip_address(address.partition("%")[0]).is_link_local

    def _is_in_networks(self, address: str) -> bool:
        if not self._networks:
            return False
        try:
            found = ip_address(address.strip("[]").partition("%")[0])
        except ValueError:
            return False
        return any(found in network for network in self._networks)
