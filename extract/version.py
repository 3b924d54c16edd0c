"""The extractor's version: two documents of one capture are comparable when it is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

from lxml import etree

_ENDINGS = (".py", ".tsv", ".json", ".npz")
_LENGTH = 12


def extractor_version(snapshot: str | None = None) -> str:
    """12 hexadecimal digits: a hash over this package, its data, and the versions of trafilatura, lxml and libxml2.

    Any change of these may change a text, so it changes the version; nothing else does. Where a ``snapshot`` of the
    site was given with the page, its version follows behind a plus sign.
    """
    return f"{_own_version()}+{snapshot}" if snapshot else _own_version()


@cache
def _own_version() -> str:
    digest = hashlib.sha256()
    for name, content in _parts(resources.files("extract"), ""):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    libxml2 = ".".join(map(str, etree.LIBXML_VERSION))
    digest.update(f"trafilatura {metadata.version('trafilatura')} lxml {etree.__version__} libxml2 {libxml2}".encode())
    return digest.hexdigest()[:_LENGTH]


def _parts(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _parts(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_ENDINGS):
            yield prefix + entry.name, entry.read_bytes()
