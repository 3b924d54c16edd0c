"""Each theme is a site of its own: its markup, where its rails stand, what it tells machines."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations

import pytest
from jinja2 import UndefinedError

from newsweb import addresses, pages, teasers, world
from newsweb.lines import see
from newsweb.teasers import View
from newsweb.values import Article, Outlet

WORLD = world.load()
THEMES = {outlet.theme: outlet for outlet in WORLD.outlets}
themes = pytest.mark.parametrize("theme", sorted(THEMES))


@lru_cache(maxsize=400)
def html_of(slug: str, number: int) -> str:
    outlet = WORLD.outlet(slug)
    return pages.article(View(outlet, 8811), outlet.articles[number])


def classes(html: str) -> set[str]:
    return {name for value in re.findall(r'class="([^"]+)"', html, re.IGNORECASE) for name in value.lower().split()}


def having(outlet: Outlet, kind: str) -> tuple[int, Article]:
    """An article of the outlet with such a piece between its paragraphs."""
    view = View(outlet, 8811)
    for number, item in enumerate(outlet.articles):
        if any(piece.kind == kind for piece in teasers.body(view, item)):
            return number, item
    raise LookupError(kind)


@pytest.mark.parametrize(("one", "other"), list(combinations(sorted(THEMES), 2)))
def test_two_themes_share_hardly_a_class_name(one: str, other: str) -> None:
    first, second = (classes(html_of(THEMES[theme].slug, 0)) for theme in (one, other))
    wordpress = {one, other} == {"tagdiv", "wprelated"}  # both grew on the same system
    assert len(first & second) <= (8 if wordpress else 3)


MACHINE = {
    "tagdiv": {"open graph", "json-ld", "time", "author", "canonical"},
    "wprelated": {"open graph", "time", "author", "canonical"},
    "datefirst": {"open graph", "canonical"},
    "readmore": {"open graph", "json-ld", "microdata", "time", "author", "canonical"},
    "lifo": {"open graph", "json-ld", "time", "canonical"},
    "card": {"microdata", "author", "canonical"},
    "legacy": set(),
}


@pytest.mark.parametrize(("theme", "tells"), MACHINE.items(), ids=MACHINE)
def test_what_a_theme_tells_machines(theme: str, tells: set[str]) -> None:
    outlet = THEMES[theme]
    number, item = next((number, one) for number, one in enumerate(outlet.articles) if one.byline)
    html = html_of(outlet.slug, number)
    found = {
        "open graph": 'property="og:title"' in html,
        "json-ld": "application/ld+json" in html,
        "microdata": "itemprop=" in html,
        "time": f'datetime="{item.published.isoformat()}"' in html,
        "author": item.byline in re.split("</head>", html, flags=re.IGNORECASE)[0] or 'itemprop="author"' in html,
        "canonical": 'rel="canonical"' in html,
    }
    assert {name for name, there in found.items() if there} == tells


@themes
@pytest.mark.parametrize("kind", ["read_also", "rail", "ad"])
def test_inserts_stand_between_two_paragraphs_of_the_body(theme: str, kind: str) -> None:
    outlet = THEMES[theme]
    number, item = having(outlet, kind)
    lines = see(html_of(outlet.slug, number)).lines
    inside = lines[lines.index(item.lines[0]) : lines.index(item.lines[-1]) + 1]
    labels = outlet.labels
    wanted = {"read_also": labels.read_also, "rail": labels.see_also, "ad": labels.ad}[kind]
    assert [line for line in inside if line not in item.lines and line.startswith(wanted)]


@themes
def test_a_read_also_line_is_one_line_with_its_link(theme: str) -> None:
    outlet = THEMES[theme]
    number, item = having(outlet, "read_also")
    (piece,) = [piece for piece in teasers.body(View(outlet, 8811), item) if piece.kind == "read_also"]
    lines = see(html_of(outlet.slug, number)).lines
    assert any(
        re.fullmatch(rf"{re.escape(outlet.labels.read_also)}\s*{re.escape(piece.teasers[0].title)}", line)
        for line in lines
    )


@themes
def test_rails_follow_the_body(theme: str) -> None:
    outlet = THEMES[theme]
    for number, item in enumerate(outlet.articles[:12]):
        lines = see(html_of(outlet.slug, number)).lines
        after = lines[lines.index(item.lines[-1]) + 1 :]
        assert outlet.labels.related in after
        assert outlet.labels.no_comments in " ".join(after)


@themes
def test_dates_of_rails_differ_from_the_articles_own(theme: str) -> None:
    outlet = THEMES[theme]
    number = len(outlet.articles) - 1
    years = set(re.findall(r"\b20[12]\d\b", "\n".join(see(html_of(outlet.slug, number)).lines)))
    assert str(outlet.articles[number].published.year) in years
    if theme not in {"card", "lifo"}:
        assert len(years) > 1


@themes
def test_listings_show_headline_and_summary_of_each_item(theme: str) -> None:
    outlet = THEMES[theme]
    items = outlet.articles[:5]
    path = addresses.section(outlet, outlet.sections[0])
    listing = pages.Listing(path, outlet.sections[0], "Intro", items, newer="/n", older="/o")
    seen = see(pages.section(View(outlet, 8811), listing))
    shown = "\n".join(seen.lines)
    assert all(item.link in shown and item.summary in shown for item in items)
    assert "Intro" in seen.lines
    assert {"/n", "/o"} <= {anchor.href for anchor in seen.anchors}


@themes
def test_no_template_leaves_its_own_syntax_on_the_page(theme: str) -> None:
    outlet = THEMES[theme]
    for number in range(len(outlet.articles)):
        html = html_of(outlet.slug, number)
        assert not re.search(r"\{[{%#]|[#%}]\}", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))


def test_a_misspelled_name_in_a_template_raises() -> None:
    with pytest.raises(UndefinedError):
        pages.environment().from_string("{{ no_such_name }}").render()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": "</script><b>"}, '{"a": "\\u003c/script>\\u003cb>"}'),
        ({"a": "„ő“"}, '{"a": "„ő“"}'),
    ],
)
def test_json_in_a_script_cannot_end_it(value: dict[str, str], text: str) -> None:
    assert pages.environment().from_string("{{ value|json }}").render(value=value) == text


@pytest.mark.parametrize(
    ("text", "caps"), [("Στέφανος Αρβανιτάκης", "ΣΤΕΦΑΝΟΣ ΑΡΒΑΝΙΤΑΚΗΣ"), ("Νέα Στοά", "ΝΕΑ ΣΤΟΑ"), ("abc", "ABC")]
)
def test_greek_capitals_have_no_accents(text: str, caps: str) -> None:
    assert pages.environment().from_string("{{ text|caps }}").render(text=text) == caps


def test_a_gated_site_leads_its_last_related_teaser_to_the_wall() -> None:
    outlet = WORLD.outlet("courrier-des-alpes")
    for item in outlet.articles:
        related = teasers.rails(View(outlet, 8811), item.key, item)["related"]
        assert [one.url.startswith("/abonnes/") for one in related] == [False] * (len(related) - 1) + [True] * bool(
            related
        )


def test_tags_lead_to_the_page_about_the_story_from_some_pages_about_other_matters() -> None:
    for outlet in WORLD.outlets:
        tagged = [
            item for item in outlet.articles if (outlet.ui.hub, addresses.hub(outlet)) in teasers.tags(outlet, item)
        ]
        assert {item for item in outlet.articles if item.on_topic} < set(tagged)
        assert len(tagged) < len(outlet.articles)


def test_the_charset_of_a_page_depends_on_its_year_where_the_site_moved() -> None:
    outlet = WORLD.outlet("paratiritis")
    found = {item.published.year < 2022: pages.charset(outlet, item) for item in outlet.articles}
    assert found == {True: "iso-8859-7", False: "windows-1253"}
    assert pages.charset(outlet, None) == "windows-1253"
