"""Stories on the news web: BCubed of the clusters, with weights of outlets that are not clustered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from compare_data import Page

from compare.pair import Article, learned
from compare.stories import Stories


def bcubed(said: Mapping[str, int], truth: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 (Bagga and Baldwin 1998) over the documents of ``said``."""
    together: dict[int, set[str]] = defaultdict(set)
    alike: dict[str, set[str]] = defaultdict(set)
    for document, story in said.items():
        together[story].add(document)
        alike[truth[document]].add(document)
    precision = sum(len(together[s] & alike[truth[d]]) / len(together[s]) for d, s in said.items()) / len(said)
    recall = sum(len(together[s] & alike[truth[d]]) / len(alike[truth[d]]) for d, s in said.items()) / len(said)
    return precision, recall, 2 * precision * recall / (precision + recall)


def clustered(pages: tuple[Page, ...], made: dict[str, Article]) -> dict[str, int]:
    """The story of each page, placed one by one in the order of publication."""
    order = sorted(pages, key=lambda page: (str(page.published), page.id))
    numbers = {number: page.id for number, page in enumerate(order)}
    stories = Stories(learned([made[page.id] for page in pages]), lambda number: made[numbers[number]])
    for number in numbers:
        stories.place(number)
    return {numbers[number]: story for story, members in stories.members.items() for number in members}
