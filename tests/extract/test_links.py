import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.address.sites import site
from extract.link import Link
from extract.links import Discovered, discover
from extract.urls import canonical

URL = "https://www.example.org/world/"

FRONT = """<!doctype html>
<html lang="el-GR"><head><title>Νέα Στοά</title>
<link rel="alternate" type="application/rss+xml" title="RSS" href="/rss.xml">
<link rel="alternate" type="application/feed+json; charset=utf-8" href="https://feeds.example.net/nea.json">
<link rel="ALTERNATE home" type="application/atom+xml" href="atom.xml#x">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/7">
<link rel="alternate" hreflang="en" href="/en/">
<link rel="sitemap" type="application/xml" href="/sitemap_index.xml">
<link rel="next" href="/world/page/2/">
</head><body>
<header><nav class="main-navigation"><ul>
  <li><a href="/">Αρχική</a></li>
  <li><a href="/hellas/">Ελλάδα</a></li>
  <li><a href="/category/world/europe/">Ευρώπη</a></li>
  <li><a href="/hellas/?utm_source=menu">Ελλάδα</a></li>
  <li><a href="/login">Σύνδεση</a></li>
  <li><a href="/tag/amur">Αμούρ</a></li>
  <li><a href="https://shop.elsewhere.net/books/">Βιβλία</a></li>
  <li><a href="/hellas/klopes-kalodion-ilektrikos-2024">Κλοπές καλωδίων στις γραμμές του Ηλεκτρικού</a></li>
</ul></nav></header>
<main>
<article><a href="/world/dyo-palioi-gnorimoi-41389?utm_source=front"><img src="a.jpg" alt="Δύο άνδρες"></a>
  <h2><a href="/world/dyo-palioi-gnorimoi-41389">Δύο παλιοί γνώριμοι</a></h2>
  <time datetime="2022-09-19T14:05:00+03:00">19 Σεπτεμβρίου</time>
  <p>Ένα μακρύ τραπέζι στη Νανπίνγκ και πολλά χαμόγελα.</p>
  <a href="/world/dyo-palioi-gnorimoi-41389#comments">Διαβάστε περισσότερα</a></article>
<article><a href="/world/a-b-c-d" hreflang="en"><h3>Kicker</h3><h2>A longer headline in English</h2>
  <p>And a teaser beside it.</p></a></article>
<div><a href="/x">Ένας τίτλος που μοιάζει με τίτλο άρθρου</a></div>
<div><a href="/y">Σύντομο</a></div>
<div><a href="https://www.elsewhere.net/2022/09/19/other-sites-story">Other site's story of that day</a></div>
<div><a href="https://sport.example.org/2022/09/19/match-report">Match report from the other stadium</a></div>
<a href="/files/report-of-the-year-2022.pdf">The whole report of the year as a file</a>
<a href="javascript:void(0)">Something that is not a link at all</a>
<a href="mailto:desk@example.org">Write to the desk of the newspaper</a>
<a>An anchor without any address at all</a>
</main>
<footer><nav><a href="/about-the-paper/">Σχετικά</a>
  <a href="/imprint-and-owners-of-the-paper">Ταυτότητα της εφημερίδας μας</a></nav></footer>
</body></html>"""


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


@pytest.fixture(scope="module")
def front() -> Discovered:
    return discover(FRONT.encode(), URL)


class TestFrontPage:
    def test_feeds_are_those_it_declares(self, front):
        assert front.feeds == (
            "https://www.example.org/rss.xml",
            "https://feeds.example.net/nea.json",
            "https://www.example.org/world/atom.xml",
        )

    def test_sitemaps_are_those_it_declares(self, front):
        assert front.sitemaps == ("https://www.example.org/sitemap_index.xml",)

    def test_sections_come_from_the_menu_and_not_from_the_foot(self, front):
        assert front.sections == ("https://www.example.org/hellas/", "https://www.example.org/category/world/europe/")

    def test_articles_come_in_the_pages_order_each_once(self, front):
        assert [link.url for link in front.links] == [
            "https://www.example.org/hellas/klopes-kalodion-ilektrikos-2024",
            "https://www.example.org/world/dyo-palioi-gnorimoi-41389",
            "https://www.example.org/world/a-b-c-d",
            "https://www.example.org/x",
            "https://sport.example.org/2022/09/19/match-report",
        ]

    def test_an_article_brings_what_is_said_about_it(self, front):
        assert front.links[1] == Link(
            "https://www.example.org/world/dyo-palioi-gnorimoi-41389",
            "section",
            title="Δύο παλιοί γνώριμοι",
            summary="Ένα μακρύ τραπέζι στη Νανπίνγκ και πολλά χαμόγελα.",
            published=datetime(2022, 9, 19, 11, 5, tzinfo=UTC),
            language="el",
        )

    def test_a_link_round_a_whole_card_is_taken_apart(self, front):
        assert front.links[2] == Link(
            "https://www.example.org/world/a-b-c-d",
            "section",
            title="A longer headline in English",
            summary="And a teaser beside it.",
            language="en",
        )

    def test_its_language_and_its_next_page_are_known(self, front):
        assert front.language == "el"
        assert front.next_page == "https://www.example.org/world/page/2/"


