"""Charsets of two bytes a sign are told by the signs that half of a text is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import encoding
from extract.charset import signs

TEXTS = {
    "zh": "俄罗斯和中国同意深化军事合作，安全理事会周一宣布。双方代表在北京会晤，讨论了未来几年的计划。",
    "zh-t": "俄羅斯和中國同意深化軍事合作，安全理事會週一宣布。雙方代表在北京會晤，討論了未來幾年的計劃。",
    "ja": "ロシアと中国は軍事協力を深めることで合意したと、安全保障会議が月曜日に発表した。代表団は北京で会談した。",
    "ko": "러시아와 중국은 군사 협력을 심화하기로 합의했다고 안전보장회의가 월요일 발표했다. 대표단은 만났다.",
}
KEPT_IN = [
    ("zh", "gbk", "gb18030"),
    ("zh", "gb2312", "gb18030"),
    ("zh", "gb18030", "gb18030"),
    ("zh-t", "big5", "big5hkscs"),
    ("ja", "shift_jis", "cp932"),
    ("ja", "euc-jp", "euc_jp"),
    ("ko", "euc-kr", "cp949"),
]
OTHERS = [
    ("ru", "windows-1251", "Россия и Китай договорились о военном сотрудничестве, сообщили в Совете Безопасности."),
    ("ru", "koi8-r", "Россия и Китай договорились о военном сотрудничестве, сообщили в Совете Безопасности."),
    ("el", "windows-1253", "Ρωσία και Κίνα εμβαθύνουν τη συνεργασία τους, ανακοίνωσε το Συμβούλιο Ασφαλείας."),
    ("he", "windows-1255", "רוסיה וסין הסכימו להעמיק את שיתוף הפעולה הצבאי ביניהן, כך הודיעה מועצת הביטחון."),
    ("ar", "windows-1256", "اتفقت روسيا والصين على تعميق التعاون العسكري بينهما، حسبما أعلن مجلس الأمن."),
    ("th", "tis-620", "รัสเซียและจีนตกลงที่จะกระชับความร่วมมือทางทหาร คณะมนตรีความมั่นคงแถลงเมื่อวันจันทร์"),
    (
        "de",
        "windows-1252",
        "Russland und China vertiefen ihre Zusammenarbeit, erklärte der Rat; die Größe überraschte.",
    ),
    ("cs", "windows-1250", "Příliš žluťoučký kůň úpěl ďábelské ódy a nikdo ve městě už nevěděl, proč vlastně."),
]
each = pytest.mark.parametrize(("language", "charset", "codec"), KEPT_IN)


def page(text: str, charset: str, said: str | None = None) -> bytes:
    meta = f"<meta charset={said}>" if said else ""
    return f"<html><head>{meta}<title>News</title></head><body><p class=x>{text}</p></body></html>".encode(charset)


@each
def test_the_signs_tell_the_charset(language, charset, codec):
    found = encoding.decode(page(TEXTS[language], charset))
    assert (TEXTS[language] in found.text, found.charset, found.rule) == (True, codec, "guess")


@each
@pytest.mark.parametrize("lie", ["iso-8859-1", "utf-8", "windows-1251", "iso-8859-7", "windows-1256", "us-ascii"])
def test_another_charset_is_not_believed_wherever_it_is_said(language, charset, codec, lie):
    text = TEXTS[language]
    assert encoding.decode(page(text, charset), lie).charset == codec
    assert encoding.decode(page(text, charset, lie), lie).charset == codec
    header_wrong = encoding.decode(page(text, charset, charset), lie)
    assert (header_wrong.charset, header_wrong.rule) == (codec, "meta")


@each
def test_a_true_declaration_is_believed(language, charset, codec):
    assert encoding.decode(page(TEXTS[language], charset), charset).rule == "http"
    assert encoding.decode(page(TEXTS[language], charset, charset)).rule == "meta"


@pytest.mark.parametrize(("language", "charset", "text"), OTHERS)
@pytest.mark.parametrize("lie", ["gbk", "big5", "shift_jis", "euc-jp", "euc-kr"])
def test_a_declared_one_is_not_believed_for_an_alphabet(language, charset, text, lie):
    assert signs.guess(page(text, charset)) is None
    assert text in encoding.decode(page(text, charset), lie).text


@each
def test_a_bad_byte_or_a_cut_changes_nothing_else(language, charset, codec):
    html = page(TEXTS[language] * 5, charset)
    assert signs.guess(html[:-30] + b"\xff" + html[-30:]) == codec
    assert signs.guess(html[:201]) == codec or signs.guess(html[:202]) == codec


def test_shifted_japanese_that_says_nothing_is_read():
    found = encoding.decode(page(TEXTS["ja"], "iso-2022-jp"))
    assert (TEXTS["ja"] in found.text, found.charset) == (True, "iso2022_jp")


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("said", [None, "utf-8", "windows-1252"])
def test_utf_16_that_says_nothing_or_lies_is_read(charset, said):
    found = encoding.decode(page(TEXTS["ko"], charset, said), said)
    assert (TEXTS["ko"] in found.text, found.charset) == (True, charset)


def test_a_few_signs_are_too_few_to_tell():
    assert signs.guess(page("的一", "gbk")) is None


@given(st.text(alphabet=[chr(c) for c in range(0x430, 0x450)] + [" "], min_size=20, max_size=200))
def test_no_cyrillic_small_letters_are_taken_for_signs(text):
    assert signs.guess(text.encode("cp1251")) is None


@given(st.binary(max_size=300))
def test_a_share_is_a_share(html):
    assert all(0 <= (signs.share(html, codec) or 0) <= 1 for codec in ("gb18030", "cp932", "cp949", "cp1252"))
    assert signs.share(html, "cp1252") is None
