"""Articles that stand on the page as data only: in the scripts of frameworks, in JSON-LD, in a frame's source."""

from __future__ import annotations

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.page.hidden import article

LINES = (
    "The dam above the village gave way on Tuesday night after three weeks of rain, and the water came quickly.",
    "Rescue teams counted forty houses without a roof by morning; the school was the only dry building left.",
    "The mayor said that the alarm had been tested in spring and had worked, but nobody had heard it that night.",
    "Engineers from the capital will look at the northern wall, where a crack had been reported two years ago.",
)
TEXT = "\n".join(LINES)
MARKED = "".join(f"<p>{line}</p>" for line in LINES)
EXPECTED = MARKED


def script(data: object, attributes: str = 'type="application/json"', before: str = "", behind: str = "") -> str:
    return f"<html><body><script {attributes}>{before}{json.dumps(data)}{behind}</script></body></html>"


GIVEN = [
    # the body as one value with line breaks, as a list of paragraphs, as markup
    ("one value", script({"body": TEXT}), EXPECTED),
    ("a list of paragraphs", script({"body": list(LINES)}), EXPECTED),
    ("paragraphs as objects", script({"blocks": [{"type": "p", "text": line} for line in LINES]}), EXPECTED),
    ("markup", script({"content": MARKED}), EXPECTED),
    ("JSON-LD", script({"@type": "NewsArticle", "articleBody": TEXT}, 'type="application/ld+json"'), EXPECTED),
    ("deep down", script({"props": {"pageProps": {"story": {"parts": [{"x": TEXT}]}}}}), EXPECTED),
    # where frameworks put it
    ("Next", script({"props": {"body": TEXT}}, 'id="__NEXT_DATA__"'), EXPECTED),
    ("Nuxt", script([{"body": TEXT}], 'id="__NUXT_DATA__"'), EXPECTED),
    ("assigned to the window", script({"body": TEXT}, "", "window.__STATE__ = ", ";"), EXPECTED),
    ("assigned to a key", script({"body": TEXT}, "", 'window["state"] = ', ";"), EXPECTED),
    ("assigned to self", script({"body": TEXT}, "", "self.data=", "; run();"), EXPECTED),
    ("capitals", script({"body": TEXT}).replace("script", "SCRIPT"), EXPECTED),
    # what stands around it does not count
    ("beside settings", script({"id": 7, "colour": "red", "body": TEXT, "tags": ["dam", "rain"]}), EXPECTED),
    ("beside a short teaser", script({"body": TEXT, "next": {"title": LINES[0], "url": "/b"}}), EXPECTED),
    ("the longer of two", script({"body": TEXT}) + script({"body": list(LINES[:3])}), EXPECTED),
    ("behind a broken script", "<script type='application/json'>{" + "x" * 400 + "</script>" + script(TEXT), EXPECTED),
    # a frame
    ("a frame", f'<iframe srcdoc="{html.escape(MARKED)}"></iframe>', MARKED),
    ("a frame in single quotes", f"<iframe srcdoc='{html.escape(MARKED)}'></iframe>", MARKED),
]


@pytest.mark.parametrize(("markup", "expected"), [row[1:] for row in GIVEN], ids=[row[0] for row in GIVEN])
def test_is_given_as_markup(markup: str, expected: str) -> None:
    assert article(markup) == expected


NONE = [
    ("nothing", ""),
    ("a page without scripts", f"<html><body><article>{MARKED}</article></body></html>"),
    ("a script that is code", f"<script>function draw() {{ return {json.dumps(TEXT)}; }}</script>"),
    ("a short script", script({"body": LINES[0]})),
    ("no running text", script({"words": ["dam"] * 200})),
    ("headlines only", script({"items": ["Dam gives way above the village after weeks of rain"] * 12})),
    ("teasers, each beside its address", script([{"text": line, "url": f"/{n}"} for n, line in enumerate(LINES)])),
    ("teasers with slugs", script([{"text": line, "slug": f"{n}"} for n, line in enumerate(LINES)])),
    ("two lines only", script({"body": "\n".join(LINES[:2]), "filler": "x" * 300})),
    ("broken JSON", script({"body": TEXT})[:-60]),
    ("JSON cut off", "<script type='application/json'>" + json.dumps({"body": TEXT})[:-3] + "</script>"),
    ("an open script", "<script type='application/json'>" + json.dumps({"body": TEXT})),
    ("a number", "<script type='application/json'>" + "1" * 400 + "</script>"),
    ("a short frame", '<iframe srcdoc="<p>Hello.</p>"></iframe>'),
    ("JSON as deep as a well", "<script type='application/json'>" + "[" * 100_000 + "</script>"),
]


@pytest.mark.parametrize("markup", [row[1] for row in NONE], ids=[row[0] for row in NONE])
def test_there_is_none_in(markup: str) -> None:
    assert article(markup) is None


def test_signs_of_markup_in_plain_lines_are_escaped() -> None:
    lines = [line.replace("the", "AT&T", 1) for line in LINES]
    found = article(script({"body": lines}))
    assert found is not None
    assert "AT&amp;T" in found
    assert "AT&T " not in found


def test_text_deeper_than_a_hundred_levels_is_not_looked_for() -> None:
    deep: object = TEXT
    for _ in range(150):
        deep = [deep]
    assert article(script(deep)) is None


@given(st.text(max_size=400))
def test_never_raises(text: str) -> None:
    article(f"<script type='application/json'>{text}</script>")
    article(f"<iframe srcdoc='{text}'>")


@given(st.recursive(st.none() | st.text(max_size=50) | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(
    st.text(max_size=5), inner), max_leaves=10))  # fmt: skip
def test_data_without_an_article_stays_none_whatever_its_form(data: object) -> None:
    assert article(script({"data": data, "filler": "x" * 300})) is None or "<p" in json.dumps(data)
