"""The tables under compare/data, read once."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def text(name: str) -> str:
    """The content of a data file of this package."""
    return files("compare").joinpath("data", name).read_text(encoding="utf-8")


def rows(name: str) -> Iterator[list[str]]:
    """The tab-separated rows of a data file without its comment lines."""
    for line in text(name).splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
