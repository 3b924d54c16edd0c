import pytest

from extract.page import blocks, markup


def walk(html):
    return blocks.walk(markup.parse(html))


def texts(html):
    return [block.text for block in walk(html).blocks]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("<div>one<p>two</p>three</div>", ["one", "two", "three"]),
        ("<p>one <b>two</b> <a href=x>three</a></p>", ["one two three"]),
        ("<span>Acasă</span><span>News</span><span>Title</span>", ["AcasăNewsTitle"]),
        ("<p>one\n  two\tthree</p>", ["one two three"]),
        ("<p>του\u00a0Πούτιν 7\u202fχλμ\u00a0</p>", ["του\u00a0Πούτιν 7\u202fχλμ"]),
        ("<p>One.<br>Two.</p>", ["One.", "Two."]),
        ("<p>One<br><br>Two</p>", ["One", "Two"]),
        ("<p>a line that is wrapped<br>in the middle</p>", ["a line that is wrapped in the middle"]),
        ("<ul><li>one</li><li>two</li></ul>", ["one", "two"]),
        ("<table><tr><td>one</td><td>two</td></tr></table>", ["one", "two"]),
        ("<p>…</p><p>—</p>", []),
        ("<p>text</p><script>var x</script><style>p{}</style><noscript>no</noscript>", ["text"]),
        ("<p hidden>no</p><p style='display: none'>no</p><p>yes</p>", ["yes"]),
        ("<div hidden><h1>Title</h1><p>shown by a script</p></div>", ["Title", "shown by a script"]),
        ("<p class=hidden>no</p><div class='x d-none'>no</div><p>yes</p>", ["yes"]),
        ("<p>See<span class=sr-only> opens a new window</span> it</p>", ["See it"]),
        ("<h2 class='visually-hidden'>Article content</h2><p>yes</p>", ["yes"]),
        ("<p class='hidden md:block'>on wide screens</p>", ["on wide screens"]),
        ("<p class='d-none d-md-block'>on wide screens</p>", ["on wide screens"]),
        ("<p class='hidden-gem'>a name of its own</p>", ["a name of its own"]),
        ("<div class=hidden><h1>Title</h1><p>shown by a script</p></div>", ["Title", "shown by a script"]),
        ("<p>before<svg><text>no</text></svg>after</p>", ["beforeafter"]),
        ("<head><title>no</title></head><body>yes</body>", ["yes"]),
    ],
)
def test_a_page_is_walked_into_lines_as_a_reader_sees_them(html, expected):
    assert texts(html) == expected


@pytest.mark.parametrize(
    ("html", "link", "opens"),
    [
        ("<p>plain</p>", 0, False),
        ("<p><a href=x>all of it</a></p>", 1, True),
        ("<p>half <a href=x>half</a></p>", 4 / 9, False),
        ("<p>• <a href=x>headline</a></p>", 0.8, True),
    ],
)
def test_the_share_of_linked_letters_is_known(html, link, opens):
    (block,) = walk(html).blocks
    assert block.link == pytest.approx(link)
    assert block.opens_linked is opens


@pytest.mark.parametrize(
    ("names", "region"),
    [
        ("related-posts", "rail"),
        ("jp-relatedposts", "rail"),
        ("mostRead most-read", "rail"),
        ("td_block_wrap td_block_related_posts", "rail"),
        ("sidebarRight", "rail"),
        ("sharedaddy sd-sharing", "share"),
        ("comment-respond", "comment"),
        ("entry-crumbs breadcrumb", "nav"),
        ("newsletter-box", "subscribe"),
        ("wp-caption-text", "caption"),
        ("post-category", "category"),
    ],
)
def test_class_names_tell_the_region(names, region):
    (block,) = walk(f'<div class="{names}"><div><p>text</p></div></div>').blocks
    assert region in block.regions


@pytest.mark.parametrize("names", ["entry-content", "article-body", "story", "", "text"])
def test_plain_class_names_tell_no_region(names):
    (block,) = walk(f'<div class="{names}"><p>text</p></div>').blocks
    assert not block.regions


def test_an_id_that_is_a_headline_tells_no_region():
    (block,) = walk('<h2 id="which-is-the-best-newsletter-service">Which is the best?</h2>').blocks
    assert not block.regions


def test_tags_tell_regions_too():
    aside, foot = walk("<aside><p>one</p></aside><figure><figcaption>two</figcaption></figure>").blocks
    assert ("aside" in aside.regions, "caption" in foot.regions) == (True, True)


def test_a_block_knows_the_elements_round_it():
    page = walk("<div><section><p>one</p></section><p>two</p></div>")
    one, two = page.blocks
    assert two.place not in page.path(one.place)
    assert page.parents[two.place] in page.path(one.place)


def test_headings_are_known():
    assert [block.is_heading for block in walk("<h2>one</h2><p>two</p>").blocks] == [True, False]


def test_thousands_of_nested_elements_are_walked():
    assert texts("<div>" * 1500 + "<p>text</p>")[-1:] in (["text"], [])
