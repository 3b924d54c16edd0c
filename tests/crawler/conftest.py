"""A server that answers byte for byte what a test says and logs every byte; crawls in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fastwarc.warc import ArchiveIterator, WarcRecordType

from archive import runs
from archive.committer import Committer
from archive.errors import ArchiveError
from archive.frontier import Frontier
from archive.store import Archive
from crawler.discovery import Discovery, Unscored
from crawler.plan import CrawlPlan, Politeness
from crawler.sources import Source
from crawler.work import Store, Work

ROOT = Path(__file__).parents[2]
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """``raw``: all bytes that are sent. ``close``: the connection ends behind them. ``drop``: it ends without them.

    ``pause``: seconds before the last byte is sent. ``stall``: seconds of silence behind the bytes.
    """

    raw: bytes
    close: bool = False
    drop: bool = False
    pause: float = 0.0
    stall: float = 0.0


@dataclass(frozen=True)
class Exchanged:
    path: str
    request: bytes
    response: bytes
    at: float
    peer: int


@dataclass
class RawServer:
    """``answers``: by path; a list is used up from the front, its last stays. ``log``: every exchange, in order."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    log: list[Exchanged] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    def paths(self) -> list[str]:
        return [one.path for one in self.log]

    def answer(self, path: str) -> Answer:
        found = self.answers.get(path, Answer(NOT_FOUND))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def serve(self, connection: socket.socket, peer: int) -> None:
        held = b""
        if self.tls is not None:
            try:
                connection = self.tls.wrap_socket(connection, server_side=True)
            except OSError:
                return
        with connection:
            while True:
                while b"\r\n\r\n" not in held:
                    try:
                        data = connection.recv(65536)
                    except OSError:
                        return
                    if not data:
                        return
                    held += data
                head, _, held = held.partition(b"\r\n\r\n")
                request = head + b"\r\n\r\n"
                path = request.split(b" ", 2)[1].decode("latin-1")
                answer = self.answer(path)
                answer = answer.to(request) if hasattr(answer, "to") else answer  # it depends on what was asked
                self.log.append(Exchanged(path, request, b"" if answer.drop else answer.raw, time.monotonic(), peer))
                if answer.drop:
                    return
                try:
                    connection.sendall(answer.raw[:-1])
                    time.sleep(answer.pause)
                    connection.sendall(answer.raw[-1:])
                    time.sleep(answer.stall)
                except OSError:
                    return
                if answer.close:
                    return


def html(body: str, *, head: str = "") -> bytes:
    return f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def ok(body: bytes, kind: str = "text/html; charset=utf-8", more: bytes = b"") -> Answer:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n".encode()
    return Answer(head + more + b"\r\n" + body)


def article(title: str) -> bytes:
    text = f"In {title} the two sides spoke for an hour about joint exercises and the new bridge over the river. "
    paragraphs = "".join(f"<p>{text * 3}</p>" for _ in range(4))
    return html(f"<main><article><h1>{title}</h1>{paragraphs}</article></main>", head=f"<title>{title}</title>")


def sitemap(*urls: str) -> Answer:
    places = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    return ok(body.encode(), "application/xml")


def listen(listener: socket.socket, serve: Callable[[socket.socket, int], None]) -> None:
    """Hands each connection to ``serve``, in a thread of its own, until the listener is shut down."""

    def accept() -> None:
        for peer in range(100_000):
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection, peer), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


