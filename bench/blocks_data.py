"""Annotated pages as rows for the block model: features of every block, and whether the gold text holds it.

A data folder holds ``gold.jsonl`` (a line a page: id, lang, url, text, with, without, title, date, authors) and
``html/ID.html.gz``. Two such sets are published: the articles in the Web Content Extraction Benchmark's development
split, and the parser fixtures of the fundus project, whose own parsers tell the gold bodies.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from extract import encoding, lexicon
from extract.facts import metadata
from extract.page import blocks, features, markup, stated
from extract.page.blocks import Blocks
from newsweb import truth, world
from newsweb.site import Site

FOLDS = 4
NEWS_WEB, PORT = "news web", 8811
NEWS = re.compile(r"[a-z]{2,3}-\w+?_\d{4}_")
_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W぀-ヿ㐀-鿿가-힯]+")
_LONG, _RUN, _REACH = 6, 4, 4
_SURE = 10


@dataclass(frozen=True)
class Page:
    """An annotated page. ``group``: pages of one are never parted by a fold: its host, or its publisher."""

    data: str
    gold: dict[str, Any]
    html: bytes

    @property
    def url(self) -> str:
        return str(self.gold["url"])

    @property
    def group(self) -> str:
        if self.data == NEWS_WEB:
            return str(self.gold["outlet"])
        name = str(self.gold["id"])
        if NEWS.match(name):
            return name.partition("_")[0]
        return (urlsplit(self.url).hostname or name).removeprefix("www.")

    @property
    def fold(self) -> int:
        return zlib.crc32(self.group.encode()) % FOLDS

    @cached_property
    def walked(self) -> tuple[Blocks, stated.Stated]:
        root = markup.parse(encoding.decode(self.html, None).text)
        title = metadata.read(root, self.url).title
        markup.prune(root)
        return blocks.walk(root), stated.read(root, title)

    @cached_property
    def lines(self) -> frozenset[str]:
        """The look-up forms of its short lines, for the question which pages know a phrase of the lexicon."""
        return frozenset(lexicon.key(block.text) for block in self.walked[0].blocks if len(block.text) <= 80)


def load(folder: Path) -> Iterator[Page]:
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            gold = json.loads(line)
            page = gzip.decompress((folder / "html" / f"{gold['id']}.html.gz").read_bytes())
            yield Page(folder.name, gold, page)


def news_web() -> Iterator[Page]:
    """All article pages of the news web, with what its outlets say of them."""
    told = {(row["outlet"], path): row for row in truth.load() for path in [row["path"], *row.get("other_paths", [])]}
    for outlet in world.load().outlets:
        for path, entry in Site(outlet, PORT).entries.items():
            if entry.media_type == "text/html" and entry.kind == "article":
                markup = entry.render()
                row = dict(told[outlet.slug, path])
                row |= {"id": f"{outlet.slug} {path}", "url": f"http://{outlet.traits.address}:{PORT}{path}"}
                row["text"] = "\n".join(row["body"])
                yield Page(NEWS_WEB, row, markup if isinstance(markup, bytes) else markup.encode())


@dataclass(frozen=True, slots=True)
class Rows:
    """``x``: features, a row a block; ``y``: whether it is article; ``words``: its count; ``page``: its number."""

    x: NDArray[np.float32]
    y: NDArray[np.int8]
    words: NDArray[np.float64]
    page: NDArray[np.int64]


def rows(pages: Sequence[Page]) -> Rows:
    """All blocks of ``pages``. Pages without a block have no row."""
    made = [(number, page, page.walked) for number, page in enumerate(pages)]
    made = [one for one in made if one[2][0].blocks]
    found = [labels([block.text for block in walked[0].blocks], page.gold["text"]) for _, page, walked in made]
    return Rows(
        np.concatenate([features.matrix(*walked) for _, _, walked in made]),
        np.array([label for one in found for label, _ in one], dtype=np.int8),
        np.array([count for one in found for _, count in one], dtype=np.float64),
        np.concatenate([np.full(len(walked[0].blocks), number) for number, _, walked in made]),
    )


def labels(texts: Sequence[str], gold: str) -> list[tuple[bool, int]]:
    """For each block whether ``gold`` holds it, and its number of words.

    A long block counts by its runs of four words, a short one where it is a line of the gold or three words of it;
    short ones far before the first long one or far behind the last are chance.
    """
    words = _words(gold)
    runs = {tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}
    lines = {" ".join(_words(line)) for line in gold.splitlines()}
    flat = f" {' '.join(words)} "
    told = [_words(text) for text in texts]
    held = [_holds(one, runs, lines, flat) for one in told]
    sure = [index for index, one in enumerate(told) if held[index] and len(one) >= _SURE]
    first, last = (sure[0] - _REACH, sure[-1] + _REACH) if sure else (0, len(told))
    near = [len(one) >= _LONG or first <= index <= last for index, one in enumerate(told)]
    return [(here and close, len(one)) for here, close, one in zip(held, near, told, strict=True)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _holds(words: Sequence[str], runs: set[tuple[str, ...]], lines: set[str], flat: str) -> bool:
    if len(words) >= _LONG:
        places = range(len(words) - _RUN + 1)
        return sum(tuple(words[i : i + _RUN]) in runs for i in places) > len(places) / 2
    line = " ".join(words)
    return bool(line) and (line in lines or (len(words) >= 3 and f" {line} " in flat))
