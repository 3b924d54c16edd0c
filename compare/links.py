"""Is a link worth fetching? Judged by what is said about it before the fetch."""

from __future__ import annotations

from compare.roman import sounded
from compare.sketches import tokens
from compare.topic import Topic
from extract.link import Link


class LinkScorer:
    """Scores links for one topic. Build it once a process; ``score`` has no side effects."""

    def __init__(self, topic: Topic) -> None:
        self._titles = [{sounded(w) for w, _, _ in tokens(seed.title or seed.text[:200])} for seed in topic.seeds]

    def score(self, link: Link) -> float:
        """How promising the link is, 0..1; 0.5 knows nothing either way. Never fails on any link."""
        words = {sounded(w) for w, _, _ in tokens(f"{link.title or ''} {link.summary or ''}") if len(w) > 3}
        hits = max((len(words & title) for title in self._titles), default=0)
        return min(1.0, 0.3 + 0.15 * hits)
