"""The traps that the program exists for are really laid: each counted over the pages, in the texts as in the rails."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from newsweb import teasers, world
from newsweb.teasers import View
from newsweb.truth import Record, load

ARTICLES = [record for record in load() if record["kind"] == "article"]
STORY = [record for record in ARTICLES if record["relation"] != "unrelated"]
OTHERS = [record for record in ARTICLES if record["relation"] == "unrelated"]
BY_LINK = {(record["outlet"], record["link"]): record for record in ARTICLES}
GOLDS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parents[2] / "seeds" / "gold").glob("*.json"))
}
EVENTS = sorted({record["event"] for record in STORY if record["relation"] != "same subject"})


def _railed(record: Record) -> list[Record]:
    """The articles whose headlines stand in the rails of a page."""
    return [BY_LINK[record["outlet"], line] for line in record["rail_lines"] if (record["outlet"], line) in BY_LINK]


class TestWireCopies:
    @pytest.mark.parametrize("seed", GOLDS)
    def test_of_every_seed_are_cut_and_stand_under_another_headline(self, seed: str) -> None:
        copies = [record for record in STORY if record["copy_of"] == f"seed:{seed}"]
        gold = GOLDS[seed]
        whole = len(" ".join(gold["body"]))
        assert min(len(" ".join(copy["body"])) for copy in copies) < whole
        for copy in copies:
            assert copy["relation"] == "copy"
            assert gold["title"] not in {copy["title"], copy["link"]}
            assert len(" ".join(copy["body"])) <= whole

    @pytest.mark.parametrize("record", [one for one in ARTICLES if one["copy_of"]], ids=lambda one: one["path"])
    def test_share_whole_sentences_with_what_they_were_cut_from(self, record: Record) -> None:
        outlet, _, slug = record["copy_of"].partition("/")
        if outlet.startswith("seed:"):
            text = "\n".join(GOLDS[outlet[5:]]["body"])
        else:
            (item,) = [item for item in world.load().outlet(outlet).articles if item.slug == slug]
            text = "\n".join(item.lines)
        sentences = [one for line in record["body"] for one in line.split(". ") if len(one) > 60]
        assert sum(one.rstrip(".") in text for one in sentences) >= len(sentences) / 3


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_told_in_five_languages_by_five_outlets(event: str) -> None:
    told = [record for record in STORY if record["event"] == event]
    assert len({record["language"] for record in told}) >= 5
    assert len({record["outlet"] for record in told}) >= 5


class TestRails:
    def test_of_most_old_pages_show_the_story_of_a_later_year(self) -> None:
        newer = defaultdict(int)
        for record in OTHERS:
            years = {one["published"][:4] for one in _railed(record) if one["relation"] != "unrelated"}
            newer[record["outlet"]] += max(years, default="") > record["published"][:4]
        assert sum(newer.values()) > len(OTHERS) / 2
        assert min(newer[record["outlet"]] for record in OTHERS) >= 10

    @pytest.mark.parametrize("outlet", world.load().outlets, ids=lambda outlet: outlet.slug)
    def test_stand_inside_the_article_too_on_pages_that_are_not_about_the_story(self, outlet: Any) -> None:
        view, about = View(outlet, 8811), {item.link for item in outlet.articles if item.on_topic}
        inside = [
            item.key
            for item in outlet.articles
            if not item.on_topic and {one.title for piece in teasers.body(view, item) for one in piece.teasers} & about
        ]
        assert len(inside) >= 3


@pytest.mark.parametrize(
    ("field", "kind"),
    [("body", list), ("title", str), ("published", str), ("byline", str), ("event", str), ("relation", str)],
)
def test_the_truth_says_it_of_every_article(field: str, kind: type) -> None:
    assert [record["path"] for record in ARTICLES if not isinstance(record[field], kind)] == []
    if field != "byline":  # an article may be unsigned
        assert [record["path"] for record in ARTICLES if not record[field]] == []
