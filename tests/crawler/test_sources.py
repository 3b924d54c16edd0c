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
KNOWN = (
    "(known: home, name, language, country, service, replay, token_env, feeds, sitemaps, sections, "
    "budget, budget_a_day)"
)

WRONG = [
    # A key that we do not know.
    ("[a]\nhome = 'https://a.example'\nfeed = []\n", "sources.toml line 3: unknown key 'feed' (did you mean 'feeds'?)"),
    (
        "[a]\nhome = 'https://a.example'\n\n\nxyz = 1\n",
        f"sources.toml line 5: unknown key 'xyz' {KNOWN}",
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
    # A budget that is none.
    (
        "[a]\nhome = 'https://a.example'\nbudget = 200\n",
        "sources.toml line 3: 'budget' must be a list of texts such as ['200 pages'], not a number",
    ),
    (
        "[a]\nhome = 'https://a.example'\nbudget = [200]\n",
        "sources.toml line 3: 'budget' must be a list of texts such as ['200 pages'], not a list",
    ),
    (
        "[a]\nhome = 'https://a.example'\nbudget_a_day = ['a lot']\n",
        "sources.toml line 3: 'budget_a_day': 'a lot' is no budget: "
        "say for instance '500 pages', '30 minutes' or '2 GB'",
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
        "sources.toml line 2: 'home' holds a user's name before its host: give the address without it",
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
    # A source under a heading that is none of ours: an array of tables, a table in a table.
    (
        "[[a]]\nhome = 'https://a.example'\n",
        "sources.toml line 1: a source stands under [a], not under [[a]]",
    ),
    (
        "[a]\nhome = 'https://a.example'\n[a.extra]\nx = 1\n",
        f"sources.toml line 3: unknown key 'extra' {KNOWN}",
    ),
    ("a = 1\n", "sources.toml line 1: 'a' stands outside a source: begin with a table such as [example]"),
    ("a = []\n", "sources.toml line 1: 'a' stands outside a source: begin with a table such as [example]"),
    # The same error in every way that TOML has to write a key.
    ("a.home = 'https://a.example'\na.feed = []\n", "sources.toml line 2: unknown key 'feed' (did you mean 'feeds'?)"),
    (
        "a = {home = 'https://a.example', feed = []}\n",
        "sources.toml line 1: unknown key 'feed' (did you mean 'feeds'?)",
    ),
    (
        "[a]\nhome = 'https://a.example'\n'feed' = []\n",
        "sources.toml line 3: unknown key 'feed' (did you mean 'feeds'?)",
    ),
    (
        " [ a ]\n  home  = 'https://a.example'\n\tfeed\t=\t[]\n",
        "sources.toml line 3: unknown key 'feed' (did you mean 'feeds'?)",
    ),
    (
        "[a]\r\nhome = 'https://a.example'\r\nfeed = []\r\n",
        "sources.toml line 3: unknown key 'feed' (did you mean 'feeds'?)",
    ),
    # What stands in a comment, in another table or under another name is not what is meant.
    (
        "# [a]\n[a]\n# feed = 1\nhome = 'https://a.example'\nfeed = []\n",
        "sources.toml line 5: unknown key 'feed' (did you mean 'feeds'?)",
    ),
    (
        "[a]\nhome = 'https://a.example'\nname = '''\n[b]\nfeed = 1\n'''\nlang = 'el'\n",
        "sources.toml line 7: unknown key 'lang' (did you mean 'language'?)",
    ),
    (
        "[a]\nhome = 'https://a.example'\nfeeds = []\n\n[feeds]\nname = 'A source that is called feeds'\n",
        "sources.toml line 5: source 'feeds' has no 'home': add home = 'https://...'",
    ),
    (
        "[a]\nhome = 'https://a.example'\nname = 'A'\n[b]\nhome = 'https://b.example'\nname = 1\n",
        "sources.toml line 6: 'name' must be a text in quotes, not a number",
    ),
    # Names that people try.
    ("[a]\nhomepage = 'https://a.example'\n", "sources.toml line 2: unknown key 'homepage' (did you mean 'home'?)"),
    (
        "[a]\nhome = 'https://a.example'\nsection = []\n",
        "sources.toml line 3: unknown key 'section' (did you mean 'sections'?)",
    ),
    (
        "[a]\nhome = 'https://a.example'\nsite_map = []\n",
        "sources.toml line 3: unknown key 'site_map' (did you mean 'sitemaps'?)",
    ),
    (
        "[a]\nhome = 'https://a.example'\nurl = 'x'\n",
        f"sources.toml line 3: unknown key 'url' {KNOWN}",
    ),
    (
        "[a]\nhome = 'https://a.example'\nallow_loopback = true\n",
        f"sources.toml line 3: unknown key 'allow_loopback' {KNOWN}",
    ),
    # Every other type that TOML has.
    ("[a]\nhome = 1.5\n", "sources.toml line 2: 'home' must be a text in quotes, not a number"),
    ("[a]\nhome = true\n", "sources.toml line 2: 'home' must be a text in quotes, not true or false"),
    ("[a]\nhome = 2024-01-01\n", "sources.toml line 2: 'home' must be a text in quotes, not a date"),
    ("[a]\nhome = 10:00:00\n", "sources.toml line 2: 'home' must be a text in quotes, not a date"),
    ("[a]\nhome = {x = 1}\n", "sources.toml line 2: 'home' must be a text in quotes, not a table"),
    ("[a]\nhome = '  '\n", "sources.toml line 2: 'home' must be a text in quotes, not empty"),
    (
        "[a]\nhome = 'https://a.example'\nfeeds = true\n",
        "sources.toml line 3: 'feeds' must be a list of URLs such as ['https://...'], not true or false",
    ),
    (
        "[a]\nhome = 'https://a.example'\nsections = ''\n",
        "sources.toml line 3: 'sections' must be a list of URLs such as ['https://...'], not empty",
    ),
    (
        "[a]\nhome = 'https://a.example'\nsitemaps = [['https://a.example/x']]\n",
        "sources.toml line 3: 'sitemaps' must be a list of URLs such as ['https://...'], not a list",
    ),
    (
        "[a]\nhome = 'https://a.example'\nlanguage = 'el '\n",
        "sources.toml line 3: 'language' must be an ISO 639-1 code such as 'el', not 'el '",
    ),
    (
        "[a]\nhome = 'https://a.example'\nlanguage = 'ell'\n",
        "sources.toml line 3: 'language' must be an ISO 639-1 code such as 'el', not 'ell'",
    ),
    (
        "[a]\nhome = 'https://a.example'\ncountry = 'GRC'\n",
        "sources.toml line 3: 'country' must be an ISO 3166 code in capitals such as 'GR', not 'GRC'",
    ),
    # Keys of sources go into the archive and onto command lines.
    (
        "[A]\nhome = 'https://a.example'\n",
        "sources.toml line 1: the source's key 'A' may hold a-z, 0-9, '-', '_' and '.' only, at most 64",
    ),
    (
        "[-a]\nhome = 'https://a.example'\n",
        "sources.toml line 1: the source's key '-a' may hold a-z, 0-9, '-', '_' and '.' only, at most 64",
    ),
    (
        "['Νέα']\nhome = 'https://a.example'\n",
        "sources.toml line 1: the source's key 'Νέα' may hold a-z, 0-9, '-', '_' and '.' only, at most 64",
    ),
    (
        f"[{'a' * 65}]\nhome = 'https://a.example'\n",
        f"sources.toml line 1: the source's key '{'a' * 65}' may hold a-z, 0-9, '-', '_' and '.' only, at most 64",
    ),
    # The same home in another spelling.
    (
        "[a]\nhome = 'https://a.example'\n[b]\nhome = 'HTTPS://A.example:443/?utm_source=x#top'\n",
        "sources.toml line 4: source 'b' has the same home as 'a': keep one",
    ),
]


@pytest.mark.parametrize(("text", "line"), WRONG, ids=[line[:60] for _, line in WRONG])
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(SourcesError) as caught:
        load(written(tmp_path, text))
    assert str(caught.value) == line


# What is no http(s) URL of a host, as a home, a feed, a sitemap or a section.
NO_URLS = [
    "a.example",
    "//a.example/",
    "/rss",
    "https:",
    "https://",
    "https:///path",
    "https://.../",
    "https://a..example/",
    f"https://{'a' * 64}.example/",
    "https://a b.example/",
    "https://a.example:0/",
    "https://a.example:65536/",
    "https://a.example:port/",
    "https://[::1",
    "https://[a.example]/",
    "ftp://a.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
]


@pytest.mark.parametrize("key", ["home", "feeds", "sitemaps", "sections"])
@pytest.mark.parametrize("url", NO_URLS)
def test_what_is_no_url_of_a_page_is_refused_wherever_it_stands(tmp_path: Path, key: str, url: str) -> None:
    lines = ["[a]", "home = 'https://a.example'", f"{key} = ['{url}']"]
    if key == "home":
        lines = ["[a]", "name = 'A'", f"home = '{url}'"]
    with pytest.raises(SourcesError) as caught:
        load(written(tmp_path, "\n".join(lines)))
    assert str(caught.value) == f"sources.toml line 3: {key!r} holds {url!r}, which is no http or https URL"


@pytest.mark.parametrize("key", ["home", "feeds", "sitemaps", "sections"])
@pytest.mark.parametrize("user", ["user", "user:secret", ":secret", "a:secret@b", "user%40x:secret"])
def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path, key: str, user: str) -> None:
    value = f"'https://{user}@a.example/'"
    lines = ["[a]", f"home = {value}"] if key == "home" else ["[a]", f"{key} = [{value}]", "home = 'https://a.example'"]
    with pytest.raises(SourcesError) as caught:
        load(written(tmp_path, "\n".join(lines)))
    assert str(caught.value) == (
        f"sources.toml line 2: {key!r} holds a user's name before its host: give the address without it"
    )


def test_a_url_that_would_write_into_a_header_or_log_is_refused_on_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourcesError) as caught:
        load(written(tmp_path, '[a]\nhome = "https://a.example/\\r\\nX-Evil: 1"\n'))
    said = r"sources.toml line 2: 'home' holds 'https://a.example/\r\nX-Evil: 1', which is no http or https URL"
    assert str(caught.value) == said


