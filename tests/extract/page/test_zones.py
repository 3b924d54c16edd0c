import pytest
from lxml import html

from extract.page.zones import Zones


def zone(markup: str) -> str:
    root = html.document_fromstring(f"<html><body>{markup}</body></html>")
    return Zones().of(next(root.iter("a")))


LINK = "<span><a href=/a>x</a></span>"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (LINK, "main"),
        (f"<nav>{LINK}</nav>", "menu"),
        (f"<div class='main-navigation'>{LINK}</div>", "menu"),
        (f"<div class='td-header-menu-wrap menu'>{LINK}</div>", "menu"),
        (f"<ul id='menu-main'>{LINK}</ul>", "menu"),
        (f"<div role='navigation'>{LINK}</div>", "menu"),
        (f"<div id='masthead'>{LINK}</div>", "menu"),
        (f"<footer>{LINK}</footer>", "foot"),
        (f"<div class='site-footer'>{LINK}</div>", "foot"),
        (f"<div role='contentinfo'>{LINK}</div>", "foot"),
        (f"<div id='copyright'>{LINK}</div>", "foot"),
        # the nearest names it; but a menu at the foot is foot
        (f"<nav><main>{LINK}</main></nav>", "main"),
        (f"<nav><article>{LINK}</article></nav>", "main"),
        (f"<main><nav>{LINK}</nav></main>", "menu"),
        (f"<footer><nav>{LINK}</nav></footer>", "foot"),
        (f"<nav><footer>{LINK}</footer></nav>", "foot"),
        # words that only hold those letters
        (f"<div class='unavailable navy menus'>{LINK}</div>", "main"),
        (f"<div class='legalese'>{LINK}</div>", "main"),
        # what a link is called itself says nothing
        ("<a class='nav' href=/a>x</a>", "main"),
        # names too long to be names
        (f"<div class='{'nav ' * 200}'>{LINK}</div>", "main"),
    ],
)
def test_tags_roles_classes_and_ids_name_zones(markup, expected):
    assert zone(markup) == expected


def test_what_was_found_for_one_link_holds_for_its_neighbours():
    root = html.document_fromstring(
        "<body><nav><a>1</a><a>2</a></nav><p><a>3</a></p><footer><a>4</a><a>5</a></footer></body>"
    )
    zones = Zones()
    assert [zones.of(a) for a in root.iter("a")] == ["menu", "menu", "main", "foot", "foot"]
    assert [zones.of(a) for a in root.iter("a")] == ["menu", "menu", "main", "foot", "foot"]