class TestScope:
    @pytest.mark.parametrize(
        ("href", "taken"),
        [
            ("/2022/09/19/a-story", True),
            ("//www.example.org/2022/09/19/a-story", True),
            ("http://example.org/2022/09/19/a-story", True),
            ("https://news.example.org/2022/09/19/a-story", True),
            ("https://example.net/2022/09/19/a-story", False),
            ("https://example.org.evil.net/2022/09/19/a-story", False),
            ("https://example.org@evil.net/2022/09/19/a-story", False),
            ("https://www.example.org/2022/09/19/a-picture.jpg", False),
            ("https://[::1/2022/09/19/a-story", False),
            ("//[::1/2022/09/19/a-story", False),
        ],
    )
    def test_links_stay_within_the_site(self, href, taken):
        found = discover(page(f'<a href="{href}">A story</a>'), URL)
        assert bool(found.links) is taken

    def test_an_address_of_numbers_is_a_site_of_its_own(self):
        body = page(
            '<a href="http://127.0.0.12:8000/2022/09/19/a-story">Other</a>'
            '<a href="http://127.0.0.11:8000/2022/09/19/a-story">Own</a>'
        )
        found = discover(body, "http://127.0.0.11:8000/")
        assert [link.url for link in found.links] == ["http://127.0.0.11:8000/2022/09/19/a-story"]

    def test_the_page_itself_and_the_front_page_are_no_links(self):
        body = page('<a href="/">Long name of the newspaper itself</a><a href="#a">To the comments of this article</a>')
        assert discover(body, "https://www.example.org/2022/09/19/here").links == ()
        again = page('<a href="https://www.example.org/2022/09/19/here?utm_source=x#top">The article that is shown</a>')
        assert discover(again, "https://www.example.org/2022/09/19/here").links == ()

    @pytest.mark.parametrize(
        ("base", "expected"),
        [
            ("/elsewhere/", "https://www.example.org/elsewhere/a-b-c-d"),
            ("https://cdn.example.org/", "https://cdn.example.org/a-b-c-d"),
            ("", "https://www.example.org/world/a-b-c-d"),
            ("javascript:x", "https://www.example.org/world/a-b-c-d"),
        ],
    )
    def test_links_are_read_against_the_base_that_the_page_states(self, base, expected):
        found = discover(page('<a href="a-b-c-d">A story</a>', f'<base href="{base}">'), URL)
        assert [link.url for link in found.links] == [expected]

    def test_a_base_elsewhere_leads_nowhere(self):
        assert discover(page('<a href="a-b-c-d">A story</a>', '<base href="https://evil.net/">'), URL).links == ()


class TestSections:
    @pytest.mark.parametrize(
        "menu",
        [
            "<nav>{}</nav>",
            '<div class="td-main-menu menu">{}</div>',
            '<ul id="primary-menu">{}</ul>',
            '<div role="navigation">{}</div>',
            '<table class="navbar"><tr><td>{}</td></tr></table>',
            '<header class="site-header masthead">{}</header>',
        ],
    )
    def test_menus_are_known_by_tag_role_class_or_id(self, menu):
        body = page(menu.format('<a href="/sport/">Sport</a>') + '<div><a href="/weather-now/">Weather</a></div>')
        assert discover(body, URL).sections == ("https://www.example.org/sport/",)

    @pytest.mark.parametrize(
        "foot", ["<footer><nav>{}</nav></footer>", '<div id="footer"><ul class="menu">{}</ul></div>']
    )
    def test_a_menu_at_the_foot_is_none(self, foot):
        body = page('<nav><a href="/sport/">Sport</a></nav>' + foot.format('<a href="/owners/">Owners</a>'))
        assert discover(body, URL).sections == ("https://www.example.org/sport/",)

    def test_without_a_menu_short_links_to_lists_will_do(self):
        body = page('<td><a href="/list.php?k=sport">Sport</a> | <a href="/list.php?k=world">World</a></td>')
        assert discover(body, URL).sections == (
            "https://www.example.org/list.php?k=sport",
            "https://www.example.org/list.php?k=world",
        )

    @pytest.mark.parametrize(
        "href",
        [
            "/",
            "/tag/amur",
            "/author/kostas",
            "/login",
            "/2022/09/19/story",
            "/a/b/c/d",
            "https://other.net/sport",
            "/a.jpg",
        ],
    )
    def test_what_is_no_list_is_no_section(self, href):
        assert discover(page(f'<nav><a href="{href}">Short</a></nav>'), URL).sections == ()

    def test_a_link_without_words_is_no_section(self):
        assert discover(page('<nav><a href="/sport/"></a></nav>'), URL).sections == ()

    @pytest.mark.parametrize("tag", ['<link rel="next" href="?page=2">', '<a rel="nofollow next" href="?page=2">›</a>'])
    def test_a_list_says_where_it_goes_on(self, tag):
        assert discover(page(tag), URL).next_page == "https://www.example.org/world/?page=2"

    def test_a_list_does_not_go_on_elsewhere(self):
        assert discover(page('<link rel="next" href="https://evil.net/?page=2">'), URL).next_page is None


