"""The guard: which URLs may be asked for at all, whatever page, feed or redirect named them, and why not."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from types import SimpleNamespace
from typing import ClassVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings

from archive.capture import Provenance
from crawler.address import is_private
from crawler.middlewares import CAPTURE, GuardMiddleware
from crawler.redirects import PROVENANCE, RedirectsMiddleware
from crawler.scope import Scope
from crawler.sources import Source

PUBLIC = Source("web", "Web", "https://www.example.org/")
DEMO = Source("demo", "Demo", "http://127.0.0.5:8811/", feeds=("http://127.0.0.6:8812/rss",))
INTRANET = Source("intranet", "Intranet", "http://[fd00::7]:8080/", sections=("http://printer.local/news",))
SCOPE = Scope([PUBLIC, DEMO, INTRANET])

# Whatever a public page says, nothing of this machine and of its network is asked for.
REFUSED = {
    "loopback": [
        "http://127.0.0.1/",
        "http://127.0.0.1:8811/",
        "https://127.255.255.254/",
        "http://[::1]/",
        "http://0.0.0.0/",
        "http://[::]/",
    ],
    "names of this machine": [
        "http://localhost/",
        "http://LocalHost:9200/_search",
        "http://localhost./",
        "http://app.localhost/",
        "http://localhost.localdomain/",
        "http://ip6-localhost/",
        "http://ip6-loopback/",
    ],
    "names of the network at home": [
        "http://router.local/",
        "http://wiki.internal/",
        "http://metadata.google.internal/computeMetadata/v1/",
        "http://nas.home.arpa/",
    ],
    "private (RFC 1918, RFC 4193)": [
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.178.1/",
        "http://[fc00::1]/",
        "http://[fd12:3456::1]/",
        "http://[fec0::1]/",
    ],
    "link-local, and the metadata services of clouds": [
        "http://169.254.169.254/latest/meta-data/",
        "http://169.254.0.1/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://100.100.100.200/latest/",
    ],
    "nobody's: documentation, tests, multicast, broadcast, reserved": [
        "http://192.0.2.7/",
        "http://198.51.100.7/",
        "http://203.0.113.7/",
        "http://[2001:db8::1]/",
        "http://198.18.0.1/",
        "http://224.0.0.251/",
        "http://[ff02::fb]/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
    ],
    "decimal, octal, hexadecimal, short": [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0x7F.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0/",
        "http://2852039166/latest/meta-data/",
    ],
    "IPv4 inside IPv6: mapped, compatible, 6to4, NAT64": [
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::ffff:192.168.0.1]/",
        "http://[::127.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://[64:ff9b::127.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
    ],
    "letters that become digits and dots": [
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    ],
    "a user name that looks like a host": [
        "http://www.example.org@127.0.0.1/",
        "http://www.example.org:80@localhost/",
        "http://127.0.0.1\\@www.example.org/",
    ],
    "other schemes": [
        "file:///etc/passwd",
        "ftp://www.example.org/",
        "gopher://www.example.org/",
        "data:text/html,<p>",
        "javascript:alert(1)",
        "ws://www.example.org/",
        "s3://bucket/key",
    ],
    "no host at all": ["http:///x", "https://", "http:/x", "", "/x", "//www.example.org/"],
}


@pytest.mark.parametrize(("why", "url"), [(why, url) for why, urls in REFUSED.items() for url in urls])
def test_what_is_not_on_the_public_web_is_refused(why: str, url: str) -> None:
    assert not SCOPE.allows(url), why


ALLOWED = [
    # The public web is open to all: other checks say what belongs to a source.
    "https://www.example.org/2024/01/02/a-story",
    "https://feeds.example.net/news.rss",
    "http://example.com:8080/",
    "http://8.8.8.8/",
    "http://[2606:4700:4700::1111]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[64:ff9b::8.8.8.8]/",
    "http://[2002:808:808::1]/",
    # Names that only look like one of this machine.
    "http://localhost.example.org/",
    "http://mylocalhost/",
    "http://local.example.org/",
    "http://127.0.0.1.example.org/",
    "http://1.fm/",
    "http://0x7f.example.org/",
    # Private addresses that the user's own file names, with their ports.
    "http://127.0.0.5:8811/any/path?and=query",
    "http://127.0.0.6:8812/rss",
    "http://[fd00::7]:8080/",
    "http://printer.local/news",
    "http://printer.local:80/elsewhere",
]


@pytest.mark.parametrize("url", ALLOWED)
def test_the_public_web_and_what_a_source_names_is_allowed(url: str) -> None:
    assert SCOPE.allows(url)


@pytest.mark.parametrize(
    "url",
    [
        # Another port of the same address is another server.
        "http://127.0.0.5/",
        "https://127.0.0.5:8812/",
        "http://127.0.0.6:8811/rss",
        "http://[fd00::7]/",
        "http://printer.local:631/",
        # The same address in another spelling was not named.
        "http://127.5:8811/",
        "http://2130706437:8811/",
        "http://[::ffff:127.0.0.5]:8811/",
    ],
)
def test_of_a_private_address_only_the_named_port_in_the_named_spelling_is_allowed(url: str) -> None:
    assert not SCOPE.allows(url)


def test_without_sources_no_private_address_is_allowed() -> None:
    assert not Scope([]).allows("http://127.0.0.5:8811/")
    assert Scope([]).allows("https://www.example.org/")


class TestEverySpelling:
    """Whatever an IPv4 address is wrapped in, it is as private as it is by itself."""

    @given(st.integers(0, 2**32 - 1))
    @example(int(IPv4Address("127.0.0.1")))
    @example(int(IPv4Address("100.64.0.1")))
    @example(int(IPv4Address("8.8.8.8")))
    def test_in_ipv6(self, number: int) -> None:
        plain = IPv4Address(number)
        expected = is_private(str(plain))
        assert expected == (not plain.is_global or plain.is_multicast)
        assert is_private(str(IPv6Address(0xFFFF << 32 | number))) == expected
        assert is_private(str(IPv6Address(0x64FF9B << 96 | number))) == expected
        assert is_private(str(IPv6Address(0x2002 << 112 | number << 80))) == expected
        assert is_private(str(IPv6Address(number)))

    @given(st.integers(0, 2**32 - 1), st.sampled_from(["{}", "{:#x}", "{:#X}", "0{:o}"]))
    def test_as_one_number_it_is_refused_whatever_it_means(self, number: int, form: str) -> None:
        assert is_private(form.format(number))

    @given(st.text(max_size=60))
    def test_no_host_name_makes_it_fail(self, name: str) -> None:
        assert is_private(name) in {True, False}
        assert SCOPE.allows(f"ftp://{name}/") is False


class TestGuard:
    """In front of all other middlewares: Scrapy's own requests (robots.txt, redirects) pass here too."""

    GUARD = GuardMiddleware(SCOPE)
    OTHERS: ClassVar = [
        url for urls in REFUSED.values() for url in urls if url.startswith("http://") and "[" not in url
    ]

    @pytest.mark.parametrize("url", [url for url in OTHERS if url != "http:///x"])
    def test_it_judges_the_url_that_would_be_fetched_not_the_one_written(self, url: str) -> None:
        """Scrapy escapes a URL and makes its host ASCII before the downloader sees it."""
        with pytest.raises(IgnoreRequest, match=r"^not on the public web: .*, and no source names it$"):
            self.GUARD.process_request(Request(url))

    def test_what_is_allowed_passes(self) -> None:
        assert self.GUARD.process_request(Request("https://www.example.org/1")) is None

    @pytest.mark.parametrize(
        ("url", "source"),
        [
            ("http://127.0.0.5:8811/robots.txt", "demo"),
            ("http://127.0.0.6:8812/robots.txt", "demo"),
            ("https://www.example.org/robots.txt", "web"),
            ("https://elsewhere.example/robots.txt", None),
        ],
    )
    def test_a_request_that_scrapy_made_is_a_robots_txt_of_the_source_at_that_address(
        self, url: str, source: str | None
    ) -> None:
        request = Request(url)
        self.GUARD.process_request(request)
        assert request.meta[PROVENANCE] == Provenance(kind="robots", source=source)

    def test_a_request_of_ours_keeps_where_it_came_from(self) -> None:
        given = Provenance("page", "web", via="https://www.example.org/", origin="home", score=0.5)
        request = Request("https://www.example.org/1", meta={PROVENANCE: given})
        self.GUARD.process_request(request)
        assert request.meta[PROVENANCE] is given

    def test_the_capture_of_a_first_try_is_not_that_of_the_second(self) -> None:
        request = Request("https://www.example.org/1", meta={CAPTURE: "of the first try"})
        self.GUARD.process_request(request)
        assert CAPTURE not in request.meta

    def test_it_takes_the_scope_of_the_spider(self) -> None:
        made = GuardMiddleware.from_crawler(SimpleNamespace(spider=SimpleNamespace(scope=Scope([]))))
        with pytest.raises(IgnoreRequest):
            made.process_request(Request("http://127.0.0.5:8811/"))


def test_a_redirect_tells_the_next_server_nothing_of_the_one_before() -> None:
    request = Request("https://www.example.org/2", headers={"Referer": "https://www.example.org/1", "Accept": "*/*"})
    RedirectsMiddleware(Settings()).handle_referer(request, Response("https://www.example.org/1"))
    assert dict(request.headers.to_unicode_dict()) == {"Accept": "*/*"}
