"""A server that does what servers on the web do wrong, or on purpose: one loopback address for each behaviour."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

GOOD = "/2024/05/02/a-good-page-of-the-same-host"
EVIL = "/2024/05/01/a-page-that-does-harm-to-you"


class Peer:
    """One connection, to be answered as a behaviour likes. ``patience``: seconds that the crawl has for an answer."""

    def __init__(self, connection: socket.socket, server: HostileServer, path: str) -> None:
        self.connection = connection
        self.origin = server.origin
        self.path = path
        self.patience = server.patience

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def for_ever(self, data: bytes, pause: float = 0.0, most: float = 40.0) -> None:
        """Until the other side goes away."""
        end = time.monotonic() + most
        while time.monotonic() < end:
            self.connection.sendall(data)
            time.sleep(pause)

    def say_nothing(self) -> None:
        """Until the other side goes away."""
        self.connection.settimeout(40.0)
        with suppress(OSError):
            while self.connection.recv(65536):
                pass

    def wait_until_read(self) -> None:
        """Until the other side has taken what was sent: a reset throws away what still waits to be read there."""
        here, there = self.connection.getsockname(), self.connection.getpeername()
        ports = (f":{there[1]:04X}", f":{here[1]:04X}")
        end = time.monotonic() + 5.0
        while time.monotonic() < end:
            fields = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
            unread = [one[4] for one in fields if one[1].endswith(ports[0]) and one[2].endswith(ports[1])]
            if all(queues.endswith(":00000000") for queues in unread):
                return
            time.sleep(0.02)

    def reset(self) -> None:
        """Ends the connection as a crash does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


@dataclass
class HostileServer:
    """``answers``: by path, bytes or what to do with the peer; ``log``: path, times of request and answer.

    ``at_once``: what to do with whoever connects, before a request.
    """

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    answers: dict[str, bytes | Callable[[Peer], None]] = field(default_factory=dict)
    log: list[tuple[str, float, float]] = field(default_factory=list)
    connections: int = 0
    at_once: Callable[[Peer], None] | None = None
    patience: float = 15.0

    @property
    def origin(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.log]

    def seconds(self, path: str) -> float:
        """What answers at and beside ``path`` took together: further tries, and addresses that it led on to."""
        beside = path[: path.rindex("/") + 1] if path == EVIL else path
        return sum(end - start for one, start, end in self.log if one.startswith(beside))

    def serve(self, connection: socket.socket) -> None:
        self.connections += 1
        with suppress(OSError):
            if self.at_once is not None:
                with connection:
                    self.at_once(Peer(connection, self, ""))
                return
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection:
                while (request := self._request(connection)) is not None:
                    path = request.split(b" ", 2)[1].decode("latin-1")
                    start = time.monotonic()
                    try:
                        goes_on = self._answer(connection, path)
                    finally:
                        self.log.append((path, start, time.monotonic()))
                    if not goes_on:
                        return

    def _answer(self, connection: socket.socket, path: str) -> bool:
        """Whether the connection may go on."""
        answer = self.answers.get(path) or self.answers.get("*") or b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
        if isinstance(answer, bytes):
            connection.sendall(answer)
            return b"Content-Length" in answer[:500]
        answer(Peer(connection, self, path))
        return False

    @staticmethod
    def _request(connection: socket.socket) -> bytes | None:
        held = b""
        while b"\r\n\r\n" not in held:
            data = connection.recv(65536)
            if not data:
                return None
            held += data
        return held


@pytest.fixture
def host() -> Iterator[Callable[..., HostileServer]]:
    """Starts a server on a loopback address."""
    listening: list[socket.socket] = []

    def start(address: str, tls: ssl.SSLContext | None = None) -> HostileServer:
        listener = socket.create_server((address, 0))
        listening.append(listener)
        server = HostileServer(address, listener.getsockname()[1], tls)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=server.serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return server

    yield start
    for listener in listening:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


class Peak:
    """The most memory that a process held, in bytes, as the kernel counts it."""

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self.most = 0

    def look(self) -> None:
        with suppress(OSError):
            for line in self._status.read_text().splitlines():
                if line.startswith("VmHWM"):
                    self.most = max(self.most, int(line.split()[1]) * 1024)


def told(folder: Path) -> list[dict[str, Any]]:
    """The lines of the crawl's log."""
    return [json.loads(line) for line in (folder / "logs" / "crawl.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture
def hostile() -> Any:
    """The helpers above, for test modules, which cannot import from here."""
    import sys  # noqa: PLC0415 - this module under the name that pytest gave it

    return sys.modules[__name__]
