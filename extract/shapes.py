"""What the path and query of an address tell about the page: an article, a list of them, or neither.

Hints only: sites name their pages as they please.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from extract.address_words import words

_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|webm|og[gv]|wav|avi|mov|pdf|docx?|xlsx?|pptx?|epub|zip|gz"
    r"|rar|7z|tar|exe|apk|css|js|json|xml|rss|atom|woff2?|ttf|ics|vcf|txt|csv)$",
    re.IGNORECASE,
)
_SLASHED_DATE = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2]|[a-z]{3})[/-]")
_TIGHT_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{4,}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PAGE_FILE = re.compile(r"\.(?:html?|s?html|php|aspx?|jsp|cms|ece|story|do)$", re.IGNORECASE)
_ID_PARAMETER = re.compile(
    r"(?:^|&)(?:(?:news|article|art|story|post|item|doc|content|record)_?(?:id|no|nr)?|id|p|aid|nid|sid|pid|idn)=[\w-]*\d{2,}",
    re.IGNORECASE,
)
_FEWEST_SLUG_WORDS = 4
_SHORT_SLUG_WORDS = 3
_SHORT_SLUG_LETTERS = 13


def is_page(path: str) -> bool:
    """False where the file's ending says that it is a picture, a film, a style sheet, a feed and the like."""
    return not _NOT_PAGES.search(path)


def is_service(path: str) -> bool:
    """Whether a part of the path says: tags, authors, log-in, search, legal notes, a list's further pages."""
    return any(part in words("service") for part in path.lower().split("/"))


def is_article(path: str, query: str = "") -> bool:
    """Whether the address has an article's shape: a date, a long number, a slug of several words, an id parameter.

    ``path`` and ``query`` as they stand in the address, escapes and all.
    """
    if not is_page(path) or is_service(path):
        return False
    last = _last_part(path)
    if not last:
        return bool(_ID_PARAMETER.search(query))
    if _SLASHED_DATE.search(path.lower()) and not last.isdigit():
        return True
    return _is_telling(last) or bool(_TIGHT_DATE.search(path)) or bool(_ID_PARAMETER.search(query))


def _last_part(path: str) -> str:
    """The last part of the path that is not empty, decoded, without a page's ending."""
    return _PAGE_FILE.sub("", unquote(path.rstrip("/").rpartition("/")[2]))


def _is_telling(part: str) -> bool:
    numbers = [found for found in _LONG_NUMBER.findall(part) if len(found) > 4 or not _YEAR.fullmatch(found)]
    count = sum(map(bool, re.split(r"[-_+ .,]+", part)))
    slug = count >= _FEWEST_SLUG_WORDS or (count == _SHORT_SLUG_WORDS and len(part) >= _SHORT_SLUG_LETTERS)
    return bool(numbers) or slug
