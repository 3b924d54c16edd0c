"""The news web's articles and the seeds as compare sees them, and a few made-up texts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from compare.coverage import Coverage
from compare.seed import Seed
from compare.topic import Matcher, Topic
from extract.document import Document, Moment
from newsweb import world
from newsweb.values import Article

HERE = Path(__file__).parents[2]


def seeds() -> tuple[Seed, ...]:
    found = []
    for path in sorted((HERE / "seeds" / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        day = datetime.fromisoformat(gold["published"]).replace(tzinfo=UTC) if gold["published"] else None
        text = "\n".join(gold["body"])
        found.append(Seed(path.stem, text, gold["title"], gold["language"], day, tuple(gold["agency"])))
    return tuple(found)


def document(article: Article) -> Document:
    """An article as extraction would give it."""
    moment = Moment(article.published.astimezone(UTC), str(article.published), "second", True)
    text = "\n".join(block.text for block in article.body)
    return Document(text, article.title, published=moment, language=article.language, agencies=article.agencies)


@dataclass(frozen=True)
class Related:
    """One article of the news web and what the matcher says of it."""

    article: Article
    document: Document
    coverage: Coverage


@pytest.fixture(scope="session")
def five() -> Topic:
    """The topic of the five seeds."""
    return Topic("five", seeds())


@pytest.fixture(scope="session")
def matcher(five: Topic) -> Matcher:
    return Matcher(five)


@pytest.fixture(scope="session")
def related(matcher: Matcher) -> list[Related]:
    """Every article of the news web, related to the five seeds."""
    found = []
    for outlet in world.load().outlets:
        for article in outlet.articles:
            made = document(article)
            found.append(Related(article, made, matcher.relate(made)))
    return found
