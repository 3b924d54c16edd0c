from __future__ import annotations

import pytest

from compare.coverage import Relation
from compare.errors import TopicEmpty
from compare.seed import Seed
from compare.topic import Matcher, Topic
from extract.document import Document


def test_a_topic_without_seeds_says_so():
    with pytest.raises(TopicEmpty, match="'nothing' has no seeds"):
        Matcher(Topic("nothing", ()))


@pytest.mark.parametrize("text", ["", "\n", "word", "…", "\ud800", "中"])
def test_any_seed_and_any_text_can_be_compared(text):
    coverage = Matcher(Topic("t", (Seed("s", text),))).relate(Document(text))
    assert (coverage.nearest, 0 <= coverage.score <= 1) == ("s", True)


def test_an_empty_document_is_unrelated():
    coverage = Matcher(Topic("t", (Seed("s", "Two envoys met in Nanping on Monday."),))).relate(Document(""))
    assert (coverage.relation, coverage.score < 0.5) == (Relation.UNRELATED, True)
