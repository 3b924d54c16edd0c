"""Connections go to the address that was checked: look-ups that change their answer, names that lead home."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.guard import addresses as module
from crawler.guard.addresses import Addresses
from crawler.guard.faults import AddressRefused
from crawler.scope import Scope
from crawler.sources import Source

DEMO = Source("demo", "Demo", "http://127.0.0.5:8811/", sitemaps=("http://news.localhost:8812/map.xml",))

# The host of a URL, its port, an address that its name leads to, whether a connection may be made.
REACHES = [
    ("www.example.org", 443, "93.184.215.14", True),
    ("www.example.org", 443, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
    # A public name that leads to what is not public.
    ("www.example.org", 443, "127.0.0.1", False),
    ("www.example.org", 443, "10.0.0.7", False),
    ("www.example.org", 443, "172.31.255.1", False),
    ("www.example.org", 443, "192.168.1.1", False),
    ("www.example.org", 443, "100.64.0.1", False),
    ("www.example.org", 443, "169.254.169.254", False),
    ("www.example.org", 443, "0.0.0.0", False),
    ("www.example.org", 443, "224.0.0.1", False),
    ("www.example.org", 443, "255.255.255.255", False),
    ("www.example.org", 443, "::1", False),
    ("www.example.org", 443, "::", False),
    ("www.example.org", 443, "fe80::1%eth0", False),
    ("www.example.org", 443, "fd00::1", False),
    ("www.example.org", 443, "ff02::1", False),
    # IPv4 inside IPv6.
    ("www.example.org", 443, "::ffff:127.0.0.1", False),
    ("www.example.org", 443, "::ffff:7f00:1", False),
    ("www.example.org", 443, "::127.0.0.1", False),
    ("www.example.org", 443, "64:ff9b::7f00:1", False),
    ("www.example.org", 443, "2002:7f00:1::", False),
    # What a source lists, with that port, is its own.
    ("127.0.0.5", 8811, "127.0.0.5", True),
    ("127.0.0.5", 8812, "127.0.0.5", False),
    ("127.0.0.6", 8811, "127.0.0.6", False),
    ("news.localhost", 8812, "127.0.0.1", True),
    ("NEWS.localhost.", 8812, "::1", True),
    ("news.localhost", 8812, "169.254.169.254", False),
    ("news.localhost", 80, "127.0.0.1", False),
]


@pytest.mark.parametrize(("name", "port", "address", "allowed"), REACHES)
def test_where_a_connection_may_go(name: str, port: int, address: str, allowed: bool) -> None:
    assert Scope([DEMO]).reaches(name, port, address) is allowed


@pytest.mark.parametrize(
    ("address", "allowed"), [("10.2.3.4", True), ("10.3.0.1", False), ("fd12::9", True), ("127.0.0.1", False)]
)
def test_networks_that_the_configuration_names_may_be_reached(address: str, allowed: bool) -> None:
    scope = Scope([], ["10.2.0.0/16", "fd12::/64"])
    assert scope.reaches("intranet.example.org", 80, address) is allowed
    literal = f"[{address}]" if ":" in address else address
    assert scope.allows(f"http://{literal}/") is allowed


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[tuple[str, ...]]]:
    """What the system's resolver answers, by name and in turn: the last answer stays. Look-ups happen at once here."""
    answers: dict[str, list[tuple[str, ...]]] = {}

    def getaddrinfo(host: str, *_: Any, **__: Any) -> list[Any]:
        if host not in answers:
            raise socket.gaierror(-2, "Name or service not known")
        found = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        return [(0, 0, 0, "", (address, 0)) for address in found]

    def at_once(call: Callable[..., Any], *given: Any) -> Deferred[Any]:
        made: Deferred[Any] = Deferred()
        try:
            made.callback(call(*given))
        except OSError as error:
            made.errback(error)
        return made

    async def now(looking: Deferred[Any], timeout: float, host: str) -> Any:
        try:
            return await looking
        except OSError as error:
            raise DNSLookupError(host) from error

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(module, "deferToThread", at_once)
    monkeypatch.setattr(module, "_in_time", now)
    return answers


def found(looked: Addresses, host: str, port: int = 443) -> Any:
    """What a look-up gives, or raises."""
    results: list[Any] = []
    Deferred.fromCoroutine(looked.of(host, port)).addBoth(results.append)
    (result,) = results
    if hasattr(result, "raiseException"):
        result.raiseException()
    return result


