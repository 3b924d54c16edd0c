"""Connections go to an address that was checked, and to that very address: one look-up, one check, then the connect.

A name that answers with a public address first and with a private one later (DNS rebinding) gains nothing: what was
checked is what is connected to, for pages, robots.txt, feeds and redirects alike.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.defer import TimeoutError as LookUpTimeout
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.error import ConnectError, DNSLookupError
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.internet.threads import deferToThread
from twisted.web.error import SchemeNotSupported
from zope.interface import implementer

from crawler.guard.faults import AddressRefused

KEPT = 300.0
MOST_KEPT = 10_000
MOST_TRIED = 4
Allows = Callable[[str, int, str], bool]


class Addresses:
    """Looks names up and gives only addresses that may be connected to.

    ``allows(host, port, address)`` judges each; ``timeout``: seconds for a look-up. What was found is kept for five
    minutes, and is judged anew for each port.
    """

    def __init__(self, allows: Allows, timeout: float) -> None:
        self._allows = allows
        self._timeout = timeout
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}

    async def of(self, host: str, port: int) -> tuple[str, ...]:
        """Addresses of ``host`` for a connection to ``port``, the system's preferred one first.

        To be awaited by Twisted (Deferred.fromCoroutine). Raises AddressRefused when one of them is not allowed, and
        DNSLookupError when there is none.
        """
        return self.known(host, port) or self._allowed(host, port, await self._look_up(host))

    def known(self, host: str, port: int) -> tuple[str, ...] | None:
        """As ``of``, without waiting; None where the name has to be looked up first. Raises AddressRefused."""
        kept = self._known.get(host)
        if kept is None or kept[0] <= time.monotonic():
            return None
        return self._allowed(host, port, kept[1])

    def _allowed(self, host: str, port: int, found: tuple[str, ...]) -> tuple[str, ...]:
        for address in found:
            # One private address among public ones is reason enough: no outlet has such, and a rebinder does.
            if not self._allows(host, port, address):
                raise AddressRefused(f"not on the public web: {host} is {address}, and no source names it")
        return found[:MOST_TRIED]

    def seen(self, host: str) -> str | None:
        """The first address of ``host`` as it was last looked up, None when it was not."""
        known = self._known.get(host)
        return known[1][0] if known else None

    async def _look_up(self, host: str) -> tuple[str, ...]:
        found: tuple[str, ...] = await _in_time(deferToThread(_resolve, host), self._timeout, host)
        if len(self._known) >= MOST_KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[host] = (time.monotonic() + KEPT, found)
        return found


@implementer(IStreamClientEndpoint)
class CheckedEndpoint:
    """Connects to a host at one of its checked addresses."""

    def __init__(self, reactor: Any, addresses: Addresses, place: tuple[str, int], timeout: float) -> None:  # noqa: ANN401 - Twisted's reactor
        self._reactor = reactor
        self._addresses = addresses
        self._host, self._port = place
        self._timeout = timeout

    def connect(self, factory: Any) -> Deferred[Any]:  # noqa: ANN401 - Twisted's protocol factory
        """As Twisted's endpoints do. Fails with AddressRefused before any connection is tried."""
        return Deferred.fromCoroutine(self._connect(factory))

    async def _connect(self, factory: Any) -> Any:  # noqa: ANN401 - Twisted's protocol
        addresses = await self._addresses.of(self._host, self._port)
        for address in addresses[:-1]:
            try:
                return await self._at(address, len(addresses)).connect(factory)
            except ConnectError:
                continue
        return await self._at(addresses[-1], len(addresses)).connect(factory)

    def _at(self, address: str, of: int) -> TCP4ClientEndpoint | TCP6ClientEndpoint:
        kind = TCP6ClientEndpoint if ":" in address else TCP4ClientEndpoint
        return kind(self._reactor, address, self._port, timeout=self._timeout / of)

    def __repr__(self) -> str:
        return f"<CheckedEndpoint {self._host}:{self._port}>"


class EndpointFactory:
    """Makes checked endpoints for Twisted's agent; http and https only."""

    # Scrapy's agent puts it into the key of its pool.
    _bindAddress = None

    def __init__(self, reactor: Any, addresses: Addresses, tls: Any, timeout: float) -> None:  # noqa: ANN401 - Twisted's
        self._reactor = reactor
        self._addresses = addresses
        self._tls = tls
        self._timeout = timeout

    def endpointForURI(self, uri: Any) -> Any:  # noqa: ANN401 - Twisted's URI and endpoint
        """The endpoint for one URI. Raises SchemeNotSupported."""
        host = uri.host.decode("ascii")
        endpoint: Any = CheckedEndpoint(self._reactor, self._addresses, (host, uri.port), self._timeout)
        if uri.scheme == b"http":
            return endpoint
        if uri.scheme == b"https":
            return wrapClientTLS(self._tls.creatorForNetloc(uri.host, uri.port), endpoint)
        raise SchemeNotSupported(f"Unsupported scheme: {uri.scheme!r}")


def _resolve(host: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


async def _in_time(looking: Deferred[Any], timeout: float, host: str) -> Any:  # noqa: ANN401 - what the Deferred gives
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one, which Scrapy must do first

    try:
        found = await looking.addTimeout(timeout, reactor)
    except (OSError, UnicodeError) as error:
        raise DNSLookupError(f"{host}: {error}") from error
    except LookUpTimeout as error:
        raise DNSLookupError(f"{host}: no answer in {timeout:g} s") from error
    if not found:
        raise DNSLookupError(f"{host}: no address")
    return found
