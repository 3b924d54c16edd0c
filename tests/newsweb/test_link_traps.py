"""Links do not give the story away: what a crawler could guess from words alone, it guesses wrongly half the time.

A seed word is a word of five letters or more that stands in one of the five seeds, in Latin letters. A link shows it
when it stands in the headline, in the anchor, or in the address.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from anyascii import anyascii

from newsweb.truth import Record, load

GOLDS = Path(__file__).parents[2] / "seeds" / "gold"
WORD = re.compile(r"[a-z]{5,}")


def _words(text: str) -> set[str]:
    return set(WORD.findall(anyascii(text).lower()))


@pytest.fixture(scope="module")
def seed_words() -> set[str]:
    golds = [json.loads(path.read_text("utf-8")) for path in sorted(GOLDS.glob("*.json"))]
    return set().union(*(_words("\n".join([gold["title"] or "", *gold["body"]])) for gold in golds))


def _gives_away(record: Record, seed_words: set[str]) -> bool:
    return bool(_words(" ".join((record["title"], record["link"], record["path"]))) & seed_words)


def _share(records: list[Record], seed_words: set[str]) -> float:
    return sum(_gives_away(record, seed_words) for record in records) / len(records)


@pytest.fixture(scope="module")
def articles() -> list[Record]:
    return [record for record in load() if record["kind"] == "article"]


def test_half_of_the_links_to_the_story_hold_no_seed_word(articles: list[Record], seed_words: set[str]) -> None:
    about = [record for record in articles if record["relation"] != "unrelated"]
    assert 1 - _share(about, seed_words) >= 1 / 2


def test_a_third_of_the_other_links_hold_one(articles: list[Record], seed_words: set[str]) -> None:
    others = [record for record in articles if record["relation"] == "unrelated"]
    assert _share(others, seed_words) >= 1 / 3


def test_a_third_of_the_other_pages_name_the_seeds_people_and_places(articles: list[Record]) -> None:
    others = [record for record in articles if record["relation"] == "unrelated"]
    assert sum(record["names_seed"] for record in others) / len(others) >= 1 / 3


@pytest.mark.parametrize("outlet", sorted({record["outlet"] for record in load()}))
def test_every_outlet_holds_both_kinds(outlet: str, articles: list[Record]) -> None:
    mine = [record for record in articles if record["outlet"] == outlet]
    assert len(mine) >= 25
    assert {record["relation"] != "unrelated" for record in mine} == {True, False}
