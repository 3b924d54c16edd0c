import pytest

from extract.address.shapes import is_article, is_page, is_section


@pytest.mark.parametrize(
    ("path", "query"),
    [
        # a date in the path
        ("/2022/09/19/talks/", ""),
        ("/2022/09/talks", ""),
        ("/world/2022-09-19/talks", ""),
        ("/news/2024/sep/12/zakharova", ""),
        ("/news/2022/09/19/41389/", ""),
        ("/economia/20231207/adios", ""),
        # a long number
        ("/19765800/nennen", ""),
        ("/stories/3376705/", ""),
        ("/kosmos/article/41389/", ""),
        ("/welt/handel-art41506", ""),
        ("/41415", ""),
        ("/arxeio/2023/41519.htm", ""),
        # a slug of several words
        ("/world/two-old-acquaintances-and-one-table", ""),
        ("/world/an_invitation_for_the_spring.html", ""),
        ("/nation/long-table-talks", ""),
        ("/%CF%81%CF%89%CF%83%CE%AF%CE%B1-%CE%BA%CE%B1%CE%B9-%CE%BA%CE%AF%CE%BD%CE%B1-%CE%BC%CE%B1%CE%B6%CE%AF", ""),
        ("/interimstrainer-schubert-nicht-mehr-viel-zu-verlieren-1019241/artikel", ""),
        # an id of letters and digits
        ("/news/articles/clymn8zyrp9o", ""),
        # an id in the query
        ("/arthro.php", "id=41389"),
        ("/index.php", "option=com_content&newsid=41233"),
        ("/", "p=41389"),
    ],
)
def test_an_articles_address_has_a_date_a_number_a_slug_or_an_id(path, query):
    assert is_article(path, query)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", ""),
        ("", ""),
        ("/world/", ""),
        ("/world/europe", ""),
        ("/news/2022/", ""),
        ("/archive/2022/09/", ""),
        ("/katigoria.php", "k=politiki"),
        ("/", "page=2"),
        # lists, tags and authors, however long their names
        ("/category/science-and-technology-today/", ""),
        ("/tag/russia-and-china-cooperation", ""),
        ("/author/maria-del-carmen-sanchez", ""),
        ("/topics/war-in-the-east", ""),
        # services
        ("/terms-of-use/for-all-our-readers", ""),
        ("/login", "id=41389"),
        ("/search/a-b-c-d", ""),
        ("/world/page/41389", ""),
        # files that are no pages
        ("/2022/09/19/two-old-acquaintances.jpg", ""),
        ("/2022/09/19/two-old-acquaintances.PDF", ""),
        ("/2022/09/19/feed.xml", ""),
    ],
)
def test_other_addresses_have_not(path, query):
    assert not is_article(path, query)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/world/", ""),
        ("/world/europe/east", ""),
        ("/now/diethni", ""),
        ("/category/sport/", ""),
        ("/rubric/gorod/", ""),
        ("/section/politics", ""),
        ("/katigoria.php", "k=politiki"),
        ("/", "cat=5"),
    ],
)
def test_a_list_of_articles_may_be_a_section(path, query):
    assert is_section(path, query)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", ""),
        ("/a/b/c/d", ""),
        ("/tag/amur", ""),
        ("/author/kostas", ""),
        ("/login", ""),
        ("/privacy-policy/", ""),
        ("/wp-content/themes", ""),
        ("/world/page/2", ""),
        ("/logo.svg", ""),
    ],
)
def test_tags_authors_services_and_files_are_no_sections(path, query):
    assert not is_section(path, query)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a.html", True),
        ("/a.php", True),
        ("/version-2.0", True),
        ("/a.jpeg", False),
        ("/a.JPG", False),
        ("/a.tar.gz", False),
        ("/feed.json", False),
        ("/film.webm", False),
        ("/pdf", True),
    ],
)
def test_a_files_ending_says_whether_it_may_be_a_page(path, expected):
    assert is_page(path) is expected
