"""What robots.txt tells besides its rules: where the sitemaps are."""

from __future__ import annotations

from extract.urls import absolute

_MOST_BYTES = 512_000  # RFC 9309, 2.5: a crawler reads at least 500 KiB
_MOST = 1_000


def sitemaps(body: bytes) -> tuple[str, ...]:
    """The addresses of the ``Sitemap:`` lines (sitemaps.org, "Specifying the Sitemap location in your robots.txt").

    In their order, each once, http(s) and absolute only, at most 1,000. Such lines stand outside the groups of
    RFC 9309, so they count wherever they are. Never raises; a page served as robots.txt gives ().
    """
    lines = body[:_MOST_BYTES].decode("utf-8-sig", "replace").splitlines()
    found = (absolute("", _value(line)) for line in lines)
    return tuple(dict.fromkeys(url for url in found if url))[:_MOST]


def _value(line: str) -> str:
    name, colon, value = line.partition(":")
    if not colon or name.strip().lower() not in ("sitemap", "site-map"):
        return ""
    return value.partition(" #")[0].strip()
