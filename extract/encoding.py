"""Bytes of a page to text, with the rule that chose the encoding.

Order: byte order mark; UTF-8 that decodes and is more than ASCII; the HTTP charset, then the page's own
declaration, where the bytes decode and read like text; UTF-8 with a few bad bytes; a guess by letters. A declared
single-byte charset decodes anything, so a declaration alone is never believed against the bytes.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import islice

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,80}encoding=["']([\w.:-]+)""", re.I
)
_TEXT_CODEC = re.compile(r"(utf|iso|windows|cp|koi8|mac|gb|hz|big5|euc|shift|tis|johab|ascii)[\w-]*$")
_UTF8_RUN = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
# What browsers read these labels as (WHATWG Encoding, 4.2): the Windows set holds the ISO one and more.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_GUESSES = (
    "cp1255",
    "cp1253",
    "iso8859-7",
    "cp1251",
    "koi8-r",
    "koi8-u",
    "iso8859-5",
    "cp1252",
    "cp1250",
    "iso8859-16",
    "iso8859-2",
    "cp1254",
    "cp1257",
    "cp1256",
)
_COMMON = {
    "cp1253": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ",
    "iso8859-7": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώΆ",
    "cp1251": "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "koi8-r": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "koi8-u": "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "iso8859-5": "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєђјљњћџ",
    "cp1250": "áčďéěíňóřšťúůýžąćęłńśźżőűöüăâîşţĺŕôäđ",
    "iso8859-2": "áčďéěíňóřšťúůýžąćęłńśźżőűöüăâîşţĺŕôäđ",
    "iso8859-16": "ăâîșțáéíóöőúüű",
    "cp1252": "àáâãäåæçèéêëìíîïñòóôõöøùúûüß’“”–",
    "cp1254": "çğıöşüâîû",
    "cp1257": "ąčęėįšųūžāēģīķļņ",
    "cp1255": "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
    "cp1256": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإ",
}
# What a wrong charset makes of a letter: signs inside words, and letters where their language has none (ñ of
# "mañana" as ń before a vowel, the ó of "João" apart; ă of "că" as ã; ą of "są" as a superscript).
_GLUED = re.compile(
    r"(?<=[^\W\d_])[\x80-\x9f¡-¦¨©ª¬®-¶¸¹º¼-¿×÷\u2500-\u259f](?=[^\W\d_])|[¶¢](?=[α-ω])|[\x80-\x9f\ufffd]"
)
_UNLIKELY = {
    "cp1250": re.compile(r"ń[aeiouáéíóú]|[ăő][oe]\b|[ăő][oe]s\b", re.I),
    "cp1252": re.compile(r"ã[b-df-hj-np-rt-z]|õ(?!e)", re.I),
}
_SAMPLE, _MOST_WORDS, _CREDIBLE = 60_000, 80, 0.8
_TAG = re.compile(rb"<[^<>]*>")
# A word with what is glued to it: in a wrong charset a letter may look like a sign, and a sign like a letter.
_BEYOND_ASCII = re.compile(rb"[\w'-]*[\x80-\xff][\w'\x80-\xff-]*")
_WORD = re.compile(r"[^\W\d_]+(?!\d)")  # "£5" is no word, in whatever letter the sign is read


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text`` read with ``charset`` (a Python codec name), chosen by ``rule``.

    Rules: bom, utf-8, http, meta, utf-8 repaired, guess.
    """

    text: str
    charset: str
    rule: str


def decode(html: bytes, charset: str | None = None) -> Decoded:
    """Text of ``html``. ``charset``: the one of the HTTP header, None when it had none.

    Never raises: a byte that cannot be read becomes U+FFFD and changes nothing else.
    """
    for mark, codec in _MARKS:
        if html.startswith(mark):
            return Decoded(html[len(mark) :].decode(codec, "replace"), codec, "bom")
    declared = [(rule, codec) for rule, codec in (("http", codec_of(charset)), ("meta", _declared(html))) if codec]
    return _stateful(html, declared) or _utf8(html) or _by_declaration(html, declared) or _guess(html)


def codec_of(label: str | None) -> str | None:
    """The Python codec for a charset label as browsers understand it; None for an unknown one or none for text."""
    name = (label or "").strip().strip("\"'").lower()
    if not name or not name.isascii() or not re.fullmatch(r"[\w.:+-]{2,40}", name):
        return None
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    if found in ("utf-7", "utf-8-sig") or not _TEXT_CODEC.match(found):
        return "utf-8" if found == "utf-8-sig" else None
    return _WIDER.get(found, found)


def _declared(html: bytes) -> str | None:
    match = _META.search(html[:4096])
    return codec_of((match[1] or match[2]).decode("ascii", "replace")) if match else None


def _stateful(html: bytes, declared: list[tuple[str, str]]) -> Decoded | None:
    """ISO-2022 and the like look like ASCII, and UTF-16 without a mark like nothing else: the label decides."""
    for rule, codec in declared:
        if codec.startswith(("iso2022", "hz")) or (codec.startswith(("utf-16", "utf-32")) and b"\x00" in html[:64]):
            return Decoded(html.decode(codec, "replace"), codec, rule)
    return None


def _utf8(html: bytes) -> Decoded | None:
    try:
        return Decoded(html.decode("utf-8"), "utf-8", "utf-8")
    except UnicodeDecodeError:
        pass
    beyond = html.translate(None, bytes(range(128)))[:_SAMPLE]
    good = sum(map(len, _UTF8_RUN.findall(beyond)))
    bad = len(beyond) - good
    if good > 4 * bad:  # no other charset's text falls into such runs by chance
        return Decoded(html.decode("utf-8", "replace"), "utf-8", "utf-8 repaired")
    return None


def _by_declaration(html: bytes, declared: list[tuple[str, str]]) -> Decoded | None:
    for rule, codec in declared:
        if codec == "utf-8":
            continue
        text = html.decode(codec, "replace")
        if text.count("\ufffd") <= max(3, len(html) // 500) and _is_credible(html, codec):
            return Decoded(text, codec, rule)
    return None


def _is_credible(html: bytes, codec: str) -> bool:
    """False where another single-byte charset makes far better words of the bytes than the declared one."""
    if codec not in _COMMON:
        return True
    telling = _telling(html)
    own = _share(telling, codec)
    return own >= _CREDIBLE or own >= _CREDIBLE * max(_share(telling, other) for other in _GUESSES)


def _guess(html: bytes) -> Decoded:
    telling = _telling(html)
    shares = {name: _share(telling, name) for name in _GUESSES}
    codec = max(shares, key=lambda name: shares[name]) if any(shares.values()) else "cp1252"
    return Decoded(html.decode(codec, "replace"), codec, "guess")


def plausibility(html: bytes, codec: str) -> float:
    """Share of the letters beyond ASCII that the languages of ``codec`` use in words that could be theirs, 0..1."""
    return _share(_telling(html), codec)


def _telling(html: bytes) -> bytes:
    """The different words with a byte beyond ASCII in the visible beginning of a page, parted by blanks."""
    words = dict.fromkeys(_BEYOND_ASCII.findall(_TAG.sub(b" ", html[:_SAMPLE])))
    return b" ".join(islice(words, _MOST_WORDS))


def _share(telling: bytes, codec: str) -> float:
    text = telling.decode(codec, "replace")
    common = _COMMON[codec]
    shortest = 2 if common[0] >= "\u0370" else 1  # "à" alone is no Greek
    words = [word for word in _WORD.findall(text) if not word.isascii() and len(word) >= shortest]
    if not words:
        return 0.0
    letters = good = 0
    for word in words:
        beyond = [c for c in word if ord(c) > 127]
        letters += len(beyond)
        good += sum(c.lower() in common for c in beyond) if _could_be(word, len(beyond), common) else 0
    strays = len(_GLUED.findall(text)) + (len(_UNLIKELY[codec].findall(text)) if codec in _UNLIKELY else 0)
    return good / (letters + strays)


def _could_be(word: str, beyond: int, common: str) -> bool:
    """Words keep to one case and one script: no Latin letter in a Greek word, few accents in a Latin one."""
    if not (word.islower() or word.istitle() or word.isupper() or word.lower() == word.upper()):
        return False
    another_script = common[0] >= "\u0370"
    return beyond == len(word) if another_script else (beyond < 4 or beyond * 2 <= len(word))
