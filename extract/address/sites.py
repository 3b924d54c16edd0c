"""The host of an address, and the site that a host belongs to."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from extract.address.suffixes import registrable


@lru_cache(maxsize=8192)
def host(url: str) -> str:
    """The host name of ``url`` in lower case, IDNA encoded, without user, port, final dot; "" if none. Never raises."""
    try:
        name = (urlsplit(url.strip()).hostname or "").rstrip(".")
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except ValueError:
        return ""


def site(url: str) -> str:
    """What stands for the whole site of ``url``: the registrable domain of its host, else the host itself.

    By the Public Suffix List as packed with tldextract, private suffixes included (a.blogspot.com and
    b.blogspot.com are two sites). Nothing is fetched, nothing is cached on disk. An IP address is a site of its
    own, whatever the port. "" where there is no host. Never raises.
    """
    return of_host(host(url))


@lru_cache(maxsize=4096)
def of_host(name: str) -> str:
    """``site`` of a bare host name."""
    try:
        ip_address(name)
    except ValueError:
        return registrable(name) or name
    return name
