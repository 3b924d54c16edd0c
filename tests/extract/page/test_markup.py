import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.page import markup


@pytest.mark.parametrize("text", ["", "  \n", "\x00", "<!-- only a comment -->"])
def test_nothing_to_make_a_tree_of_is_unreadable(text):
    with pytest.raises(markup.Unreadable):
        markup.parse(text)


def test_comments_are_gone_and_their_tails_stay():
    assert markup.parse("<p>one<!-- two -->three</p>").text_content() == "onethree"


@pytest.mark.parametrize("text", ["<p>Mon\x00day</p>", "<p>Mon\ud800day</p>", "<p>Mon\x08day</p>"])
def test_letters_that_no_tree_can_hold_are_taken_out(text):
    assert markup.parse(text).text_content() == "Monday"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # white space in HTML, that XML does not know
        ("Mon\fday", "Mon day"),
        # references to no letter: as numbers with and without an end, in either base, with a letter behind
        ("Mon&#1;day", "Monday"),
        ("Mon&#31day", "Monday"),
        ("Mon&#1and", "Monand"),
        ("Mon&#x1f;day", "Monday"),
        ("Mon&#xB;day", "Monday"),
        ("Mon&#12;day", "Monday"),
        ("Mon&#000000000001;day", "Monday"),
        ("Mon&#xFFFE;day", "Monday"),
        ("Mon&#65535;day", "Monday"),
        # what begins like one and is a letter
        ("&#49;&#x31;&#310;&#x1f4;", "11\u0136\u01f4"),
        ("&#9;&#10;x", "\t\nx"),
        # halves of a letter, and numbers beyond all letters
        ("&#xd800;&#56832;&#x110000;&#99999999999;", "\ufffd" * 4),
        # what only becomes a reference when another is taken out
        ("Mon&#&#1;1;day", "Mon day"),
        ("Mon&#x&#1;1f;day", "Mon day"),
        ("Mon&#</body>1;day", "Mon day"),
        ("Mon&#\ufffe1;day", "Mon day"),
        ("Mon&#\x001;day", "Monday"),
        # what is written out as text stays text
        ("&amp;#1;", "&#1;"),
    ],
)
def test_a_reference_to_no_letter_is_no_text(text, shown):
    root = markup.parse(f"<p>a<i></i>{text}</p>")
    assert root.text_content() == f"a{shown}"
    markup.drop(root.find(".//i"))  # joins what stood before with what stands behind
    assert root.text_content() == f"a{shown}"


PIECES = [
    "&#",
    "&#x",
    "1",
    "f",
    "b",
    ";",
    "12",
    "65534",
    "xfffe",
    "</body>",
    "</html>",
    "\f",
    "\x00",
    "\ufffe",
    "\ud800",
]


@given(st.lists(st.sampled_from([*PIECES, "<b>", "</b>", "<br>", "<i></i>", "a", "&", "#"]), max_size=24))
def test_whatever_is_put_together_every_text_of_the_tree_may_be_set_again(pieces):
    root = markup.parse("<p>x" + "".join(pieces))
    for element in root.iter():
        element.text, element.tail = element.text, element.tail
        for name, value in element.items():
            element.set(name, value)


def test_elements_that_lie_too_deep_leave_no_reference_behind():
    root = markup.parse("<div>" * 2500 + "a&#<div>1;b")
    assert root.text_content() == "ab"


def test_a_huge_tag_loses_its_attributes_and_keeps_its_text():
    root = markup.parse(f'<div data-x="{"y" * 60_000}"><p class="a">text</p></div>')
    assert root.find(".//div").attrib == {}
    assert root.find(".//p").get("class") == "a"


def test_a_long_run_of_breaks_is_two():
    assert len(list(markup.parse("<p>a" + "<br>\n" * 1000 + "b</p>").iter("br"))) == 2


def test_a_script_of_megabytes_does_not_push_the_text_out():
    root = markup.parse("<script>" + "x" * 21_000_000 + "</script><p>text</p>")
    assert root.text_content().strip() == "text"


def test_pruning_takes_what_no_reader_sees_and_menus():
    unseen = "<nav><a>Menu</a></nav><style>p{}</style><script>var a</script><button>Go</button>"
    root = markup.parse(f"<body>{unseen}<p>text</p> tail<footer>(c)</footer></body>")
    markup.prune(root)
    assert root.text_content().strip() == "text tail"


def test_pruning_keeps_article_data():
    root = markup.parse('<script type="application/ld+json">{"articleBody": "x"}</script><p>t</p>')
    markup.prune(root)
    assert root.find(".//script") is not None


