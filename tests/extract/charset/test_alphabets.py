"""Lies between charsets of one byte a letter: each alphabet tells its own, however near the other stands."""

from __future__ import annotations

import time

import pytest

from extract import encoding
from extract.charset import alphabets

TEXTS = {
    "el": "Ο Άγγελος και η Ήρα έφυγαν, ανακοίνωσε το Συμβούλιο Άμυνας· άλλη συνεργασία δεν υπάρχει, είπε ο ίδιος χθες.",
    "ru": "Россия и Китай договорились о военном сотрудничестве, сообщили в Совете Безопасности. Ёлка стоит.",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy a nikdo ve městě už nevěděl, proč vlastně šel.",
    "pl": "Rosja i Chiny postanowiły pogłębić współpracę, ogłosiła Rada; żółta łódź źle płynęła, są tu.",
    "sv": "Rådet meddelade på måndagen att även små länder berörs; så går det när många får säga sitt.",
    "fr": "Le Conseil a déclaré que la coopération était prête; là où il siège, même les élèves mènent le débat.",
    "it": "La città è più facile da capire, ha detto lunedì; perché non c’è più libertà, però sarà così.",
    "es": "Según informó el Consejo, mañana habrá más cooperación; el año próximo será difícil, señaló el señor Núñez.",
    "tr": "Rusya ve Çin işbirliğini derinleştirme kararı aldı, açıklamayı Güvenlik Konseyi yaptı, şimdiden değişti.",
    "lv": "Krievija un Ķīna vienojās padziļināt sadarbību, paziņoja padome; ļaudis, ģimene, ņēma, ēka.",
    "lt": "Rusija ir Kinija sutarė gilinti bendradarbiavimą, pranešė Taryba; žmonės šaukė, ąžuolas, ėjo, įvyko.",
    "et": "Venemaa ja Hiina süvendavad sõjalist koostööd, teatas nõukogu; õhtul jäi küsimus õhku, žürii šokis.",
    "he": "רוסיה וסין הסכימו להעמיק את שיתוף הפעולה הצבאי ביניהן, כך הודיעה מועצת הביטחון ביום שני בירושלים הבירה.",
    "th": "รัสเซียและจีนตกลงที่จะกระชับความร่วมมือทางทหาร คณะมนตรีความมั่นคงแถลงเมื่อวันจันทร์ ที่กรุงปักกิ่ง",
}
LIES = [
    ("el", "windows-1253", "iso-8859-7"),
    ("el", "windows-1253", "iso-8859-1"),
    ("el", "iso-8859-7", "windows-1253"),
    ("el", "iso-8859-7", "windows-1251"),
    ("ru", "windows-1251", "koi8-r"),
    ("ru", "koi8-r", "windows-1251"),
    ("ru", "cp866", "windows-1251"),
    ("ru", "iso-8859-5", "windows-1251"),
    ("cs", "windows-1250", "iso-8859-2"),
    ("cs", "iso-8859-2", "windows-1250"),
    ("cs", "windows-1250", "iso-8859-1"),
    ("pl", "windows-1250", "iso-8859-2"),
    ("pl", "iso-8859-2", "windows-1250"),
    ("pl", "iso-8859-2", "iso-8859-1"),
    ("sv", "iso-8859-1", "iso-8859-2"),
    ("fr", "windows-1252", "windows-1250"),
    ("fr", "windows-1252", "iso-8859-2"),
    ("it", "windows-1252", "windows-1250"),
    ("es", "iso-8859-1", "windows-1250"),
    ("es", "iso-8859-1", "windows-1251"),
    ("tr", "windows-1254", "windows-1252"),
    ("tr", "windows-1254", "windows-1250"),
    ("lv", "windows-1257", "windows-1252"),
    ("lt", "windows-1257", "windows-1250"),
    ("et", "windows-1257", "windows-1250"),
    ("he", "windows-1255", "windows-1251"),
    ("he", "windows-1255", "iso-8859-7"),
    ("th", "tis-620", "iso-8859-1"),
    ("th", "cp874", "windows-1251"),
]
each = pytest.mark.parametrize(("language", "charset", "lie"), LIES)


def page(language: str, charset: str, said: str = "") -> bytes:
    meta = f"<meta charset={said}>" if said else ""
    return f"<html><head>{meta}</head><body><p>{TEXTS[language]}</p></body></html>".encode(charset)


@each
def test_a_lie_of_the_header_is_not_believed(language, charset, lie):
    assert TEXTS[language] in encoding.decode(page(language, charset), lie).text


@each
def test_a_lie_of_both_is_not_believed(language, charset, lie):
    assert TEXTS[language] in encoding.decode(page(language, charset, lie), lie).text


@each
def test_of_a_lie_and_a_truth_the_truth_is_taken(language, charset, lie):
    assert TEXTS[language] in encoding.decode(page(language, charset, charset), lie).text
    assert TEXTS[language] in encoding.decode(page(language, charset, lie), charset).text


# Quotes and dashes of windows-1252 are all that an English page has beyond ASCII.
@pytest.mark.parametrize("lie", ["iso-8859-1", "iso-8859-2", "iso-8859-7", "koi8-r", "gbk", "utf-8", "iso-8859-15"])
def test_quotes_and_dashes_survive_whatever_is_said(lie):
    text = "The council’s “new plan” – agreed on Monday – costs more… it’s over, they said."
    assert text in encoding.decode(f"<p>{text}</p>".encode("cp1252"), lie).text


# The two bytes of "é’" apart on the page are no UTF-8, though they would be one letter side by side.
def test_bytes_that_stand_apart_make_no_letter():
    text = "Sinéad O’Mahony spoke; this summer’s drought, she said, was over."
    assert text in encoding.decode(f"<p>{text}</p>".encode("cp1252")).text


@pytest.mark.parametrize(
    ("words", "codec", "better"),
    [
        ("на съвета беше", "cp1251", "cp1253"),
        ("på måndagen får små", "cp1252", "cp1250"),
        ("là déjà voilà", "cp1252", "iso8859-2"),
        ("współpracę źle są", "cp1250", "cp1252"),
        ("țară și păduri în București", "iso8859-16", "cp1252"),
        ("padziļināt sadarbību ģimene", "cp1257", "cp1252"),
    ],
)
def test_the_share_of_a_texts_own_charset_is_the_greater(words, codec, better):
    told = words.encode(codec)
    assert alphabets.share(told, codec) > alphabets.share(told, better)


@pytest.mark.parametrize("codec", alphabets.CODECS)
def test_without_letters_there_is_no_share(codec):
    assert alphabets.share(b"", codec) == alphabets.share(b"plain words", codec) == 0.0


def test_a_long_run_of_letters_is_looked_at_once():
    began = time.process_time()
    assert alphabets.telling(b"a" * 59_000 + b" d\xe9j\xe0") == b"d\xe9j\xe0"
    assert time.process_time() - began < 2
