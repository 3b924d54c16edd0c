"""What stands round a text: teasers, rails, tags, and the pieces between the paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from newsweb import addresses, choice
from newsweb.values import Article, Outlet


@dataclass(frozen=True, slots=True)
class View:
    """An outlet as seen at one port: what a page needs to know to print absolute addresses."""

    outlet: Outlet
    port: int

    @property
    def origin(self) -> str:
        """``http://127.0.0.11:8811``."""
        return self.outlet.origin(self.port)


@dataclass(frozen=True, slots=True)
class Teaser:
    """An article as rails and listings show it: under its ``link`` headline, which need not be its title."""

    url: str
    title: str
    summary: str
    section: str
    byline: str
    published: datetime
    image: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of a body as rendered: a paragraph, a sub-heading, or what the theme put between them."""

    kind: Literal["p", "h", "read_also", "rail", "ad", "follow", "newsletter"]
    text: str = ""
    teasers: tuple[Teaser, ...] = ()


def teaser(view: View, item: Article) -> Teaser:
    """How a rail or listing shows the article; some outlets' anchors carry tracking parameters."""
    path = addresses.tracked(_linked_path(view.outlet, item), view.outlet.traits.anchor_tracking)
    image = f"/img/{item.number}.svg"
    return Teaser(path, item.link, item.summary, item.section, item.byline, item.published, image)


def _linked_path(outlet: Outlet, item: Article) -> str:
    """Most teasers lead straight to the article, some to its old address, some to its AMP twin."""
    chance = choice.draw(item.key, "address") % 8
    if outlet.traits.old and chance == 0:
        return addresses.twin(outlet, item, outlet.traits.old)
    if outlet.traits.amp.startswith("/") and chance == 1:
        return addresses.twin(outlet, item, outlet.traits.amp)
    return addresses.article(outlet, item)


def body(view: View, item: Article) -> tuple[Piece, ...]:
    """The body as rendered, with what stands between its paragraphs."""
    between = choice.inserts(view.outlet, item)
    pieces: list[Piece] = []
    for index, block in enumerate(item.body):
        pieces.append(Piece(block.kind, block.text))
        for insert in between.get(index, ()):
            pieces.append(Piece(insert.kind, teasers=several(view, insert.articles)))
    return tuple(pieces)


def rails(view: View, page: str, here: Article | None) -> dict[str, tuple[Teaser, ...]]:
    """The rails of a page by name; where the site has a gate, the last related teaser leads to the consent wall."""
    chosen = choice.rails(view.outlet, page, here)
    made = {name: several(view, getattr(chosen, name)) for name in ("related", "latest", "popular", "see_also")}
    if view.outlet.traits.gate and made["related"]:
        *most, last = made["related"]
        made["related"] = (*most, replace(last, url=view.outlet.traits.gate + last.url))
    return made


def tags(outlet: Outlet, item: Article) -> tuple[tuple[str, str], ...]:
    """Names and paths: the section; the page about the story, on some pages that do not speak of it too; and, where
    missing pages are soft, the agencies, whose pages are gone."""
    found = [(item.section, addresses.section(outlet, item.section))]
    if item.on_topic or choice.draw(item.key, "tag") % 4 == 0:
        found.append((outlet.ui.hub, addresses.hub(outlet)))
    if outlet.traits.soft_404:
        found += [(name, f"/topics/{addresses.plain(name)}") for name in item.agencies]
    return tuple(found)


def several(view: View, items: Sequence[Article]) -> tuple[Teaser, ...]:
    """The teasers of these articles, in their order."""
    return tuple(teaser(view, item) for item in items)