class TestEncodings:
    @pytest.mark.parametrize(
        ("codec", "head", "charset"),
        [
            ("utf-8", "", None),
            ("cp1253", '<meta charset="windows-1253">', None),
            ("cp1253", "", "windows-1253"),
            ("iso8859-7", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-7">', None),
            ("utf-8", '<meta charset="windows-1253">', "windows-1253"),
            ("utf-16", "", None),
        ],
    )
    def test_headlines_are_read_in_the_pages_encoding(self, codec, head, charset):
        text = page('<a href="/2022/09/19/a">Δύο παλιοί γνώριμοι σε ένα τραπέζι</a>', head).decode()
        found = discover(text.encode(codec), URL, charset=charset)
        assert [link.title for link in found.links] == ["Δύο παλιοί γνώριμοι σε ένα τραπέζι"]

    @pytest.mark.parametrize(("tag", "expected"), [("el-GR", "el"), ("ELL", "el"), ("x-klingon", None), ("", None)])
    def test_the_pages_language_is_a_two_letter_code(self, tag, expected):
        assert discover(f'<html lang="{tag}"><p>x'.encode(), URL).language == expected


class TestHostility:
    @pytest.mark.parametrize(
        "body", [b"", b" ", b"\x00", b"plain text", b"<", b"%PDF-1.4", b"\xff\xfe", b"<!-- only a comment"]
    )
    def test_what_holds_no_markup_leads_nowhere(self, body):
        assert discover(body, URL) == Discovered()

    def test_at_most_5000_links_200_sections_50_feeds(self):
        body = page(
            "<nav>"
            + "".join(f'<a href="/s{n}/">S{n}</a>' for n in range(300))
            + "</nav>"
            + "".join(f'<p><a href="/2022/09/19/story-{n}">Story {n}</a></p>' for n in range(6000)),
            "".join(f'<link rel="alternate" type="application/rss+xml" href="/feed/{n}">' for n in range(80)),
        )
        found = discover(body, URL)
        assert (len(found.links), len(found.sections), len(found.feeds)) == (5000, 200, 50)

    @pytest.mark.parametrize(
        "body",
        [
            b"<div>" * 300_000 + b"<a href=/a-b-c-d>x",
            b"".join(b"<div><a href=/a-b-c-d-%d>Long title of this article here</a>" % n for n in range(20_000)),
            b"".join(b"<a href=/a-b-c-d-%d>Long title of this article here</a>" % n for n in range(60_000)),
            b"<p><a href=/a-b-c-d>Long title of this article here</a> words</p>" * 20_000,
            b"<a href=/a-b-c-d>" + b"<h1>" * 250 + b"x" * 300_000,
            b"<div class='" + b"nav-" * 500_000 + b"'><a href=/a>x</a>",
            b"<div class='%s'><a href=/a-b-c-d>x</a></div>" % (b"a-" * 240) * 8000,
            b"<a href='" + b"/.." * 500_000 + b"'>x</a>",
            b"<a href='/%s'>x</a>" % (b"%41" * 1300) * 2000,
            b"<a " + b" ".join(b"a%d=1" % n for n in range(20_000)) + b" href=/a-b-c-d>x</a>",
        ],
        ids=lambda body: body[:30],
    )
    def test_no_page_costs_more_than_seconds(self, body):
        started = time.process_time()
        discover(body, URL)
        assert time.process_time() - started < 6

    @given(st.text(max_size=300))
    def test_no_text_makes_it_raise(self, text):
        discover(text.encode("utf-8", "surrogatepass"), URL)

    @given(st.integers(0, len(FRONT)), st.binary(max_size=8))
    def test_whatever_happens_to_a_page_its_links_are_canonical_and_its_own(self, at, wound):
        body = FRONT.encode()
        found = discover(body[:at] + wound + body[at + len(wound) :], URL)
        for link in found.links:
            assert link.url == canonical(link.url)
            assert site(link.url) == "example.org"
        assert len({link.url for link in found.links}) == len(found.links)


def test_the_public_suffix_list_is_never_fetched_and_nothing_is_written(tmp_path):
    program = (
        "import socket, sys\n"
        "def refuse(*_): raise SystemExit('the network was asked')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from extract.address.sites import site\n"
        "print(site('https://a.b.co.uk/'))\n"
    )
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "PYTHONPATH": ":".join(sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "b.co.uk"
    assert list(home.iterdir()) == []


# Browsers read on behind a page's early end, and so do those who look for links there.
@pytest.mark.parametrize("end", ["</body>", "</html>", "</body></html>"])
def test_links_behind_an_early_end_of_the_page_are_found(end):
    story = '<h2><a href="/2024/09/12/{0}-bridge-to-be-rebuilt">The {0} bridge is to be rebuilt</a></h2>'
    html = f"<html><body>{story.format('old')}{end}{story.format('new')}</body></html>"
    found = discover(html.encode(), "https://example.org/").links
    assert [link.title for link in found] == ["The old bridge is to be rebuilt", "The new bridge is to be rebuilt"]
