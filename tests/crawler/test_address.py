"""Which host names are not the public web."""

from __future__ import annotations

import pytest

from crawler.address import is_private, netloc, private_kind
from crawler.scope import Scope
from crawler.sources import Source

PRIVATE = [
    # loopback and this machine
    "127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST", "localhost.", "web.localhost", "0.0.0.0", "::",
    # private, link-local, shared, metadata services
    "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "metadata.google.internal", "printer.local",
    # multicast, broadcast, documentation
    "224.0.0.1", "ff02::1", "255.255.255.255", "192.0.2.1", "2001:db8::1",
    # the same in other spellings
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1",
]  # fmt: skip
PUBLIC = [
    "example.org",
    "www.kathimerini.gr",
    "8.8.8.8",
    "2606:4700:4700::1111",
    "1.fm",
    "localhost.example.org",
    "10.example.org",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_an_address_outside_the_public_web_is_private(host: str) -> None:
    assert is_private(host)


# What a refusal says of it.
KINDS = {
    "loopback": ("127.0.0.1", "::1", "[::1]"),
    "loopback, inside IPv6": ("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    "link-local": ("169.254.169.254", "fe80::1%eth0"),
    "multicast": ("224.0.0.1", "ff02::1"),
    "unspecified": ("0.0.0.0", "::"),
    "private or reserved": ("10.0.0.1", "100.64.0.1", "fd00::1", "255.255.255.255", "fec0::1", "::7f00:1"),
    "an address in disguise": ("0177.0.0.1", "2130706433", "0x7f.1"),
    "a name of this machine or network": ("localhost.", "printer.local"),
    None: ("example.org", "8.8.8.8", "::ffff:8.8.8.8", "2606:4700:4700::1111"),
}


@pytest.mark.parametrize(("host", "kind"), [(host, kind) for kind, hosts in KINDS.items() for host in hosts])
def test_what_makes_it_private_is_named(host: str, kind: str | None) -> None:
    assert private_kind(host) == kind


@pytest.mark.parametrize("host", PUBLIC)
def test_a_name_or_address_of_the_public_web_is_not(host: str) -> None:
    assert not is_private(host)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.example/x", ("a.example", 80)),
        ("https://A.example./x", ("a.example", 443)),
        ("http://a.example:8080", ("a.example", 8080)),
        ("http://[::1]:99/", ("::1", 99)),
        ("http://a.example:0/", ("a.example", 0)),
        ("http://a.example:bad/", ("", 0)),
        ("mailto:x@y", ("", 0)),
    ],
)
def test_host_and_port_of_a_url(url: str, expected: tuple[str, int]) -> None:
    assert netloc(url) == expected


class TestScope:
    SCOPE = Scope([Source("demo", "Demo", "http://127.0.0.5:8811/"), Source("web", "Web", "https://www.example.org/")])

    @pytest.mark.parametrize(
        ("url", "allowed"),
        [
            ("https://www.example.org/1", True),
            ("https://anywhere.example/1", True),
            ("http://127.0.0.5:8811/1", True),
            ("http://127.0.0.5:8812/1", False),
            ("http://127.0.0.1:8811/1", False),
            ("http://169.254.169.254/latest/meta-data", False),
            ("file:///etc/passwd", False),
            ("data:text/html,x", False),
            ("gopher://example.org/", False),
        ],
    )
    def test_only_the_web_and_the_addresses_that_a_source_names(self, url: str, allowed: bool) -> None:
        assert self.SCOPE.allows(url) is allowed

    def test_the_source_at_an_address(self) -> None:
        assert self.SCOPE.source_at("http://127.0.0.5:8811/robots.txt") == "demo"
        assert self.SCOPE.source_at("https://www.example.org/robots.txt") == "web"
        assert self.SCOPE.source_at("https://other.example/") is None
