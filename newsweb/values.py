"""The values that a small news web is made of: World, Outlet, Article and their parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Relation = Literal["copy", "same event", "same subject", "unrelated"]


@dataclass(frozen=True, slots=True)
class Labels:
    """What an outlet prints round its texts, in its language. ``share`` are button names, ``about`` is one string
    with ``|`` between footer links."""

    home: str
    published_on: str
    updated_on: str
    by: str
    related: str
    latest: str
    popular: str
    see_also: str
    read_also: str
    tags: str
    share: tuple[str, ...]
    share_on: str
    comments: str
    no_comments: str
    follow: str
    newsletter: str
    ad: str
    source: str
    photo: str
    cookies: str
    copyright: str
    about: str


@dataclass(frozen=True, slots=True)
class Traits:
    """How an outlet's site behaves on the wire.

    ``address``: its loopback address. ``article``, ``amp``, ``print``, ``old``, ``section``, ``page``: path
    patterns with {yyyy} {mm} {dd} {section} {slug} {id} {path} {number}; "" means the site has none.
    ``feeds``: pairs of kind (rss, atom, json) and path. ``feed_size``: how many of the newest articles a feed holds.
    ``feed_title``: the Article field that feeds print as headline. ``tracking``: query that feed links carry,
    ``anchor_tracking``: query that rail links carry, "" for none.
    ``sitemap``: "index" (children gzipped), "plain" or "" (none). ``crawl_delay``: seconds, 0 for none.
    ``encodings``: content codings it offers, its favourite first. ``pace``: seconds it waits before each page.
    ``charset`` of its pages, ``charset_old`` of those published before 2022 ("" for the same), ``declared``:
    where the charset is said: "http", "meta" or "both"; ``undeclared``: slugs of pages that say it nowhere.
    ``gate``: prefix of article paths
    that lead to a consent wall, "" for none. ``archive``: path pattern of the lists by month, with {yyyy} {mm}.
    ``calendar``: path in front of a calendar whose days go on for ever, "" for none.
    """

    address: str
    article: str
    section: str
    page: str
    server: str = "nginx"
    feeds: tuple[tuple[str, str], ...] = ()
    feed_size: int = 10
    feed_title: str = "link"
    autodiscovery: bool = True
    tracking: str = ""
    anchor_tracking: str = ""
    per_page: int = 10
    sitemap: str = ""
    news_sitemap: bool = False
    sitemaps_in_robots: bool = True
    crawl_delay: float = 0.0
    disallow: tuple[str, ...] = ()
    amp: str = ""
    print: str = ""
    old: str = ""
    encodings: tuple[str, ...] = ("gzip",)
    etag: bool = True
    last_modified: bool = True
    chunked: bool = False
    flaky: bool = False
    pace: float = 0.0
    soft_404: bool = False
    gate: str = ""
    charset: str = "utf-8"
    charset_old: str = ""
    declared: str = "both"
    undeclared: tuple[str, ...] = ()
    archive: str = ""
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Ui:
    """The small words of a site's furniture in one language; ``months`` as they stand in dates.

    ``day``, ``short``: date patterns with {d} {dd} {month} {mm} {y}; ``weekdays`` start on Monday.
    """

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day: str
    short: str
    search: str
    menu: str
    accept: str
    settings: str
    subscribe: str
    email: str
    name: str
    comment: str
    send: str
    next: str
    previous: str
    more: str
    minutes: str
    views: str
    login: str
    gone_title: str
    gone_text: str
    gate_title: str
    gate_text: str
    gate_choice: str
    hub: str
    hub_intro: str
    print: str
    full_site: str
    comment_rules: str
    archive: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph ("p") or sub-heading ("h") of a body; ``text`` is one clean line."""

    kind: Literal["p", "h"]
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its outlet wrote it. ``number`` is its id in URLs; ``updated`` None when never changed;
    ``copy_of``: "seed:000", "<outlet>/<slug>" or ""."""

    outlet: str
    slug: str
    number: int
    title: str
    link: str
    summary: str
    section: str
    language: str
    byline: str
    published: datetime
    updated: datetime | None
    agencies: tuple[str, ...]
    event: str
    relation: Relation
    copy_of: str
    names_seed: bool
    caption: str
    body: tuple[Block, ...]

    @property
    def key(self) -> str:
        """``<outlet>/<slug>``, unique in the world."""
        return f"{self.outlet}/{self.slug}"

    @property
    def lines(self) -> tuple[str, ...]:
        """The clean body, one paragraph or sub-heading a line."""
        return tuple(block.text for block in self.body)

    @property
    def on_topic(self) -> bool:
        """Is it about the seeds' story (copy, same event or same subject)?"""
        return self.relation != "unrelated"


@dataclass(frozen=True, slots=True)
class Outlet:
    """One invented newspaper. ``articles`` are newest first."""

    slug: str
    name: str
    language: str
    country: str
    timezone: str
    theme: str
    tagline: str
    sections: tuple[str, ...]
    labels: Labels
    traits: Traits
    ui: Ui
    articles: tuple[Article, ...]

    def origin(self, port: int) -> str:
        """Scheme, address and port of the outlet's server."""
        return f"http://{self.traits.address}:{port}"


@dataclass(frozen=True, slots=True)
class World:
    """All outlets, by address."""

    outlets: tuple[Outlet, ...]

    def outlet(self, slug: str) -> Outlet:
        """The outlet of that slug; KeyError when there is none."""
        for outlet in self.outlets:
            if outlet.slug == slug:
                return outlet
        raise KeyError(slug)
