"""The file of sources: what it may hold, and the one line that says what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import SourcesError
from crawler.sources import Source, load

WHOLE = """\
# Two outlets.
[nea-stoa]
name = "Νέα Στοά"
home = "https://www.nea-stoa.example/"
language = "el"
country = "GR"
feeds = ["https://www.nea-stoa.example/rss.xml"]
sitemaps = ["https://www.nea-stoa.example/sitemap.xml", "https://maps.example/stoa.xml"]
sections = ["https://www.nea-stoa.example/kosmos/"]

[bote]
home = "HTTPS://Bote.Example:443"
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "sources.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_whole_file_gives_its_sources_in_order(tmp_path: Path) -> None:
    assert load(written(tmp_path, WHOLE)) == (
        Source(
            key="nea-stoa",
            name="Νέα Στοά",
            home="https://www.nea-stoa.example/",
            language="el",
            country="GR",
            feeds=("https://www.nea-stoa.example/rss.xml",),
            sitemaps=("https://www.nea-stoa.example/sitemap.xml", "https://maps.example/stoa.xml"),
            sections=("https://www.nea-stoa.example/kosmos/",),
        ),
        Source(key="bote", name="bote", home="https://bote.example/"),
    )


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert len(load(written(tmp_path, b"\xef\xbb\xbf" + WHOLE.encode()))) == 2


# What is wrong, and the whole line that the user reads.
WRONG = [
    # A key that we do not know.
    ("[a]\nhome = 'https://a.example'\nfeed = []\n", "sources.toml line 3: unknown key 'feed' (did you mean 'feeds'?)"),
    (
        "[a]\nhome = 'https://a.example'\n\n\nxyz = 1\n",
        "sources.toml line 5: unknown key 'xyz' (known: home, name, language, country, feeds, sitemaps, sections)",
    ),
    (
        "[a]\nhome = 'https://a.example'\n[b]\nhome = 'https://b.example'\nHome = 'x'\n",
        "sources.toml line 5: unknown key 'Home' (did you mean 'home'?)",
    ),
    (
        "[a]\nhome = 'https://a.example'\n[a.feeds]\nx = 1\n",
        "sources.toml line 3: 'feeds' must be a list of URLs such as ['https://...'], not a table",
    ),
    # A value of another type, or of another shape.
    ("[a]\nhome = 5\n", "sources.toml line 2: 'home' must be a text in quotes, not a number"),
    ("[a]\nhome = ['https://a.example']\n", "sources.toml line 2: 'home' must be a text in quotes, not a list"),
    ("[a]\nhome = ''\n", "sources.toml line 2: 'home' must be a text in quotes, not empty"),
    (
        "[a]\nhome = 'https://a.example'\nfeeds = 'https://a.example/rss'\n",
        "sources.toml line 3: 'feeds' must be a list of URLs such as ['https://...'], not a text",
    ),
    (
        "[a]\nhome = 'https://a.example'\nfeeds = [1]\n",
        "sources.toml line 3: 'feeds' must be a list of URLs such as ['https://...'], not a list",
    ),
    (
        "[a]\nhome = 'https://a.example'\nlanguage = 'Greek'\n",
        "sources.toml line 3: 'language' must be an ISO 639-1 code such as 'el', not 'Greek'",
    ),
    (
        "[a]\nhome = 'https://a.example'\ncountry = 'gr'\n",
        "sources.toml line 3: 'country' must be an ISO 3166 code in capitals such as 'GR', not 'gr'",
    ),
    # A URL that is none.
    ("[a]\nhome = 'a.example'\n", "sources.toml line 2: 'home' holds 'a.example', which is no http or https URL"),
    (
        "[a]\nhome = 'ftp://a.example'\n",
        "sources.toml line 2: 'home' holds 'ftp://a.example', which is no http or https URL",
    ),
    ("[a]\nhome = 'http://'\n", "sources.toml line 2: 'home' holds 'http://', which is no http or https URL"),
    (
        "[a]\nhome = 'http://u:p@a.example'\n",
        "sources.toml line 2: 'home' holds 'http://u:p@a.example', which is no http or https URL",
    ),
    (
        "[a]\nhome = 'http://a.example:99999'\n",
        "sources.toml line 2: 'home' holds 'http://a.example:99999', which is no http or https URL",
    ),
    (
        "[a]\nhome = 'https://a.example'\nfeeds = [\n  'https://a.example/rss',\n  '/rss',\n]\n",
        "sources.toml line 3: 'feeds' holds '/rss', which is no http or https URL",
    ),
    # Something missing, or something twice.
    ("[a]\nname = 'A'\n", "sources.toml line 1: source 'a' has no 'home': add home = 'https://...'"),
    (
        "# none\n",
        "sources.toml: no source in it: add a table such as [example] with home = 'https://...'",
    ),
    (
        "[a]\nhome = 'https://a.example'\n[b]\nhome = 'https://a.example/'\n",
        "sources.toml line 4: source 'b' has the same home as 'a': keep one",
    ),
    (
        "home = 'https://a.example'\n",
        "sources.toml line 1: 'home' stands outside a source: begin with a table such as [example]",
    ),
    (
        "['a b']\nhome = 'https://a.example'\n",
        "sources.toml line 1: the source's key 'a b' may hold a-z, 0-9, '-', '_' and '.' only, at most 64",
    ),
]


