"""Serves the news web: one uvicorn server, one listening socket an outlet.

A site is chosen by the Host header, or by the address that the connection came to. What an outlet does on the wire
(content codings, validators, chunks, pace, faults) stands in its Traits.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TextIO, cast

import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from newsweb.faults import Fault, Faults
from newsweb.listen import port_of, tell_ready
from newsweb.site import Page, Site
from newsweb.values import World

CHUNK = 4096
DRIP = 0.04
DRIPPING = ("article", "section")
_REFUSED = re.compile(r";\s*q\s*=\s*0(\.0{0,3})?\s*$", re.IGNORECASE)  # RFC 9110, 12.4.2

Hit = Callable[[str, str, int], None]


class NewsWeb:
    """The ASGI application over all sites. ``on_hit`` is told host, target and status of each answer."""

    def __init__(self, world: World, port: int, faults: Faults, on_hit: Hit | None = None) -> None:
        self.sites = {outlet.traits.address: Site(outlet, port) for outlet in world.outlets}
        self.faults = faults
        self.on_hit = on_hit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request (ASGI 3)."""
        del receive
        headers = Headers(scope=scope)
        site = self._site(scope, headers)
        target = _target(scope)
        if scope["method"] not in {"GET", "HEAD"}:
            return await _empty(send, 405, {"allow": "GET, HEAD"})
        fault = self._fault(site, target)
        if fault == "503":
            self._tell(site, target, 503)
            return await _empty(send, 503, {"retry-after": "1", "server": site.view.outlet.traits.server})
        page = site.page(target)
        await _wait(site, page)
        status = 304 if _unchanged(headers, page) else page.status
        self._tell(site, target, status)
        coding = _coding(headers.get("accept-encoding", ""), page)
        made = _headers(site, page, coding)
        await send({"type": "http.response.start", "status": status, "headers": made.raw})
        body = b"" if status == 304 or scope["method"] == "HEAD" else page.codings[coding]
        await _send_body(send, site, page, body[: len(body) // 2] if fault == "cut" else body)
        if fault != "cut":
            await send({"type": "http.response.body", "body": b""})
        return None

    def _site(self, scope: Scope, headers: Headers) -> Site:
        named = self.sites.get(headers.get("host", "").partition(":")[0])
        return named or self.sites.get(scope["server"][0]) or next(iter(self.sites.values()))

    def _fault(self, site: Site, target: str) -> Fault | None:
        outlet = site.view.outlet
        return self.faults.due(outlet.traits.address, target, ("503", "cut")) if outlet.traits.flaky else None

    def _tell(self, site: Site, target: str, status: int) -> None:
        if self.on_hit:
            self.on_hit(site.view.outlet.traits.address, target, status)


class DroppingProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, except that the flaky hosts end some connections without an answer."""

    def __init__(self, flaky: frozenset[str], faults: Faults, **given: Any) -> None:  # noqa: ANN401 - uvicorn's own arguments, passed on
        super().__init__(**given)
        self._flaky = flaky
        self._faults = faults

    def data_received(self, data: bytes) -> None:
        """Called by asyncio with what the client sent."""
        host = self.server[0] if self.server else ""
        words = data.split(b" ", 2) if host in self._flaky else []
        if len(words) == 3 and self._faults.due(host, words[1].decode("latin-1"), ("drop",)):
            self.transport.abort()
            return
        super().data_received(data)


def serve(
    world: World,
    sockets: list[socket.socket],
    *,
    ready: Path | None = None,
    log: Path | None = None,
    tied: bool = False,
) -> None:
    """Serves until SIGINT or SIGTERM.

    ``sockets``: listening ones, one an outlet's address (``newsweb.listen.listen``); they are closed at the end.
    ``ready``: a file that is written before the first request is read (JSON: port, origins). ``log``: a file that
    gets a JSON line for each answer. ``tied``: ends when standard input closes too.
    """
    faults = Faults()
    bound = port_of(sockets)
    app = NewsWeb(world, bound, faults, _logger(log.open("a", encoding="utf-8", buffering=1)) if log else None)
    flaky = frozenset(outlet.traits.address for outlet in world.outlets if outlet.traits.flaky)
    protocol = cast("type[asyncio.Protocol]", partial(DroppingProtocol, flaky, faults))
    server = uvicorn.Server(
        uvicorn.Config(
            app, http=protocol, ws="none", lifespan="off", log_level="critical", access_log=False, server_header=False
        )
    )
    tell_ready(ready, bound, {outlet.slug: outlet.origin(bound) for outlet in world.outlets})
    if tied:
        threading.Thread(target=_end_with_stdin, args=(server,), daemon=True).start()
    server.run(sockets=sockets)


def _end_with_stdin(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True


def _logger(file: TextIO) -> Hit:
    def write(host: str, target: str, status: int) -> None:
        file.write(json.dumps({"host": host, "target": target, "status": status}) + "\n")

    return write


def _target(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])


async def _empty(send: Send, status: int, headers: dict[str, str]) -> None:
    made = MutableHeaders({"content-length": "0"} | headers)
    await send({"type": "http.response.start", "status": status, "headers": made.raw})
    await send({"type": "http.response.body", "body": b""})


async def _wait(site: Site, page: Page) -> None:
    pace = site.view.outlet.traits.pace
    if pace and page.kind not in {"robots", "asset"}:
        await asyncio.sleep(pace)


def _unchanged(headers: Headers, page: Page) -> bool:
    """Conditional requests (RFC 9110, 13.1): If-None-Match wins over If-Modified-Since; a date must be the very one,
    as with many servers.
    """
    asked = headers.get("if-none-match")
    if page.status != 200:
        return False
    if asked is not None:
        tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
        return bool(page.etag) and not tags.isdisjoint({page.etag, "*"})
    return bool(page.last_modified) and headers.get("if-modified-since") == page.last_modified


def _coding(accepted: str, page: Page) -> str:
    """The site's favourite among the codings that the client accepts (RFC 9110, 12.5.3), "" for identity."""
    offers = {part.partition(";")[0].strip().lower() for part in accepted.split(",") if not _REFUSED.search(part)}
    return next((coding for coding in reversed(page.codings) if coding in offers), "")


def _headers(site: Site, page: Page, coding: str) -> MutableHeaders:
    traits = site.view.outlet.traits
    made = MutableHeaders({"server": traits.server, "content-type": page.media_type})
    if not traits.chunked or page.location:
        made["content-length"] = str(len(page.codings[coding]))
    if len(page.codings) > 1:
        made["vary"] = "Accept-Encoding"
    more = {"content-encoding": coding, "etag": page.etag, "last-modified": page.last_modified}
    for name, value in (more | {"location": page.location}).items():
        if value:
            made[name] = value
    return made


async def _send_body(send: Send, site: Site, page: Page, body: bytes) -> None:
    """In pieces where the site sends chunks or drips; the end is the caller's to send."""
    traits = site.view.outlet.traits
    drips = bool(traits.pace) and page.kind in DRIPPING and len(body) % 3 == 0
    size = max(1, len(body) // 5) if drips else CHUNK if traits.chunked else max(1, len(body))
    for start in range(0, len(body), size):
        await send({"type": "http.response.body", "body": body[start : start + size], "more_body": True})
        if drips:
            await asyncio.sleep(DRIP)