class TestLookUps:
    def test_give_the_addresses_in_the_order_of_the_system(self, names: Any) -> None:
        names["a.example.org"] = [("93.184.215.14", "93.184.215.15")]
        assert found(Addresses(Scope([]).reaches, 5.0), "a.example.org") == ("93.184.215.14", "93.184.215.15")

    def test_one_private_address_among_public_ones_refuses_the_host(self, names: Any) -> None:
        names["a.example.org"] = [("93.184.215.14", "127.0.0.1")]
        with pytest.raises(AddressRefused, match=r"^not on the public web: a.example.org is 127.0.0.1"):
            found(Addresses(Scope([]).reaches, 5.0), "a.example.org")

    def test_of_many_addresses_the_first_four_are_tried(self, names: Any) -> None:
        names["a.example.org"] = [tuple(f"93.184.215.{number}" for number in range(200))]
        assert found(Addresses(Scope([]).reaches, 5.0), "a.example.org") == tuple(f"93.184.215.{n}" for n in range(4))

    @pytest.mark.parametrize("private", ["10.0.0.1", "::1", "169.254.169.254", "::ffff:127.0.0.1"])
    def test_a_private_address_at_the_end_of_many_refuses_the_host_too(self, names: Any, private: str) -> None:
        names["a.example.org"] = [(*(f"93.184.215.{number}" for number in range(200)), private)]
        with pytest.raises(AddressRefused, match=private):
            found(Addresses(Scope([]).reaches, 5.0), "a.example.org")

    def test_an_answer_that_changes_within_minutes_is_not_asked_for(self, names: Any) -> None:
        names["a.example.org"] = [("93.184.215.14",), ("127.0.0.1",)]
        looked = Addresses(Scope([]).reaches, 5.0)
        assert [found(looked, "a.example.org") for _ in range(3)] == [("93.184.215.14",)] * 3

    def test_one_that_changed_later_is_judged_again(self, names: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "KEPT", -1.0)
        names["a.example.org"] = [("93.184.215.14",), ("10.0.0.1",)]
        looked = Addresses(Scope([]).reaches, 5.0)
        assert found(looked, "a.example.org") == ("93.184.215.14",)
        with pytest.raises(AddressRefused):
            found(looked, "a.example.org")

    def test_what_is_known_is_judged_for_each_port(self, names: Any) -> None:
        names["127.0.0.5"] = [("127.0.0.5",)]
        looked = Addresses(Scope([DEMO]).reaches, 5.0)
        assert found(looked, "127.0.0.5", 8811) == ("127.0.0.5",)
        with pytest.raises(AddressRefused):
            found(looked, "127.0.0.5", 9200)

    def test_what_is_known_needs_no_waiting(self, names: Any) -> None:
        names["127.0.0.5"] = [("127.0.0.5",)]
        looked = Addresses(Scope([DEMO]).reaches, 5.0)
        assert looked.known("127.0.0.5", 8811) is None
        assert found(looked, "127.0.0.5", 8811) == looked.known("127.0.0.5", 8811) == ("127.0.0.5",)
        with pytest.raises(AddressRefused):
            looked.known("127.0.0.5", 9200)

    def test_what_was_known_is_looked_up_again_in_time(self, names: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "KEPT", -1.0)
        names["a.example.org"] = [("93.184.215.14",)]
        looked = Addresses(Scope([]).reaches, 5.0)
        assert found(looked, "a.example.org") == ("93.184.215.14",)
        assert looked.known("a.example.org", 443) is None

    def test_a_name_that_nobody_knows_is_no_refusal(self, names: Any) -> None:
        with pytest.raises(DNSLookupError):
            found(Addresses(Scope([]).reaches, 5.0), "nobody.example.org")

    def test_only_so_many_names_are_remembered(self, names: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "MOST_KEPT", 2)
        looked = Addresses(Scope([]).reaches, 5.0)
        for number in range(4):
            names[f"{number}.example.org"] = [("93.184.215.14",)]
            found(looked, f"{number}.example.org")
        assert [looked.seen(f"{number}.example.org") for number in range(4)] == [None, None, *["93.184.215.14"] * 2]


