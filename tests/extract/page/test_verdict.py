import pytest

from extract.facts import head, metadata
from extract.page import blocks, markup, verdict
from extract.page.sheet import Shape

ARTICLE = Shape(letters=2_000, at_home=1.0, runs=6, headed=0.0)
LIST = Shape(letters=800, at_home=0.2, runs=0, headed=0.9)
LINE = "The council said on Monday that the bridge would be rebuilt before the winter comes to the valley."
LINKS = "".join(f'<p><a href="/{n}">The headline of the story that is number {n}</a></p>' for n in range(8))
URL = "http://courier.example/world/"


def why(html, body, shape, url=URL):
    root = markup.parse(html)
    found = verdict.after_extraction(blocks.walk(root), body, shape, metadata.read(root, url), url)
    return found and found.why


@pytest.mark.parametrize(
    ("html", "text", "reason"),
    [
        (b"<p>x</p>", "<p>x</p>", None),
        (b"", "", "empty"),
        (b" \n", " \n", "empty"),
        (b"\xff\xd8\xff", "x", "not html"),
        (b"PK\x03\x04", "x", "not html"),
        (b"\x1f\x8b\x08", "x", "not html"),
        (b"plain", "plain words only", "not html"),
        (b"<rss><channel/></rss>", "<rss>", "not html"),
        (b'<?xml version="1.0"?><feed xmlns="x"></feed>', "<feed>", "not html"),
        (b"<sitemapindex></sitemapindex>", "<sitemapindex>", "not html"),
        (b"<p>x", "<p>" + "\ufffd" * 50, "not html"),
        (b"<p>x", "<p>" + "\x01" * 50, "not html"),
        (b"<p>x", "<p>" + "word " * 50 + "\ufffd", None),
    ],
)
def test_bytes_alone_may_refuse(html, text, reason):
    found = verdict.before_parsing(html, text)
    assert (found and found.why) == reason


@pytest.mark.parametrize(
    "title",
    ["404 Not Found", "Page not found", "Error 503", "Access Denied", "Страница не найдена", "Η σελίδα δεν βρέθηκε"],
)
def test_a_title_that_speaks_of_an_error_on_a_page_without_text(title):
    html = f"<head><title>{title}</title></head><body><p>Sorry.</p></body>"
    assert why(html, ["Sorry."], Shape(0, 0, 0, 0)) == "error page"
    assert why(html, [LINE] * 9, ARTICLE) is None


@pytest.mark.parametrize(
    "line",
    [
        "We use cookies and ask for your consent to the cookies of our partners.",
        "Wir verwenden Cookies und brauchen Ihre Einwilligung für diese Cookies.",
        "Nous utilisons des cookies avec votre consentement, cookies dont la liste suit.",
        "Χρησιμοποιούμε cookies και ζητούμε τη συγκατάθεσή σας για τα cookies.",
        "Мы используем файлы cookie и просим ваше согласие на файлы cookie.",
    ],
)
def test_a_text_that_mostly_asks_for_consent_is_a_wall(line):
    assert why("<p>x</p>", [line, "Accept or manage."], Shape(90, 1, 0, 0)) == "consent wall"
    assert why("<p>x</p>", [line, *[LINE] * 30], ARTICLE) is None


def test_an_article_about_cookies_is_no_wall():
    about = [LINE, "Browsers will soon stop to send cookies of third parties, the ministry wrote.", *[LINE] * 4]
    assert why("<p>x</p>", about, ARTICLE) is None


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (LIST, "index page"),
        (Shape(800, 0.2, 0, 0.0), "index page"),
        (Shape(800, 1.0, 0, 0.9), "index page"),
        (Shape(300, 1.0, 0, 0.0), "index page"),
        (Shape(800, 1.0, 0, 0.0), None),
        (Shape(800, 0.2, 1, 0.9), None),
        (Shape(9_000, 0.2, 0, 0.9), None),
    ],
)
def test_a_list_is_known_by_links_and_by_texts_that_stand_apart(shape, reason):
    assert why(LINKS, [LINE] * 6, shape) == reason


@pytest.mark.parametrize(
    "says",
    [
        '<meta property="og:type" content="article">',
        '<script type="application/ld+json">{"@type": "NewsArticle"}</script>',
        '<meta property="article:published_time" content="2024-09-12">',
        '<span itemprop="datePublished" content="2024-09-12">x</span>',
    ],
)
def test_a_page_that_calls_itself_an_article_is_no_list(says):
    assert why(says + LINKS, [LINE] * 6, LIST) is None


def test_a_front_page_is_a_list_whatever_it_calls_itself():
    html = '<meta property="og:type" content="article">' + LINKS
    assert why(html, [LINE] * 6, LIST, "http://courier.example/") == "index page"


def test_few_links_make_no_list():
    assert why('<p><a href="/1">A single headline that is long enough</a></p>', [LINE] * 6, LIST) is None


@pytest.mark.parametrize(("body", "reason"), [([], "empty"), (["Too short."], "empty"), ([LINE], None)])
def test_no_text_is_empty(body, reason):
    assert why("<p>x</p>", body, Shape(0, 0, 0, 0)) == reason


def test_a_short_text_on_a_page_that_calls_itself_an_article_is_kept():
    html = '<meta property="og:type" content="article"><p>x</p>'
    assert why(html, ["Too short."], Shape(0, 0, 0, 0)) is None
    assert why(html, [], Shape(0, 0, 0, 0)) == "empty"


def test_the_refusal_says_what_was_seen():
    root = markup.parse('<link rel="canonical" href="/w">' + LINKS)
    found = verdict.after_extraction(blocks.walk(root), [LINE], LIST, metadata.read(root, URL), URL)
    assert "letters of text" in found.detail
    assert found.canonical_url == "http://courier.example/w"


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<html lang="el"><p>x</p></html>', "el"),
        ('<html xml:lang="bg"><p>x</p></html>', "bg"),
        ("<html><p>x</p></html>", None),
    ],
)
def test_the_head_tells_the_declared_language(html, language):
    assert head.read(markup.parse(html), URL).language == language
