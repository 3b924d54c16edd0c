import pytest

from extract.document import Rail
from extract.flat import lines, rails

LONG = (
    "The council said on Monday that the {} would be rebuilt before the winter, and that nobody had to leave the town."
)


def para(word):
    return LONG.format(word)


def body_of(*texts, title=None):
    judged = rails.judge(lines.classify(texts, title))
    return [text for text, rule in zip(texts, judged, strict=True) if rule is None]


def rules_of(*texts):
    return rails.judge(lines.classify(texts))


def test_a_rail_at_the_end_goes_with_its_heading():
    texts = [para("bridge"), para("harbour"), "Latest articles", "A short headline", "Teaser that is cut off..."]
    assert body_of(*texts) == texts[:2]
    assert rules_of(*texts)[2:] == ["rail heading", "rail zone", "rail zone"]


def test_a_rail_in_the_middle_never_cuts_to_the_end():
    texts = [para("bridge"), "Related articles", "A short headline", para("harbour"), para("school"), para("theatre")]
    assert body_of(*texts) == [texts[0], *texts[3:]]


def test_a_single_long_paragraph_closes_a_zone_too():
    long = " ".join([para("harbour"), para("school"), para("theatre"), para("station")])
    assert body_of(para("bridge"), "Related articles", "A headline", long) == [para("bridge"), long]


def test_one_strong_teaser_does_not_close_a_zone():
    texts = [para("bridge"), para("quay"), "See also", "A headline", para("harbour"), "Another headline", "A teaser"]
    assert body_of(*texts) == texts[:2]


def test_a_heading_without_a_rail_goes():
    assert body_of(para("bridge"), "Related Posts", "Add Comment") == [para("bridge")]


def test_sub_headings_between_paragraphs_stay():
    texts = [
        para("bridge"),
        "development of the harbour",
        para("harbour"),
        "What the mayor did not say",
        para("school"),
    ]
    assert body_of(*texts) == texts


@pytest.mark.parametrize(
    "label", ["Follow us on", "0", "Agerpres", "Facebook Twitter", "Read also: A bridge", "Tags: bridge", "12.09.2024"]
)
def test_a_label_between_paragraphs_goes_and_nothing_else(label):
    assert body_of(para("bridge"), label, para("harbour")) == [para("bridge"), para("harbour")]


def test_menus_before_the_body_stand_outside_it():
    menu = ["World", "Sport", "Culture", "Weather", "Letters", "Archive"] * 3
    assert body_of(*menu, para("bridge"), para("harbour")) == [para("bridge"), para("harbour")]


def test_a_paragraph_that_stood_before_is_cut_the_second_time():
    assert body_of(para("bridge"), para("harbour"), para("bridge")) == [para("bridge"), para("harbour")]


def test_nearly_the_same_sentence_is_no_repeat():
    texts = [para("bridge"), para("bridges"), para("bridge itself")]
    assert body_of(*texts) == texts


def test_text_in_which_nothing_weighs_is_kept():
    assert body_of("A poem", "of two lines") == ["A poem", "of two lines"]


def test_no_lines_give_no_verdicts():
    assert rails.judge([]) == []


def test_cut_lines_are_gathered_under_their_heading():
    texts = [para("bridge"), "Latest articles", "One", "Two", "More like this", "Three", "Agerpres"]
    rules = [None, "rail heading", "rail zone", "rail zone", "rail heading", "rail zone", "agency credit"]
    headings = [False, True, False, False, True, False, False]
    assert rails.gather(texts, rules, headings) == (
        Rail("rail heading", "Latest articles", ("Latest articles", "One", "Two")),
        Rail("rail heading", "More like this", ("More like this", "Three")),
        Rail("agency credit", None, ("Agerpres",)),
    )


def test_a_kept_line_parts_two_rails():
    gathered = rails.gather(["0", "body", "0"], ["counter", None, "counter"], [False] * 3)
    assert gathered == (Rail("counter", None, ("0",)), Rail("counter", None, ("0",)))
