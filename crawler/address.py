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


@lru_cache(maxsize=4096)
def is_private(host: str) -> bool:
    """Whether a host name is literally an address outside the public web, or a name for this machine.

    Names are not resolved. An IPv6 address that stands for an IPv4 one (mapped, 6to4, NAT64) counts as that one.
    Decimal, octal and short forms of IPv4 (2130706433, 0177.0.0.1, 127.1), which resolvers take for addresses too,
    count as private whatever they mean: no outlet is known by one.
    """
    name = host.strip("[]").rstrip(".").lower()
    if name in _LOCAL or name.endswith(_LOCAL_ZONES):
        return True
    address = _address(name)
    if address is None:
        last = name.rpartition(".")[2]  # a host that ends in a number is an address (WHATWG URL, host parsing)
        return last.isdigit() or last.startswith("0x")
    if isinstance(address, IPv6Address) and (address in _COMPATIBLE or address.is_site_local):
        return True  # both deprecated (RFC 4291, 2.5.5.1; RFC 3879), and ipaddress calls them global
    meant = _ipv4_in(address) or address
    return not meant.is_global or meant.is_multicast


def netloc(url: str) -> tuple[str, int]:
    """Host name and port of an http(s) URL, the scheme's own port where none is written; ("", 0) where it has none."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme, 0)
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
