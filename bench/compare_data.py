"""Texts and topics on which compare is fitted and measured: the news web's articles, the seeds, NTREX-128."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path

from compare import event, features
from compare.event import EventRules, Text
from compare.features import about, gram_cosines
from compare.profile import Profile, profile
from compare.seed import Seed
from compare.sketches import sketch
from compare.view import Side, View, meet

ROOT = Path(__file__).parents[1]
OFF = "unrelated"


@dataclass(frozen=True)
class Page:
    """One text with what is known of it."""

    id: str
    outlet: str
    language: str
    title: str | None
    body: str
    published: date | None = None
    event: str = ""
    relation: str = OFF
    copy_of: str = ""
    link: str = ""
    summary: str = ""
    link_title: str = ""


@dataclass(frozen=True)
class Case:
    """A topic as it is tried: ``seeds``; ``on`` pages about it, ``event`` pairs (page id, seed id) of one event."""

    topic: str
    seeds: tuple[Page, ...]
    on: frozenset[str]
    pages: tuple[Page, ...]
    pairs: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """One page against one topic: the measures, and what should come of them."""

    case: int
    topic: str
    regimes: tuple[str, str]
    page: Page
    about: list[float]
    on: bool
    event: list[list[float]]
    same: list[bool]


@dataclass(frozen=True)
class LinkRow:
    """One link against one topic."""

    case: int
    topic: str
    regime: str
    page: Page
    link: list[float]
    on: bool


def as_seed(page: Page) -> Seed:
    when = datetime.combine(page.published, time(12), UTC) if page.published else None
    return Seed(page.id, page.body, page.title, page.language, when)


@lru_cache(maxsize=1)
def news_web() -> tuple[Page, ...]:
    found = []
    for path in sorted((ROOT / "newsweb" / "outlets").glob("*/articles.toml")):
        language = tomllib.loads((path.parent / "outlet.toml").read_text(encoding="utf-8"))["language"]
        for a in tomllib.loads(path.read_text(encoding="utf-8"))["article"]:
            outlet = path.parent.name
            day, body = a["published"].astimezone(UTC).date(), a["body"].replace("## ", "")
            found.append(
                Page(f"{outlet}/{a['slug']}", outlet, a.get("language") or language, a["title"], body, day, a["event"],
                     a["relation"], a["copy_of"], a["slug"], a["summary"], a["link"])
            )  # fmt: skip
    return tuple(found)


@lru_cache(maxsize=1)
def seeds(folder: Path) -> tuple[Page, ...]:
    events = {"000": "nanping-talks", "001": "video-summit", "002": "zakharova-warning", "003": "june-call",
              "004": "nanping-talks"}  # fmt: skip
    found = []
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        day = date.fromisoformat(gold["published"][:10]) if gold["published"] else None
        event = events[path.stem]
        found.append(
            Page(path.stem, "seed", gold["language"], gold["title"], "\n".join(gold["body"]), day, event, "seed")
        )
    return tuple(found)


def ntrex(path: Path) -> tuple[Page, ...]:
    """Every document in every language, whole, and its two halves (id/1, id/2)."""
    found = []
    for line in path.read_text(encoding="utf-8").strip().split("\n"):
        entry = json.loads(line)
        lines, name, language = entry["sentences"], entry["id"], entry["lang"]
        middle = len(lines) // 2
        for part, text in (("", lines), ("/1", lines[:middle]), ("/2", lines[middle:])):
            title = text[0] if part != "/2" else None
            body = "\n".join(text[1:] if title else text)
            found.append(Page(f"{name}{part}", language, language, title, body, None, name))
    return tuple(found)


@lru_cache(maxsize=8192)
def profiled(page: Page) -> Profile:
    return profile(page.title, page.body, page.language)


@lru_cache(maxsize=8192)
def text_of(page: Page) -> Text:
    return Text(Side.of(profiled(page)), sketch(page.body), page.published)


def rows(number: int, case: Case) -> Iterator[Row]:
    """Measure every page of a case against its seeds."""
    view = View([profiled(seed) for seed in case.seeds])
    rules = EventRules(view, [text_of(seed) for seed in case.seeds])
    regimes = (features.regime(view), event.regime(view))
    for page in case.pages:
        text = text_of(page)
        met = meet(view, text.side.profile)
        grams = gram_cosines(view, text.side)
        measured = about(view, text.side, met, grams[1])
        events = [rules.measure(n, text, met.names, grams[0]) for n in range(len(case.seeds))]
        same = [(page.id, seed.id) in case.pairs for seed in case.seeds]
        yield Row(number, case.topic, regimes, page, measured, page.id in case.on, events, same)


def undated(page: Page, rnd: random.Random) -> Page:
    """The page without its day, every second time: seeds often have none."""
    return page if rnd.random() < 0.5 else Page(**{**page.__dict__, "published": None})


def web_case(topic: str, members: list[Page], near: set[str], rnd: random.Random, same_event: bool | None) -> Case:
    """Some of the members as seeds, all other pages of the news web to be told apart. ``same_event`` None: by event."""
    chosen = rnd.sample(members, min(len(members) - 1, rnd.choice((1, 1, 2, 3, 4, 5))))
    given = tuple(undated(page, rnd) for page in chosen)
    ids = {page.id for page in chosen}
    pages = tuple(page for page in news_web() if page.id not in ids and page.id not in near)
    on = frozenset(page.id for page in members) - ids
    pairs = frozenset(
        (page.id, seed.id)
        for page in members
        for seed in chosen
        if (page.event == seed.event if same_event is None else same_event)
    )
    return Case(topic, given, on, pages, pairs)


def seed_case(folder: Path) -> Case:
    """The case that matters: the five seeds against the whole news web."""
    pages, given = news_web(), seeds(folder)
    on = frozenset(page.id for page in pages if page.relation != OFF)
    pairs = frozenset((p.id, s.id) for p in pages for s in given if p.relation != OFF and p.event == s.event)
    return Case("seeds", given, on, pages, pairs)


def ntrex_case(topic: str, ids: list[str], everything: tuple[Page, ...], rnd: random.Random, entry: dict) -> Case:  # type: ignore[type-arg]
    """Seeds and pages are different documents, or different halves of one document, mostly in different languages."""
    chosen = rnd.sample(ids, rnd.randint(1, max(1, len(ids) - 1)))
    by_id = {(page.id, page.language): page for page in everything}
    languages = sorted({page.language for page in everything})
    given = tuple(by_id[f"{name}/1", rnd.choice(languages)] for name in chosen)
    near = set(entry.get("near_ntrex", ()))
    stories = sorted({page.event for page in everything} - near)
    pages = []
    for story in stories:
        part = f"{story}/2" if story in chosen else rnd.choice([f"{story}/1", f"{story}/2", story])
        pages += [by_id[part, language] for language in rnd.sample(languages, 6 if story in ids else 2)]
    on = frozenset(page.id for page in pages if page.event in ids)
    same = entry.get("same_event", True)
    pairs = frozenset((p.id, s.id) for p in pages for s in given if p.event == s.event or (same and p.event in ids))
    return Case(topic, given, on, tuple(pages), pairs)


def cases(folder: Path, ntrex_file: Path | None, draws: int) -> list[Case]:
    """All cases: the seeds', further draws of seeds from each topic, and the topics of topics.toml."""
    rnd = random.Random(20220919)
    listed = tomllib.loads((ROOT / "bench" / "topics.toml").read_text(encoding="utf-8"))["topic"]
    made = [seed_case(folder)]
    members = [page for page in news_web() if page.relation != OFF]
    made += [web_case("seeds", members, set(), rnd, None) for _ in range(2 * draws)]
    by_id = {page.id: page for page in news_web()}
    for entry in listed:
        for _ in range(draws if "articles" in entry else 0):
            chosen = [by_id[name] for name in entry["articles"]]
            made.append(web_case(entry["name"], chosen, set(entry.get("near", ())), rnd, entry["same_event"]))
    if ntrex_file:
        made += _ntrex_cases(ntrex(ntrex_file), listed, rnd, draws)
    return made


def _ntrex_cases(everything: tuple[Page, ...], listed: list[dict], rnd: random.Random, draws: int) -> list[Case]:  # type: ignore[type-arg]
    made = []
    taken: set[str] = set()
    for entry in listed:
        taken |= {*entry.get("ntrex", ()), *entry.get("near_ntrex", ())}
        for _ in range(draws if "ntrex" in entry else 0):
            made.append(ntrex_case(entry["name"], entry["ntrex"], everything, rnd, entry))
    single = sorted({page.event for page in everything} - taken)
    return made + [ntrex_case(f"story {name}", [name], everything, rnd, {}) for name in single]
