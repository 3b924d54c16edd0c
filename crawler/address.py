"""Addresses that are not the public web: loopback, private, link-local and the like."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

_LOCAL = ("localhost", "localhost.localdomain")
_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=4096)
def is_private(host: str) -> bool:
    """Whether a host name is literally an address outside the public web, or a name for this machine.

    Names are not resolved. Decimal, octal and short forms of IPv4 (2130706433, 0177.0.0.1, 127.1), which resolvers
    take for addresses too, count as private whatever they mean: no outlet is known by one.
    """
    name = host.strip("[]").rstrip(".").lower()
    if name in _LOCAL or name.endswith((".localhost", ".local", ".internal")):
        return True
    address = _address(name)
    if address is None:
        last = name.rpartition(".")[2]  # a host that ends in a number is an address (WHATWG URL, host parsing)
        return last.isdigit() or last.startswith("0x")
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global or address.is_multicast


def netloc(url: str) -> tuple[str, int]:
    """Host name and port of an http(s) URL, the scheme's own port where none is written; ("", 0) where it has none."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", 0


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name.partition("%")[0])
    except ValueError:
        return None
