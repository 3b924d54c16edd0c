from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extract.urls import absolute, canonical, canonical_parts, host, is_article_like, site

LETTERS = st.text(st.characters(codec="utf-8", exclude_characters="#"), max_size=12)
HOSTS = st.sampled_from(["example.org", "EXAMPLE.org.", "amp.example.co.uk", "127.0.0.11:8000", "[::1]", "ελλάδα.gr"])
SEGMENTS = st.one_of(
    LETTERS,
    st.sampled_from(
        ["amp", "print", "..", ".", "", "2022", "09", "a-slug-of-words", "%7Euser", "%e2%82%ac", "%", "a;sid=1"]
    ),
)
PAIRS = st.one_of(
    LETTERS, st.sampled_from(["utm_source=x", "id=4711", "amp=1", "print", "ref=rss", "a=%2f", "b=", "&", "="])
)


@st.composite
def addresses(draw: st.DrawFn) -> str:
    path = "/".join(draw(st.lists(SEGMENTS, max_size=6)))
    query = "&".join(draw(st.lists(PAIRS, max_size=4)))
    scheme = draw(st.sampled_from(["http", "https", "HTTP"]))
    return f"{scheme}://{draw(HOSTS)}/{path}" + ("?" + query if query else "") + draw(st.sampled_from(["", "#top"]))


class TestCanonicalForm:
    @pytest.mark.parametrize(
        ("given_url", "expected"),
        [
            # scheme and host are the same in any case, the path is not (RFC 3986, 6.2.2.1)
            ("HTTP://Example.COM/Path", "http://example.com/Path"),
            ("https://example.com.", "https://example.com/"),
            # the default port goes, any other stays (6.2.3)
            ("http://example.com:80/a", "http://example.com/a"),
            ("https://example.com:443/a", "https://example.com/a"),
            ("https://example.com:80/a", "https://example.com:80/a"),
            ("http://127.0.0.11:8000/a", "http://127.0.0.11:8000/a"),
            ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
            # an empty path is "/" and an empty query nothing
            ("http://example.com", "http://example.com/"),
            ("http://example.com?", "http://example.com/"),
            ("http://example.com?id=1", "http://example.com/?id=1"),
            # dot segments (5.2.4)
            ("http://example.com/a/b/../c/./d", "http://example.com/a/c/d"),
            ("http://example.com/../../a", "http://example.com/a"),
            ("http://example.com/a/b/..", "http://example.com/a/"),
            ("http://example.com/a/.", "http://example.com/a/"),
            ("http://example.com/a/%2e%2e/b", "http://example.com/b"),
            # escapes: upper case, none for letters that need none, all others in UTF-8 (6.2.2.2)
            ("http://example.com/%ce%b1", "http://example.com/%CE%B1"),
            ("http://example.com/α?q=ά", "http://example.com/%CE%B1?q=%CE%AC"),
            ("http://example.com/%7euser/%61", "http://example.com/~user/a"),
            ("http://example.com/100%", "http://example.com/100%25"),
            ("http://example.com/a%2Fb", "http://example.com/a%2Fb"),
            ("http://example.com/a b", "http://example.com/a%20b"),
            # hosts in other scripts are IDNA encoded
            ("http://bücher.de/a", "http://xn--bcher-kva.de/a"),
            # no fragment; blanks and line ends of a broken attribute go
            ("http://example.com/a#comments", "http://example.com/a"),
            (" http://example.com/a\n", "http://example.com/a"),
            ("http://exam\nple.com/a\t", "http://example.com/a"),
        ],
    )
    def test_one_page_has_one_form(self, given_url, expected):
        assert canonical(given_url) == expected

    @pytest.mark.parametrize(
        "url",
        [
            "http://example.com/a/",
            "http://example.com/a",
            "http://www.example.com/a",
            "http://example.com/?b=2&a=1",
            "http://example.com/?a=1&a=2",
            "http://example.com/?12345",
            "http://example.com/?a=",
            "http://example.com/a//b",
            "http://example.com/a+b?c+d",
            "http://example.com/a?b=c%2Bd",
            "http://m.example.com/a",
            "http://example.com/index.html",
            "http://example.com/a;b=c",
            "http://example.com/?q=[x]|y",
        ],
    )
    def test_what_may_matter_stays(self, url):
        assert canonical(url) == url

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "mailto:desk@example.com",
            "javascript:void(0)",
            "/relative/path",
            "http://",
            "http://.../a",
            "http://user:secret@example.com/a",
            "http://example.com:99999/a",
            "http://example.com:port/a",
            "http://example.com:0/a",
            "http://[::1/a",
            "ftp://example.com/a",
            "data:text/html,<p>",
            "http://\ud800.com/",
            "http://example.com/\ud800",
            "http://" + "a" * 64 + "ß.com/",
            "http://example.com/" + "a" * 5000,
        ],
    )
    def test_what_is_no_address_of_a_page_comes_back_as_it_was(self, url):
        assert canonical(url) == url
        assert canonical_parts(url) is None

    @given(addresses())
    @example("http://example.org/%25%34%31")
    @example("http://example.org/a-slug-of-words/amp/print/amp?amp=1&print=1")
    @example("http://example.org/%C2%85")
    def test_a_canonical_address_is_its_own_canonical_address(self, url):
        assert canonical(canonical(url)) == canonical(url)

    @given(st.text(max_size=60))
    def test_no_text_makes_it_raise(self, text):
        assert canonical(canonical(text)) == canonical(text)

    @given(addresses())
    def test_parameters_only_go_and_keep_their_order(self, url):
        before = [name for name, _ in parse_qsl(urlsplit(url.strip()).query, keep_blank_values=True)]
        after = iter(before)
        for name, _ in parse_qsl(urlsplit(canonical(url)).query, keep_blank_values=True):
            assert name in after

    @given(addresses())
    def test_the_parts_make_up_the_address(self, url):
        parts = canonical_parts(url)
        assert parts is None or parts.geturl() == canonical(url)


