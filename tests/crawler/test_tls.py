"""Over TLS: the same bytes are kept, and a certificate that nobody vouches for ends the fetch."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def secure(serve: Callable[..., Any], tools: Any, certificate: Path) -> Any:
    """A server behind TLS with three articles."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = serve("127.0.0.1", context)
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
