"""Trafilatura alone, as its users call it: what ours is held against. Nothing that is kept comes from here."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import trafilatura

from extract import encoding
from extract.document import Document, NotArticle
from extract.facts import dates


def extract(html: bytes, url: str, *, charset: str | None = None) -> Document | NotArticle:
    """Trafilatura's text, title, authors and date of the page, without its comments. Never raises."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    text = encoding.decode(html, charset).text
    found: Any
    try:
        found = trafilatura.bare_extraction(text, url=url or None, include_comments=False, with_metadata=True)
    except (RecursionError, AttributeError, TypeError, ValueError, AssertionError) as fault:
        return NotArticle("unreadable", f"trafilatura fails: {type(fault).__name__}")
    if found is None or not found.text:
        return NotArticle("empty", "trafilatura finds no article")
    names = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    lines = (line.removeprefix("- ") for line in found.text.split("\n"))
    return Document("\n".join(lines), title=found.title, bylines=names, published=dates.read(found.date or ""))


def as_written(found: Document | NotArticle, lines: Iterable[str]) -> Document | NotArticle:
    """``found`` with each line that differs from one of ``lines`` in its blanks only as that one: no fault of it."""
    if isinstance(found, NotArticle):
        return found
    known = {" ".join(line.split()): line for line in lines}
    return replace(found, text="\n".join(known.get(" ".join(line.split()), line) for line in found.text.split("\n")))
