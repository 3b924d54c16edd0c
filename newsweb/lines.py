"""Reads our own pages as a reader does: their visible lines, and their links with anchor texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

INLINE = frozenset(
    ("a", "abbr", "b", "em", "font", "i", "img", "ins", "small", "span", "strong", "sub", "sup", "time", "u")
)
HIDDEN = frozenset(("script", "style", "title", "noscript", "template"))
VOID = frozenset(("img", "br", "hr", "input", "meta", "link"))
SPACE = re.compile(r"[ \t\r\n]+")
PIECE = 12


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as it stands on a page; ``text`` is its visible text on one line."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What is visible. ``lines`` in reading order, parted where a block or a line break parts them; ``pieces``: for
    each line the texts of its links and of its inline elements, which an extractor may give as lines of their own."""

    lines: tuple[str, ...]
    pieces: tuple[tuple[str, ...], ...]
    anchors: tuple[Anchor, ...]


def see(html: str) -> Seen:
    """The visible lines and links of a page; no-break spaces stay as they are."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    return Seen(tuple(reader.lines), tuple(reader.pieces), tuple(reader.anchors))


def squeezed(text: str) -> str:
    """Runs of ASCII white space as one space, none at the ends."""
    return SPACE.sub(" ", text).strip(" ")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.pieces: list[tuple[str, ...]] = []
        self.anchors: list[Anchor] = []
        self._texts: list[str] = []
        self._link: tuple[str, list[str]] | None = None
        self._links: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN:
            self._hidden += 1
        if tag not in INLINE:
            self.end_line()
        if tag == "a":
            self._link = (dict(attrs).get("href") or "", [])

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self._hidden -= 1
        if tag not in INLINE and tag not in VOID:
            self.end_line()
        if tag == "a" and self._link:
            href, texts = self._link
            text = squeezed(" ".join(texts))
            self.anchors.append(Anchor(href, text))
            self._links.append(text)
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self._texts.append(data)
        if self._link:
            self._link[1].append(data)

    def end_line(self) -> None:
        """Takes what was read since the last line as a line, if it is any."""
        line = squeezed("".join(self._texts))
        if line:
            texts = [squeezed(text) for text in self._texts] + self._links
            self.lines.append(line)
            self.pieces.append(tuple(dict.fromkeys(text for text in texts if len(text) >= PIECE and text != line)))
        self._texts, self._links = [], []
