import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from extract.xml import safe as safexml


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<a>x</a>", "x"),
        (b"\xef\xbb\xbf \n<a>x</a>", "x"),
        (b"Warning in line 3<br/>\n<?xml version='1.0'?><a>x</a>", "x"),
        (b"junk <a>x</a>", "x"),
        ("<?xml version='1.0' encoding='windows-1253'?><a>Στοά</a>".encode("cp1253"), "Στοά"),
        ("<a>Στοά</a>".encode("utf-16"), "Στοά"),
        (b"<?xml version='1.0' encoding='UTF-8'?><a>Caf\xe9</a>", "Café"),
        (b"<a>Caf\xe9</a>", "Café"),
        (b"<?xml version='1.0' encoding='utf-16'?><a>\xce\xb1</a>", "α"),
        (b"<?xml version='1.0' encoding='UCS-4' standalone='yes'?><a>x</a>", "x"),
        (b"<?xml version='1.0' encoding='no such'?><a>x</a>", "x"),
        (b"<a>caf&eacute;&nbsp;&mdash;</a>", "café\u00a0—"),
        (b"<a>&amp;&lt;&gt;&quot;&apos;&#65;</a>", "&<>\"'A"),
        (b"<a>x&unknown;y</a>", "xy"),
        (b"<!DOCTYPE a [<!ENTITY e 'bang'>]><a>x&e;y</a>", "xy"),
        (b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a>x</a>", "x"),
        (b"<a>x<!-- no --><?php no ?></a>", "x"),
        (b"<a>x & y</a>", "x  y"),
        (b"<a>x", "x"),
    ],
)
def test_xml_is_read_as_far_as_it_goes(body, expected):
    root = safexml.read(body)
    assert root is not None
    assert root.text == expected


@pytest.mark.parametrize("body", [b"", b" ", b"text", b"\x00\x01", b"<", b"<?xml version='1.0'?>", b"<!DOCTYPE a>"])
def test_where_there_is_no_element_there_is_none(body):
    assert safexml.read(body) is None


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<Item/>", "item"),
        ("<i xmlns='urn:x'/>", "i"),
        ("<p:item xmlns:p='urn:x'/>", "item"),
        ("<unbound:item/>", "item"),
    ],
)
def test_names_come_without_namespace_and_in_lower_case(markup, expected):
    assert safexml.name(safexml.read(markup.encode())) == expected


def test_what_is_no_element_has_no_name():
    assert safexml.name(None) == ""
    assert safexml.name(etree.Comment("x")) == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty or no XML"),
        (b"<html><body/></html>", "a web page (HTML)"),
        (b"<opml/>", "XML of another kind (<opml>)"),
        (b"<" + b"a" * 200 + b"/>", f"XML of another kind (<{'a' * 40}>)"),
    ],
)
def test_what_was_found_instead_is_described(body, said):
    assert safexml.describe(safexml.read(body)) == said


def test_what_is_written_is_well_formed_and_has_no_document_type():
    root = safexml.read(b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>\xce\xb1 & &nbsp;<b>")
    assert root is not None
    written = safexml.write(root)
    assert b"DOCTYPE" not in written
    assert etree.fromstring(written).text == "α  \u00a0"


def test_a_pull_parser_tells_of_the_elements_asked_for():
    parser = safexml.pull_parser("{*}b")
    parser.feed(b"<a><b>1</b><c/>")
    assert [element.text for element in safexml.ended(parser)] == ["1"]
    parser.feed(b"<b>2</b></a>")
    assert [element.text for element in safexml.ended(parser)] == ["2"]
    assert list(safexml.ended(parser)) == []


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(body):
    for given_body in (body, b"<a>" + body, b"<?xml version='1.0' encoding='utf-8'?><a>" + body + b"</a>"):
        root = safexml.read(given_body)
        assert root is None or safexml.write(root)


# References to characters by number, as feeds have them, and what is read. XML 1.0 (2.2) has no letter for most below
# 32, for the halves of UTF-16 and for two others; a parser that goes on behind damage takes them all the same.
REFERENCES = [
    (b"&#65;&#x42;&#x0000043;", "ABC"),
    (b"&#233;&#x1F600;", "é😀"),
    # one letter in two halves, as programs write it that think in UTF-16
    (b"&#55357;&#56832;", "😀"),
    (b"&#xD83D;&#xDE00;", "😀"),
    (b"&#xd83d;&#56832;!", "😀!"),
    (b"&#55357;&#56832;&#55357;&#56833;", "😀😁"),
    # half a letter, the halves in the wrong order, or apart
    (b"&#xD83D;", "\ufffd"),
    (b"&#xDE00;&#xD83D;", "\ufffd\ufffd"),
    (b"&#xD83D; &#xDE00;", "\ufffd \ufffd"),
    # controls, as copied from word processors, are blanks
    (b"a&#11;b", "a b"),
    (b"a&#x1F;b", "a b"),
    (b"a&#0;b", "a b"),
    (b"a&#xFFFE;b&#65535;c", "a b c"),
    (b"&#9;&#10;&#13;", "\t\n\r"),
    # beyond the last letter
    (b"&#x110000;", "\ufffd"),
    (b"&#xFFFFFFFF;", "\ufffd"),
    # what only becomes a reference when another is taken out
    (b"a&#&#1;1;b", "a 1;b"),
    (b"a&#x&#xD800;1;b", "a\ufffd1;b"),
]


@pytest.mark.parametrize(("written", "expected"), REFERENCES)
def test_numbers_of_characters_are_read_as_letters_or_blanks(written, expected):
    root = safexml.read(b"<a>" + written + b"</a>")
    assert root is not None
    assert root.text == expected
    root.text = root.text  # as lxml would have it


@pytest.mark.parametrize("declared", ["", "<?xml version='1.0' encoding='UTF-16'?>", "<?xml version='1.0'?>"])
@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
def test_in_a_wide_encoding_with_its_mark_too(declared, codec):
    mark = "" if codec == "utf-16" else "\ufeff"
    root = safexml.read(f"{mark}{declared}<a>Στοά&#233;&#11;&#55357;&#56832;</a>".encode(codec))
    assert root is not None
    assert root.text == "Στοάé 😀"


NUMBER = st.integers(0, 0x120000).flatmap(lambda n: st.sampled_from([f"&#{n};", f"&#x{n:x};", f"&#X{n:X};", f"&#{n}"]))


@given(st.lists(NUMBER | st.sampled_from(["&#", "&#x", "1;", "d800;", "&", "a", "<b>", "</b>"]), max_size=12))
def test_whatever_the_numbers_the_text_can_be_read_and_set(written):
    root = safexml.read(f"<a>{''.join(written)}</a>".encode())
    assert root is not None
    for element in root.iter():
        element.text, element.tail = element.text, element.tail


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff"), max_size=30))
def test_every_letter_is_read_back_from_its_number(text):
    root = safexml.read(f"<a>{''.join(f'&#{ord(letter)};' for letter in text)}</a>".encode())
    assert root is not None
    assert (root.text or "") == text
