"""A small outlet, written down here whole, for tests that say every byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from newsweb import world
from newsweb.values import Article, Block, Labels, Outlet, Traits

LABELS = Labels(
    home="Home",
    published_on="Published",
    updated_on="Updated",
    by="By",
    related="Related",
    latest="Latest",
    popular="Most read",
    see_also="More like this",
    read_also="Read also:",
    tags="Tags:",
    share=("Mail", "Print"),
    share_on="Share on",
    comments="Add comment",
    no_comments="0 comments",
    follow="Follow us.",
    newsletter="Our letter, every morning.",
    ad="Advertisement",
    source="Source:",
    photo="Photo:",
    cookies="We use cookies.",
    copyright="© Small & Sons",
    about="About | Contact",
)
TRAITS = Traits(
    address="127.0.0.77",
    article="/{yyyy}/{mm}/{dd}/{slug}",
    section="/{section}/",
    page="page-{number}/",
    server="small/1",
    feeds=(("rss", "/rss.xml"), ("atom", "/atom.xml"), ("json", "/feed.json")),
    feed_size=2,
    per_page=2,
    sitemap="index",
    news_sitemap=True,
)


def article(slug: str, number: int, published: str, **more: Any) -> Article:
    given: dict[str, Any] = {
        "outlet": "small",
        "slug": slug,
        "number": number,
        "title": f"Title of {slug}",
        "link": f"Link to {slug}",
        "summary": f"About {slug}.",
        "section": "Town",
        "language": "en",
        "byline": "",
        "published": datetime.fromisoformat(published),
        "updated": None,
        "agencies": (),
        "event": slug,
        "relation": "unrelated",
        "copy_of": "",
        "names_seed": False,
        "caption": "",
        "body": (Block("p", f"First of {slug}."), Block("h", f"Head of {slug}"), Block("p", f"Last of {slug}.")),
    }
    changed = {key: datetime.fromisoformat(value) if key == "updated" else value for key, value in more.items()}
    return Article(**given | changed)


ARTICLES = (
    article(
        "ferry",
        30,
        "2024-03-03T09:30:00+01:00",
        title='The "ferry" & the <fog>',
        byline="Ann O'Hara",
        section="Port & Sea",
        caption="The quay in fog.",
    ),
    article("talks", 20, "2023-12-31T23:30:00-05:00", updated="2024-01-02T08:00:00-05:00", relation="same event"),
    article("goats", 10, "2023-05-01T00:00:00+00:00", updated="2024-06-01T00:00:00+00:00", agencies=("Reuters",)),
)


@pytest.fixture
def small() -> Callable[..., Outlet]:
    """Makes the outlet; keywords change its traits, ``theme``, ``language`` or ``articles`` itself."""

    def make(**changed: Any) -> Outlet:
        own = {key: changed.pop(key) for key in ("theme", "language", "articles") if key in changed}
        given: dict[str, Any] = {"theme": "tagdiv", "language": "en", "articles": ARTICLES} | own
        return Outlet(
            slug="small",
            name="Small & Sons",
            country="GB",
            timezone="Europe/London",
            tagline="News of a small <town>",
            sections=("Port & Sea", "Town"),
            labels=LABELS,
            traits=replace(TRAITS, **changed),
            ui=world.load().outlet("harbour-courant").ui,
            **given,
        )

    return make


@pytest.fixture
def write() -> Callable[..., Article]:
    """Makes an article: slug, number, published, and what else is said of it."""
    return article