@pytest.mark.parametrize(("text", "line"), WRONG, ids=[line[:60] for _, line in WRONG])
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(SourcesError) as caught:
        load(written(tmp_path, text))
    assert str(caught.value) == line


# What tomllib finds; its words may change, the line may not.
BROKEN = [
    ("[a]\nhome = 'https://a.example'\n[a]\nhome = 'https://b.example'\n", 3),
    ("[a]\nhome = 'https://a.example'\nhome = 'https://b.example'\n", 3),
    ("[a]\nhome = https://a.example\n", 2),
    ("[a\n", 1),
]


@pytest.mark.parametrize(("text", "line"), BROKEN)
def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(SourcesError, match=f"^sources.toml line {line}: this is no TOML: ") as caught:
        load(written(tmp_path, text))
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match=r"^none\.toml: cannot be read \(No such file or directory\): name another"):
        load(tmp_path / "none.toml")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match=r"^sources\.toml: this is no UTF-8 text: save it as UTF-8$"):
        load(written(tmp_path, b"[a]\nname = '\xff\xfe'\n"))


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_whatever_the_file_holds_no_more_than_one_line_is_said(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "sources.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    said = ""
    try:
        load(path)
    except SourcesError as error:
        said = str(error)
    assert len(said.splitlines()) <= 1


class TestCovers:
    SOURCE = Source("a", "A", "https://www.example.org/", sections=("https://blogs.example.com/x",))
    LOCAL = Source("l", "L", "http://127.0.0.5:8811/", feeds=("http://127.0.0.6:8811/rss",))

    CASES: ClassVar = [
        # The site of the home, whatever the host name in front; the site of a section.
        (SOURCE, "https://www.example.org/kosmos/1", True),
        (SOURCE, "http://example.org/kosmos/1", True),
        (SOURCE, "https://sport.example.org/1", True),
        (SOURCE, "https://example.com/1", True),
        # Others, other schemes, addresses.
        (SOURCE, "https://example.org.evil.example/1", False),
        (SOURCE, "https://other.example/1", False),
        (SOURCE, "ftp://www.stoa.example/1", False),
        (SOURCE, "javascript:alert(1)", False),
        (SOURCE, "http://127.0.0.1/admin", False),
        (SOURCE, "http://[::1]/admin", False),
        (SOURCE, "http://localhost/admin", False),
        # A private address: that very address and port.
        (LOCAL, "http://127.0.0.5:8811/1", True),
        (LOCAL, "http://127.0.0.6:8811/1", True),
        (LOCAL, "http://127.0.0.5:22/", False),
        (LOCAL, "http://127.0.0.7:8811/1", False),
        (LOCAL, "https://www.example.org/", False),
    ]

    @pytest.mark.parametrize(("source", "url", "covered"), CASES)
    def test_a_source_covers_its_site_and_its_own_addresses(self, source: Source, url: str, covered: bool) -> None:
        assert source.covers(url) is covered


class TestShipped:
    """seeds/sources.toml, as it is shipped."""

    SOURCES: ClassVar = load(Path(__file__).parents[2] / "seeds" / "sources.toml")

    def test_it_names_outlets_of_at_least_25_countries(self) -> None:
        assert len({source.country for source in self.SOURCES}) >= 25

    def test_every_outlet_has_name_language_and_country(self) -> None:
        assert [s.key for s in self.SOURCES if not (s.language and s.country and s.name != s.key)] == []

    def test_greek_romanian_and_bulgarian_outlets_are_there(self) -> None:
        languages = [source.language for source in self.SOURCES]
        assert min(languages.count(language) for language in ("el", "ro", "bg")) >= 2

    def test_none_is_on_a_private_address(self) -> None:
        assert [source.key for source in self.SOURCES if source.is_private] == []

    def test_every_listed_feed_and_sitemap_belongs_to_a_source_once(self) -> None:
        listed = [url for source in self.SOURCES for url in (*source.feeds, *source.sitemaps)]
        assert len(listed) == len(set(listed))
