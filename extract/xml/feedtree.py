"""What of a feed's XML is given to feedparser: known fields of the first items, as text, in known namespaces.

feedparser is slow on large elements, quadratic in attributes, and fails on odd namespaces and prefixes.
"""

from __future__ import annotations

from html import escape

from lxml import etree

from extract.xml import safe as safexml

_MOST_ITEMS = 1_000
_MOST_FIELDS = 40
_LONGEST_TEXT = 20_000
_ITEMS = frozenset(["item", "entry"])
_OF_CHANNEL = frozenset(["title", "language"])
_DATES = frozenset(["pubdate", "date", "published", "issued", "updated", "modified"])
_TEASERS = frozenset(["description", "summary", "encoded", "content", "body"])
_OF_ITEM = _OF_CHANNEL | _DATES | _TEASERS | frozenset(["link", "guid", "id"])
_ATOM = "http://www.w3.org/2005/Atom"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML = "http://www.w3.org/XML/1998/namespace"
_NAMESPACES = frozenset(
    [
        _ATOM,
        _RDF,
        "http://purl.org/atom/ns#",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/modules/content/",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/terms/",
        "http://www.w3.org/1999/xhtml",
    ]
)
_ATTRIBUTES = frozenset(
    ["href", "rel", "type", "isPermaLink", "mode", "version", f"{{{_XML}}}base", f"{{{_XML}}}lang", f"{{{_RDF}}}about"]
)
_PLAIN = frozenset(["text", "text/plain"])


def prune(root: etree._Element) -> None:
    """Leaves the title and language of the feed ``root``, and of its first 1,000 items the fields that make a Link.

    Items are looked for everywhere: one missing end tag puts all that follows inside another element.
    """
    items = [element for element in root.iter() if safexml.name(element) in _ITEMS][:_MOST_ITEMS]
    channel = next((element for element in root if safexml.name(element) == "channel"), root)
    fields = [field for field in channel if safexml.name(field) in _OF_CHANNEL and _is_known(field, channel)][
        :_MOST_FIELDS
    ]
    for parent in (channel, root):
        del parent[:]
    if channel is not root:
        root.append(channel)
    channel.extend(fields)
    (root if safexml.name(root) == "rdf" else channel).extend(items)
    for field in fields:
        _flatten(field)
    for item in items:
        _keep_fields(item)
    for element in {root, channel, *items}:
        _tame(element)
    etree.cleanup_namespaces(root)


def _namespace(element: etree._Element) -> str | None:
    tag = str(element.tag)  # not QName: it refuses what parsers let through
    return tag[1:].rpartition("}")[0] if tag[0] == "{" else None


def _is_known(field: etree._Element, holder: etree._Element) -> bool:
    """Whether the field is of its holder's or a known namespace: not media:title, itunes:summary and the like."""
    namespace = _namespace(field)
    if namespace is None:
        return ":" not in str(field.tag)
    return namespace == _namespace(holder) or namespace in _NAMESPACES


def _keep_fields(item: etree._Element) -> None:
    kept = [child for child in item if safexml.name(child) in _OF_ITEM and _is_known(child, item)][:_MOST_FIELDS]
    del item[:]
    item.extend(kept)
    for child in kept:
        _flatten(child)


def _flatten(field: etree._Element) -> None:
    """Leaves text only. In Atom "text" means what it says (RFC 4287, 3.1.1), RSS titles are HTML in practice: here
    all becomes HTML, and markup inside (XHTML in Atom) its words.
    """
    title = safexml.name(field) == "title"
    text = ("" if title else " ").join(map(str, field.itertext())) if len(field) else field.text or ""
    plain = _namespace(field) == _ATOM and field.get("type", "text") in _PLAIN
    if len(field) or (plain and (title or safexml.name(field) in _TEASERS)):
        del field[:]
        text = escape(text)
        field.attrib["type"] = "html"
    field.text = text[:_LONGEST_TEXT]
    _tame(field)


def _tame(element: etree._Element) -> None:
    """Leaves known attributes only; an unknown namespace becomes none."""
    # not items(): lxml looks for each value from the first attribute on
    kept = [(name, element.get(name, "")) for name in element.attrib if name in _ATTRIBUTES]
    element.attrib.clear()  # by name it would fail on names that parsers let through
    element.attrib.update(kept)
    if _namespace(element) not in _NAMESPACES:
        element.tag = str(element.tag).rpartition("}")[2].rpartition(":")[2]
    element.tail = None
