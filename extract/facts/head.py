"""What stands in a page's head for machines: meta elements, canonical link, language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import html

from extract import urls
from extract.page.markup import squeeze

_LONGEST = 2_000
_AUTHORS = (
    "author", "article:author", "dc.creator", "dcterms.creator", "dc.contributor", "parsely-author", "sailthru.author",
    "byl", "cxenseparse:author", "citation_author", "twitter:misc:written by",
)  # fmt: skip
_LABELS = frozenset({
    "written by", "by", "author", "geschrieben von", "verfasst von", "écrit par", "escrito por", "scritto da",
    "geschreven door", "napisane przez", "автор", "γράφτηκε από", "skrevet av", "skriven av", "kirjoittaja", "yazan",
})  # fmt: skip
_TAGS = ("article:tag", "og:article:tag", "news_keywords", "parsely-tags", "sailthru.tags")


@dataclass(frozen=True, slots=True)
class Head:
    """``meta``: the first content of each meta name, property or itemprop, in lower case; authors and
    tags keep all of theirs.

    ``canonical``: the page's canonical address in our one form (``urls.canonical``), None when it states none.
    ``title``: the title element's text.
    """

    meta: Mapping[str, str]
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    canonical: str | None
    title: str | None
    language: str | None

    def first(self, *keys: str) -> tuple[str, str] | None:
        """(key, content) of the first of ``keys`` that the page has."""
        return next(((key, self.meta[key]) for key in keys if key in self.meta), None)


def read(root: html.HtmlElement, url: str) -> Head:
    """The head of a page fetched from ``url``. Meta elements in the body count too: many pages have them there."""
    meta: dict[str, str] = {}
    authors: list[str] = []
    tags: list[str] = []
    for element in root.iter("meta"):
        content = squeeze((element.get("content") or "")[:_LONGEST])
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        if not content or not key:
            continue
        meta.setdefault(key, content)
        if key in _AUTHORS:
            authors.append(content)
        if key in _TAGS:
            tags.append(content)
    authors += [meta[f"twitter:data{n}"] for n in "123" if _is_signature(meta, n)]
    title = next(iter(root.iter("title")), None)
    return Head(
        meta,
        tuple(authors),
        tuple(tags),
        _canonical(root, url, meta.get("og:url")),
        squeeze(title.text_content()) or None if title is not None else None,
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
    )


def _is_signature(meta: Mapping[str, str], number: str) -> bool:
    """True where a card for social media says "Written by" in its field of this number."""
    return meta.get(f"twitter:label{number}", "").lower() in _LABELS and f"twitter:data{number}" in meta


def _canonical(root: html.HtmlElement, url: str, og_url: str | None) -> str | None:
    links = (e.get("href") for e in root.iter("link") if "canonical" in (e.get("rel") or "").lower().split())
    for found in (next(filter(None, links), None), og_url):
        try:
            absolute = urljoin(url, found.strip()) if found else ""
        except ValueError:
            continue
        if absolute.startswith(("http://", "https://")):
            return urls.canonical(absolute)
    return None