@pytest.fixture
def serve() -> Iterator[Callable[[str], RawServer]]:
    """Starts a server on a loopback address."""
    listening: list[socket.socket] = []

    def start(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> RawServer:
        listener = socket.create_server((host, 0))
        listening.append(listener)
        server = RawServer(host, listener.getsockname()[1], tls)
        listen(listener, server.serve)
        return server

    yield start
    for listener in listening:
        # accept() would go on waiting on a socket that is only closed
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, as one file."""
    return certify(tmp_path / "certificate.pem")


def behind_tls(certificate: Path) -> ssl.SSLContext:
    """What a server shows who proves itself by ``certificate``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def certify(path: Path, address: str = "127.0.0.1", begins: int = -1, ends: int = 1) -> Path:
    """Writes a self-signed certificate with its key; it holds from day ``begins`` to day ``ends``, 0 being now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=begins))
        .not_valid_after(now + timedelta(days=ends))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def site(serve: Callable[[str], RawServer]) -> RawServer:
    """A source with 30 articles in a sitemap, and a home page."""
    server = serve("127.0.0.1")
    paths = [f"/2024/05/01/a-long-story-about-number-{number}" for number in range(30)]
    server.answers["/"] = ok(html("<h1>Home</h1>"))
    server.answers["/sitemap.xml"] = sitemap(*(server.origin + path for path in paths))
    for path in paths:
        server.answers[path] = ok(article(path.rpartition("/")[2]))
    return server


def source(server: RawServer, **more: Any) -> dict[str, Any]:
    key = "s" + server.host.replace(".", "-") + f"-{server.port}"
    return {"key": key, "name": key, "home": server.origin + "/", "sitemaps": [server.origin + "/sitemap.xml"]} | more


class Crawl:
    """A crawl in a process of its own, which writes into ``folder`` (see driver.py)."""

    def __init__(self, folder: Path, driver: subprocess.Popen[str], given: dict[str, Any]) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True)
        assert driver.stdin is not None
        driver.stdin.write(json.dumps({"folder": str(folder), "given": given}) + "\n")
        driver.stdin.flush()
        wait((folder / "pid").exists)
        self.pid = int((folder / "pid").read_text())

    @property
    def status(self) -> int | None:
        """The exit code, None while it runs."""
        path = self.folder / "status"
        return int(path.read_text()) if path.exists() else None

    @property
    def said(self) -> list[dict[str, Any]]:
        """The objects that it wrote so far."""
        path = self.folder / "said"
        text = path.read_text() if path.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    @property
    def errors(self) -> str:
        path = self.folder / "errors"
        return path.read_text() if path.exists() else ""

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait_for(self, enough: Callable[[], bool]) -> None:
        wait(lambda: enough() or self.status is not None)
        assert enough(), f"it ended before: {self.said[-1:]} {self.errors}"

    def end(self, seconds: float = 240.0) -> dict[str, Any]:
        """What it said last, once it has ended."""
        wait(lambda: self.status is not None, seconds)
        assert self.status == 0, self.errors
        assert self.said, self.errors
        return self.said[-1]

    def kill(self) -> None:
        """SIGKILL for the crawl and all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        wait(lambda: self.status is not None)

    def children(self) -> list[int]:
        """Process ids of all that it started."""
        found = subprocess.run(["ps", "-o", "pid=", "-g", str(self.pid)], capture_output=True, text=True, check=False)
        return [int(pid) for pid in found.stdout.split() if int(pid) != self.pid]


def wait(enough: Callable[[], bool], seconds: float = 240.0) -> None:
    end = time.monotonic() + seconds
    while not enough():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def wait_for_rest(pid: int, looks: int = 30) -> None:
    """Until a process waits for others, seen so many times in a row: one that is short of a core only does not."""
    seen = 0
    while seen < looks:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        seen = seen + 1 if state == "S" else 0
        time.sleep(0.01)


@pytest.fixture(scope="session")
def driver() -> Iterator[subprocess.Popen[str]]:
    """The process from which crawls are forked."""
    command = [sys.executable, str(Path(__file__).with_name("driver.py"))]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    yield process
    assert process.stdin is not None
    process.stdin.close()
    process.wait()


@pytest.fixture
def crawl(tmp_path: Path, driver: subprocess.Popen[str]) -> Iterator[Callable[..., Crawl]]:
    """Starts a crawl into ``tmp_path``/data; extraction is left for later unless it gets workers."""
    started: list[Crawl] = []

    def start(*sources: dict[str, Any], **more: Any) -> Crawl:
        given = {"folder": str(tmp_path / "data"), "sources": list(sources), "workers": 0} | more
        started.append(Crawl(tmp_path / f"crawl-{len(started)}", driver, given))
        return started[-1]

    yield start
    for one in started:
        if one.status is None:
            one.kill()


@dataclass(frozen=True)
class Kept:
    uri: str
    request: bytes
    response: bytes
    truncated: str | None
    ip: str | None


def kept(folder: Path) -> list[Kept]:
    """The exchanges in the WARC files of a data folder, in order, as another reader sees them."""
    found = []
    for path in sorted((folder / "archive").glob("*.warc.gz*")):
        with path.open("rb") as file:
            records = [
                (record.record_type, record.headers, record.reader.read())
                for record in ArchiveIterator(file, parse_http=False)
            ]
        requests = {
            headers["WARC-Concurrent-To"]: block for kind, headers, block in records if kind == WarcRecordType.request
        }
        found += [
            Kept(
                headers["WARC-Target-URI"],
                requests[headers["WARC-Record-ID"]],
                block,
                headers.get("WARC-Truncated"),
                headers.get("WARC-IP-Address"),
            )
            for kind, headers, block in records
            if kind == WarcRecordType.response
        ]
    return found


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """What the database says."""
    with sqlite3.connect(folder / "cuttings.db") as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def make_work(tmp_path: Path) -> Iterator[Callable[..., Work]]:
    """Makes the Work of a crawl over a real archive and frontier in ``tmp_path``/data; nothing fetches there."""
    opened: list[Any] = []

    def make(*sources: Source, pages: int = 100, **polite: Any) -> Work:
        archive = Archive.open(tmp_path / "data")
        run = runs.start(archive, "crawl", {}, "story")
        committer, frontier = Committer(archive, run.id), Frontier(archive.folder)
        plan = CrawlPlan(archive.folder, "story", sources, pages=pages, politeness=Politeness(**polite))
        work = Work(plan, Store(archive, committer, frontier), Discovery(sources, Unscored()))
        opened.extend([work.close, committer.close, frontier.close, lambda: archive.__exit__(None, None, None)])
        return work

    yield make
    for close in opened:
        with suppress(ArchiveError):  # what a test broke on purpose was told to it
            close()


@pytest.fixture
def tools() -> Any:
    """The helpers above, for test modules, which cannot import from here."""
    return sys.modules[__name__]
