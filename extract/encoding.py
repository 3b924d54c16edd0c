"""Bytes of a page to text, with the rule that chose the encoding.

Order: byte order mark; UTF-8 that decodes and is more than ASCII; the HTTP charset, then the page's own
declaration, where the bytes decode and read like text; UTF-8 with a few bad bytes; a guess by letters. A declared
single-byte charset decodes anything, so a declaration alone is never believed against the bytes.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from extract.charset import alphabets, signs
from extract.charset.labels import codec_of

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
_UTF8_RUN = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
_NO_MARK = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_SHIFTED = re.compile(rb"\x1b\$[@B].{2,400}?\x1b\([BJ]", re.S)
_NO_TEXT = re.compile("[\x80-\x9f\u2320\u2321\u2500-\u25a0]")  # what quotes and dashes turn into
_ASCII = bytes(range(128))
_CREDIBLE, _LITTLE, _RARE, _LIKELY = 0.95, 0.5, 0.05, 0.5


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


def _declared(html: bytes) -> str | None:
    match = _META.search(html[:4096])
    return codec_of((match[1] or match[2]).decode("ascii", "replace")) if match else None


def _stateful(html: bytes, declared: list[tuple[str, str]]) -> Decoded | None:
    """ISO-2022 and the like look like ASCII, and UTF-16 without a mark like nothing else: the label decides."""
    unmarked = next((codec for mark, codec in _NO_MARK if html.startswith(mark)), None)
    if unmarked:
        return Decoded(html.decode(unmarked, "replace"), unmarked, "guess")
    for rule, codec in declared:
        if codec.startswith(("iso2022", "hz")) or (codec.startswith(("utf-16", "utf-32")) and b"\x00" in html[:64]):
            return Decoded(html.decode(codec, "replace"), codec, rule)
    if html.isascii() and _SHIFTED.search(html):
        return Decoded(html.decode("iso2022_jp", "replace"), "iso2022_jp", "guess")
    return None


def _utf8(html: bytes) -> Decoded | None:
    try:
        return Decoded(html.decode("utf-8"), "utf-8", "utf-8")
    except UnicodeDecodeError:
        pass
    good = sum(map(len, _UTF8_RUN.findall(html)))
    bad = len(html.translate(None, _ASCII)) - good
    if good > 4 * bad:  # no other charset's text falls into such runs by chance
        return Decoded(html.decode("utf-8", "replace"), "utf-8", "utf-8 repaired")
    return None


def _by_declaration(html: bytes, declared: list[tuple[str, str]]) -> Decoded | None:
    """By the declaration that makes the best words of the bytes, the header's before the page's where both do."""
    rules: dict[str, str] = {}
    for rule, codec in declared:
        rules.setdefault(codec, rule)
    fitting: dict[str, Decoded] = {}
    for codec, rule in rules.items():
        text = html.decode(codec, "replace")
        if codec != "utf-8" and text.count("\ufffd") <= max(3, len(html) // 500) and _is_credible(html, codec):
            fitting[codec] = Decoded(text, codec, rule)
    if len(fitting) < 2:
        return next(iter(fitting.values()), None)
    return fitting[max(fitting, key=lambda codec: _merit(html, codec))]


def _merit(html: bytes, codec: str) -> float:
    common = signs.share(html, codec)
    if common is not None:
        return float(common >= signs.SURE)
    return alphabets.share(alphabets.telling(html), codec) if codec in alphabets.CODECS else _CREDIBLE


def _is_credible(html: bytes, codec: str) -> bool:
    """False where another charset makes better words of the bytes than the declared one, which may be short of a few.

    Of two charsets that differ in a few letters only, the one is believed that reads them all.
    """
    common, eastern = signs.share(html, codec), signs.guess(html)
    if eastern is not None:
        return common is not None and common >= (signs.share(html, eastern) or 0.0) / 2
    told = alphabets.telling(html)
    if common is not None:
        western = _has_letters(told.decode("cp1252", "replace"))
        return common > _RARE or (western and max(_shares(told).values()) < _LIKELY)
    text = told.decode(codec, "replace")
    if _NO_TEXT.search(text):
        return False
    if codec not in alphabets.CODECS or not _has_letters(text):
        return True
    own = alphabets.share(told, codec)
    twins = next((held for held in alphabets.TWINS if codec in held), frozenset[str]())
    slack = 1 - _CREDIBLE + _LITTLE / max(1, len(told.split()))
    rivals = ((other, 0.0 if other in twins else slack) for other in alphabets.CODECS)
    return all(own >= 1 - ahead or own >= alphabets.share(told, other) - ahead for other, ahead in rivals)


def _has_letters(text: str) -> bool:
    return not text or any(sign > "\x7f" and sign.isalpha() for sign in text)


def _shares(told: bytes) -> dict[str, float]:
    return {codec: alphabets.share(told, codec) for codec in alphabets.CODECS}


def _guess(html: bytes) -> Decoded:
    codec = signs.guess(html) or _likeliest(_shares(alphabets.telling(html)))
    return Decoded(html.decode(codec, "replace"), codec, "guess")


def _likeliest(shares: dict[str, float]) -> str:
    return max(shares, key=lambda name: shares[name]) if any(shares.values()) else "cp1252"
