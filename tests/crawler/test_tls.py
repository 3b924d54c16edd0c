"""Over TLS: the same bytes are kept, and a certificate that nobody vouches for ends the fetch."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from OpenSSL import SSL


@pytest.fixture
def secure(serve: Callable[..., Any], tools: Any, certificate: Path) -> Any:
    """A server behind TLS with three articles."""
    server = serve("127.0.0.1", tools.behind_tls(certificate))
    paths = [f"/2024/05/01/a-secret-told-in-public-{number}" for number in range(3)]
    server.answers["/"] = tools.ok(b"<html></html>")
    server.answers["/sitemap.xml"] = tools.sitemap(*(server.origin + path for path in paths))
    for path in paths:
        server.answers[path] = tools.ok(tools.article(path), more=b"set-COOKIE: a=1\r\nSet-Cookie: b=2\r\n")
    return server


def test_what_crossed_the_wire_inside_tls_is_kept(
    secure: Any, crawl: Callable[..., Any], tools: Any, certificate: Path, tmp_path: Path
) -> None:
    told = crawl(tools.source(secure), environment={"SSL_CERT_FILE": str(certificate)}).end()["result"]
    assert told["counts"]["pages"] == 3
    sent = {(secure.origin + one.path, one.request, one.response) for one in secure.log}
    assert {(one.uri, one.request, one.response) for one in tools.kept(tmp_path / "data")} == sent
    assert all(uri.startswith("https://") for uri, _, _ in sent)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    secure: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    told = crawl(tools.source(secure), politeness={"retries": 0}).end()
    assert told["error"] == "NoSourceReachable"
    assert "certificate not verified" in told["message"]
    assert secure.log == []
    assert tools.rows(tmp_path / "data", "SELECT kind FROM failure") == [("robots",)]


def speaking(certificate: Path, newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if newest is not ssl.TLSVersion.MAXIMUM_SUPPORTED:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = newest
    context.load_cert_chain(certificate)
    return context


# What is said to be behind TLS, and how it ends. All but "from nobody" are vouched for.
DOORS: dict[str, tuple[dict[str, Any], ssl.TLSVersion, str | None]] = {
    "good": ({}, ssl.TLSVersion.MAXIMUM_SUPPORTED, None),
    "good, and of 2008": ({}, ssl.TLSVersion.TLSv1_2, None),
    "expired": ({"begins": -9, "ends": -1}, ssl.TLSVersion.MAXIMUM_SUPPORTED, "certificate not verified"),
    "not yet valid": ({"begins": 1, "ends": 9}, ssl.TLSVersion.MAXIMUM_SUPPORTED, "certificate not verified"),
    "of another host": ({"address": "127.0.22.99"}, ssl.TLSVersion.MAXIMUM_SUPPORTED, "certificate not verified"),
    "from nobody": ({}, ssl.TLSVersion.MAXIMUM_SUPPORTED, "certificate not verified"),
    "of 1999": ({}, ssl.TLSVersion.TLSv1, "TLS failed"),
}


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated")
def test_every_certificate_is_verified(
    serve: Callable[..., Any], crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    servers, trusted = {}, tmp_path / "trusted.pem"
    for number, (name, (given, newest, _)) in enumerate(DOORS.items()):
        address = f"127.0.22.{number + 1}"
        made = tools.certify(tmp_path / f"{number}.pem", **{"address": address} | given)
        server = servers[name] = serve(address, speaking(made, newest))
        server.answers = {"/": tools.ok(b"<html></html>")}
        if name != "from nobody":
            trusted.write_text((trusted.read_text() if trusted.exists() else "") + made.read_text())
    environment = {"SSL_CERT_FILE": str(trusted)}
    crawl(*map(tools.source, servers.values()), politeness={"retries": 0}, environment=environment).end()
    failures = dict(tools.rows(tmp_path / "data", "SELECT url, why FROM failure WHERE kind = 'robots'"))
    found = {name: failures.get(server.origin + "/robots.txt") for name, server in servers.items()}
    assert found == {name: words for name, (_, _, words) in DOORS.items()}
    assert {name for name, server in servers.items() if server.log} == {"good", "good, and of 2008"}


def test_a_server_that_asks_for_new_keys_again_and_again_gets_none(
    crawl: Callable[..., Any], tools: Any, certificate: Path, tmp_path: Path
) -> None:
    """TLS 1.2 lets a server ask for another handshake at any time (RFC 5246, 7.4.1.1), which costs us most of it."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_max_proto_version(SSL.TLS1_2_VERSION)
    context.use_privatekey_file(str(certificate))
    context.use_certificate_file(str(certificate))
    handshakes: list[int] = []
    context.set_info_callback(lambda _connection, place, _: handshakes.append(place & SSL.SSL_CB_HANDSHAKE_DONE))

    def behave(connection: socket.socket, _peer: int) -> None:
        speaking = SSL.Connection(context, connection)
        speaking.set_accept_state()
        with suppress(SSL.Error, OSError):
            speaking.recv(65536)
            speaking.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2000\r\n\r\n")
            for _ in range(2000):
                speaking.renegotiate()
                speaking.do_handshake()
                speaking.send(b"#")
            speaking.recv(65536)
        connection.close()

    listener = socket.create_server(("127.0.0.1", 0))
    tools.listen(listener, behave)
    origin = f"https://127.0.0.1:{listener.getsockname()[1]}"
    crawl(
        {"key": "a", "name": "A", "home": origin + "/"},
        politeness={"retries": 0},
        environment={"SSL_CERT_FILE": str(certificate)},
    ).end()
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    found = tools.rows(tmp_path / "data", "SELECT url, why FROM capture")
    assert found == [(origin + "/robots.txt", "robots")]
    assert 0 < sum(map(bool, handshakes)) < 10  # of 2,000 that were asked for
