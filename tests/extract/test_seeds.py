import pytest

from extract.errors import ExtractError, SeedUnusable
from extract.seeds import SeedInput, is_html, read
from extract.text import strip

PARAGRAPHS = (
    "Two old acquaintances sat down at one long table in Nanping on Monday and talked for most of the day.",
    "They agreed that their staffs should meet more often, and that the next exercises should be planned together.",
    "Nobody said what the exercises would be for, and the spokesman who was asked about it smiled and went on.",
)
TEXT = "Two old acquaintances\n\n" + "\n\n".join(PARAGRAPHS) + "\n"
PAGE = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Two old acquaintances</title></head><body>"
    "<nav><a href='/'>Home</a><a href='/world/'>World</a></nav><article><h1>Two old acquaintances</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 3)
    + "</article><footer>All rights reserved</footer></body></html>"
)


class TestText:
    def test_flattened_text_is_stripped(self):
        assert read(TEXT.encode(), "a.txt") == SeedInput(strip(TEXT))

    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1253"])
    def test_text_is_read_in_its_encoding(self, codec):
        text = (
            "Δύο παλιοί γνώριμοι κάθισαν σε ένα μακρύ τραπέζι και μίλησαν όλη την ημέρα για τις ασκήσεις τους.\n"
            "Κανείς δεν είπε ποιον αφορούν οι ασκήσεις, και ο εκπρόσωπος που ρωτήθηκε χαμογέλασε και συνέχισε.\n"
        )
        found = read(text.encode(codec), "a.txt")
        assert found.document is not None
        assert "παλιοί γνώριμοι" in found.document.text

    def test_a_text_that_quotes_addresses_and_tags_is_text(self):
        text = TEXT + "\nRead more: https://example.org/a\nThe <b> tag makes text bold, and <p> begins a paragraph.\n"
        assert read(text.encode(), "a.txt").document is not None
        assert not is_html(text.encode())


class TestPages:
    def test_of_a_page_its_article_is_taken(self):
        document = read(PAGE.encode(), "a.html").document
        assert document is not None
        assert PARAGRAPHS[0] in document.text
        assert "All rights reserved" not in document.text

    @pytest.mark.parametrize(
        "markup",
        [
            PAGE,
            "\n\n" + PAGE.lower(),
            "<?xml version='1.0' encoding='utf-8'?>\n<!-- saved -->\n" + PAGE,
            "<html><body><p>x</body></html>",
            "<article><p>One</p></article>",
            "Comment of a browser\n" + "<div><p>One</p></div>" * 10,
        ],
    )
    def test_a_page_is_known_by_its_tags_whatever_the_file_is_called(self, markup):
        assert is_html(markup.encode())

    @pytest.mark.parametrize(
        "data", [b"", b"text", TEXT.encode(), b"https://example.org/a\n", b"a < b", b"<3 from Nanping", b"\x00\x01"]
    )
    def test_text_addresses_and_bytes_are_no_page(self, data):
        assert not is_html(data)

    @pytest.mark.parametrize(
        "markup", ["<html><body></body></html>", "<!doctype html><title>Sign in</title><form><input></form>"]
    )
    def test_a_page_without_an_article_is_refused_with_the_reason(self, markup):
        with pytest.raises(SeedUnusable, match=r"seed a\.html is a page without an article \(.+\): save the article"):
            read(markup.encode(), "a.html")


