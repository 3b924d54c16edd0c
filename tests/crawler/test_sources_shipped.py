"""The sources that come with the program: no address stands there twice."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.urls import canonical

FILE = Path(__file__).parents[2] / "seeds" / "sources.toml"
TABLES: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
LISTS = ("feeds", "sitemaps", "sections")


def addresses(table: dict[str, Any]) -> Iterator[str]:
    yield canonical(table["home"])
    for name in LISTS:
        yield from map(canonical, table.get(name, ()))


def twice(given: Iterator[str]) -> list[str]:
    return [one for one, number in Counter(given).items() if number > 1]


# What must differ between sources.
VALUES: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    "address": addresses,
    "name and language": lambda table: iter([f"{table['name'].casefold()} {table.get('language')}"]),
    "host of the home page": lambda table: iter([canonical(table["home"]).split("/")[2].removeprefix("www.")]),
}


def test_the_file_holds_sources() -> None:
    assert len(TABLES) > 100


@pytest.mark.parametrize("key", TABLES)
def test_no_source_names_an_address_twice(key: str) -> None:
    assert twice(addresses(TABLES[key])) == []


@pytest.mark.parametrize("what", VALUES)
def test_no_two_sources_share(what: str) -> None:
    assert twice(one for table in TABLES.values() for one in set(VALUES[what](table))) == []
