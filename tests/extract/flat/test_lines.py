import pytest

from extract.flat import lines
from extract.flat.lines import Kind

STRONG = "The council said on Monday that the bridge would be rebuilt before the winter, and that nobody had to leave."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (STRONG, Kind.STRONG),
        ("„" + STRONG.rstrip(".") + "”", Kind.STRONG),
        ("Nobody had to leave the houses by the river.", Kind.MEDIUM),
        ("development of military relations", Kind.SHORT),
        ("China did not condemn the Moscow operation", Kind.SHORT),
        ("Latest articles", Kind.RAIL),
        ("ΔΕΙΤΕ ΑΚΟΜΑ", Kind.RAIL),
        ("Follow us on", Kind.LABEL),
        ("Add Comment", Kind.LABEL),
        ("Published on", Kind.LABEL),
        ("Follow The Courier on Google News and never miss a story.", Kind.LABEL),
        ("Facebook Twitter", Kind.LABEL),
        ("Two presidents at a table Facebook Twitter", Kind.SHARE),
        ("Share on Facebook WhatsApp Telegram", Kind.SHARE),
        ("0", Kind.COUNTER),
        ("1.2k", Kind.COUNTER),
        ("2024-09-12 23:28:21", Kind.DATE),
        ("Agerpres", Kind.AGENCY),
        ("(Reuters, AFP)", Kind.AGENCY),
        ("Με πληροφορίες από ΑΠΕ-ΜΠΕ και Reuters", Kind.AGENCY),
        ("Read More About: World News", Kind.TAGS),
        ("Tags: bridge, river", Kind.TAGS),
        ("Read also: The bridge that was never built", Kind.INLINE),
        ("Прочетете още: Мостът, който не беше построен", Kind.INLINE),
        ("The presidents at the table - Photo: Getty Images.", Kind.CAPTION),
        ("Οι πρόεδροι στο τραπέζι - Φωτ.: Getty Images.", Kind.CAPTION),
        ("By Jane Doe", Kind.BYLINE),
        ("Автор: Иван Иванов", Kind.BYLINE),
        ("The ministry requested the approval by the Parliament for the...", Kind.TEASER),
        ("© 2024 The Courier. All rights reserved.", Kind.LEGAL),
    ],
)
def test_a_line_is_classified_by_itself(text, kind):
    assert lines.classify([text])[0].kind is kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Bridge to be rebuilt before winter", Kind.TITLE),
        ("BRIDGE TO BE REBUILT BEFORE WINTER", Kind.TITLE),
        ("HomeLocalBridge to be rebuilt before winter", Kind.BREADCRUMB),
        ("Home / Local / Bridge to be rebuilt before winter", Kind.BREADCRUMB),
        ("Bridge to be rebuilt before winter, mayor says", Kind.SHORT),
    ],
)
def test_a_line_is_held_against_the_title(line, kind):
    assert lines.classify([line], "Bridge to be rebuilt before winter")[0].kind is kind


def test_a_short_line_that_stands_twice_is_a_repeat():
    twice = "The bridge that was never built"
    assert [line.kind for line in lines.classify([twice, STRONG, twice])] == [Kind.REPEAT, Kind.STRONG, Kind.REPEAT]


def test_from_afar_only_rail_headings_and_sizes_are_known():
    seen = lines.classify(["Latest articles", "Agerpres", STRONG], closely=[False, False, False])
    assert [line.kind for line in seen] == [Kind.RAIL, Kind.SHORT, Kind.STRONG]


def test_the_text_of_a_line_is_kept_byte_for_byte():
    text = "  του προέδρου\u00a0Πούτιν\u202f7 "
    assert lines.classify([text])[0].text == text


@pytest.mark.parametrize(("text", "size"), [("abc", 3), ("ρωσία", 5), ("中国", 6), ("", 0)])
def test_wide_letters_count_three(text, size):
    assert lines.size(text) == size


@pytest.mark.parametrize("text", ["It ended.", "It ended.”", "«Τέλος»", "終わった。", "Did it end?", "safety “."])
def test_a_sentence_ends(text):
    assert lines.ends_sentence(text)


@pytest.mark.parametrize(
    "text", ["It went on", "It went on...", "It went on…", "It went on […]", "Bridge to be rebuilt"]
)
def test_a_headline_or_a_cut_off_teaser_ends_no_sentence(text):
    assert not lines.ends_sentence(text)


@pytest.mark.parametrize(
    "text", ["By the river nobody spoke.", "By the river", "Von hier an ging alles schief", "Byline", ""]
)
def test_a_line_that_opens_like_a_byline_is_none_without_a_name(text):
    assert not lines.is_byline(text)
