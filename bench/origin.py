"""The server under measurement's feet: a process of its own over a folder of pages, on several loopback hosts."""

from __future__ import annotations

import gzip
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.etree import ElementTree

from bench.errors import BenchError
from bench.pages import PageSet
from newsweb.child import running_pages

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@dataclass(frozen=True, slots=True)
class Served:
    """What the server offers: all page URLs, hosts in turn, and the origins (scheme, address, port)."""

    urls: tuple[str, ...]
    origins: tuple[str, ...]


@contextmanager
def serving(pages: PageSet, hosts: int) -> Iterator[Served]:
    """Serves the pages for as long as the context lasts. Raises BenchError when a page is missing in the sitemaps."""
    with running_pages(pages.folder, hosts) as server:
        origins = tuple(server.origins.values())
        lists = [listed(f"{origin}/sitemap.xml") for origin in origins]
        urls = tuple(one[at] for at in range(max(map(len, lists))) for one in lists if at < len(one))
        if len(set(urls)) != pages.pages:
            raise BenchError(f"the server lists {len(set(urls))} of {pages.pages} pages")
        yield Served(urls, origins)


def listed(sitemap: str) -> list[str]:
    """The addresses in the sitemap at that URL."""
    with urllib.request.urlopen(sitemap, timeout=30) as answer:
        root = ElementTree.fromstring(gzip.decompress(answer.read()))
    return [str(found.text) for found in root.iter(LOC)]