class TestAddresses:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("https://example.org/a", ("https://example.org/a",)),
            ("https://example.org/a\nhttps://example.org/b\n", ("https://example.org/a", "https://example.org/b")),
            ("# found by hand\r\n\r\n  https://Example.org/a?utm_source=x#top\r\n", ("https://example.org/a",)),
            ("https://example.org/a\nhttps://example.org/a#b", ("https://example.org/a",)),
            ("\ufeffhttps://example.org/a", ("https://example.org/a",)),
            ("http://127.0.0.11:8000/now/a", ("http://127.0.0.11:8000/now/a",)),
        ],
    )
    def test_a_list_of_addresses_gives_them_canonical_and_once(self, text, expected):
        assert read(text.encode(), "urls.txt") == SeedInput(urls=expected)

    def test_a_thousand_are_taken_and_more_are_refused(self):
        lines = [f"https://example.org/{number}" for number in range(1001)]
        assert len(read("\n".join(lines[:1000]).encode(), "urls.txt").urls) == 1000
        with pytest.raises(SeedUnusable, match=r"seed urls\.txt lists more than 1,000 addresses"):
            read("\n".join(lines).encode(), "urls.txt")

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("example.org/b", "'example.org/b'"),
            ("and some words", "'and some words'"),
            ("ftp://example.org/b", "'ftp://example.org/b'"),
            ("https://example.org/b https://example.org/c", "'https://example.org/b https://example.org/c'"),
        ],
    )
    def test_a_line_that_is_no_address_is_told(self, line, said):
        text = f"# found by hand\nhttps://example.org/a\n\n{line}\nhttps://example.org/d\n"
        with pytest.raises(SeedUnusable) as refusal:
            read(text.encode(), "urls.txt")
        assert str(refusal.value) == f"seed urls.txt, line 4 is no address: {said}; give one http(s) address a line"

    def test_an_article_that_ends_in_addresses_is_text(self):
        text = TEXT + "https://example.org/a\nhttps://example.org/b\n"
        assert read(text.encode(), "a.txt").document is not None


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "seed a.txt is empty: give an article as text or HTML"),
            (b" \r\n\t", "seed a.txt is empty"),
            (b"\xef\xbb\xbf", "seed a.txt is empty"),
            (b"\x00\x00\x00", "seed a.txt is empty"),
            (b"%PDF-1.7 ...", "seed a.txt is a PDF file: save the article as text or HTML"),
            (b"PK\x03\x04...", "seed a.txt is a ZIP or office file"),
            (b"\x1f\x8b\x08...", "seed a.txt is a gzip file"),
            (b"\x89PNG\r\n\x1a\n", "seed a.txt is a picture"),
            (b"WARC/1.1\r\n", "seed a.txt is a WARC file"),
            (bytes(range(256)) * 4, "seed a.txt is no text"),
            (b"words and \x00 bytes", "seed a.txt is no text"),
            (b"# only\n# comments\n", "seed a.txt is too short"),
            (b"Too short to tell.", "seed a.txt is too short to tell what the story is: give at least a paragraph"),
            (b"12345 " * 1000, "seed a.txt is too short"),
            (b"x" * 10_000_001, "seed a.txt is larger than 10 MB: give one article a file"),
        ],
    )
    def test_what_cannot_be_used_is_said_in_one_line(self, data, said):
        with pytest.raises(SeedUnusable) as refusal:
            read(data, "a.txt")
        assert str(refusal.value).startswith(said)
        assert "\n" not in str(refusal.value)

    def test_its_error_is_one_of_extraction(self):
        assert issubclass(SeedUnusable, ExtractError)

    def test_a_paragraph_in_a_script_without_blanks_is_long_enough(self):
        text = (
            "俄罗斯和中国的两位老相识周一在南平的一张长桌旁坐下来，谈了几乎一整天。他们同意两国总参谋部应更经常地会晤。"
        )
        assert read(text.encode(), "a.txt").document is not None


PARAGRAPH = (
    "The council met on Monday and agreed on the plan, its secretary said in a long statement to the press. " * 3
)


@pytest.mark.parametrize(
    "markup",
    [
        # a fragment is a page, whatever element it opens with
        f"<p>{PARAGRAPH}</p>",
        f"<table><tr><td><p>{PARAGRAPH}</p></td></tr></table>",
        f"<section><h1>A plan</h1><p>{PARAGRAPH}</p></section>",
        # any doctype, also one that tries entities
        f'<!DOCTYPE x [<!ENTITY y "z">]><html><body><p>{PARAGRAPH}</p></body></html>',
        f"<!-- saved from url=(0014)about:internet --><p>{PARAGRAPH}</p>",
    ],
)
def test_markup_of_any_kind_is_a_page_and_never_text(markup: str) -> None:
    assert is_html(markup.encode())


@pytest.mark.parametrize(
    "text", ["<John> said so.", "< 5 percent", "a <p> in the text", "<pre-war> prices", "x < y > z"]
)
def test_text_that_opens_with_a_bracket_stays_text(text: str) -> None:
    assert not is_html(text.encode())


@pytest.mark.parametrize(
    "head",
    [
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/\r\nMIME-Version: 1.0\r\n",
        "MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n",
    ],
)
def test_a_page_saved_as_a_single_file_is_refused_in_words(head: str) -> None:
    with pytest.raises(SeedUnusable, match="single MHTML file: save the article as text or HTML"):
        read((head + "\r\n" + PARAGRAPH).encode(), "page.mhtml")
