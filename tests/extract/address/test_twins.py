from urllib.parse import urlsplit

import pytest

from extract.address.twins import plain
from extract.urls import canonical

ARTICLE = "https://example.org/world/two-old-acquaintances-and-one-table"


@pytest.mark.parametrize(
    ("twin", "expected"),
    [
        # a last part "amp" or "print"; the final slash of WordPress stays
        (f"{ARTICLE}/amp", ARTICLE),
        (f"{ARTICLE}/amp/", f"{ARTICLE}/"),
        (f"{ARTICLE}/AMP/", f"{ARTICLE}/"),
        (f"{ARTICLE}/print", ARTICLE),
        (f"{ARTICLE}/print/", f"{ARTICLE}/"),
        # a first part
        ("https://example.org/amp/2022/09/19/a-b-c-d", "https://example.org/2022/09/19/a-b-c-d"),
        (
            "https://example.org/imprimir/mundo/talks-in-nanping-41415.html",
            "https://example.org/mundo/talks-in-nanping-41415.html",
        ),
        # an ending
        ("https://example.org/news/world-12345678.amp", "https://example.org/news/world-12345678"),
        ("https://example.org/news/a-b-c-d.amp.html", "https://example.org/news/a-b-c-d.html"),
        ("https://example.org/news/a-b-c-d.print.shtml", "https://example.org/news/a-b-c-d.shtml"),
        # a switch in the query; other parameters stay
        (f"{ARTICLE}?amp", ARTICLE),
        (f"{ARTICLE}?amp=1", ARTICLE),
        (f"{ARTICLE}?outputType=amp", ARTICLE),
        (f"{ARTICLE}?id=7&amp=true&page=2", f"{ARTICLE}?id=7&page=2"),
        ("https://example.org/arthro.php?id=41389&print=1", "https://example.org/arthro.php?id=41389"),
        ("https://example.org/arthro.php?id=41389&view=print", "https://example.org/arthro.php?id=41389"),
        ("https://example.org/index.php?id=41389&tmpl=component&print=1", "https://example.org/index.php?id=41389"),
        # a host of its own
        ("https://amp.example.org/world/a", "https://example.org/world/a"),
        ("https://amp.example.co.uk:8443/world/a", "https://example.co.uk:8443/world/a"),
        # caches and viewers
        ("https://example-org.cdn.ampproject.org/c/s/example.org/world/a-b-c-d", "https://example.org/world/a-b-c-d"),
        ("https://example-org.cdn.ampproject.org/v/example.org/a?id=7", "http://example.org/a?id=7"),
        ("https://www.google.com/amp/s/example.org/world/a-b-c-d", "https://example.org/world/a-b-c-d"),
        ("https://www.google.co.uk/amp/example.org/world/a-b-c-d", "http://example.org/world/a-b-c-d"),
        # one inside another
        ("https://www.google.com/amp/s/amp.example.org/world/a-b-c-d.amp?amp=1#x", "https://example.org/world/a-b-c-d"),
        (f"{ARTICLE}/amp/amp/print", ARTICLE),
    ],
)
def test_a_twin_is_led_back_to_its_page(twin, expected):
    assert canonical(twin) == expected


@pytest.mark.parametrize(
    "url",
    [
        # a tag, a section, a town, a product: what is left would be no article
        "https://example.org/tag/amp",
        "https://example.org/amp",
        "https://example.org/amp/",
        "https://example.org/amp/world",
        "https://example.org/music/amp",
        # "/print/" in front is often the section for the printed paper
        "https://example.org/print/world/two-old-acquaintances-and-one-table",
        # parameters of that name with a value that is no yes
        "https://example.org/shop?amp=vox-ac30",
        "https://example.org/a?print=2022",
        "https://example.org/a?view=list",
        "https://example.org/index.php?tmpl=component&id=4",
        # words and hosts that only hold those letters
        "https://example.org/world/champion-wins-print-award",
        "https://campus.example.org/a",
        "https://amp.co.uk/a",
        "https://amp.org/a",
        "https://www.google.com/amp/help",
        "https://www.google.com/search?q=amp",
        "https://cdn.ampproject.org/v0.js",
    ],
)
def test_what_is_not_certain_stays(url):
    assert canonical(url) == url


@pytest.mark.parametrize("url", ["https://example.org/", "https://example.org/a?b=c", ARTICLE])
def test_a_page_that_is_no_twin_has_no_plain_form(url):
    assert plain(urlsplit(url)) is None


def test_the_plain_form_is_always_shorter():
    for twin in (f"{ARTICLE}/amp", f"{ARTICLE}?amp", "https://amp.example.org/a", "https://www.google.com/amp/e.org/a"):
        found = plain(urlsplit(twin))
        assert found is not None
        assert len(found) < len(twin)
