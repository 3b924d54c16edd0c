"""What the path and query of an address tell about the page: an article, a list of them, or neither.

Hints only: sites name their pages as they please.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from extract.address.words import words

_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|webm|og[gv]|wav|avi|mov|pdf|docx?|xlsx?|pptx?|epub|zip|gz"
    r"|rar|7z|tar|exe|apk|css|js|json|xml|rss|atom|woff2?|ttf|ics|vcf|txt|csv)$",
    re.IGNORECASE,
)
_SLASHED_DATE = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2]|[a-z]{3})[/-]")
_TIGHT_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{4,}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_A_DATE = re.compile(r"\d{1,2}|(?:19|20)\d\d")
_ID = re.compile(r"\d{5,}")
_TOKEN = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{8,}")
_PAGE_FILE = re.compile(r"\.(?:html?|s?html|php|aspx?|jsp|cms|ece|story|do)$", re.IGNORECASE)
_ID_PARAMETER = re.compile(
    r"(?:^|&)(?:(?:news|article|art|story|post|item|doc|content|record)_?(?:id|no|nr)?|id|p|aid|nid|sid|pid|idn)=[\w-]*\d{2,}",
    re.IGNORECASE,
)
_SPLIT_WORDS = re.compile(r"[-_+ .,]+")
_FEWEST_SLUG_WORDS = 4
_SHORT_SLUG_WORDS = 3
_SHORT_SLUG_LETTERS = 13
_DEEPEST_SECTION = 3


def is_page(path: str) -> bool:
    """False where the file's ending says that it is a picture, a film, a style sheet, a feed and the like."""
    return "." not in path[-6:] or not _NOT_PAGES.search(path)


def is_article(path: str, query: str = "") -> bool:
    """Whether the address has an article's shape: a date, a long number, a slug of several words, an id parameter.

    ``path`` and ``query`` as they stand in the address, escapes and all.
    """
    parts = _parts(path)
    if not is_page(path) or _is_service(parts) or _is_list(parts):
        return False
    last = _telling_part(parts)
    if last and _SLASHED_DATE.search(path.lower()) and not _OF_A_DATE.fullmatch(last):
        return True
    if _is_telling(last) or _TIGHT_DATE.search(path) or any(map(_ID.fullmatch, parts)):
        return True
    return bool(query and _ID_PARAMETER.search(query))


def is_section(path: str, query: str = "") -> bool:
    """Whether an address without an article's shape may be a list of articles: not deep, no tag, author, service."""
    parts = _parts(path)
    if not parts:
        return bool(query)
    if len(parts) > _DEEPEST_SECTION or _is_service(parts) or not words("label").isdisjoint(parts):
        return False
    return is_page(path)


def is_label(path: str) -> bool:
    """Whether the address is a tag's or an author's, whose list is worth reading where a page names it as its own."""
    parts = _parts(path)
    return len(parts) in (2, 3) and not _is_service(parts) and not words("label").isdisjoint(parts) and is_page(path)


def _parts(path: str) -> list[str]:
    return [part for part in path.lower().split("/") if part]


def _is_service(parts: list[str]) -> bool:
    """Log-in, search, legal notes, a list's further pages."""
    return not words("service").isdisjoint(parts)


def _is_list(parts: list[str]) -> bool:
    """``/category/sport``, ``/tag/some-words``, ``/author/somebody``, ``/topics``."""
    return any(part in words("list") or part in words("label") for part in parts[-2:])


def _telling_part(parts: list[str]) -> str:
    """The last part that says something ("/slug/artikel"), decoded, without a page's ending; "" where none does."""
    for part in reversed(parts):
        bare = _PAGE_FILE.sub("", part)
        if bare not in words("empty"):
            return unquote(bare) if "%" in bare else bare
    return ""


def _is_telling(part: str) -> bool:
    if any(len(found) > 4 or not _YEAR.fullmatch(found) for found in _LONG_NUMBER.findall(part)):
        return True
    count = sum(map(bool, _SPLIT_WORDS.split(part)))
    slug = count >= _FEWEST_SLUG_WORDS or (count == _SHORT_SLUG_WORDS and len(part) >= _SHORT_SLUG_LETTERS)
    return slug or bool(_TOKEN.fullmatch(part))
