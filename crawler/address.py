"""Addresses that are not the public web: loopback, private, link-local and the like."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

_LOCAL = ("localhost", "ip6-localhost", "ip6-loopback")
_LOCAL_ZONES = (".localhost", ".localdomain", ".local", ".internal", ".home.arpa")
_COMPATIBLE = IPv6Network("::/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


def is_private(host: str) -> bool:
    """Whether a host name is literally an address outside the public web, or a name for this machine."""
    return private_kind(host) is not None


@lru_cache(maxsize=4096)
def private_kind(host: str) -> str | None:
    """What makes a host name an address outside the public web, in a few words; None for all others.

    Names are not resolved. An IPv6 address that stands for an IPv4 one (mapped, 6to4, NAT64) counts as that one.
    Decimal, octal and short forms of IPv4 (2130706433, 0177.0.0.1, 127.1), which resolvers take for addresses too,
    count as private whatever they mean: no outlet is known by one.
    """
    name = host.strip("[]").rstrip(".").lower()
    if name in _LOCAL or name.endswith(_LOCAL_ZONES):
        return "a name of this machine or network"
    address = _address(name)
    if address is None:
        last = name.rpartition(".")[2]  # a host that ends in a number is an address (WHATWG URL, host parsing)
        return "an address in disguise" if last.isdigit() or last.startswith("0x") else None
    if isinstance(address, IPv6Address) and (address in _COMPATIBLE or address.is_site_local):
        # Both deprecated (RFC 4291, 2.5.5.1; RFC 3879), and ipaddress calls them global.
        return _kind(address) or "private or reserved"
    inside = _ipv4_in(address)
    kind = _kind(inside or address)
    return f"{kind}, inside IPv6" if kind and inside else kind


def _kind(address: IPv4Address | IPv6Address) -> str | None:
    kinds = (
        ("loopback", address.is_loopback),
        ("link-local", address.is_link_local),
        ("multicast", address.is_multicast),
        ("unspecified", address.is_unspecified),
        ("private or reserved", not address.is_global),
    )
    return next((name for name, fits in kinds if fits), None)


def netloc(url: str) -> tuple[str, int]:
    """Host name and port of an http(s) URL, the scheme's own port where none is written; ("", 0) where it has none."""
    try:
        parts = urlsplit(url)
        port = _PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
        return (parts.hostname or "").rstrip("."), port
    except ValueError:
        return "", 0


def _ipv4_in(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address behind a mapped (RFC 4291), 6to4 (RFC 3056) or NAT64 (RFC 6052) one, None behind any other."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name.partition("%")[0])
    except ValueError:
        return None
