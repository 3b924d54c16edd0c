"""Charsets of one byte a letter: which of them makes words of the bytes, by the alphabets it was made for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_SOUTH, _EAST = "абвгдђежзијклљмнњопрстћуфхцчџшѓѕќ", "абвгдежзийклмнопрстуфхцчшщьюяіїєґўыё"
_GREEK = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ"
_HEBREW = "אבגדהוזחטיכךלמםנןסעפףצץקרשת"
_MIDDLE = ("áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "čćđšž", "ăâîşţ", "äöüß", "çë")
_WEST = (
    "àâæçèéêëîïôœùûüÿ",
    "äöüß",
    "áéíñóúü",
    "àáâãçéêíóôõú",
    "àèéìíîòóù",
    "àçèéíïòóúü",
    "åäöéü",
    "åæøéóòô",
    "áéëïíóöüè",
    "áéíðóúýþæö",
    "äöõüšž",
)
_ALPHABETS = {
    "cp1255": (_HEBREW,),
    "cp1253": (_GREEK,),
    "iso8859-7": (_GREEK,),
    "cp1251": (_RUSSIAN, _SOUTH, _EAST),
    "koi8-r": (_RUSSIAN,),
    "koi8-u": (_RUSSIAN, _EAST),
    "iso8859-5": (_RUSSIAN, _SOUTH, _EAST),
    "cp1252": _WEST,
    "cp1250": _MIDDLE,
    "iso8859-16": ("ăâîșț", "áéíóöőúüű"),
    "iso8859-2": _MIDDLE,
    "cp1254": ("çğıöşüâîû",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž"),
    "cp1256": (_ARABIC, _ARABIC.replace("ي", "ی") + "پچژگکے"),
    "iso8859-6": (_ARABIC,),
    "cp874": ("กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลวศษสหฬอฮะาำเแโใไฯๆ",),
    "cp866": (_RUSSIAN, _EAST),
}
CODECS = tuple(_ALPHABETS)
TWINS = (frozenset(("cp1253", "iso8859-7")), frozenset(("cp1250", "iso8859-2")))
_COMMON = {codec: frozenset("".join(held)) for codec, held in _ALPHABETS.items()}
_SETS = {codec: tuple(map(frozenset, held)) for codec, held in _ALPHABETS.items()}
_CASED = re.compile(r"[α-ωа-я]")
# What a wrong charset makes of a letter: signs inside words, and letters where their language has none (ñ of
# "mañana" as ń before a vowel, the ó of "João" apart; ă of "că" as ã; ą of "są" as a superscript; Ά of "Άλλο" as ’;
# å of "på" as ĺ; Hebrew's last letters amid a word).
_GLUED = re.compile(
    r"(?<=[^\W\d_])[\x80-\x9f¡-¦¨©ª¬®-¶¸¹º¼-¿×÷\u2500-\u259f](?=[^\W\d_])|[¶¢](?=[α-ω])|(?<![^\W\d_])’(?=[α-ω])"
    r"|[\x80-\x9f\ufffd]"
)
_MIDDLE_NEVER = re.compile(
    r"ń[aeiouáéíóú]|[ăő][oe]\b|[ăő][oe]s\b|[ŕĺ](?![b-df-hj-np-tv-xzčďľňřšťž])|\d\.?ş\b", re.IGNORECASE
)
_UNLIKELY = {
    "cp1250": _MIDDLE_NEVER,
    "iso8859-2": _MIDDLE_NEVER,
    "cp1255": re.compile(r"[ךםןףץ](?=[א-ת])"),
    "cp1252": re.compile(r"ã[b-df-hj-np-rt-z]|õ(?!e)", re.I),
    "cp874": re.compile(r"[เแโใไ](?![ก-ฮ])|(?<![ก-ฮ\u0e31-\u0e4e])[\u0e30-\u0e3a\u0e47-\u0e4e]|[๐-๙ๅ](?=[ก-ฮเ-ไ])"),
}
_SAMPLE, _MOST_WORDS = 60_000, 80
_TAG = re.compile(rb"<[^<>]*>")
# A word with what is glued to it: in a wrong charset a letter may look like a sign, and a sign like a letter.
_BEYOND_ASCII = re.compile(rb"(?<![\w'-])[\w'-]*+[\x80-\xff][\w'\x80-\xff-]*")
_WORD = re.compile(r"[^\W\d_]+(?!\d)")  # "£5" is no word, in whatever letter the sign is read
_MANY, _UNCASED = 12, 0.9


def telling(html: bytes) -> bytes:
    """The different words with a byte beyond ASCII in the visible beginning of a page, parted by blanks."""
    words = dict.fromkeys(_BEYOND_ASCII.findall(_TAG.sub(b" ", html[:_SAMPLE])))
    return b" ".join(islice(words, _MOST_WORDS))


def share(told: bytes, codec: str) -> float:
    """Share of the letters beyond ASCII that the languages of ``codec`` use in words that could be theirs, 0..1.

    ``told``: as ``telling`` gives it. One alphabet for all counts as much as one for each letter.
    """
    text = told.decode(codec, "replace")
    common = _COMMON[codec]
    another_script = min(common) >= "\u0370"
    shortest = 2 if another_script else 1  # "à" alone is no Greek
    words = [word for word in _WORD.findall(text) if not word.isascii() and len(word) >= shortest]
    beyond = sum(_beyond_ascii(words).values())
    if not beyond:
        return 0.0
    good = _beyond_ascii(word for word in words if _could_be(word, another_script))
    strays = len(_GLUED.findall(text)) + (len(_UNLIKELY[codec].findall(text)) if codec in _UNLIKELY else 0)
    whole, *parts = (sum(good[c] for c in good if c.lower() in held) for held in (common, *_SETS[codec]))
    found = (whole + max(parts)) / 2 / (beyond + strays)
    return found * _UNCASED if len(words) >= _MANY and _CASED.search(text) and text.lower() == text else found


def _beyond_ascii(words: Iterable[str]) -> dict[str, int]:
    """How often each letter beyond ASCII stands in the words."""
    return {letter: count for letter, count in Counter("".join(words)).items() if letter > "\x7f"}


def _could_be(word: str, another_script: bool) -> bool:
    """Words keep to one case and one script: no Latin letter in a Greek word, few accents in a Latin one."""
    if not (word.islower() or word.istitle() or word.isupper() or word.lower() == word.upper()):
        return False
    beyond = len(word) - len(word.encode("ascii", "ignore"))
    return beyond == len(word) if another_script else (beyond < 4 or beyond * 2 <= len(word))
