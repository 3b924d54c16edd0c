"""Seeds as they are given: flattened text, a saved page, or a list of addresses. Which of these, the bytes decide."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.article import extract
from extract.document import Document, NotArticle
from extract.encoding import decode
from extract.errors import SeedUnusable
from extract.text import strip
from extract.urls import absolute, canonical

_BINARY = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"WARC/", "a WARC file"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF file"),
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ELEMENTS = (
    "html head body article main section header footer nav aside div p span a h[1-6] ul ol li dl table thead tbody "
    "tr td figure img br hr script style link meta title base blockquote form center font b i em strong pre iframe svg"
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype|(?:" + _ELEMENTS.replace(" ", "|") + r")(?=[\s/>]))",
    re.I | re.S,
)
# RFC 2557; browsers save "a web page, single file" so.
_MHTML = re.compile(r"(?:^|\n)(?:MIME-Version:|Snapshot-Content-Location:)", re.IGNORECASE)
_TAGS = re.compile(r"</?(?:html|head|body|p|div|article|a|span|h[1-6]|script|meta)\b[^<>]*>", re.IGNORECASE)
_MANY_TAGS = 10
_MOST_BYTES = 10_000_000
_MOST_URLS = 1_000
_FEWEST_LETTERS = 100
_DENSE = 3  # a letter of a script without blanks between words says as much as three of the others


@dataclass(frozen=True, slots=True)
class SeedInput:
    """Either ``document``, the given article, or ``urls``, canonical addresses of articles to fetch; never both."""

    document: Document | None = None
    urls: tuple[str, ...] = ()


def read(data: bytes, name: str) -> SeedInput:
    """What the bytes of a seed called ``name`` (a file name or address) hold.

    Addresses, one a line (blank lines and lines from "#" on are skipped): ``urls``. Markup: the article of the
    page. Anything else: flattened text, stripped. Raises SeedUnusable for what is empty, no text, a page without an
    article, a list of more than 1,000 addresses or with a line that is none, and for what is too short to tell what
    the story is (under 100 letters).
    """
    text = readable(data, f"seed {name}")
    urls = _addresses(text, name)
    if urls:
        return SeedInput(urls=urls)
    document = _page(data, name) if _has_markup(text) else strip(text)
    if _letters(document.text) < _FEWEST_LETTERS:
        raise SeedUnusable(
            f"seed {name} is too short to tell what the story is: give at least a paragraph of an article"
        )
    return SeedInput(document)


def readable(data: bytes, name: str) -> str:
    """The letters in the bytes, in whatever encoding they are; markup stays.

    ``name`` says in messages what they are. Raises SeedUnusable when there are none, for more than 10 MB, and for
    what is no text (a picture, an office file, an archive ...).
    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise SeedUnusable(f"{name} is empty: give an article as text or HTML")
    if len(data) > _MOST_BYTES:
        raise SeedUnusable(f"{name} is larger than 10 MB: give one article a file")
    kind = next((kind for start, kind in _BINARY if data.startswith(start)), None)
    text = "" if kind else decode(data).text
    if not kind and _MHTML.search(text[:2000]):
        kind = "a page saved as a single MHTML file"
    if kind or _is_binary(text):
        raise SeedUnusable(f"{name} is {kind or 'no text'}: save the article as text or HTML and give that")
    return text.lstrip("\ufeff")


def _is_binary(text: str) -> bool:
    sample = text[:20_000]
    strange = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    return "\x00" in sample or strange > max(2, len(sample) // 50)


def _addresses(text: str, name: str) -> tuple[str, ...]:
    """The addresses, where most lines that say something are one; else (). Raises SeedUnusable for a line between."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line and not line.startswith("#")]
    found = [canonical(url) for _, line in lines if " " not in line and (url := absolute("", line))]
    if 2 * len(found) <= len(lines):
        return ()
    if len(found) < len(lines):
        number, line = next((number, line) for number, line in lines if " " in line or not absolute("", line))
        raise SeedUnusable(f"seed {name}, line {number} is no address: {line[:60]!r}; give one http(s) address a line")
    if len(found) > _MOST_URLS:
        raise SeedUnusable(f"seed {name} lists more than {_MOST_URLS:,} addresses: give those that show the story best")
    return tuple(dict.fromkeys(found))


def is_html(data: bytes) -> bool:
    """Whether the bytes hold a page: they open like HTML, or many of its tags stand in them. Never raises."""
    return _has_markup(decode(data[:200_000]).text.lstrip("\ufeff"))


def _has_markup(text: str) -> bool:
    return bool(_HTML.match(text)) or len(_TAGS.findall(text[:100_000])) >= _MANY_TAGS


def _page(data: bytes, name: str) -> Document:
    found = extract(data, absolute("", name) or "")
    if isinstance(found, NotArticle):
        raise SeedUnusable(
            f"seed {name} is a page without an article ({found.why}): save the article itself and give that"
        )
    return found


def _letters(text: str) -> int:
    return sum(_DENSE if letter > "\u2e7f" else 1 for letter in text if letter.isalpha())
