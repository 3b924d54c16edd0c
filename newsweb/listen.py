"""Listening sockets: one an address, all at the same port."""

from __future__ import annotations

import errno
import json
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from newsweb.errors import ServerFailed

FIRST_PORT = 8811
TRIES = 50
BACKLOG = 512


def listen(addresses: Sequence[str], port: int | None) -> list[socket.socket]:
    """Bound and listening sockets, one an address in their order, all at one port.

    ``port`` None takes the first free one from 8811, 0 any that the system gives. Raises ServerFailed when the port
    is taken or none, or when this machine has no such loopback address.
    """
    if port is not None and not 0 <= port <= 65535:
        raise ServerFailed(f"port {port} is none: choose 0 (any) to 65535")
    if port:
        return _at(addresses, port)
    for step in range(TRIES):
        try:
            return _at(addresses, 0 if port == 0 else FIRST_PORT + step)
        except ServerFailed:
            if step == TRIES - 1:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def port_of(sockets: Sequence[socket.socket]) -> int:
    """The port that they share."""
    return int(sockets[0].getsockname()[1])


def tell_ready(path: Path | None, port: int, origins: Mapping[str, str]) -> None:
    """Writes ``{"port": ..., "origins": {...}}`` to a file, whole or not at all; None writes nothing."""
    if path is None:
        return
    beside = path.with_name(path.name + ".part")
    beside.write_text(json.dumps({"port": port, "origins": dict(origins)}), encoding="utf-8")
    beside.replace(path)


def _at(addresses: Sequence[str], port: int) -> list[socket.socket]:
    made: list[socket.socket] = []
    try:
        for address in addresses:
            made.append(_bound(address, port))
            port = made[0].getsockname()[1]
    except OSError as error:
        for one in made:
            one.close()
        raise ServerFailed(_why(error, address, port)) from error
    return made


def _bound(address: str, port: int) -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((address, port))
        one.listen(BACKLOG)
        one.setblocking(False)
    except OSError:
        one.close()
        raise
    return one


def _why(error: OSError, address: str, port: int) -> str:
    if error.errno == errno.EADDRNOTAVAIL:
        return f"this machine has no loopback address {address}: add it (macOS: sudo ifconfig lo0 alias {address})"
    return f"cannot listen on {address}:{port}: {error.strerror}; choose another port"
