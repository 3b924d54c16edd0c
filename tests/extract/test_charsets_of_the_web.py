"""Which charset a page is read with: the charsets that news are still kept in, and how their servers speak of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import encoding
from extract.charset import alphabets

TEXTS = {
    "el": "Ρωσία και Κίνα εμβαθύνουν τη συνεργασία τους, ανακοίνωσε το Συμβούλιο, ενώ ο Άγγελος και η Ήρα έφυγαν.",
    "ru": "Россия и Китай договорились о военном сотрудничестве, сообщили в Совете Безопасности. Ёлка стоит.",
    "bg": "Русия и Китай се споразумяха за военно сътрудничество, съобщи Съветът за сигурност в понеделник.",
    "uk": "Росія і Китай домовилися про військову співпрацю, повідомили в Раді безпеки; її підтримали всі, є рішення.",
    "sr": "Русија и Кина договориле су се о војној сарадњи, саопштио је Савет; њихов ђак чека.",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy a nikdo ve městě už nevěděl, proč vlastně.",
    "pl": "Rosja i Chiny postanowiły pogłębić współpracę, ogłosiła Rada; żółta łódź źle płynęła, są tu.",
    "sk": "Rusko a Čína prehĺbia spoluprácu, oznámila Rada v pondelok; ľudia už dávno čakajú, kôň, mäkčeň, sťažnosť.",
    "hu": "Oroszország és Kína elmélyíti együttműködését, közölte a Tanács, bőven túl a folyón, hűvös időben.",
    "hr": "Rusija i Kina odlučile su produbiti suradnju, priopćilo je Vijeće; čovjek još šeta, žene uče.",
    "ro": "Rusia și China au convenit să își aprofundeze cooperarea în domeniul apărării, a anunțat Consiliul.",
    "ro-cedilla": "Rusia şi China au convenit să îşi aprofundeze cooperarea în domeniul apărării, a anunţat Consiliul.",
    "fr": "La Russie et la Chine ont décidé d’approfondir leur coopération, a déclaré le Conseil, où il siège.",
    "de": "Russland und China vertiefen ihre Zusammenarbeit, erklärte der Rat; die Größe überraschte, für Österreich.",
    "es": "Rusia y China acordaron cooperar, según informó el Consejo de Seguridad; mañana habrá más, ¿no?",
    "pt": "A Rússia e a China decidiram aprofundar a cooperação, informou o Conselho; não há confirmação, irmã.",
    "it": "La Russia e la Cina approfondiranno la cooperazione, perché è più facile, ha detto la città, lunedì.",
    "ca": "Rússia i la Xina aprofundeixen la cooperació, perquè és així; l’avançament, col·laboració, països.",
    "sv": "Ryssland och Kina fördjupar sitt samarbete, meddelade säkerhetsrådet på måndagen; även små länder berörs.",
    "da": "Rusland og Kina uddyber deres samarbejde, oplyser Sikkerhedsrådet på mandag; søen er blå, sætningen kort.",
    "nl": "Rusland en China verdiepen hun coöperatie; één ruïne, twee zeeën, financiële zorgen.",
    "fi": "Venäjä ja Kiina syventävät yhteistyötään, kertoi turvallisuusneuvosto; Åland mukana.",
    "tr": "Rusya ve Çin işbirliğini derinleştirme kararı aldı, açıklamayı Güvenlik Konseyi yaptı, şimdiden değişti.",
    "lt": "Rusija ir Kinija sutarė gilinti bendradarbiavimą, pranešė Taryba; žmonės šaukė, ąžuolas, ėjo, įvyko.",
    "lv": "Krievija un Ķīna vienojās padziļināt sadarbību, paziņoja padome; ļaudis, ģimene, ņēma, ēka.",
    "he": "רוסיה וסין הסכימו להעמיק את שיתוף הפעולה הצבאי ביניהן, כך הודיעה מועצת הביטחון ביום שני.",
    "ar": "اتفقت روسيا والصين على تعميق التعاون العسكري بينهما، حسبما أعلن مجلس الأمن يوم الاثنين.",
}

# Language and charset as the page's own words say it.
KEPT_IN = [
    ("el", "windows-1253"),
    ("el", "iso-8859-7"),
    ("ru", "windows-1251"),
    ("ru", "koi8-r"),
    ("ru", "iso-8859-5"),
    ("bg", "windows-1251"),
    ("uk", "windows-1251"),
    ("uk", "koi8-u"),
    ("sr", "windows-1251"),
    ("sr", "iso-8859-5"),
    ("cs", "windows-1250"),
    ("cs", "iso-8859-2"),
    ("pl", "windows-1250"),
    ("pl", "iso-8859-2"),
    ("sk", "windows-1250"),
    ("hu", "windows-1250"),
    ("hu", "iso-8859-2"),
    ("hr", "windows-1250"),
    ("hr", "iso-8859-2"),
    ("ro-cedilla", "windows-1250"),
    ("ro-cedilla", "iso-8859-2"),
    ("ro", "iso-8859-16"),
    ("fr", "windows-1252"),
    ("de", "iso-8859-1"),
    ("de", "iso-8859-15"),
    ("es", "iso-8859-1"),
    ("pt", "iso-8859-1"),
    ("it", "iso-8859-1"),
    ("ca", "windows-1252"),
    ("sv", "iso-8859-1"),
    ("da", "iso-8859-1"),
    ("nl", "windows-1252"),
    ("fi", "iso-8859-15"),
    ("tr", "windows-1254"),
    ("tr", "iso-8859-9"),
    ("lt", "windows-1257"),
    ("lt", "iso-8859-13"),
    ("lv", "windows-1257"),
    ("he", "windows-1255"),
    ("he", "iso-8859-8"),
    ("ar", "windows-1256"),
]
# ș and ț of ISO-8859-16 stand where ISO-8859-2 has ş and ţ: the bytes alone do not tell.
KNOWN_UNTOLD = {("ro", "iso-8859-16")}

each_charset = pytest.mark.parametrize(("language", "charset"), KEPT_IN)


def page(language: str, charset: str, head: str = "") -> bytes:
    html = f'<html lang="en"><head>{head}<title>t</title></head><body><p class="x">{TEXTS[language]}</p></body></html>'
    return html.encode(charset)


def test_every_text_is_kept_in_some_charset():
    assert {language for language, _ in KEPT_IN} == set(TEXTS)


# The table of the six charsets that news of south-eastern Europe are still kept in: 18 texts, each declared as what it
# is, not declared at all, and declared as something else.
TABLE = [
    (language, charset)
    for language, charset in KEPT_IN
    if charset in ("windows-1253", "iso-8859-7", "windows-1251", "iso-8859-2", "iso-8859-16", "windows-1250")
]
LIES = {"windows-1253": "iso-8859-1", "iso-8859-7": "windows-1251", "windows-1251": "windows-1252"}


def with_cedillas(text: str) -> str:
    """Of undeclared Romanian the bytes do not tell whether s and t bear a comma or a cedilla."""
    return text.translate(str.maketrans("șțȘȚ", "şţŞŢ"))


@pytest.mark.parametrize("says", ["what it is", "nothing", "something else"])
@pytest.mark.parametrize(("language", "charset"), TABLE)
def test_the_table_of_54(language, charset, says):
    said = {"what it is": charset, "nothing": None, "something else": LIES.get(charset, "utf-8")}[says]
    found = encoding.decode(page(language, charset, f"<meta charset={said}>" if said else ""), said)
    if says == "what it is":
        assert TEXTS[language] in found.text
    assert with_cedillas(TEXTS[language]) in with_cedillas(found.text)
    assert found.rule == ("http" if says == "what it is" else "guess")


def test_the_table_has_54_cases():
    assert 3 * len(TABLE) == 54


@each_charset
class TestATruthfulDeclaration:
    def test_in_the_header_is_believed(self, language, charset):
        found = encoding.decode(page(language, charset), charset)
        assert TEXTS[language] in found.text
        assert found.rule == "http"

    def test_in_a_meta_charset_is_believed(self, language, charset):
        found = encoding.decode(page(language, charset, f"<meta charset={charset}>"))
        assert TEXTS[language] in found.text
        assert found.rule == "meta"

    def test_in_a_meta_http_equiv_is_believed(self, language, charset):
        head = f"<meta content='text/html; charset={charset.upper()}' http-equiv='Content-Type'>"
        assert TEXTS[language] in encoding.decode(page(language, charset, head)).text

    def test_in_an_xml_declaration_is_believed(self, language, charset):
        html = f'<?xml version="1.0" encoding="{charset}"?>\n'.encode() + page(language, charset)
        assert TEXTS[language] in encoding.decode(html).text


@each_charset
class TestWithoutATruthfulDeclaration:
    def test_letters_tell_the_charset(self, language, charset):
        found = encoding.decode(page(language, charset))
        assert (TEXTS[language] in found.text) is ((language, charset) not in KNOWN_UNTOLD)
        assert found.rule == "guess"

    def test_a_page_that_says_utf_8_and_is_none_is_read_by_its_letters(self, language, charset):
        found = encoding.decode(page(language, charset, '<meta charset="utf-8">'), "UTF-8")
        assert (TEXTS[language] in found.text) is ((language, charset) not in KNOWN_UNTOLD)

    def test_a_label_nobody_knows_says_nothing(self, language, charset):
        found = encoding.decode(page(language, charset, '<meta charset="x-user-defined">'), "unicode-1-1")
        assert (TEXTS[language] in found.text) is ((language, charset) not in KNOWN_UNTOLD)


# Servers send a default for pages of another script: the letters are far better in the other charset.
@pytest.mark.parametrize("lie", ["iso-8859-1", "windows-1252", "us-ascii", "windows-1250", "windows-1254"])
@pytest.mark.parametrize(
    ("language", "charset"),
    [
        ("el", "windows-1253"),
        ("el", "iso-8859-7"),
        ("ru", "windows-1251"),
        ("ru", "koi8-r"),
        ("bg", "windows-1251"),
        ("uk", "windows-1251"),
        ("uk", "koi8-u"),
        ("he", "windows-1255"),
        ("ar", "windows-1256"),
    ],
)
def test_a_servers_latin_default_is_not_believed_for_another_script(language, charset, lie):
    assert TEXTS[language] in encoding.decode(page(language, charset), lie).text


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("lie", ["windows-1253", "iso-8859-1", "windows-1251", "koi8-r", "gb2312", "shift_jis"])
def test_utf_8_is_read_as_utf_8_whatever_is_said(language, lie):
    found = encoding.decode(page(language, "utf-8", f"<meta charset={lie}>"), lie)
    assert (TEXTS[language] in found.text, found.charset) == (True, "utf-8")


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize(
    ("mark", "charset"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
    ],
)
def test_a_byte_order_mark_is_believed_against_header_and_page(language, mark, charset):
    html = mark + page(language, charset, "<meta charset=windows-1252>")
    found = encoding.decode(html, "iso-8859-7")
    assert (found.charset, found.rule, found.text[:5]) == (charset, "bom", "<html")
    assert TEXTS[language] in found.text


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_by_its_label(charset):
    assert TEXTS["el"] in encoding.decode(page("el", charset), charset).text


# The header is asked before the page, and each only where its charset can read the bytes.
@pytest.mark.parametrize(
    ("header", "meta", "rule"),
    [
        ("windows-1253", "windows-1251", "http"),
        ("no-such-charset", "windows-1253", "meta"),
        ("utf-8", "windows-1253", "meta"),
        (None, "windows-1253", "meta"),
        ("windows-1252", "windows-1253", "meta"),
        ("", "", "guess"),
    ],
)
def test_of_two_declarations_the_first_credible_one_is_taken(header, meta, rule):
    found = encoding.decode(page("el", "windows-1253", f"<meta charset='{meta}'>"), header)
    assert (found.charset, found.rule) == ("cp1253", rule)


# A declaration behind the first four kilobytes is no declaration (WHATWG HTML 13.2.3.2 looks at one kilobyte).
def test_a_declaration_far_down_is_not_looked_for():
    far = "<!--" + "x" * 5000 + "--><meta charset=windows-1251>"
    assert encoding.decode(page("el", "windows-1253", far)).rule == "guess"


# One word with an accent on an English page must not turn the page Greek, Hebrew or Russian.
@pytest.mark.parametrize("text", ["dined à la carte", "a café in Nice", "the naïve señor", "Zoë’s façade", "a £5 note"])
def test_a_single_accent_is_latin(text):
    html = f"<p>{'They went to town and ' * 9}{text}</p>".encode("windows-1252")
    assert text in encoding.decode(html).text


@pytest.mark.parametrize("language", ["el", "ru", "ro", "fr"])
@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xe2\x80", b"\xed\xa0\x80", b"\xc0\xaf"])
def test_a_bad_byte_between_two_words_of_utf_8_changes_neither(language, bad):
    words = TEXTS[language].split(" ")
    html = b" ".join([*(w.encode() for w in words[:5]), bad, *(w.encode() for w in words[5:])]) * 3
    read = encoding.decode(html, "utf-8").text
    lost = [word for word in words[1:-1] if word not in read]
    assert (lost, "\ufffd" in read) == ([], True)


@given(st.integers(0, 400), st.sampled_from(["el", "ru", "cs", "ro", "fr", "tr"]), st.integers(0xF8, 0xFF))
def test_one_bad_byte_anywhere_in_utf_8_spoils_one_word_at_most(at, language, bad):
    text = f"{TEXTS[language]} {TEXTS[language]} {TEXTS[language]}"
    raw = text.encode()
    read = encoding.decode(raw[:at] + bytes([bad]) + raw[at:]).text.split(" ")
    assert sum(word not in read for word in set(text.split(" "))) <= 1


@given(st.binary(max_size=400))
def test_reading_twice_gives_the_same(html):
    assert encoding.decode(html) == encoding.decode(html)


@given(st.sampled_from(KEPT_IN), st.binary(max_size=3, min_size=1))
def test_the_share_of_plausible_letters_is_a_share(kept, noise):
    told = alphabets.telling(page(*kept) + noise)
    assert all(0 <= alphabets.share(told, codec) <= 1 for codec in alphabets.CODECS)