REBIND = """
import socket
from dataclasses import asdict
from pathlib import Path
from compare.seed import Seed
from crawler.plan import CrawlPlan, Politeness
from crawler.run import crawl
from crawler.sources import Source

looked = []
real = socket.getaddrinfo

def getaddrinfo(host, *given, **more):
    if not str(host).endswith(".example"):
        return real(host, *given, **more)
    looked.append(host)
    # Every second answer leads to where the secret is; for the second host each one does.
    bad = host.startswith("evil") or len(looked) % 2 == 0
    return real({secret!r} if bad else {good!r}, *given, **more)

socket.getaddrinfo = getaddrinfo
port = {port}
sources = tuple(
    Source(key, key, f"http://{{key}}.example:{{port}}/", feeds=(f"http://{{key}}.example:{{port}}/feed.xml",),
           sitemaps=(f"http://{{key}}.example:{{port}}/sitemap.xml",))
    for key in ("rebind", "evil")
)
seeds = (Seed("0", "Two ministers met in the harbour town on Monday and agreed on joint exercises. " * 4),)
politeness = Politeness(delay=0.0, contact="me@example.org", timeout=4.0, retries=1, networks=("127.0.30.0/24",))
plan = CrawlPlan(Path({data!r}), "story", sources, seeds, workers=0, politeness=politeness)
try:
    result = crawl(plan, lambda progress: None)
    say({{"looked": looked, "counts": result.counts}})
except Exception as error:
    say({{"looked": looked, "error": repr(error)}})
"""


def test_a_resolver_that_changes_its_answer_leads_no_connection_to_a_private_socket(
    crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    """127.0.30.0/24 plays the public web, 127.0.31.1 is what must not be reached; both listen on the same port."""
    reached: list[str] = []
    good = socket.create_server(("127.0.30.1", 0))
    port = good.getsockname()[1]
    secret = socket.create_server(("127.0.31.1", port))
    server = tools.RawServer("127.0.30.1", port)
    origin = f"http://rebind.example:{port}"
    server.answers = {
        "/": tools.ok(tools.html("<h1>Home</h1>")),
        "/sitemap.xml": tools.sitemap(f"{origin}/2024/05/01/a-story-of-the-town-today"),
        "/2024/05/01/a-story-of-the-town-today": tools.ok(tools.article("today")),
    }
    tools.listen(good, server.serve)
    tools.listen(secret, lambda connection, peer: reached.append(str(peer)))
    code = REBIND.format(secret="127.0.31.1", good="127.0.30.1", port=port, data=str(tmp_path / "data"))
    told = crawl(code=code).end()
    for listener in (good, secret):
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    assert "rebind.example" in told["looked"]
    assert "evil.example" in told["looked"]
    assert reached == []
    assert "/robots.txt" in server.paths()


SILENT = """
import socket, time
from pathlib import Path
from compare.seed import Seed
from crawler.plan import CrawlPlan, Politeness
from crawler.run import crawl
from crawler.sources import Source

real = socket.getaddrinfo

def getaddrinfo(host, *given, **more):
    if str(host).startswith("silent"):
        time.sleep(6.0)
        raise socket.gaierror(-3, "Temporary failure in name resolution")
    if str(host).startswith("empty"):
        return []
    return real({good!r} if str(host).endswith(".example") else host, *given, **more)

socket.getaddrinfo = getaddrinfo
names = [f"silent-{{number}}" for number in range(30)] + ["empty", "good"]
sources = tuple(Source(name, name, f"http://{{name}}.example:{port}/") for name in names)
seeds = (Seed("0", "Two ministers met in the harbour town on Monday and agreed on joint exercises. " * 4),)
politeness = Politeness(delay=0.0, contact="me@example.org", timeout=5.0, retries=0, networks=("127.0.30.0/24",))
crawl(CrawlPlan(Path({data!r}), "story", sources, seeds, workers=0, politeness=politeness), lambda progress: None)
"""


def test_names_that_a_resolver_is_silent_about_hold_up_no_other(
    serve: Callable[..., Any], crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    server = serve("127.0.30.1")
    server.answers = {"/": tools.ok(tools.html("<h1>Home</h1>"))}
    one = crawl(code=SILENT.format(good="127.0.30.1", port=server.port, data=str(tmp_path / "data")))
    one.wait_for(lambda: one.status is not None)
    assert one.status == 0, one.errors
    assert server.paths() == ["/robots.txt", "/"]
    failed = tools.rows(tmp_path / "data", "SELECT count(*), why FROM failure GROUP BY why")
    assert failed == [(31, "host not found")]
