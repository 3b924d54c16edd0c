import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import encoding

GREEK = "Ρωσία και Κίνα εμβαθύνουν τη στρατιωτική τους συνεργασία, σύμφωνα με το Συμβούλιο Ασφαλείας."
RUSSIAN = "Россия и Китай договорились о дальнейшем военном сотрудничестве, сообщили в Совете Безопасности."
BULGARIAN = "Русия и Китай се споразумяха за по-нататъшно военно сътрудничество, съобщи Съветът за сигурност."
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy a nikdo ve městě už nevěděl, proč vlastně."
ROMANIAN = "Rusia și China au convenit să își aprofundeze cooperarea în domeniul apărării, a anunțat Consiliul."
FRENCH = "La Russie et la Chine ont décidé d’approfondir leur coopération, a déclaré le Conseil à Moscou, où il siège."
TURKISH = (
    "Rusya ve Çin savunma işbirliğini derinleştirme kararı aldı, açıklamayı Güvenlik Konseyi yaptı, şimdiden değişti."
)
PAGE = '<html><head>{}</head><body><p class="x">{}</p></body></html>'


def page(text, charset, declared=""):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    return PAGE.format(meta, text).encode(charset)


LEGACY = [
    (GREEK, "cp1253"),
    (GREEK, "iso8859-7"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8-r"),
    (BULGARIAN, "cp1251"),
    (CZECH, "cp1250"),
    (CZECH, "iso8859-2"),
    (ROMANIAN, "iso8859-16"),
    (FRENCH, "cp1252"),
    (TURKISH, "cp1254"),
]


@pytest.mark.parametrize(("text", "charset"), LEGACY)
def test_a_charset_in_the_header_is_read(text, charset):
    found = encoding.decode(page(text, charset), charset)
    assert text in found.text
    assert found.rule == "http"


@pytest.mark.parametrize(("text", "charset"), LEGACY)
def test_a_charset_declared_in_the_page_is_read(text, charset):
    found = encoding.decode(page(text, charset, charset))
    assert text in found.text
    assert found.rule == "meta"


@pytest.mark.parametrize(
    ("text", "charset"), [pair for pair in LEGACY if pair[1] in ("cp1253", "cp1251", "koi8-r", "cp1250", "cp1252")]
)
def test_an_undeclared_charset_is_guessed_by_its_letters(text, charset):
    found = encoding.decode(page(text, charset))
    assert text in found.text
    assert found.rule == "guess"


@pytest.mark.parametrize(
    ("text", "charset", "lie"),
    [
        (GREEK, "cp1253", "utf-8"),
        (RUSSIAN, "cp1251", "iso-8859-1"),
        (GREEK, "utf-8", "iso-8859-7"),
        (RUSSIAN, "utf-8", "windows-1251"),
        (RUSSIAN, "cp1251", "utf-8"),
    ],
)
def test_a_declaration_that_lies_is_not_believed(text, charset, lie):
    assert text in encoding.decode(page(text, charset, lie), lie).text


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_wins(mark):
    found = encoding.decode(PAGE.format("", GREEK).encode(mark), "windows-1253")
    assert found.text == PAGE.format("", GREEK)
    assert found.rule == "bom"


def test_one_bad_byte_changes_no_other_word():
    html = page(GREEK, "utf-8").replace(b"<p ", b"<p>\xff</p><p ")
    found = encoding.decode(html)
    assert GREEK in found.text
    assert found.text.count("\ufffd") == 1
    assert found.rule == "utf-8 repaired"


def test_a_truncated_letter_at_the_end_changes_no_other_word():
    html = GREEK.encode()[:-2] + "α".encode()[:1]
    assert encoding.decode(html).text.startswith(GREEK[:60])


def test_a_stateful_charset_that_looks_like_ascii_is_read_by_its_label():
    japanese = "ロシアと中国が軍事協力を深める"
    assert japanese in encoding.decode(page(japanese, "iso2022_jp"), "ISO-2022-JP").text


@pytest.mark.parametrize(
    ("text", "charset"),
    [("俄罗斯和中国", "gb2312"), ("ロシアと中国", "shift_jis"), ("러시아와 중국", "euc-kr"), ("俄羅斯和中國", "big5")],
)
def test_east_asian_charsets_are_read(text, charset):
    assert text in encoding.decode(page(text * 9, charset, charset)).text


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
        ('"utf-8"', "utf-8"),
        ("ISO-8859-1", "cp1252"),
        ("latin1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("windows-1253", "cp1253"),
        ("gb2312", "gb18030"),
        ("shift_jis", "cp932"),
        ("iso-8859-9", "cp1254"),
        (None, None),
        ("", None),
        ("no-such-thing", None),
        ("utf-7", None),
        ("base64", None),
        ("unicode_escape", None),
        ("punycode", None),
        ("καλό", None),
        ("x" * 500, None),
    ],
)
def test_labels_are_read_as_browsers_read_them(label, codec):
    assert encoding.codec_of(label) == codec


@given(st.binary(max_size=500), st.one_of(st.none(), st.text(max_size=20)))
def test_decoding_never_raises(html, charset):
    assert isinstance(encoding.decode(html, charset).text, str)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), max_size=300))
def test_utf_8_survives_the_round_trip(text):
    html = text.encode()
    if not html.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert encoding.decode(html).text == text
