"""Large files of a service, piece by piece: HTTP ranges (RFC 9110, 14), a polite pace, tries after an outage.

A plain client beside Scrapy's, which holds every answer in memory. It goes where the crawl may go (crawler.scope), to
the address that was checked, and follows no redirect.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawler.address import netloc
from crawler.plan import Politeness
from crawler.polite.busy import BUSY, LONGEST, seconds
from crawler.scope import Scope
from crawler.services.errors import ServiceDamaged, ServiceDown
from crawler.settings import user_agent

_STEP = 1 << 16
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)", re.A)
_SLOWEST = 20_000  # bytes a second below which an answer is given up; one that drips would never end


@dataclass(frozen=True, slots=True)
class Piece:
    """``size`` bytes that came of a file of ``total`` bytes; None where the server did not say."""

    size: int
    total: int | None


class Ranges:
    """Fetches from one service, one request at a time, ``politeness.delay`` seconds apart. ``sleep``: for tests."""

    def __init__(self, scope: Scope, politeness: Politeness, sleep: Callable[[float], object] | None = None) -> None:
        self._scope = scope
        self._politeness = politeness
        self._sleep = sleep or threading.Event().wait
        self._next = 0.0

    def whole(self, url: str, most: int) -> bytes | None:
        """The bytes of a file; None where there is none (404). Raises ServiceDamaged for more than ``most`` of them,
        and as ``piece``.
        """
        with self._answer(url, {}) as answer:
            if answer is None:
                return None
            body = b"".join(self._body(answer, most + 1))
        if len(body) > most:
            raise ServiceDamaged(f"{url} is longer than {most >> 20} MB: is this the service that was meant?")
        return body

    def piece(self, url: str, start: int, length: int, into: Path) -> Piece:
        """Writes ``length`` bytes from ``start`` on into a file; fewer at the file's end, none behind it.

        Raises ServiceDown when the server cannot be reached or fails again and again, ServiceDamaged when it answers
        with something else, OSError of the disk.
        """
        with self._answer(url, {"Range": f"bytes={start}-{start + length - 1}"}) as answer:
            if answer is None:
                raise ServiceDamaged(f"{url} is listed, but not there")
            if answer.status == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
                return Piece(0, start)
            total = _total(answer, url, start)
            with into.open("wb") as file:
                size = sum(map(file.write, self._body(answer, length)))
        wanted = length if total is None else min(length, total - start)
        if size < wanted and total is not None:
            raise ServiceDown(f"{url} broke off: call again later, it goes on where it stopped")
        return Piece(size, total)

    def _body(self, answer: http.client.HTTPResponse, most: int) -> Iterator[bytes]:
        begun, had = time.monotonic(), 0
        try:
            while had < most and (data := answer.read(min(_STEP, most - had))):
                had += len(data)
                yield data
                if time.monotonic() - begun > self._politeness.timeout + had / _SLOWEST:
                    raise ServiceDown(f"the service is slower than {_SLOWEST // 1000} kB a second: call again later")
        except (OSError, http.client.HTTPException) as error:
            raise ServiceDown(f"the service broke off ({error}): call again later") from error

    def _answer(self, url: str, headers: dict[str, str]) -> _Open:
        """The answer to be read, after as many tries as politeness has; None for 404."""
        for tried in range(self._politeness.retries + 1):
            self._wait(self._next - time.monotonic())
            try:
                found = self._ask(url, headers)
            except (OSError, http.client.HTTPException) as error:
                said, pause = str(error) or type(error).__name__, 0.0
            else:
                status = found.answer.status
                if status < http.client.INTERNAL_SERVER_ERROR and status not in BUSY:
                    return self._fitting(found, url)
                said = f"answer {status}"
                pause = seconds((found.answer.headers.get("Retry-After") or "").encode(), datetime.now(UTC)) or 0.0
                found.close()
            finally:
                self._next = time.monotonic() + self._politeness.delay
            if pause > LONGEST:
                break
            self._wait(max(pause, self._politeness.delay * 2.0**tried))
        raise ServiceDown(f"{urlsplit(url).hostname} cannot be read ({said}): call again later")

    def _fitting(self, found: _Open, url: str) -> _Open:
        status = found.answer.status
        if status in {http.client.OK, http.client.PARTIAL_CONTENT, http.client.REQUESTED_RANGE_NOT_SATISFIABLE}:
            return found
        found.close()
        if status == http.client.NOT_FOUND:
            return _Open(None, None)
        raise ServiceDamaged(f"{url} answers {status}: check the service's home in the file of sources")

    def _wait(self, pause: float) -> None:
        if pause > 0:
            self._sleep(pause)

    def _ask(self, url: str, headers: dict[str, str]) -> _Open:
        name, port = netloc(url)
        if not self._scope.allows(url):
            raise ServiceDamaged(f"{url} is not on the public web, and no source names it")
        timeout = self._politeness.timeout
        link: socket.socket = socket.create_connection((self._address(name, port), port), timeout=timeout)
        if url.startswith("https:"):
            link = ssl.create_default_context().wrap_socket(link, server_hostname=name)
        connection = http.client.HTTPConnection(name, port, timeout=timeout)
        connection.sock = link
        parts = urlsplit(url)
        given = {"User-Agent": user_agent(self._politeness.contact), "Accept-Encoding": "identity"} | headers
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=given)
        return _Open(connection, connection.getresponse())

    def _address(self, name: str, port: int) -> str:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        for *_, place in found:
            if not self._scope.reaches(name, port, str(place[0])):
                raise ServiceDamaged(f"not on the public web: {name} is {place[0]}, and no source names it")
        return str(found[0][4][0])


class _Open:
    """An answer with its connection, closed together."""

    def __init__(self, connection: http.client.HTTPConnection | None, answer: http.client.HTTPResponse | None) -> None:
        self._connection = connection
        self._found = answer

    @property
    def answer(self) -> http.client.HTTPResponse:
        assert self._found is not None
        return self._found

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def __enter__(self) -> http.client.HTTPResponse | None:
        return self._found

    def __exit__(self, *_: object) -> None:
        self.close()


def _total(answer: http.client.HTTPResponse, url: str, start: int) -> int | None:
    if answer.status == http.client.PARTIAL_CONTENT:
        shape = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        if shape is None or int(shape[1]) != start:
            raise ServiceDamaged(f"{url} answers with other bytes than were asked for")
        return int(shape[3])
    if start:
        raise ServiceDamaged(f"{url} is not given in ranges, so that it cannot be gone on with")
    stated = answer.headers.get("Content-Length", "")
    return int(stated) if stated.isdecimal() and stated.isascii() else None
