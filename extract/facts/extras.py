"""Tags, the lead picture, and what a page says about its use by machines, each with where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from extract import lexicon
from extract.document import Picture
from extract.facts import jsonld
from extract.facts.head import Head
from extract.facts.places import in_rail
from extract.page.markup import squeeze

_LIST = re.compile(r"\s*[,;|]\s*")
_TAGGED = etree.XPath(
    "//a[@rel='tag'] | //ul[contains(@class, 'tags')]//a | //div[contains(@class, 'tags')]/a"
    " | //div[contains(@class, 'tags')]/*/a | //p[contains(@class, 'tags')]/a"
)
_CAPTIONED = etree.XPath("//figure[.//img and .//figcaption]")
_ROBOTS = ("robots", "googlebot", "googlebot-news", "bingbot")
_FREE = frozenset(
    {"index", "follow", "all", "max-image-preview", "max-snippet", "max-video-preview", "noodp", "noydir"}
)
_MOST_TAGS, _LONGEST_TAG, _LONGEST_CAPTION = 30, 60, 600


@dataclass(frozen=True, slots=True)
class Extras:
    """What is told beside the article; () or None for what is not. ``origins``: pairs (field, where it came from)."""

    tags: tuple[str, ...]
    picture: Picture | None
    rights: tuple[tuple[str, str], ...]
    origins: tuple[tuple[str, str], ...]


def read(root: html.HtmlElement, head: Head, articles: Sequence[Mapping[str, object]], url: str) -> Extras:
    """The extras of a page fetched from ``url``. The tree is not changed. Never raises."""
    tags, listed = _tags(root, head, articles)
    picture, shown = _picture(root, head, articles, url)
    rights = _rights(root, head, articles)
    origins = {"tags": listed, "picture": shown, "rights": "meta" if rights else None}
    return Extras(tags, picture, rights, tuple((name, origin) for name, origin in origins.items() if origin))


def _tags(
    root: html.HtmlElement, head: Head, articles: Sequence[Mapping[str, object]]
) -> tuple[tuple[str, ...], str | None]:
    """The article's tags: as JSON-LD lists them, else meta elements, else the links that are called tags."""
    for article in articles:
        stated = _words(article.get("keywords"))
        if stated:
            return stated, "json-ld"
    if found := _distinct(part for content in head.tags for part in _LIST.split(content)):
        return found, "meta"
    links = cast(list[html.HtmlElement], _TAGGED(root))[: 2 * _MOST_TAGS]
    found = _distinct(squeeze(link.text_content()[:200]) for link in links if not in_rail(link))
    return found, "visible text" if found else None


def _words(value: object) -> tuple[str, ...]:
    stated = value if isinstance(value, list) else [value]
    texts = filter(None, (jsonld.text(one) for one in stated))
    return _distinct(part for text in texts for part in (_LIST.split(text) if len(stated) == 1 else [text]))


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    """Tags once each, without addresses, machine values ("type:article") and what is too long to be one."""
    known: dict[str, str] = {}
    for raw in found:
        tag = raw.strip(" #,;")
        if 1 < len(tag) <= _LONGEST_TAG and "://" not in tag and not re.match(r"[\w-]+[:=]\S", tag):
            known.setdefault(lexicon.key(tag), tag)
    return tuple(known.values())[:_MOST_TAGS]


def _picture(
    root: html.HtmlElement, head: Head, articles: Sequence[Mapping[str, object]], url: str
) -> tuple[Picture | None, str | None]:
    stated = next((image for article in articles if (image := _image(article.get("image")))), None)
    named = head.first("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
    for found, origin in ((stated.url if stated else None, "json-ld"), (named[1] if named else None, "og")):
        address = _absolute(url, found)
        if address:
            said = stated.caption if stated else None
            return Picture(address, said or _caption(root, address) or head.meta.get("og:image:alt")), origin
    return None, None


def _image(value: object) -> Picture | None:
    """The first image in a JSON-LD value: an address, an ImageObject, or a list of them."""
    if isinstance(value, list):
        return next((image for one in value[:5] if (image := _image(one))), None)
    if isinstance(value, dict):
        address = jsonld.text(value.get("url") or value.get("contentUrl") or value.get("@id"))
        caption = jsonld.text(value.get("caption") or value.get("description"))
        return Picture(address, caption and caption[:_LONGEST_CAPTION]) if address else None
    return Picture(value) if isinstance(value, str) and value else None


def _absolute(url: str, found: str | None) -> str | None:
    try:
        address = urljoin(url, found.strip()) if found else ""
        return address if urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname else None
    except ValueError:
        return None


def _caption(root: html.HtmlElement, address: str) -> str | None:
    """What stands under the same picture on the page, else under the first picture that has a caption and no rail."""
    name = urlsplit(address).path.rsplit("/", 1)[-1]
    figures = [figure for figure in cast(list[html.HtmlElement], _CAPTIONED(root))[:20] if not in_rail(figure)]
    same = [figure for figure in figures if name and any(name in _sources(image) for image in figure.iter("img"))]
    for figure in (same or figures)[:1]:
        text = squeeze(next(figure.iter("figcaption")).text_content())
        if 3 < len(text) <= _LONGEST_CAPTION:
            return text
    return None


def _sources(image: html.HtmlElement) -> str:
    return " ".join(filter(None, (image.get("src"), image.get("srcset"), image.get("data-src"))))[:4000]


def _rights(
    root: html.HtmlElement, head: Head, articles: Sequence[Mapping[str, object]]
) -> tuple[tuple[str, str], ...]:
    """Robots directives that forbid something, TDM reservations (W3C TDMRep, 4), and a licence."""
    found = [(name, said) for name in _ROBOTS if (said := _forbidden(head.meta.get(name, "")))]
    found += [(name, head.meta[name]) for name in ("tdm-reservation", "tdm-policy") if name in head.meta]
    licences = (link.get("href") for link in root.iter("a", "link") if "license" in (link.get("rel") or ""))
    stated = next(filter(None, (jsonld.text(article.get("license")) for article in articles)), None)
    licence = stated or next(filter(None, licences), None) or head.meta.get("dcterms.license")
    return tuple([*found, ("license", licence)] if licence else found)


def _forbidden(content: str) -> str:
    said = (part.strip().lower() for part in content.split(","))
    return ", ".join(dict.fromkeys(part for part in said if part and part.partition(":")[0] not in _FREE))
