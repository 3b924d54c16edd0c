"""What a comparison with a gold sees: hard lines left in, body lines lost, strays, fields."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extract.document import Document, Moment, NotArticle
from extract.golds import Difference, Held, hold

SEEDS = Path(__file__).parents[2] / "seeds"
GOLD = {
    "title": "Two ministers meet",
    "published": "2022-09-19T10:00:00",
    "section": None,
    "language": "en",
    "byline": None,
    "agency": ["Reuters", "AFP"],
    "body": ["The ministers met on Monday.", "A heading", "They agreed on little."],
    "boilerplate": [
        {"kind": "related_heading", "severity": "hard", "text": "Related"},
        {"kind": "related_item", "severity": "hard", "text": "Five things to know about ministers\nTwo more things"},
        {"kind": "caption", "severity": "soft", "text": "The ministers, in a picture"},
    ],
}
PERFECT = Document(
    text="\n".join(GOLD["body"]),
    title="Two ministers meet",
    published=Moment(datetime(2022, 9, 19, 10, tzinfo=UTC), "19.9.2022 10:00", "minute", zone_known=False),
    language="en",
    agencies=("AFP", "Reuters"),
)


def with_line(line: str) -> Document:
    return replace(PERFECT, text=f"{PERFECT.text}\n{line}")


def test_a_perfect_document_leaves_nothing_to_say() -> None:
    assert hold(PERFECT, GOLD) == Held()
    assert hold(PERFECT, GOLD).good


LEFT_IN = [
    # a hard line, of any of a piece's lines
    ("Related", "leaks"),
    ("Two more things", "leaks"),
    # with other white space it is the same line
    (" Related\u00a0", "leaks"),
    # a long one inside a longer line counts
    ("Read: Five things to know about ministers (video)", "leaks"),
    # a short one inside a longer line does not: words are free
    ("Related matters were left for Tuesday.", "strays"),
    # a soft line is no leak, but it is no body either
    ("The ministers, in a picture", "strays"),
    ("Two ministers meet", "strays"),
]


@pytest.mark.parametrize(("line", "where"), LEFT_IN)
def test_a_line_that_is_no_body_line_is_a_leak_when_hard_and_else_a_stray(line: str, where: str) -> None:
    held = hold(with_line(line), GOLD)
    assert getattr(held, where) == (line,)
    assert held.good is (where == "strays")
    assert held.losses == ()


def test_a_body_line_that_holds_a_hard_line_is_body() -> None:
    gold = GOLD | {"body": [*GOLD["body"], "See Five things to know about ministers here."]}
    assert hold(with_line("See Five things to know about ministers here."), gold) == Held()


@pytest.mark.parametrize("lost", GOLD["body"])
def test_a_missing_body_line_is_a_loss(lost: str) -> None:
    held = hold(replace(PERFECT, text="\n".join(line for line in GOLD["body"] if line != lost)), GOLD)
    assert held.losses == (lost,)
    assert not held.good


def test_a_body_line_that_is_not_verbatim_is_lost_and_its_likeness_a_stray() -> None:
    held = hold(replace(PERFECT, text=PERFECT.text.replace("met on", "met\u00a0on")), GOLD)
    assert held.losses == ("The ministers met on Monday.",)
    assert held.strays == ("The ministers met\u00a0on Monday.",)


def test_an_empty_text_loses_all_and_leaks_nothing() -> None:
    assert hold(replace(PERFECT, text=""), GOLD) == Held(losses=tuple(GOLD["body"]))


def test_a_page_that_is_no_article_loses_all_and_says_why() -> None:
    held = hold(NotArticle("consent wall"), GOLD, page=True)
    assert (held.losses, held.why, held.good) == (tuple(GOLD["body"]), "consent wall", False)


FIELDS = [
    (replace(PERFECT, title=None), Difference("title", "Two ministers meet", "")),
    (replace(PERFECT, published=None), Difference("published", "2022-09-19T10:00:00", "")),
    (replace(PERFECT, language="el"), Difference("language", "en", "el")),
    (replace(PERFECT, agencies=("AFP",)), Difference("agency", "AFP, Reuters", "AFP")),
    (replace(PERFECT, section="World"), Difference("section", "", "World")),
    (replace(PERFECT, bylines=("B", "A")), Difference("byline", "", "A, B")),
]


@pytest.mark.parametrize(("document", "difference"), FIELDS)
def test_a_field_that_differs_is_named_and_does_not_decide(document: Document, difference: Difference) -> None:
    held = hold(document, GOLD)
    assert held.differences == (difference,)
    assert held.good


@pytest.mark.parametrize(("document", "difference"), FIELDS)
def test_a_page_may_state_what_the_flattened_text_does_not(document: Document, difference: Difference) -> None:
    assert hold(document, GOLD, page=True).differences == (() if difference.expected == "" else (difference,))


def test_the_order_of_agencies_is_free() -> None:
    assert hold(replace(PERFECT, agencies=("Reuters", "AFP")), GOLD).differences == ()


@pytest.mark.parametrize("key", sorted(GOLD))
def test_a_gold_without_a_key_is_an_error(key: str) -> None:
    with pytest.raises(KeyError, match=key):
        hold(PERFECT, {name: value for name, value in GOLD.items() if name != key})


@pytest.mark.parametrize("path", sorted((SEEDS / "gold").glob("*.json")), ids=lambda path: path.stem)
class TestTheSeedsOwnGolds:
    """Held against its own body a gold finds nothing; against the raw text it finds every hard line."""

    def test_the_gold_body_is_perfect(self, path: Path) -> None:
        gold = json.loads(path.read_text(encoding="utf-8"))
        held = hold(Document("\n".join(gold["body"])), gold)
        assert (held.leaks, held.strays, held.losses) == ((), (), ())

    def test_the_raw_text_leaks_each_hard_line_and_loses_nothing(self, path: Path) -> None:
        gold = json.loads(path.read_text(encoding="utf-8"))
        raw = (SEEDS / gold["seed"]).read_text(encoding="utf-8").split("\n")
        held = hold(Document("\n".join(line for line in raw if line.strip())), gold)
        hard = [piece for piece in gold["boilerplate"] if piece["severity"] == "hard"]
        assert len(held.leaks) == sum(len(piece["text"].strip().splitlines()) for piece in hard)
        assert held.losses == ()
