"""Charset labels as browsers read them (WHATWG Encoding, 4.2)."""

from __future__ import annotations

import codecs
import re

_TEXT_CODEC = re.compile(r"(utf|iso|windows|cp|koi8|mac|gb|hz|big5|euc|shift|tis|johab|ascii)[\w-]*$")
_LABEL = re.compile(r"[\w.:+-]{2,40}")
_ISO = re.compile(r"iso-?8859-?(\d\d?)(?:-[ei])?$")
_WINDOWS = re.compile(r"(?:x-cp|win-?|windows-?|dos-)(\d{3,4})$")
_KNOWN_AS = {
    "windows-31j": "cp932",
    "x-sjis": "cp932",
    "windows-949": "cp949",
    "cseuckr": "cp949",
    "csksc56011987": "cp949",
    "iso-ir-149": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc_5601": "cp949",
    "x-gbk": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "csgb2312": "gb18030",
    "cn-big5": "big5",
    "x-x-big5": "big5",
    "x-euc-jp": "euc_jp",
    "cseucpkdfmtjapanese": "euc_jp",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "sun_eu_greek": "iso8859-7",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    "csisolatin9": "iso8859-15",
    "mac": "mac-roman",
    "csmacintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic",
    "unicode": "utf-16-le",
    "csunicode": "utf-16-le",
    "ucs-2": "utf-16-le",
    "iso-10646-ucs-2": "utf-16-le",
    "unicodefeff": "utf-16-le",
    "unicodefffe": "utf-16-be",
    "unicode-1-1-utf-8": "utf-8",
    "x-unicode20utf8": "utf-8",
}
# The Windows set holds the ISO one and more.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}


def codec_of(label: str | None) -> str | None:
    """The Python codec for a charset label as browsers understand it; None for an unknown one or none for text."""
    name = (label or "").strip().strip("\"'").lower()
    if not name.isascii() or not _LABEL.fullmatch(name):
        return None
    name = _KNOWN_AS.get(_ISO.sub(r"iso8859-\1", name), _WINDOWS.sub(r"cp\1", _ISO.sub(r"iso8859-\1", name)))
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    if found in ("utf-7", "utf-8-sig") or not _TEXT_CODEC.match(found):
        return "utf-8" if found == "utf-8-sig" else None
    return _WIDER.get(found, found)