def test_a_url_longer_than_any_is_refused_and_shown_in_part(tmp_path: Path) -> None:
    with pytest.raises(SourcesError) as caught:
        load(written(tmp_path, f"[a]\nhome = 'https://a.example/{'x' * 9000}'\n"))
    assert len(str(caught.value)) < 200


# What people write, and the one form in which a page is known.
FORMS = [
    ("HTTPS://WWW.A.Example/", "https://www.a.example/"),
    ("https://a.example", "https://a.example/"),
    ("https://a.example:443/x", "https://a.example/x"),
    ("http://a.example:8080/x", "http://a.example:8080/x"),
    ("  https://a.example/  ", "https://a.example/"),
    ("https://a.example/x#top", "https://a.example/x"),
    ("https://a.example/x?utm_source=y&p=1", "https://a.example/x?p=1"),
    ("https://a.example/a b", "https://a.example/a%20b"),
    ("https://münchen.example/κόσμος", "https://xn--mnchen-3ya.example/%CE%BA%CF%8C%CF%83%CE%BC%CE%BF%CF%82"),
    ("http://[::1]:8080/", "http://[::1]:8080/"),
]


@pytest.mark.parametrize(("written_as", "known_as"), FORMS)
def test_urls_are_known_in_their_canonical_form(tmp_path: Path, written_as: str, known_as: str) -> None:
    (source,) = load(written(tmp_path, f"[a]\nhome = 'https://b.example'\nfeeds = ['{written_as}']\n"))
    assert source.feeds == (known_as,)


