"""The parts of an article: what each line of its text is, and the short form in which they are kept beside the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from extract.document import Part, PartKind

_KINDS: tuple[PartKind, ...] = ("heading", "paragraph", "item", "quote", "cell", "caption")


def packed(parts: Iterable[Part]) -> list[list[Any]]:
    """A list that JSON can say: [kind, level] for a line of the text, [kind, level, text] for a caption."""
    return [[p.kind, p.level, p.text] if p.kind == "caption" else [p.kind, p.level] for p in parts]


def unpacked(kept: Sequence[Sequence[Any]], text: str) -> tuple[Part, ...]:
    """The parts of ``text`` again; () where ``kept`` does not fit its lines (a row of an older version has none)."""
    lines = text.split("\n") if text else []
    if sum(entry[0] != "caption" for entry in kept) != len(lines):
        return ()
    rest = iter(lines)
    return tuple(
        Part(cast(PartKind, kind), said[0] if kind == "caption" else next(rest), level)
        for kind, level, *said in kept
        if kind in _KINDS
    )


def plain(parts: Iterable[Part]) -> str:
    """The text that the parts make up: a line each, captions left out."""
    return "\n".join(part.text for part in parts if part.kind != "caption")