@pytest.mark.parametrize("swallower", ["nav", "button", "footer"])
def test_an_unclosed_menu_that_swallows_the_page_is_not_pruned(swallower):
    root = markup.parse(f"<body><{swallower}><main><p>text</p></main></body>")
    markup.prune(root)
    assert "text" in root.text_content()


def test_thousands_of_links_in_one_paragraph_become_text():
    root = markup.parse("<p>" + "<a href=x>link </a>" * 3000 + "</p>")
    markup.prune(root)
    assert root.find(".//a") is None
    assert root.text_content().count("link") == 3000


@pytest.mark.parametrize(
    ("html", "rest"),
    [("<p>a<b>x</b>tail</p>", "atail"), ("<p><i>a</i><b>x</b>tail</p>", "atail"), ("<p><b>x</b></p>", "")],
)
def test_dropping_an_element_keeps_the_text_behind_it(html, rest):
    root = markup.parse(html)
    markup.drop(root.find(".//b"))
    assert root.text_content() == rest


@pytest.mark.parametrize(
    ("text", "squeezed"), [("  a \n\t b ", "a b"), ("a\u00a0 b\u202fc", "a\u00a0 b\u202fc"), ("", "")]
)
def test_squeezing_leaves_no_break_spaces(text, squeezed):
    assert markup.squeeze(text) == squeezed


@given(st.text(max_size=300))
def test_parsing_gives_a_tree_or_says_unreadable(text):
    with contextlib.suppress(markup.Unreadable):
        assert markup.parse(text).tag


# Browsers go on behind a premature end of the page (WHATWG HTML 13.2.6.4.19, "after body"); so do we.
@pytest.mark.parametrize("end", ["</body>", "</html>", "</BODY ></HTML>", "</div></body></html>" * 20])
def test_a_premature_end_of_the_page_ends_nothing(end):
    root = markup.parse(f"<html><body><p>one</p>{end}<p>two</p></body></html>")
    assert [p.text for p in root.iter("p")] == ["one", "two"]


# References to what no tree may hold would make the extractor give up on the whole page.
@pytest.mark.parametrize(
    "name", ["&#1;", "&#x1;", "&#0;", "&#11;", "&#x1F;", "&#65534;", "&#xFFFF;", "\ufffe", "\uffff"]
)
def test_references_to_no_letter_are_taken_out(name):
    assert markup.parse(f"<p>Mon{name}day</p>").text_content() == "Monday"


@pytest.mark.parametrize(("name", "letter"), [("&#9;", "\t"), ("&#10;", "\n"), ("&#160;", "\u00a0"), ("&#100;", "d")])
def test_references_to_letters_stay(name, letter):
    assert markup.parse(f"<p>a{name}b</p>").text_content() == f"a{letter}b"


class TestShallow:
    def test_few_elements_are_left_alone(self):
        deep = b"<div>" * 1_000 + b"x" + b"</div>" * 1_000
        assert markup.shallow(deep) == deep

    def test_tags_beyond_200_deep_go_and_their_text_stays(self):
        deep = b"<div class='a'>" * 3_000 + b"x" + b"</div>" * 3_000
        assert markup.shallow(deep) == b"<div class='a'>" * 200 + b"x" + b"</div>" * 200

    def test_many_elements_side_by_side_stay(self):
        flat = b"<div><span>x</span></div>" * 3_000
        assert markup.shallow(flat) == flat

    def test_end_tags_without_a_start_do_not_count(self):
        assert markup.shallow(b"</div>" * 5_000 + b"<div>x</div>" * 2_500).endswith(b"<div>x</div>")


def test_a_run_of_a_million_letters_is_cut_and_what_follows_stays():
    root = markup.parse(f"<div>{'lorem ' * 700_000}</div><p>The end.</p>")
    assert "The end." in root.text_content()
    assert len(root.text_content()) < 200_000


# Each is larger than 3 million letters, and would take hours where a pattern looks at its letters again and again.
ENDLESS = {
    "900,000 ends of tags": ">" * 900_000,
    "400,000 scripts that never end": "<script>" * 400_000,
    "a million beginnings of values": "='" * 500_000 + '="' * 500_000,
    "values without quotes": ("=" * 19_999 + " ") * 100,
    "a million ends of scripts": "</script>" * 400_000,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_large_page_is_looked_at_once(name):
    began = time.process_time()
    root = markup.parse(f"<p>The beginning.</p><script>{'x' * 3_000_000}</script>{ENDLESS[name]}")
    assert "The beginning." in root.text_content()
    assert time.process_time() - began < 20
