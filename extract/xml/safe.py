"""XML from outside, read safely: no entities, no network, no huge trees; what is broken is read as far as it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

_DECLARATION = re.compile(rb"<\?xml\b")
_ELEMENT = re.compile(rb"<[A-Za-z_]")
_DECLARED = re.compile(rb"^(<\?xml[^>]*?)\s+encoding\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_DECLARED_UTF8 = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']utf-?8[\"']", re.IGNORECASE)
_DECLARED_WIDE = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"'](?:utf-?(?:16|32)|ucs|iso-10646)", re.IGNORECASE)
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_NUMBERS = re.compile(rb"(?:&#(?:x0*[0-9a-f]{1,8}|0*\d{1,9});)+", re.IGNORECASE)
_NO_LETTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, 2.2
_XML_NAMES = frozenset([b"amp", b"lt", b"gt", b"quot", b"apos"])
_HTML = frozenset(["html", "head", "body", "div", "p", "script", "meta"])
_BLANKS = b"\xef\xbb\xbf \t\r\n"


def pull_parser(*tags: str) -> etree.XMLPullParser:
    """A parser to be fed in chunks, which reports the ends of elements of these tags."""
    return etree.XMLPullParser(
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )


def ended(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    """The elements that a pull parser saw the end of since it was last asked."""
    return (element for _, element in parser.read_events() if isinstance(element, etree._Element))


def read(body: bytes) -> etree._Element | None:
    """The root element, or None where no element can be made out. Never raises.

    What stands before the XML (blanks, a server's warning) is skipped; the named characters of HTML (&nbsp;) are
    read though XML lacks them; other entities are left out; bytes that are not the UTF-8 which the declaration
    promises are read as Windows-1252.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(clean(_narrow(body)), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is not None:
        etree.strip_tags(root, etree.Entity)
    return root


def clean(body: bytes) -> bytes:
    """``body`` without what stands before the XML, named characters as numbers, in the encoding that it declares.

    Numbers of what no XML may hold are blanks; two halves of a letter (&#55357;&#56832;, UTF-16) are the letter.
    """
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body
    body = body.lstrip(_BLANKS)
    start = _DECLARATION.search(body, 0, 4096) or _ELEMENT.search(body, 0, 4096)
    body = body[start.start() :] if start else body
    if _DECLARED_WIDE.match(body):  # the declaration could be read, so it is not true
        body = _DECLARED.sub(rb"\1", body)
    if (not _DECLARED.match(body) or _DECLARED_UTF8.match(body)) and not _is_utf8(body):
        body = _DECLARED.sub(rb"\1", body).decode("cp1252", "replace").encode()
    return _NUMBERS.sub(_lettered, _NAMED.sub(_numbered, body)) if b"&" in body else body


def name(element: etree._Element | None) -> str:
    """The element's name in lower case, without its namespace or prefix; "" for None, a comment and the like."""
    tag = element.tag if element is not None else None
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def describe(root: etree._Element | None) -> str:
    """What was found where something else was looked for, for a message."""
    if root is None:
        return "empty or no XML"
    return "a web page (HTML)" if name(root) in _HTML else f"XML of another kind (<{name(root)[:40]}>)"


def write(root: etree._Element) -> bytes:
    """The tree as well-formed UTF-8 without a document type."""
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, with_tail=False)


def _narrow(body: bytes) -> bytes:
    """UTF-16 with its mark as UTF-8, so that numbers of characters are seen; the mark of UTF-32 begins alike."""
    wide = body[:2] in (b"\xff\xfe", b"\xfe\xff") and body[2:4] != b"\0\0"
    return body.decode("utf-16", "replace").encode() if wide else body


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _numbered(found: re.Match[bytes]) -> bytes:
    if found[1] in _XML_NAMES:
        return found[0]
    letters = html5.get(found[1].decode() + ";", "")
    return "".join(f"&#{ord(letter)};" for letter in letters).encode() or found[0]


def _lettered(found: re.Match[bytes]) -> bytes:
    numbers = (number[2:].lower() for number in found[0].split(b";")[:-1])
    codes = [int(number[1:], 16) if number[:1] == b"x" else int(number) for number in numbers]
    written = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)
    whole = written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    told = _NO_LETTER.sub(" ", whole)
    return found[0] if told == written else "".join(f"&#{ord(letter)};" for letter in told).encode()