def test_a_url_that_is_listed_twice_is_read_once(tmp_path: Path) -> None:
    feeds = "['https://a.example/rss', 'https://a.example/atom', 'https://A.example/rss#x']"
    (source,) = load(written(tmp_path, f"[a]\nhome = 'https://a.example'\nfeeds = {feeds}\n"))
    assert source.feeds == ("https://a.example/rss", "https://a.example/atom")


def test_names_may_hold_any_letters_and_lose_blanks_at_their_ends(tmp_path: Path) -> None:
    (source,) = load(written(tmp_path, "[a]\nhome = 'https://a.example'\nname = ' Ҷумҳурият №1 '\n"))
    assert source.name == "Ҷумҳурият №1"


def test_a_folder_is_no_file_of_sources(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match=r"cannot be read \(Is a directory\): name another file with --sources$"):
        load(tmp_path)


def test_an_error_knows_file_line_and_words(tmp_path: Path) -> None:
    with pytest.raises(SourcesError) as caught:
        load(written(tmp_path, "[a]\nhome = 5\n"))
    error = caught.value
    assert (error.path.name, error.line) == ("sources.toml", 2)
    assert error.what == "'home' must be a text in quotes, not a number"


# What tomllib finds; its words may change, the line may not.
BROKEN = [
    ("[a]\nhome = 'https://a.example'\n[a]\nhome = 'https://b.example'\n", 3),
    ("[a]\nhome = 'https://a.example'\nhome = 'https://b.example'\n", 3),
    ("[a]\nhome = https://a.example\n", 2),
    ("[a\n", 1),
    ('[a]\nhome = "https://a.example\n', 2),
    ("[a]\nhome = 'https://a.example'\nfeeds = ['x' 'y']\n", 3),
    ("[a]\nhome = 'https://a.example'\n\n= 1\n", 4),
    ("[Νέα]\nhome = 'https://a.example'\n", 1),
    ("[a]\nhome = 'https://a.example'\nfeeds = nil\n", 3),
    ("home: https://a.example\n", 1),
    ("{}", 1),
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
