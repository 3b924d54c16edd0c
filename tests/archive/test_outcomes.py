import pytest

from archive.outcomes import at_once
from archive.strings import clean, host


class TestAtOnce:
    @pytest.mark.parametrize(
        ("kind", "status", "mime"),
        [
            ("page", 200, "text/html"),
            ("page", 203, "application/xhtml+xml"),
            ("page", 200, None),
        ],
    )
    def test_leaves_pages_to_extraction(self, kind, status, mime):
        assert at_once(kind, status, mime) is None

    @pytest.mark.parametrize("kind", ["page", "feed", "robots"])
    def test_a_part_that_nobody_asked_for_is_no_whole_page(self, kind):
        assert at_once(kind, 206, "text/html") == ("failed", "cut short: only a part of it was sent")

    @pytest.mark.parametrize(
        ("kind", "status", "mime", "why"),
        [
            ("page", 301, "text/html", "redirect"),
            ("page", 304, None, "not modified"),
            ("page", 404, "text/html", "error 404"),
            ("page", 503, "text/html", "error 503"),
            ("page", 102, None, "error 102"),
            ("page", None, "text/html", "no HTTP status"),
            ("page", 200, "application/pdf", "not html: application/pdf"),
            ("page", 200, "image/" + "x" * 90, "not html: image/" + "x" * 54),
            ("robots", 200, "text/plain", "robots"),
            ("robots", 404, "text/html", "error 404"),
            ("feed", 200, "application/rss+xml", "feed"),
            ("sitemap", 302, None, "redirect"),
            ("home", 200, "text/html", "home"),
            ("section", 200, "text/html", "section"),
            ("other", 200, "text/html", "other"),
        ],
    )
    def test_says_why_the_rest_is_not_extracted(self, kind, status, mime, why):
        assert at_once(kind, status, mime) == ("not for extraction", why)


class TestStrings:
    @pytest.mark.parametrize(
        ("given_", "kept"),
        [("dam", "dam"), ("φράγμα 🌊", "φράγμα 🌊"), ("a\0b", "ab"), ("a\ud800b", "a?b"), ("", ""), (None, None)],
    )
    def test_clean_gives_what_every_database_takes(self, given_, kept):
        assert clean(given_) == kept

    @pytest.mark.parametrize(
        ("url", "name"),
        [
            ("http://Dam.Example/a", "dam.example"),
            ("http://user:word@dam.example:8080/a", "dam.example:8080"),
            ("http://127.0.0.2:8000/", "127.0.0.2:8000"),
            ("http://[::1]:80/", "[::1]:80"),
            ("http://[broken/", ""),
            ("nonsense", ""),
        ],
    )
    def test_host_is_that_of_the_url(self, url, name):
        assert host(url) == name
