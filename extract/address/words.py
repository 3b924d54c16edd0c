"""The words of addresses: parameters that say how a reader came, parts of paths that lead to no article.

``data/address_words.tsv`` holds a kind and, after a tab, words of that kind. Kinds: tracking (parameters that may
go), tracking_opening (how such parameters begin), channel_parameter (may go when the value is a channel), channel,
session, session_perhaps (may go when the value is a long hexadecimal number); and parts of paths: service (log-in,
legal notes), list (categories), archive (lists by date), label (tags, authors), empty
(what stands behind a slug: "/slug/artikel").
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=16)
def words(kind: str) -> frozenset[str]:
    """All words of ``kind``, in lower case; empty for a kind that is none."""
    return frozenset(_table().get(kind, ()))


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    table: defaultdict[str, list[str]] = defaultdict(list)
    for row in files("extract").joinpath("data/address_words.tsv").read_text("utf-8").splitlines()[1:]:
        kind, listed = row.split("\t")
        table[kind] += listed.split()
    return dict(table)
