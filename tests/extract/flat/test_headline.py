"""Title and date of a whole flattened page stand shortly above its body."""

from __future__ import annotations

import pytest

from extract.flat import headline, lines
from extract.text import strip

TITLE = "Old bridge in the harbour to be rebuilt before the winter"
BODY = [
    f"The council said on {day} that the old bridge in the harbour would be rebuilt before the winter, and that the "
    f"{who} of the town would be asked about its colour, since nobody had liked the last one very much."
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    for who in ("people", "fishermen", "shopkeepers")
]
MENU = ["Home", "World", "Politics", "Sport", "Culture", "Weather", "Subscribe", "Sign in", "Search", "Menu"] * 2
TEASERS = [f"{who} {what}" for who in ("Minister", "Striker", "Baker") for what in ("leaves Lyon", "wins", "is back")]
FOOT = ["Related articles", *TEASERS, *TEASERS, *TEASERS, "About us", "Contact", "© 2024 The Courier."]


def page(*top: str) -> str:
    return "\n".join([*MENU, *top, *BODY, *FOOT])


def judged(*texts: str):
    """Lines of which those of the body are kept."""
    return lines.classify(texts), [None if text in BODY else "outside the body" for text in texts]


class TestTitle:
    @pytest.mark.parametrize(
        "top",
        [
            [TITLE],
            ["World", TITLE, "12.09.2024, 14:05"],
            [TITLE, "By Jane Doe", "Share"],
            ["Striker leaves the harbour club", TITLE],
            [TITLE, "A town has waited for this for years, says its mayor, and waits on."],
        ],
    )
    def test_of_a_whole_page_is_the_line_that_speaks_of_its_body(self, top):
        assert strip(page(*top)).title == TITLE

    def test_that_stands_twice_is_likelier(self):
        top = ["The old bridge in the harbour is well known", TITLE]
        found = headline.title(*judged(TITLE, *top, *BODY))
        assert found in (0, 2)

    def test_is_none_where_nothing_above_speaks_of_the_body(self):
        assert headline.title(*judged("Weather", "Striker leaves Lyon at once", *BODY)) is None

    def test_is_none_without_a_body(self):
        assert headline.title(lines.classify([TITLE, "Menu"]), ["x", "x"]) is None

    def test_is_no_line_of_the_text(self):
        found = strip(page(TITLE))
        assert TITLE not in found.text.split("\n")
        assert found.text.split("\n") == BODY


class TestTimes:
    @pytest.mark.parametrize(
        ("top", "published", "updated"),
        [
            ([TITLE, "12.09.2024, 14:05"], "2024-09-12", None),
            (["12 September 2024", TITLE], "2024-09-12", None),
            (
                [TITLE, "Published 12 September 2024, 14:05 | Updated 13 September 2024, 09:00"],
                "2024-09-12",
                "2024-09-13",
            ),
            ([TITLE, "Updated: 13 September 2024, 09:00"], None, "2024-09-13"),
            ([TITLE], None, None),
        ],
    )
    def test_stand_beside_the_title(self, top, published, updated):
        found = strip(page(*top))
        said = [moment and moment.day.isoformat() for moment in (found.published, found.updated)]
        assert said == [published, updated]

    def test_of_a_rail_or_far_away_are_nobodys(self):
        html = "\n".join(["12.09.2024", *MENU, TITLE, *BODY, "Related articles", "11.09.2024, 10:00", *FOOT])
        assert strip(html).published is None

    def test_of_short_texts_are_found_as_before(self):
        assert str(strip("\n".join([TITLE, "12.09.2024, 14:05", *BODY[:3]])).published.day) == "2024-09-12"