class TestAbsolute:
    BASE = "https://example.org/news/world/?page=2"

    @pytest.mark.parametrize(
        ("href", "expected"),
        [
            ("/a", "https://example.org/a"),
            ("a", "https://example.org/news/world/a"),
            ("../a", "https://example.org/news/a"),
            ("?page=3", "https://example.org/news/world/?page=3"),
            ("//other.org/a", "https://other.org/a"),
            ("http://other.org/a#x", "http://other.org/a"),
            ("HTTPS://Other.org/a", "https://Other.org/a"),
            ("  /a\n", "https://example.org/a"),
            ("/a\nb", "https://example.org/ab"),
            ("/a b", "https://example.org/a%20b"),
            ("/a?utm_source=x", "https://example.org/a?utm_source=x"),
        ],
    )
    def test_a_link_is_read_against_its_page(self, href, expected):
        assert absolute(self.BASE, href) == expected

    @pytest.mark.parametrize(
        "href",
        [
            "",
            "  ",
            "#top",
            "javascript:void(0)",
            "mailto:a@b.org",
            "tel:+30210",
            "http://",
            "http://u@example.org/",
            "http://example.org:x/",
            "http://[::1/",
            "/" + "a" * 5000,
        ],
    )
    def test_a_link_to_no_page_is_none(self, href):
        assert absolute(self.BASE, href) is None

    @given(st.text(max_size=60))
    @example("//[")
    @example("http://]/")
    def test_no_link_makes_it_raise(self, href):
        found = absolute(self.BASE, href)
        assert found is None or found.lower().startswith(("http://", "https://"))

    def test_without_a_base_only_full_addresses_count(self):
        assert absolute("", "/a") is None
        assert absolute("", "http://example.org/a") == "http://example.org/a"


class TestHostAndSite:
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("http://WWW.Example.org:8000/a", "www.example.org"),
            ("http://user@example.org./", "example.org"),
            ("http://127.0.0.11:8000/", "127.0.0.11"),
            ("http://[::1]:80/", "::1"),
            ("http://bücher.de/", "xn--bcher-kva.de"),
            ("/relative", ""),
            ("mailto:a@b.org", ""),
            ("http://[::1/", ""),
        ],
    )
    def test_host(self, url, expected):
        assert host(url) == expected

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("https://www.bbc.co.uk/news", "bbc.co.uk"),
            ("https://news.bbc.co.uk/", "bbc.co.uk"),
            ("https://www.kathimerini.gr/", "kathimerini.gr"),
            ("https://one.blogspot.com/", "one.blogspot.com"),
            ("https://www.xn--bcher-kva.de/", "xn--bcher-kva.de"),
            ("http://127.0.0.11:8000/", "127.0.0.11"),
            ("http://127.0.0.12:8000/", "127.0.0.12"),
            ("http://[::1]:80/", "::1"),
            ("http://localhost:8000/", "localhost"),
            ("http://co.uk/", "co.uk"),
            ("nowhere", ""),
        ],
    )
    def test_a_site_is_a_registrable_domain_or_an_address(self, url, expected):
        assert site(url) == expected


def test_an_address_can_look_like_an_articles():
    assert is_article_like("https://example.org/2022/09/19/two-old-acquaintances")
    assert not is_article_like("https://example.org/world/")
    assert not is_article_like("http://[::1/2022/09/19/two-old-acquaintances")
