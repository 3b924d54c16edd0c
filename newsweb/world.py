"""Loads the outlets and their articles from TOML into frozen values, and says what is wrong with them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from newsweb.errors import WorldInvalid
from newsweb.values import Article, Block, Labels, Outlet, Traits, Ui, World

HOME = Path(__file__).parent
RELATIONS = ("copy", "same event", "same subject", "unrelated")
OPTIONAL = {"updated": None, "language": ""}
FIRST_NUMBER = 41207
NUMBER_STEP = 13

Value = TypeVar("Value", Labels, Traits, Ui)
Table = dict[str, Any]


@lru_cache(maxsize=1)
def load() -> World:
    """The world as checked in; every ``copy_of`` leads to an article or a seed. Raises WorldInvalid."""
    world = read(HOME / "outlets")
    check_copies(world)
    return world


def read(folder: Path) -> World:
    """The outlets under ``folder`` (one folder each: outlet.toml, articles.toml), by address.

    Raises WorldInvalid with file and article where a key is missing, unknown or of the wrong kind.
    """
    traits = _table(HOME / "traits.toml")
    ui = _table(HOME / "ui.toml")
    found = [_outlet(path.parent, traits, ui) for path in sorted(folder.glob("*/articles.toml"))]
    if not found:
        raise WorldInvalid(str(folder), "holds no outlet: each needs outlet.toml and articles.toml")
    return World(tuple(sorted(found, key=lambda outlet: _octets(outlet.traits.address))))


def check_copies(world: World) -> None:
    """Raises WorldInvalid when a ``copy_of`` names an article that is not there."""
    keys = {article.key for outlet in world.outlets for article in outlet.articles}
    for outlet in world.outlets:
        for article in outlet.articles:
            if article.copy_of and not article.copy_of.startswith("seed:") and article.copy_of not in keys:
                raise WorldInvalid(article.key, f"copy_of names {article.copy_of}, which is no article")


def _octets(address: str) -> tuple[int, ...]:
    return tuple(int(part) for part in address.split("."))


def _table(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WorldInvalid(str(path), str(error)) from error


def _outlet(folder: Path, traits: Table, ui: Table) -> Outlet:
    path = folder / "outlet.toml"
    table = _table(path)
    slug = table.get("slug", "")
    if slug != folder.name:
        raise WorldInvalid(str(path), f"slug must be the folder's name {folder.name}")
    if slug not in traits:
        raise WorldInvalid(str(path), f"traits.toml has no [{slug}]")
    if table.get("language") not in ui:
        raise WorldInvalid(str(path), f"ui.toml has no [{table.get('language')}]")
    labels = _build(Labels, table.pop("labels", {}), f"{path} [labels]")
    wire = _build(Traits, traits[slug], f"traits.toml [{slug}]")
    words = _build(Ui, ui[table["language"]], f"ui.toml [{table['language']}]")
    plain = {"slug", "name", "language", "country", "timezone", "theme", "tagline", "sections"}
    _same_keys(table, plain, set(), str(path))
    sections = tuple(table.pop("sections"))
    articles = tuple(_articles(folder, sections, table["language"]))
    return Outlet(**table, sections=sections, labels=labels, traits=wire, ui=words, articles=articles)


def _build(kind: type[Value], table: Table, where: str) -> Value:
    """A dataclass from a TOML table: arrays become tuples, keys and kinds are checked."""
    hints = get_type_hints(kind)
    optional = {field.name for field in fields(kind) if field.default is not MISSING}
    _same_keys(table, set(hints) - optional, optional, where)
    values: Table = {key: _frozen(value) for key, value in table.items()}
    for key, value in values.items():
        wanted = getattr(hints[key], "__origin__", hints[key])
        if not isinstance(value, wanted):
            raise WorldInvalid(where, f"{key} must be {wanted.__name__}, not {value!r}")
    return kind(**values)


def _frozen(value: object) -> object:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _same_keys(table: Table, needed: set[str], optional: set[str], where: str) -> None:
    missing, unknown = needed - set(table), set(table) - needed - optional
    if missing or unknown:
        said = [f"lacks {', '.join(sorted(missing))}"] * bool(missing)
        said += [f"has unknown keys {', '.join(sorted(unknown))}"] * bool(unknown)
        raise WorldInvalid(where, " and ".join(said))


def _articles(folder: Path, sections: tuple[str, ...], language: str) -> Iterator[Article]:
    """Newest first; numbers rise with the date, as a CMS gives them."""
    path = folder / "articles.toml"
    tables = _table(path).get("article", [])
    seen: set[str] = set()
    for table in tables:
        where = f"{path}: {table.get('slug', '(no slug)')}"
        _check_article(table, sections, where)
        if table["slug"] in seen:
            raise WorldInvalid(where, "the slug is there twice")
        seen.add(table["slug"])
    ordered = sorted(tables, key=lambda table: (table["published"], table["slug"]))
    made = [_article(table, folder.name, rank, language) for rank, table in enumerate(ordered)]
    yield from reversed(made)


def _check_article(table: Table, sections: tuple[str, ...], where: str) -> None:
    names = {field.name for field in fields(Article)} - {"outlet", "number"}
    _same_keys(table, names - set(OPTIONAL), set(OPTIONAL), where)
    if table["relation"] not in RELATIONS:
        raise WorldInvalid(where, f"relation must be one of {', '.join(RELATIONS)}")
    if table["section"] not in sections:
        raise WorldInvalid(where, f"section {table['section']!r} is not one of the outlet's")
    for key in ("published", "updated"):
        when = table.get(key)
        if when is not None and not (isinstance(when, datetime) and when.tzinfo):
            raise WorldInvalid(where, f"{key} must be a date-time with an offset")
    if not blocks(table["body"]):
        raise WorldInvalid(where, "the body is empty")


def _article(table: Table, outlet: str, rank: int, language: str) -> Article:
    given: Table = OPTIONAL | table
    given["language"] = given["language"] or language
    given["agencies"] = tuple(given["agencies"])
    given["body"] = blocks(given["body"])
    return Article(outlet=outlet, number=FIRST_NUMBER + NUMBER_STEP * rank, **given)


def blocks(body: str) -> tuple[Block, ...]:
    """The paragraphs of a body in TOML: parted by blank lines, ``## `` before a sub-heading."""
    parts = [" ".join(part.split("\n")).strip() for part in body.split("\n\n")]
    return tuple(Block("h", part[3:].strip()) if part.startswith("## ") else Block("p", part) for part in parts if part)
