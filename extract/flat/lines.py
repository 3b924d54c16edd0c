"""What one line of a flattened page is, judged by itself: a label, a rail heading, a teaser, a strong paragraph ...

``rails`` then judges the lines by their neighbours (the two steps of jusText: first alone, then in context).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from extract import lexicon
from extract.facts import agencies, dates

_STOPS, _CLOSINGS, _QUOTED = tuple(".!?。！？؟।։۔;·"), "\"”’»“')]）」』】", tuple('”»」"')
_CUT_SHORT = ("…", "...", "[…]", "[...]")
_WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_COUNTER = re.compile(r"[\d\s.,/:+%()kK-]{1,12}")
_BETWEEN_WORDS = re.compile(r"[\s|,/·•]+")
_CREDIT = re.compile(
    r"(?:^|[\s(\-–—|/])(?:photo|foto|fotó|φωτ|φωτο|φωτογραφία|фото|снимка|bild|crédit|image|photograph|photographie"
    r"|צילום|写真|사진)(?:\s(?:by|de|credit|credits|di))?[^.:：=]{0,15}[.:：=]+\s?.{2,60}$"
    r"|getty images\W*$|/\s?(?:afp|reuters|ap|epa|dpa|efe|ansa|tass|тасс|xinhua)(?: photo)?\W*$",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"©|\(c\) ?\d{4}|\bcopyright\W{1,8}(?:[\w.]+\W){0,2}\d{4}|all rights reserved|tous droits réservés"
    r"|alle rechte vorbehalten"
    r"|todos los derechos|все права защищены|всички права запазени|toate drepturile rezervate|tutti i diritti"
    r"|todos os direitos|με την επιφύλαξη|all content is protected",
    re.IGNORECASE,
)
_FOLLOW = re.compile(
    r"\b(?:your (?:inbox|mailbox)|ihrem postfach|votre boîte|(?:tu|su) (?:correo|buzón)|sua caixa de entrada"
    r"|tua casella|căsuța ta|ваш(?:ем|у) (?:почтов|почту|ящик)|поща(?:та)? (?:ви|ти)\b|σας ταχυδρομείο|ταχυδρομείο σας)"
    r"|\bgoogle (?:news|noticias|nieuws|actualités)\b|\bgoogle новост",
    re.IGNORECASE,
)
_FOLLOW_FIRST = re.compile(
    r"\W*(?:подпи(?:сывайтесь|шитесь) на"
    r"|абонирайте се|последвайте ни|ακολουθήστε (?:μας|το)|urmăriți-ne|urmărește-ne|abonează-te|suscríbete|síguenos"
    r"|siga-nos|suivez-nous|abonnez-vous|abonnieren sie|folgen sie uns|seguici|iscriviti|follow us"
    r"|subscribe to our|sign up (?:for|to) our)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^\W*(?:(?:автор|автори|текст|autor|author|auteur|autore|text|texto|scris de|written by)\s?:\s?"
    r"|(?:by|von|par|por|του/της|γράφει ο|γράφει η)\s)(?=[^\W\d_])",
    re.IGNORECASE,
)
# What stands, folded, in every line that the pattern finds: most lines hold none of it, and need no search.
_FOLLOW_SIGNS, _CREDIT_SIGNS, _LEGAL_SIGNS = (
    tuple(map(lexicon.fold, signs.split()))
    for signs in (
        "your postfach boîte correo buzón caixa casella căsuța почт ящик поща ταχυδρομείο google",
        "photo foto φωτ фото снимка bild crédit image צילום 写真 사진 /",
        "© (c) copyright right droits rechte derechos права drept diritti direitos επιφύλαξη content",
    )
)
_STRONG, _MEDIUM, _LONG = 90, 35, 260
_LONGEST_KEY, _LONGEST_HEADING = 400, 60
_MOST_SERVICES = 8


class Kind(StrEnum):
    """What a line is when nothing but the line, the title and the counts of the page are known."""

    COUNTER = "counter"
    DATE = "date line"
    RAIL = "rail heading"
    LABEL = "label"
    BREADCRUMB = "breadcrumb"
    TITLE = "title repeated"
    SHARE = "share bar"
    AGENCY = "agency credit"
    BYLINE = "byline"
    CAPTION = "caption"
    INLINE = "read-also line"
    TAGS = "tag line"
    TEASER = "teaser"
    REPEAT = "repeat"
    LEGAL = "legal notice"
    STRONG = "strong paragraph"
    MEDIUM = "medium paragraph"
    SHORT = "short line"


@dataclass(frozen=True, slots=True)
class Line:
    """``text`` verbatim, ``key`` its look-up form, ``size`` its length in letters (a wide CJK letter counts 3)."""

    text: str
    key: str
    size: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Page:
    """What a line is held against: the key of the title (None when unknown) and how often each key stands."""

    title: str | None
    counts: Counter[str]


def size(text: str) -> int:
    """Length of ``text`` in letters; kana, Han and Hangul say more each and count three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


def ends_sentence(text: str) -> bool:
    """True where ``text`` ends as a sentence does, a cut-off teaser ("said on...") excepted."""
    told = text.rstrip()
    if told.endswith(_CUT_SHORT):
        return False
    said = told.rstrip(_CLOSINGS)  # a blank may stand before the closing signs: « ... . »
    return told.endswith(_QUOTED) or said.endswith(_STOPS) or (said[-1:].isspace() and said[:-1].endswith(_STOPS))


