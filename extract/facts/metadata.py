"""Title, bylines, times, section, language and address of a page, each with where it came from.

Order of trust: JSON-LD, OpenGraph and meta elements, microdata and time elements, the visible page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import html

from extract import language, lexicon
from extract.document import Moment
from extract.facts import bylines, extras, head, jsonld, places, times, titles
from extract.facts.extras import Extras
from extract.facts.times import Found
from extract.facts.titles import Candidate
from extract.page.markup import squeeze

_SECTION = ("article:section", "section", "parsely-section", "sailthru.section", "articlesection")
_LONGEST_SECTION = 50


@dataclass(frozen=True, slots=True)
class Facts:
    """Metadata of a page; an absent field is None or ().

    ``stated_language``: ISO 639-1 as the page declares it. ``says_article``: the page calls itself an article.
    ``weakly_dated``: ``published`` comes from the URL, from text that readers see, or from a date that JSON-LD does not
    write as one should (ISO 8601): a date line at the article is better.
    ``extras``: tags, lead picture, rights. ``origins``: pairs (field, where it came from), those of the extras too.
    """

    title: str | None
    bylines: tuple[str, ...]
    published: Moment | None
    updated: Moment | None
    section: str | None
    stated_language: str | None
    canonical_url: str | None
    says_article: bool
    weakly_dated: bool
    extras: Extras
    origins: tuple[tuple[str, str], ...]


def read(root: html.HtmlElement, url: str) -> Facts:
    """The metadata of the page ``root``, fetched from ``url``. The tree is not changed. Never raises."""
    top = head.read(root, url)
    articles = jsonld.articles(root)
    site = _site(top, articles)
    title = titles.choose(list(_titles(root, top, articles)), [*filter(None, [site]), *_host_names(url)])
    names, signed = bylines.read(root, top, articles, site)
    found = times.read(root, top, articles, url)
    published = next((item for item in found if not item.update), None)
    updated = next((item for item in found if item.update), None)
    section, sorted_by = _section(root, top, articles, title.text if title else None)
    origins = {
        "title": title and title.origin,
        "bylines": signed,
        "published": published and published.origin,
        "updated": updated.origin if updated and _later(updated, published) else None,
        "section": sorted_by,
    }
    more = extras.read(root, top, articles, url)
    kind = top.meta.get("og:type", "").lower()
    return Facts(
        title=title.text if title else None,
        bylines=names,
        published=published.moment if published else None,
        updated=updated.moment if updated and _later(updated, published) else None,
        section=section,
        stated_language=language.of_tag(top.language or top.meta.get("og:locale")),
        canonical_url=top.canonical,
        says_article=bool(articles) or kind.startswith("article") or _dated_for_machines(published),
        weakly_dated=published is not None and _is_weak(published),
        extras=more,
        origins=(*((name, origin) for name, origin in origins.items() if origin), *more.origins),
    )


def _is_weak(published: Found) -> bool:
    stated = published.moment.found
    return published.origin in ("url", "visible text") or (published.origin == "json-ld" and not stated[:4].isdigit())


def _dated_for_machines(published: Found | None) -> bool:
    """Only articles state their date in their head or as microdata outside rails."""
    return published is not None and published.origin in ("json-ld", "meta", "microdata")


def _later(updated: Found, published: Found | None) -> bool:
    """Many pages repeat the time of publication as the time of the last update: that is none."""
    return published is None or updated.moment.instant > published.moment.instant


def _site(top: head.Head, articles: Sequence[Mapping[str, object]]) -> str | None:
    named = top.first("og:site_name", "application-name", "al:ios:app_name")
    if named:
        return named[1]
    return next(filter(None, (jsonld.text(article.get("publisher")) for article in articles)), None)


def _host_names(url: str) -> list[str]:
    """The host's own name in the forms that title elements use: "paper.example" and "paper"."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return []
    return [host, *host.split(".")[:1]] if host else []


def _titles(root: html.HtmlElement, top: head.Head, articles: Sequence[Mapping[str, object]]) -> Iterator[Candidate]:
    for element in list(root.iter("h1"))[:6]:
        text = squeeze(element.text_content())
        if text:
            yield Candidate(text, "h1", 0.5 if places.in_rail(element) else 1.0)
    for article in articles[:3]:
        headline = jsonld.text(article.get("headline") or article.get("name"))
        if headline:
            yield Candidate(headline, "json-ld", 0.9)
    for key, trust in (("og:title", 0.9), ("twitter:title", 0.5), ("dc.title", 0.5), ("headline", 0.6)):
        if key in top.meta:
            yield Candidate(top.meta[key], "og" if key == "og:title" else "meta", trust)
    if top.title:
        yield Candidate(titles.without_tail(top.title), "title element", 0.5)


def _section(
    root: html.HtmlElement, top: head.Head, articles: Sequence[Mapping[str, object]], title: str | None
) -> tuple[str | None, str | None]:
    for article in articles:
        stated = jsonld.text(article.get("articleSection"))
        if stated and len(stated) <= _LONGEST_SECTION:
            return stated, "json-ld"
    named = top.first(*_SECTION)
    if named and len(named[1]) <= _LONGEST_SECTION:
        return named[1], "meta"
    crumb = _last_crumb(root, title)
    return crumb, "breadcrumb" if crumb else None


def _last_crumb(root: html.HtmlElement, title: str | None) -> str | None:
    """The last link of the breadcrumb that is neither home nor the title."""
    trail = next(filter(_is_trail, root.iter()), None)
    for link in reversed(list(trail.iter("a"))[:12] if trail is not None else []):
        text = " ".join(link.text_content().split())
        known = lexicon.load().kinds(lexicon.key(text))
        if text and text != title and "breadcrumb" not in known and len(text) <= _LONGEST_SECTION:
            return text
    return None


def _is_trail(element: html.HtmlElement) -> bool:
    """A breadcrumb, by its class, id or label."""
    return any("rumb" in (element.get(name) or "") for name in ("class", "id", "aria-label"))


def is_front(url: str) -> bool:
    """True for the address of a site's front page (no path, no query)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path.strip("/") in ("", "index.html", "index.php") and not parts.query
