import pytest

from extract.facts import titles
from extract.facts.titles import Candidate

HEADLINE = "Council to rebuild the old bridge before winter"


def h1(text):
    return Candidate(text, "h1", 1.0)


def og(text):
    return Candidate(text, "og", 0.9)


def ld(text):
    return Candidate(text, "json-ld", 0.9)


def element(text):
    return Candidate(text, "title element", 0.5)


@pytest.mark.parametrize(
    ("candidates", "title"),
    [
        ([h1(HEADLINE), og(HEADLINE)], HEADLINE),
        ([h1(HEADLINE)], HEADLINE),
        ([og(HEADLINE)], HEADLINE),
        # the site's name as first h1 shares no word with what machines are told
        ([h1("The Courier"), h1(HEADLINE), og(HEADLINE)], HEADLINE),
        # what readers see wins over what search engines are fed, where both speak of one thing
        (
            [
                h1("Old bridge to be rebuilt"),
                og("Bridge rebuilt: all you need to know"),
                ld("Bridge rebuilt: all you need to know"),
            ],
            "Old bridge to be rebuilt",
        ),
        ([h1("Something else entirely"), og(HEADLINE), ld(HEADLINE)], HEADLINE),
        ([h1("Latest news"), og(HEADLINE)], HEADLINE),
        ([og(f"{HEADLINE} | The Courier"), element(f"{HEADLINE} - The Courier")], HEADLINE),
        ([og(f"The Courier :: {HEADLINE}")], HEADLINE),
        ([h1("The Courier")], None),
        ([h1("")], None),
        ([], None),
    ],
)
def test_the_title_is_what_the_page_agrees_on(candidates, title):
    chosen = titles.choose(candidates, ["The Courier", "courier.example", "courier"])
    assert (chosen and chosen.text) == title


def test_no_break_spaces_of_a_title_stay():
    assert titles.choose([h1("40\u00a0boats  on\n the river")]).text == "40\u00a0boats on the river"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (f"{HEADLINE} | The Courier", HEADLINE),
        (f"{HEADLINE} – The Courier", HEADLINE),
        (f"{HEADLINE} - Local - The Courier", f"{HEADLINE} - Local"),
        (f"The Courier: {HEADLINE}", f"The Courier: {HEADLINE}"),
        (f"{HEADLINE} - courier", HEADLINE),
        ("Wins and losses - a diary", "Wins and losses - a diary"),
    ],
)
def test_only_the_sites_own_name_is_cut(text, cut):
    assert titles.cut_site(text, ["The Courier", "courier"]) == cut


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Council to rebuild the bridge - The Courier", "Council to rebuild the bridge"),
        ("The Courier | Council to rebuild the bridge", "Council to rebuild the bridge"),
        ("The Courier - Council to rebuild the bridge", "The Courier - Council to rebuild the bridge"),
        ("Council to rebuild the bridge", "Council to rebuild the bridge"),
        ("", ""),
    ],
)
def test_a_title_element_loses_its_shorter_end(text, short):
    assert titles.without_tail(text) == short


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        (HEADLINE, HEADLINE.upper(), 1, 1),
        (HEADLINE, HEADLINE + "!", 1, 1),
        (HEADLINE, HEADLINE + " now", 0.8, 1),
        (HEADLINE, "Snow in May", 0, 0),
    ],
)
def test_agreement_ends_where_titles_differ(one, other, least, most):
    assert least <= titles.agreement(one, other) <= most


@pytest.mark.parametrize(
    ("h1", "og", "title"),
    [
        ("Towers blown up", "Nuclear plant: Towers blown up", "Nuclear plant: Towers blown up"),
        ("Towers blown up", "Nuclear plant: Towers stay", "Towers blown up"),
        ("Nuclear plant: Towers blown up", "Towers blown up", "Nuclear plant: Towers blown up"),
        ("Towers blown up | Top pictures", "Towers blown up", "Towers blown up"),
        ("A | B: how two letters met", "A | B: how two letters met", "A | B: how two letters met"),
        ("x" * 250, "Towers blown up", "Towers blown up"),
    ],
)
def test_kickers_stay_and_what_hangs_behind_a_bar_goes(h1, og, title):
    found = titles.choose([Candidate(h1, "h1", 1.0), Candidate(og, "og", 0.9)])
    assert found is not None
    assert found.text == title
