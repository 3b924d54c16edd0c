"""What a page says of its article outside its visible text, for the block model to recognise it by."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import html

from extract.facts import jsonld

_SUMMARIES = ("description", "og:description")
_LONGEST = 500_000


@dataclass(frozen=True, slots=True)
class Stated:
    """``title``, ``summary`` (the meta description) and ``text`` (articleBody in JSON-LD); "" for what is not said."""

    title: str = ""
    summary: str = ""
    text: str = ""


def read(root: html.HtmlElement, title: str | None) -> Stated:
    """What the page ``root`` states; its scripts without an articleBody may be gone already. Never raises."""
    return Stated(title or "", _summary(root), _body(root))


def _summary(root: html.HtmlElement) -> str:
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        if name in _SUMMARIES and element.get("content"):
            return str(element.get("content"))
    return ""


def _body(root: html.HtmlElement) -> str:
    if next(root.iter("script"), None) is None:
        return ""
    told = (article.get("articleBody") for article in jsonld.articles(root))
    return max((body for body in told if isinstance(body, str)), key=len, default="")[:_LONGEST]
