"""Names of the people who signed an article: from JSON-LD, meta elements, or the visible byline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from lxml import html

from extract import lexicon
from extract.facts import jsonld
from extract.facts.head import Head
from extract.facts.places import in_rail

_BY = re.compile(
    r"^\s*(?:written by|posted by|(?:guide|recipe|story|words|reviewed|text) by|"
    r"by|von|par|por|di|da|av|af|door|przez|de|του/της|του|της|από|γράφει ο|γράφει η|автор|"
    r"от|"
    r"текст|scris de|autor|author|redaktion)(?:\b[\s:]+|\s*$)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:;|\||&|,|\n|、| (?:and|und|et|y|e|și|og|och|en|ja|και|и|і|та|i|oraz) | / )\s*")
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d|^(?:admin|staff|editor|editors|newsroom|redaktion|redaction|la redazione|redacción|"
    r"webmaster|author|unknown|guest|team)$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:(?:editor|writer|reporter|correspondent|buyer|director|manager|contributor|specialist|analyst|strategist"
    r"|redakteur|redakteurin|journaliste?|redactora?|redattore)\s*$|about the author$|the author$|head of|chief)",
    re.IGNORECASE,
)
_LINKED = re.compile("/(?:authors?|contributors|autor(?:en)?|auteur|profile|people)/")
_SIGNED = re.compile(
    r"(?<![a-z])(?:byline|author|autor|avtor|auteur|writer)(?:s|-?_{0,2}name)?(?![a-z])",
    re.IGNORECASE,
)
_SIGNATURE = re.compile("uthor|yline|autor|avtor|writer|auteur")
_LONGEST = 60


def read(
    root: html.HtmlElement, head: Head, articles: Sequence[Mapping[str, object]], site: str | None
) -> tuple[tuple[str, ...], str | None]:
    """Names in the order given, each once, and where they came from; ((), None) where nobody signed.

    Persons come first, wherever they stand; an organisation is named only where no person is, the site itself last.
    """
    people = jsonld.people(root) if any(_is_reference(article.get("author")) for article in articles) else {}
    stated = [jsonld.names(article.get("author"), known=people) for article in articles]
    houses = [jsonld.names(article.get("author"), persons=False) for article in articles]
    sources: tuple[tuple[str, Callable[[], Iterable[str]], str | None], ...] = (
        ("json-ld", lambda: next(filter(None, stated), []), site),
        ("meta", lambda: head.authors, site),
        ("visible text", lambda: _visible(root), site),
        ("visible text", lambda: _linked(root), site),
        ("json-ld", lambda: next(filter(None, houses), []), None),
        ("meta", lambda: head.authors, None),
        ("json-ld", lambda: next(filter(None, stated), []), None),
        ("visible text", lambda: _visible(root), None),
    )
    for origin, found, house in sources:
        names = clean(found(), house)
        if names:
            return names, origin
    return (), None


def _is_reference(value: object) -> bool:
    """True for authors given by the address of what says who they are."""
    values = value if isinstance(value, list) else [value]
    return any(isinstance(one, dict) and "@id" in one and not one.get("name") for one in values)


def clean(found: Iterable[str], site: str | None = None) -> tuple[str, ...]:
    """Names in raw author strings: split, without "By", addresses, and the site's own name (where given)."""
    names: dict[str, str] = {}
    for raw in found:
        for part in _SPLIT.split(_BY.sub("", raw)):
            name = _BY.sub("", " ".join(part.split())).strip(" .,;:-–|/")
            if _is_name(name, site):
                names.setdefault(lexicon.key(name), name)
    found = list(names.values())
    return tuple(name for name in found if not any(_holds(name, other) for other in found))


def _holds(name: str, other: str) -> bool:
    """True for a name that holds another one of the page and more: "Jane Doe, Paris", "Guide by Jane Doe"."""
    return other != name and (name.startswith(other + " ") or (" " in other and other in name))


def _is_name(name: str, site: str | None) -> bool:
    if not 1 < len(name) <= _LONGEST or _NO_NAME.search(name):
        return False
    if len(name.split()) > 1 and _ROLE.search(name):
        return False
    return not site or lexicon.key(name) != lexicon.key(site)


def _visible(root: html.HtmlElement) -> Iterable[str]:
    """Texts of rel=author, microdata and byline elements outside rails; the first group that has any."""
    signed = list(filter(_is_signature, root.iter()))
    for choose in (_by_rel, _by_itemprop, _by_class):
        texts = [_text(element) for element in signed if choose(element) and not in_rail(element)]
        if any(texts):
            return texts[:4]
    return []


def _is_signature(element: html.HtmlElement) -> bool:
    named = _SIGNATURE.search(element.get("class") or "")
    return named is not None or element.get("rel") == "author" or element.get("itemprop") == "author"


def _linked(root: html.HtmlElement) -> Iterable[str]:
    """The first link outside rails to somebody's page that is worded as a name: two to four capitalised words."""
    for link in islice((link for link in root.iter("a") if _LINKED.search(link.get("href") or "")), 40):
        words = _text(link).split()
        if 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words) and not in_rail(link):
            return [" ".join(words)]
    return []


def _text(element: html.HtmlElement) -> str:
    stated = element.get("content") or " ".join(islice(element.itertext(), 40))
    text = " ".join(stated[:2000].split())
    return text if len(text) <= 100 else ""


def _by_rel(element: html.HtmlElement) -> bool:
    return "author" in (element.get("rel") or "").split()


def _by_itemprop(element: html.HtmlElement) -> bool:
    return str(element.get("itemprop")) == "author"


def _by_class(element: html.HtmlElement) -> bool:
    return bool(_SIGNED.search(element.get("class") or "")) and len(element) < 6
