"""A page to its article: the one place that calls trafilatura.

The page is parsed once and its text is walked into blocks. The block model says which of them are the article; where
it is lost (one page in a hundred), trafilatura is asked instead. The rail pass cuts what is none after all, by more
rules where the model is not sure, and the metadata are read by ``extract.facts.metadata``. Text comes from our own
blocks, so that no-break spaces stay as they are.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import trafilatura
from lxml import html as lxml_html
from trafilatura.settings import Extractor

from extract import encoding, language
from extract.document import Document, NotArticle
from extract.encoding import Decoded
from extract.facts import agencies, labels, metadata
from extract.flat.lines import ends_sentence
from extract.forest import Forest
from extract.page import blocks, choice, markup, parts, pick, rescue, seats, stated, verdict
from extract.page import rails as pagerails
from extract.page.blocks import Block, Blocks
from extract.page.rails import Known
from extract.page.sheet import PLAIN
from extract.snapshot import Snapshot

_LEAST_COVERAGE = 0.6
_RUNNING, _ENOUGH, _MOST = 90, 500, 0.8
_MOST_STEPS = 400_000  # thousands of blocks, hundreds deep: trafilatura, which asks all round each, would take minutes


@dataclass(frozen=True, slots=True)
class Given:
    """What an extraction may be given beside the page; all of it has a default.

    ``charset``: the one of the HTTP header, None when it had none. ``model``: the block model, None for the packaged
    one. ``vote``: whether trafilatura is asked where the model is unsure. ``site``: what earlier articles of the host
    have shown to be the site's, None where nothing is known of it.
    """

    charset: str | None = None
    model: Forest | None = None
    vote: bool = True
    site: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class _Text:
    """The page's blocks, body lines, and the blocks as the rail pass judged them."""

    page: Blocks
    body: tuple[str, ...]
    judged: pagerails.Judged


def extract(html: bytes, url: str, *, charset: str | None = None) -> Document | NotArticle:
    """The article on the page ``html`` fetched from ``url``, or why there is none.

    ``charset``: the one of the HTTP header, None when it had none. Damaged, binary and hostile input gives a
    NotArticle; the time it takes is not bounded here (the worker pool does that). Never raises.
    """
    return extract_with(html, url, Given(charset))


def extract_with(html: bytes, url: str, given: Given) -> Document | NotArticle:
    """``extract`` with all that may be ``given``."""
    decoded = encoding.decode(html, given.charset)
    refusal = verdict.before_parsing(html, decoded.text)
    if refusal:
        return refusal
    found = _read(decoded, decoded.text, url, given)
    if isinstance(found, NotArticle):
        again = (_read(decoded, text, url, given) for text in rescue.ways(decoded.text, found.why))
        return next((one for one in again if isinstance(one, Document)), found)
    better = rescue.instead(decoded.text, found.text)
    again_read = _read(decoded, better, url, given) if better else found
    return again_read if isinstance(again_read, Document) else found


def _read(decoded: Decoded, text: str, url: str, given: Given) -> Document | NotArticle:
    """What the markup ``text`` of the page ``decoded`` holds."""
    try:
        root = markup.parse(text)
    except markup.Unreadable as damage:
        return NotArticle("empty", str(damage))
    facts = metadata.read(root, url)
    markup.prune(root)
    page = blocks.walk(root)
    found = _text(root, page, facts, url, given)
    refusal = verdict.after_extraction(found.page, found.body, found.judged.shape, facts, url)
    return refusal or _document(found, facts, decoded)


@lru_cache(maxsize=2)
def _options(fast: bool) -> Extractor:
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return Extractor(output_format="python", comments=False, with_metadata=False, fast=fast)


def _answer(root: lxml_html.HtmlElement, page: Blocks, url: str) -> str:
    """Trafilatura's text of the page; empty when it finds none.

    Its fast way is enough where it gives back most of the page's running text (on six pages of seven, with the
    same result); else its slow way, which asks two more extractors, is worth its time.
    """
    plain = (block.text for block in page.blocks if block.link < PLAIN and len(block.text) >= _RUNNING)
    running = sum(len(text) for text in plain if ends_sentence(text))
    quick = _trafilatura(root, url, fast=True)
    if len(quick) >= max(_ENOUGH, _MOST * running):
        return quick
    return _trafilatura(root, url, fast=False)


def _trafilatura(root: lxml_html.HtmlElement, url: str, *, fast: bool) -> str:
    try:
        answer: Any = trafilatura.bare_extraction(root, url=url, options=_options(fast))
    except (RecursionError, AttributeError, TypeError, ValueError, AssertionError):
        return ""  # its own walk fails on some damaged trees; the page is then judged without it
    return str(answer.text or "") if answer is not None else ""


def _text(root: lxml_html.HtmlElement, page: Blocks, facts: metadata.Facts, url: str, given: Given) -> _Text:
    likely = pick.odds(page, stated.read(root, facts.title), given.model)
    picked = seats.settled(page, likely, pick.best(likely))
    chosen: Sequence[bool] = picked.chosen
    asked = picked.lost and given.vote and page.steps() <= _MOST_STEPS
    if asked and (answer := _answer(root, page, url)):
        wanted = choice.Answer.of(answer)
        chosen = choice.choose(page.blocks, wanted)
        if choice.coverage(page.blocks, chosen, wanted) < _LEAST_COVERAGE:
            page = _as_blocks(answer)
            return _judged(page, [True] * len(page.blocks), Known(facts.title, False, given.site))
    return _judged(page, chosen, Known(facts.title, picked.sure, given.site, picked.row))


def _judged(page: Blocks, chosen: Sequence[bool], known: Known) -> _Text:
    judged = pagerails.judge(page, chosen, known)
    kept = [block.text for block, rule in zip(page.blocks, judged.verdicts, strict=True) if rule is None]
    return _Text(page, tuple(kept), judged)


def _as_blocks(answer: str) -> Blocks:
    """An answer that does not stand in the page's visible blocks (it came from a script), line by line."""
    texts = [line.removeprefix("- ").strip() for line in answer.split("\n")]
    return Blocks(tuple(Block(text, "p", 0.0, 0, frozenset()) for text in texts if text), (-1,))


def _document(found: _Text, facts: metadata.Facts, decoded: Decoded) -> Document:
    text = "\n".join(found.body)
    seen = labels.read(found.judged, facts)
    return Document(
        text=text,
        title=facts.title,
        bylines=facts.bylines or seen.bylines,
        published=seen.published or facts.published,
        updated=facts.updated or seen.updated,
        language=language.of_text(text) or facts.stated_language,
        section=facts.section or seen.section,
        agencies=agencies.credited(found.body, seen.credits),
        captions=seen.captions,
        canonical_url=facts.canonical_url,
        rails=found.judged.rails,
        origins=tuple((dict(facts.origins) | dict(seen.origins)).items()),
        charset=f"{decoded.charset} {decoded.rule}",
        tags=facts.extras.tags,
        picture=facts.extras.picture,
        rights=facts.extras.rights,
        parts=parts.of(found.page, found.judged.verdicts, seen.captions),
    )