def is_cut_short(text: str) -> bool:
    """True where ``text`` ends in an ellipsis, as a teaser does."""
    return text.rstrip().endswith(_CUT_SHORT)


def is_share_bar(line_key: str) -> bool:
    """True where a line ends in two names of sharing services ("... Facebook Twitter"), or a short one holds two."""
    services = lexicon.load().services
    words = _BETWEEN_WORDS.split(line_key)
    if len(words) > _MOST_SERVICES:
        return words[-1] in services and words[-2] in services
    if services.isdisjoint(words):
        return False
    named = [word in services for word in words]
    return sum(named[-2:]) == 2 or sum(named) >= max(2, len(words) / 2)


def is_byline(text: str) -> bool:
    """True for a short line that names who wrote: "By Jane Doe", "Автор: Иван Иванов"; names, and no full stop."""
    match = _BYLINE.match(text) if len(text) < _STRONG else None
    if not match or ends_sentence(text):
        return False
    words = text[match.end() :].split()
    return len(words) <= 8 and sum(word[:1].isupper() for word in words) >= max(1, len(words) - 2)


def classify(texts: Sequence[str], title: str | None = None, closely: Sequence[bool] | None = None) -> list[Line]:
    """Each of ``texts`` (lines of one page, in order) with its kind. ``title``: the article's, None when unknown.

    ``closely``: which lines to look at closely, all when None; of the others only rail headings and sizes are known.
    """
    close = closely if closely is not None else [True] * len(texts)
    keys = [_key(text, near) for text, near in zip(texts, close, strict=True)]
    page = Page(lexicon.key(title) if title else None, Counter(keys))
    return [
        _line(text, line_key, page) if near else _glance(text, line_key)
        for text, line_key, near in zip(texts, keys, close, strict=True)
    ]


def _key(text: str, closely: bool) -> str:
    """A long line is known by its beginning; from afar only lines as short as a heading are known at all."""
    if closely:
        return lexicon.key(text[:_LONGEST_KEY])
    return lexicon.key(text) if len(text) <= _LONGEST_HEADING else ""


def _glance(text: str, line_key: str) -> Line:
    length = size(text)
    kind = Kind.RAIL if "rail" in lexicon.load().kinds(line_key) else _from_size(text, length)
    return Line(text, line_key, length, kind)


def _line(text: str, line_key: str, page: Page) -> Line:
    length = size(text)
    kind = _from_lexicon(text, line_key, length) or _from_title(line_key, page.title)
    kind = kind or _from_signs(text, line_key, length)
    kind = kind or _from_size(text, length)
    if kind in (Kind.SHORT, Kind.MEDIUM) and page.counts[line_key] > 1 and 18 <= length < 220:
        kind = Kind.REPEAT
    return Line(text, line_key, length, kind)


def _from_lexicon(text: str, line_key: str, length: int) -> Kind | None:
    kinds = lexicon.load().kinds(line_key)
    if length < 220 and _asks_to_follow(text, line_key):
        return Kind.LABEL
    if "rail" in kinds:
        return Kind.RAIL
    if kinds - {"photo_credit", "inline", "agency_credit"}:
        return Kind.LABEL
    if "agency_credit" in kinds or agencies.is_credit(text):
        return Kind.AGENCY
    if kinds:
        return Kind.CAPTION if "photo_credit" in kinds else Kind.INLINE
    return _from_opening(text, length) if length < 220 else None


def _asks_to_follow(text: str, line_key: str) -> bool:
    return bool(_FOLLOW_FIRST.match(text) or (_holds(line_key, _FOLLOW_SIGNS) and _FOLLOW.search(text)))


_OPENINGS = (
    ("tag_line", 160, Kind.TAGS),
    ("inline", 220, Kind.INLINE),
    ("follow_us", 200, Kind.LABEL),
    ("agency_credit", 90, Kind.AGENCY),
)


def _from_opening(text: str, length: int) -> Kind | None:
    opens = lexicon.load().opening_kinds(text)
    return next((kind for name, most, kind in _OPENINGS if name in opens and length < most), None)


def _from_title(line_key: str, title: str | None) -> Kind | None:
    if not title:
        return None
    if line_key == title:
        return Kind.TITLE
    glued = line_key.endswith(title) and len(title) > 15 and len(line_key) - len(title) < 90
    return Kind.BREADCRUMB if glued else None


def _from_signs(text: str, line_key: str, length: int) -> Kind | None:
    if dates.date_line(text):
        return Kind.DATE
    if _COUNTER.fullmatch(text.strip()):
        return Kind.COUNTER
    if is_share_bar(line_key) or is_byline(text):
        return Kind.BYLINE if is_byline(text) else Kind.SHARE
    if length < _LONG and _holds(line_key, _CREDIT_SIGNS) and _CREDIT.search(text):
        return Kind.CAPTION
    if length < 320 and is_cut_short(text):
        return Kind.TEASER
    return Kind.LEGAL if length < 250 and _holds(line_key, _LEGAL_SIGNS) and _LEGAL.search(text) else None


def _holds(line_key: str, signs: Sequence[str]) -> bool:
    return any(map(line_key.__contains__, signs))


def _from_size(text: str, length: int) -> Kind:
    end = ends_sentence(text)
    if end and length >= _STRONG:
        return Kind.STRONG
    if (end and length >= _MEDIUM) or length >= _LONG:
        return Kind.MEDIUM
    return Kind.SHORT
