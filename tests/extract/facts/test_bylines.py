import pytest

from extract.facts import bylines, head, jsonld
from extract.page import markup


def read(html, site=None):
    root = markup.parse(html)
    return bylines.read(root, head.read(root, "http://x.example/"), jsonld.articles(root), site)


LD = '<script type="application/ld+json">{{"@type":"NewsArticle","author":{}}}</script>'
PERSON = LD.format('{"@type":"Person","name":"Jane Doe"}')
HOUSE = LD.format('{"@type":"Organization","name":"The Courier"}')


@pytest.mark.parametrize(
    ("html", "names", "origin"),
    [
        (f"{PERSON}<p class=byline>By John Roe</p>", ("Jane Doe",), "json-ld"),
        ('<meta name="author" content="Jane Doe"><p class=byline>By John Roe</p>', ("Jane Doe",), "meta"),
        (
            '<meta name="author" content="Jane Doe"><meta name="author" content="John Roe">',
            ("Jane Doe", "John Roe"),
            "meta",
        ),
        ('<article><a rel="author" href="/jane">Jane Doe</a></article>', ("Jane Doe",), "visible text"),
        ('<p><span itemprop="author">Jane Doe</span></p>', ("Jane Doe",), "visible text"),
        ('<div class="article__author"><a href="#">Λουκάς Πετρίδης</a></div>', ("Λουκάς Πετρίδης",), "visible text"),
        ('<p class="byline">By Jane Doe and John Roe</p>', ("Jane Doe", "John Roe"), "visible text"),
        (f"{HOUSE}<p class=byline>By Jane Doe</p>", ("Jane Doe",), "visible text"),
        (HOUSE, ("The Courier",), "json-ld"),
        ('<meta name="author" content="The Courier"><p class=byline>By Jane Doe</p>', ("Jane Doe",), "visible text"),
        ("<p>By the river</p>", (), None),
    ],
)
def test_persons_come_before_houses_wherever_they_stand(html, names, origin):
    assert read(html, "The Courier") == (names, origin)


@pytest.mark.parametrize(
    "rail",
    [
        '<div class="related"><p class="byline">By Jane Doe</p></div>',
        '<aside><a rel="author">Jane Doe</a></aside>',
        '<div class="teaser-list"><span class="author">Jane Doe</span></div>',
    ],
)
def test_a_byline_never_comes_from_a_teaser(rail):
    assert read(f"<main><p>Text</p></main>{rail}") == ((), None)


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("Von Jana Muster und Max Beispiel", ("Jana Muster", "Max Beispiel")),
        ("Автор: Иван Иванов", ("Иван Иванов",)),
        ("Του/της Ελπίδα Χατζηγιάννη", ("Ελπίδα Χατζηγιάννη",)),
        ("Jane Doe, John Roe; Ann Poe", ("Jane Doe", "John Roe", "Ann Poe")),
        ("Jane Doe THE COURIER, Jane Doe", ("Jane Doe",)),
        ("https://facebook.example/courier", ()),
        ("jane@courier.example", ()),
        ("admin", ()),
        ("14:30 Reading time: 1 min", ()),
        ("", ()),
        ("x" * 200, ()),
    ],
)
def test_raw_author_strings_are_cleaned(raw, names):
    assert bylines.clean([raw]) == names


def test_a_name_is_given_once():
    assert bylines.clean(["Jane Doe", "JANE DOE", "By Jane Doe"]) == ("Jane Doe",)


GRAPH = (
    '<script type="application/ld+json">{"@graph":[{"@type":"Article","author":{"@id":"#p1"}},'
    '{"@type":"Person","@id":"#p1","name":"Jane Doe"},{"@type":"Person","@id":"#p2","name":"John Roe"}]}</script>'
)
CARD = '<meta name="twitter:label{0}" content="{1}"><meta name="twitter:data{0}" content="Jane Doe">'


@pytest.mark.parametrize(
    ("html", "names", "origin"),
    [
        (GRAPH, ("Jane Doe",), "json-ld"),
        (GRAPH.replace('"#p1"}}', '"#p9"}}'), (), None),
        (LD.format('[{"@id":"#x"},{"@type":"Person","name":"Jane Doe"}]'), ("Jane Doe",), "json-ld"),
        (CARD.format(1, "Written by"), ("Jane Doe",), "meta"),
        (CARD.format(2, "Verfasst von"), ("Jane Doe",), "meta"),
        (CARD.format(1, "Est. reading time"), (), None),
        ('<meta name="cXenseParse:author" content="Jane Doe">', ("Jane Doe",), "meta"),
        ('<meta name="citation_author" content="Jane Doe">', ("Jane Doe",), "meta"),
        ('<p><a href="/authors/jane-doe">Jane Doe</a></p>', ("Jane Doe",), "visible text"),
        ('<p><a href="/author/jane-doe">More by this author of ours</a></p>', (), None),
        ('<aside><a href="/authors/jane-doe">Jane Doe</a></aside>', (), None),
        ('<p><a href="/authors/">Authors</a></p>', (), None),
        ('<p class="author-line"><span>Written by</span><a href="#">Jane Doe</a></p>', ("Jane Doe",), "visible text"),
        ('<p class="byline">Guide by Jane Doe</p>', ("Jane Doe",), "visible text"),
        ('<p class="author">Jane Doe, Senior Editor</p>', ("Jane Doe",), "visible text"),
        (
            '<div class="author"><b class="author-name">Jane Doe</b></div><i class="author-role">Jane Doe Paris</i>',
            ("Jane Doe",),
            "visible text",
        ),
        (LD.format('{"@type":"Person","name":"The Courier"}'), ("The Courier",), "json-ld"),
    ],
)
def test_names_by_reference_card_and_link(html, names, origin):
    assert read(html, "The Courier") == (names, origin)


def test_blanks_in_the_markup_cost_no_letters_of_a_name():
    html = f"<p class='author-line'>{' ' * 90}<span>By </span>{chr(10) * 90}Scott Pletcher{' ' * 90}</p>"
    assert read(html) == (("Scott Pletcher",), "visible text")
