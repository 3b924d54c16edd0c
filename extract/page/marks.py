"""What class names, ids and roles speak of, as bits of one number."""

from __future__ import annotations

import re
from functools import lru_cache

_STEMS = {
    "article": "article story newstext post entry single",
    "body": "body content text prose rich copy",
    "main": "main primary",
    "paragraph": "paragraph para",
    "nav": "nav menu breadcrumb crumb toc pagination pager tab",
    "side": "side aside rail right secondary widget",
    "foot": "foot copyright legal colophon",
    "head": "header masthead hero topbar banner",
    "share": "share sharing social facebook twitter whatsapp follow",
    "related": "relat recommend more also suggest similar outbrain taboola trending popular most latest mgid",
    "cards": "teaser card list grid feed carousel slider tile item loop",
    "comment": "comment disqus respond reply discussion",
    "author": "author byline bio contributor writer avatar",
    "meta": "meta date time publish tag categor topic label info kicker eyebrow",
    "promo": "promo advert ads ad sponsor affiliate cta callout",
    "signup": "newsletter subscri signup mailing email optin form",
    "cover": "cookie consent gdpr privacy modal popup overlay dialog paywall login account",
    "caption": "caption credit figure image photo gallery media video player thumb",
    "lead": "lead lede intro summary excerpt standfirst subtitle deck dek description abstract subhead",
    "title": "title headline heading",
    "quote": "quote",
    "box": "box inset embed module fact highlight takeaway",
    "hidden": "hidden hide sr screenreader visually skip noprint invisible",
    "table": "table row",
    "product": "product price shop cart buy",
    "search": "search filter",
    "button": "button btn link",
    "notes": "reference footnote citation source bibliograph note",
    "faq": "faq accordion question answer",
    "live": "live update blog timeline",
}
NAMES = tuple(_STEMS)
_WHOLE = 3  # a stem this short must be a whole word
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]{2,}(?![a-z])")
_MOST_NAMES = 300


@lru_cache(maxsize=20_000)
def of(names: str) -> int:
    """The bits (in the order of ``NAMES``) of everything that ``names`` speak of."""
    bits = 0
    for word in set(_WORD.findall(names[:_MOST_NAMES])):
        bits |= _of_word(word.lower())
    return bits


@lru_cache(maxsize=50_000)
def _of_word(word: str) -> int:
    bits = 0
    for bit, stems in _stems():
        for stem in stems:
            if stem in word and (len(stem) > _WHOLE or stem == word):
                bits |= 1 << bit
                break
    return bits


@lru_cache(maxsize=1)
def _stems() -> tuple[tuple[int, tuple[str, ...]], ...]:
    return tuple((bit, tuple(stems.split())) for bit, stems in enumerate(_STEMS.values()))
