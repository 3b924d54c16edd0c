"""Charset labels, as the WHATWG Encoding standard lists them (4.2) and as servers write them."""

from __future__ import annotations

import pytest

from extract.charset.labels import codec_of

LABELS = {
    "utf-8": "utf-8 utf8 UTF-8 unicode-1-1-utf-8 x-unicode20utf8",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
    "iso8859-6": "arabic asmo-708 csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso88596",
    "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso88597 iso_8859-7:1987 sun_eu_greek",
    "iso8859-8": "csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-8859-8-i iso88598 logical visual",
    "iso8859-15": "iso-8859-15 iso8859-15 iso885915 l9 csisolatin9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251 win-1251 WINDOWS1251",
    "cp1252": "ansi_x3.4-1968 ascii cp1252 cp819 ibm819 iso-8859-1 iso88591 iso_8859-1 l1 latin1 us-ascii x-cp1252",
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": "cp1254 csisolatin5 iso-8859-9 iso88599 latin5 windows-1254 x-cp1254",
    "cp1255": "windows-1255 x-cp1255",
    "cp1256": "windows-1256 x-cp1256",
    "cp1257": "windows-1257 x-cp1257",
    "cp1258": "windows-1258 x-cp1258",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022_jp": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 windows-949",
    "utf-16-be": "unicodefffe utf-16be",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16le",
}
PAIRS = [(label, codec) for codec, labels in LABELS.items() for label in labels.split()]


@pytest.mark.parametrize(("label", "codec"), PAIRS)
def test_a_label_means_what_browsers_read(label, codec):
    assert codec_of(label) == codec


@pytest.mark.parametrize("written", ["  Windows-1253 ", '"windows-1253"', "'WINDOWS-1253'", "windows-1253\n"])
def test_blanks_quotes_and_case_do_not_matter(written):
    assert codec_of(written) == "cp1253"


@pytest.mark.parametrize(
    "label",
    [
        None,
        "",
        "x",
        "no-such",
        "rot13",
        "base64",
        "zlib",
        "idna",
        "punycode",
        "hex",
        "utf-7",
        "γρ-1253",
        "a" * 41,
        "%%",
    ],
)
def test_what_names_no_charset_for_text_is_none(label):
    assert codec_of(label) is None
