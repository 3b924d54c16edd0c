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
